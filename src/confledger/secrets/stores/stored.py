"""What a store makes of a file: its values and metadata now, places and comments when asked."""

from confledger.documents.limits import Limits
from confledger.location import Path, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    class Places(Protocol):
        """Where each value stands, and its key."""

        def value(self, document: int, path: Path) -> Span | None:
            """Return the span of a value."""

        def key(self, document: int, path: Path) -> Span | None:
            """Return the span of the last key of a path."""


# Encrypted files are small: the largest of 8 repositories had 16 kB.
MOST_BYTES = 1 << 20
# A file of that many bytes cannot hold more values than this that matter.
LIMITS = Limits(max_bytes=MOST_BYTES, max_aliased_nodes=10_000)
METADATA = "sops"


class Unreadable(Exception):
    """A file that its store cannot read: a fault of the file, told without its content."""

    def __init__(self, reason: str, span: Span | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.span = span


class Comment:
    """One comment without its mark: `path` is that of the map or list that it stands in.

    `above` is the path of the entry that follows it there, `after` of the one before it, None
    where there is none or nobody needs to know.
    """

    __slots__ = ("above", "after", "document", "path", "span", "text")

    def __init__(
        self, document: int, path: Path, text: str, span: Span, above: Path | None = None
    ) -> None:
        self.document = document
        self.path = path
        self.text = text
        self.span = span
        self.above = above
        self.after: Path | None = None


class Stored:
    """One file, read; `documents` are still with what stands below `sops`."""

    __slots__ = ("comments", "documents", "places")

    def __init__(
        self,
        documents: list[object],
        places: "Callable[[], Places]",
        comments: "Callable[[], list[Comment]]",
    ) -> None:
        self.documents = documents
        self.places = places
        self.comments = comments


def loaded(data: bytes, dialect: str) -> list[object]:
    """Return the documents of a file; raise Unreadable for what SOPS refuses as well."""
    from confledger.documents.load import load
    from confledger.documents.problem import ENCODING

    found = load(data, dialect, LIMITS)
    for problem in found.problems:
        if problem.kind != ENCODING or not found.documents:
            raise Unreadable(problem.message, problem.span)
    return found.documents


def text_of(data: bytes) -> str:
    """Return the text of a file whose store reads lines; raise Unreadable where it is none."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable("the file is no UTF-8", Span(line, 1, line, 2)) from None
    if "\0" in text:
        raise Unreadable("the file holds a NUL byte")
    return text


def no_comments() -> "list[Comment]":
    """Return the comments of a format that has none."""
    return []
