"""Places and comments of the two formats that are read line by line, and their flat metadata."""

from confledger.location import Path, Span
from confledger.secrets.stores import flat
from confledger.secrets.stores.stored import METADATA, Stored

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.stores.stored import Comment


class Lines:
    """What was read of a file; `metadata` maps the flat names below `sops` to their texts.

    `spans` has the places of key and value of each path; those of metadata by (`sops`, name).
    """

    __slots__ = ("_begun", "comments", "document", "metadata", "spans")

    def __init__(self) -> None:
        self.document: dict[str, object] = {}
        self.metadata: dict[str, str] = {}
        self.spans: dict[Path, tuple[Span, Span]] = {}
        self.comments: list[Comment] = []
        self._begun: dict[str, str] | None = None

    def stored(self) -> Stored:
        """Return it as every store does."""
        document = dict(self.document)
        if self.metadata:
            document[METADATA] = flat.nested(self.metadata)
        return Stored([document], lambda: self, lambda: self.comments)

    def value(self, _document: int, path: Path) -> Span | None:
        """Return where a value stands."""
        return self._find(path, 1)

    def key(self, _document: int, path: Path) -> Span | None:
        """Return where a key stands."""
        return self._find(path, 0)

    def _first(self) -> dict[str, str]:
        """Return by each flat name, or what such names begin with, the first that has it."""
        if self._begun is None:
            self._begun = {}
            for name in self.metadata:
                for end in flat.ends(name):
                    self._begun.setdefault(name[:end], name)
        return self._begun

    def _find(self, path: Path, which: int) -> Span | None:
        if path[:1] == (METADATA,) and len(path) > 1:
            # Of what has no line of its own, the first that belongs to it.
            name = flat.name_of(path[1:])
            path = (METADATA, self._first().get(name, name))
        elif path == (METADATA,) and self.metadata:
            path = (METADATA, next(iter(self.metadata)))
        spans = self.spans.get(path)
        return None if spans is None else spans[which]
