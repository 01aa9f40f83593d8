"""One semantic difference between two versions of a file."""

from confledger.location import Path

ADDED = "added"
REMOVED = "removed"
CHANGED = "changed"
RETYPED = "retyped"
MOVED = "moved"
RENAMED = "renamed"
KINDS = (ADDED, REMOVED, CHANGED, RETYPED, MOVED, RENAMED)

# Steps as people know them: a key, `[0]`, or `[name=web]` for an item that has an identity.
Label = tuple[str, ...]


class Missing:
    """Stands where the other version has something: `None` is a value."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "MISSING"

    def __bool__(self) -> bool:
        return False


MISSING = Missing()


class Change:
    """One difference; `before` and `after` are the values it is about, MISSING where there is none.

    `old_path` and `path` lead to them, each in its version, items of lists counted from 0; for
    something that was added, `old_path` is None, for something removed, `path` is.
    `old_document` and `document` count the documents of each version likewise; a whole document
    has the path (). `label` is the path for people, with identities in the place of numbers; it
    is made when it is asked for.

    MOVED is an item of a list, or a whole document, that stands elsewhere among those that
    stayed. RENAMED is one of two. A key: the last steps of both paths differ, `before` and
    `after` are what the key holds. An identity: the last steps are the same, such as `name`, the
    paths lead to the name itself, and `before` and `after` are the old name and the new one.
    What else changed within something that moved or was renamed is told by changes of its own.
    """

    __slots__ = (
        "_label",
        "after",
        "before",
        "document",
        "kind",
        "old_document",
        "old_path",
        "path",
    )

    def __init__(
        self,
        kind: str,
        old_path: Path | None,
        path: Path | None,
        before: object,
        after: object,
        *,
        old_document: int | None = 0,
        document: int | None = 0,
        label: "Label | Labels" = (),
    ) -> None:
        self.kind = kind
        self.old_path = old_path
        self.path = path
        self.before = before
        self.after = after
        self.old_document = old_document
        self.document = document
        self._label = label

    @property
    def label(self) -> Label:
        """Return the path for people, of the new version if it is there."""
        if not isinstance(self._label, tuple):
            self._label = self._label.of(self.old_path, self.path)
        return self._label

    def __repr__(self) -> str:
        where = self.old_path if self.path is None else self.path
        return f"Change({self.kind!r}, {where!r}, {self.before!r} -> {self.after!r})"


TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.changes.labels import Labels
