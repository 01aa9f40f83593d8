"""What a reader saw that is wrong with the text itself."""

from confledger.location import Path, Span

SYNTAX = "syntax"
ENCODING = "encoding"
DUPLICATE_KEY = "duplicate-key"
LIMITS = "limits"
# Of one file; what follows is rarely read, and a file of another kind makes one on each line.
MOST = 1_000


class Problem:
    """One fault of a text; `kind` is the id of the check that reports it.

    The message never quotes a value, only keys and positions: a value may be a secret.
    """

    __slots__ = ("document", "help", "kind", "message", "path", "span")

    def __init__(
        self,
        kind: str,
        message: str,
        span: Span | None = None,
        *,
        document: int = 0,
        path: Path = (),
        help: str | None = None,
    ) -> None:
        self.kind = kind
        self.message = message
        self.span = span
        self.document = document
        self.path = path
        self.help = help

    def __repr__(self) -> str:
        return f"Problem({self.kind!r}, {self.message!r}, {self.span!r}, path={self.path!r})"


class Loaded:
    """The documents of one text, and what is wrong with it.

    Documents are JSON-like: dict with str keys, list, str, int, float, bool, None. Where
    `problems` holds a syntax error, `documents` is empty.
    """

    __slots__ = ("documents", "problems")

    def __init__(self, documents: list[object], problems: list[Problem] | None = None) -> None:
        self.documents = documents
        self.problems = problems or []
