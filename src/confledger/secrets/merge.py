"""Three versions of a file made one, value by value; ciphertext is merged as it is.

What only one side changed is taken from it; what both changed in the same way is taken once.
The rest are conflicts, told by their keys; our value stays until somebody decides.
"""

from confledger.location import Path, dotted
from confledger.secrets.tree import Branch, Entry, Node, Scalar

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

OURS, THEIRS = "ours", "theirs"


class Conflict:
    """What both sides changed: where, and how."""

    __slots__ = ("document", "path", "why")

    def __init__(self, document: int, path: Path, why: str) -> None:
        self.document = document
        self.path = path
        self.why = why

    def line(self) -> str:
        """Return it as people read it."""
        number = f"document {self.document + 1}: " if self.document else ""
        return f"{number}{dotted(self.path)}: {self.why}"


class Merged:
    """The documents of both sides in one; `conflicts` have our values, or those preferred."""

    __slots__ = ("conflicts", "documents")

    def __init__(self, documents: list[Node], conflicts: list[Conflict]) -> None:
        self.documents = documents
        self.conflicts = conflicts


def three_way(
    base: "Sequence[Node]",
    ours: "Sequence[Node]",
    theirs: "Sequence[Node]",
    *,
    prefer: str | None = None,
) -> Merged:
    """Merge the documents of two versions with a common ancestor, which may have none.

    With `prefer`, conflicts are decided for that side, and still told.
    """
    conflicts: list[Conflict] = []
    merged: list[Node] = []
    for number in range(max(len(base), len(ours), len(theirs))):
        merge = _Merge(number, conflicts, prefer)
        versions = (_at(base, number), _at(ours, number), _at(theirs, number))
        found = merge.node((), *versions)
        if found is not None:
            merged.append(found)
    return Merged(merged, conflicts)


def plain_three_way(old: object, ours: object, theirs: object) -> tuple[object, bool]:
    """Merge one value; return it, and whether it is one that only one side changed."""
    if ours == old:
        return theirs, True
    return ours, theirs in (ours, old)


class _Merge:
    """One merge of one document."""

    def __init__(self, document: int, conflicts: list[Conflict], prefer: str | None) -> None:
        self._document = document
        self._conflicts = conflicts
        self._prefer = prefer

    def node(
        self, path: Path, old: Node | None, ours: Node | None, theirs: Node | None
    ) -> Node | None:
        """Merge what stands at a path; None is nothing."""
        keys = [None if one is None else one.key() for one in (old, ours, theirs)]
        if keys[1] == keys[2] or keys[0] == keys[2]:
            return ours
        if keys[0] == keys[1]:
            return theirs
        if isinstance(ours, Branch) and isinstance(theirs, Branch):
            if ours.is_map and theirs.is_map:
                known = old if isinstance(old, Branch) and old.is_map else Branch([])
                return self._map(path, known, ours, theirs)
            if isinstance(old, Branch) and not any(one.is_map for one in (old, ours, theirs)):
                sizes = {len(one.entries) for one in (old, ours, theirs)}
                if len(sizes) == 1:
                    return self._list(path, old, ours, theirs)
            return self._decided(path, "list changed on both sides", ours, theirs)
        if isinstance(ours, Scalar) and isinstance(theirs, Scalar):
            said = "added" if old is None else "changed"
            return self._decided(path, f"{said} on both sides, to different values", ours, theirs)
        if ours is None or theirs is None:
            said = (
                "removed by us, changed by them"
                if ours is None
                else ("changed by us, removed by them")
            )
            return self._decided(path, said, ours, theirs)
        return self._decided(path, "changed on both sides", ours, theirs)

    def _decided(self, path: Path, why: str, ours: Node | None, theirs: Node | None) -> Node | None:
        self._conflicts.append(Conflict(self._document, path, why))
        return theirs if self._prefer == THEIRS else ours

    def _map(self, path: Path, old: Branch, ours: Branch, theirs: Branch) -> Branch:
        entries: dict[str | int, Entry] = {}
        for name in _order(old, ours, theirs):
            known = [_entry(one, name) for one in (old, ours, theirs)]
            value = self.node((*path, name), *(None if one is None else one.value for one in known))
            if value is not None:
                entries[name] = self._entry((*path, name), known, value)
        return Branch(list(entries.values()), self._foot(path, old, ours, theirs))

    def _list(self, path: Path, old: Branch, ours: Branch, theirs: Branch) -> Branch:
        entries = []
        for index, known in enumerate(zip(old.entries, ours.entries, theirs.entries, strict=True)):
            value = self.node((*path, index), *(one.value for one in known))
            assert value is not None
            entries.append(self._entry((*path, index), list(known), value))
        return Branch(entries, self._foot(path, old, ours, theirs), is_map=False)

    def _entry(self, path: Path, known: "Sequence[Entry | None]", value: Node) -> Entry:
        """Return an entry with its comments: of the side that changed them."""
        sides = [one for one in known[1:] if one is not None]
        if len(sides) == 1:
            return Entry(sides[0].name, value, sides[0].comments, sides[0].text)
        old = known[0].comments if known[0] is not None else ()
        texts = self._comments(path, old, sides[0].comments, sides[1].comments)
        return Entry(sides[0].name, value, texts, sides[0].text)

    def _foot(self, path: Path, old: Branch, ours: Branch, theirs: Branch) -> tuple[str, ...]:
        return self._comments(path, old.foot, ours.foot, theirs.foot)

    def _comments(
        self,
        path: Path,
        old: tuple[str, ...],
        ours: tuple[str, ...],
        theirs: tuple[str, ...],
    ) -> tuple[str, ...]:
        found, clean = plain_three_way(old, ours, theirs)
        if not clean:
            self._conflicts.append(Conflict(self._document, path, "comments changed on both sides"))
            found = theirs if self._prefer == THEIRS else ours
        assert isinstance(found, tuple)
        return found


def _order(old: Branch, ours: Branch, theirs: Branch) -> list[str | int]:
    """Return the names of both sides, in the order of the side that changed it, else in ours."""
    one, two = [each.name for each in ours.entries], [each.name for each in theirs.entries]
    was = [each.name for each in old.entries]
    first, second = one, two
    if [name for name in was if name in one] == [name for name in one if name in was]:
        first, second = two, one
    order = list(first)
    at = 0
    for name in second:
        if name in order:
            at = order.index(name) + 1
        else:
            order.insert(at, name)
            at += 1
    return order


def _entry(branch: Branch, name: str | int) -> Entry | None:
    return next((one for one in branch.entries if one.name == name), None)


def _at(documents: "Sequence[Node]", number: int) -> Node | None:
    return documents[number] if number < len(documents) else None
