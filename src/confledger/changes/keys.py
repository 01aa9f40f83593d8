"""Which keys differ between two versions of a document: exact, by type, down to the leaves.

A leaf is a scalar or an empty container. Items of a list are compared after what both have in
common at its start and end is set aside, so that one item more is one change, and not as many
as there are items after it.
"""

from confledger.changes.sameness import exactly_same
from confledger.location import Path

ADDED = "added"
REMOVED = "removed"
CHANGED = "changed"


class Change:
    """One leaf that differs; `path` counts items as they stand after the change.

    Of what was removed, as they stood before. `document` likewise, from 0.
    """

    __slots__ = ("document", "kind", "path")

    def __init__(self, kind: str, path: Path, document: int = 0) -> None:
        self.kind = kind
        self.path = path
        self.document = document

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Change) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def __repr__(self) -> str:
        return f"Change({self.kind!r}, {self.path!r}, {self.document!r})"

    def key(self) -> tuple[str, Path, int]:
        """Return what makes two changes the same."""
        return (self.kind, self.path, self.document)


def compare(before: list[object], after: list[object]) -> list[Change]:
    """Return what differs between the documents of two versions of a file.

    In the order of the file as it was, what was added last in its map. Nothing for equal ones.
    """
    found: list[Change] = []
    for number, old, new in _paired(before, after):
        if old is _NOTHING:
            found += [Change(ADDED, path, number) for path in leaves(new)]
        elif new is _NOTHING:
            found += [Change(REMOVED, path, number) for path in leaves(old)]
        else:
            _differences(old, new, (), number, found)
    return found


def leaves(value: object, path: Path = ()) -> list[Path]:
    """Return the path of each scalar and of each empty container."""
    found: list[Path] = []
    stack: list[tuple[object, Path]] = [(value, path)]
    while stack:
        value, path = stack.pop()
        if isinstance(value, dict) and value:
            stack += [(child, (*path, key)) for key, child in reversed(value.items())]
        elif isinstance(value, list) and value:
            stack += [(value[at], (*path, at)) for at in range(len(value) - 1, -1, -1)]
        else:
            found.append(path)
    return found


class _Nothing:
    """Stands where the other version has something."""

    __slots__ = ()


_NOTHING = _Nothing()


def _paired(before: list[object], after: list[object]) -> "list[tuple[int, object, object]]":
    """Return what may differ of two lists: position, old, new; _NOTHING where there is none."""
    start = 0
    shorter = min(len(before), len(after))
    while start < shorter and exactly_same(before[start], after[start]):
        start += 1
    end = 0
    while end < shorter - start and exactly_same(before[-1 - end], after[-1 - end]):
        end += 1
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    pairs: list[tuple[int, object, object]] = []
    for at in range(max(len(old), len(new))):
        one = old[at] if at < len(old) else _NOTHING
        two = new[at] if at < len(new) else _NOTHING
        pairs.append((start + at, one, two))
    return pairs


def _differences(old: object, new: object, path: Path, number: int, found: list[Change]) -> None:
    """Add what differs below `path`; as deep as the readers allow documents to be."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key, value in old.items():
            if key in new:
                _differences(value, new[key], (*path, key), number, found)
            else:
                found += [Change(REMOVED, at, number) for at in leaves(value, (*path, key))]
        for key, value in new.items():
            if key not in old:
                found += [Change(ADDED, at, number) for at in leaves(value, (*path, key))]
    elif isinstance(old, list) and isinstance(new, list):
        for position, one, two in _paired(old, new):
            at = (*path, position)
            if one is _NOTHING:
                found += [Change(ADDED, leaf, number) for leaf in leaves(two, at)]
            elif two is _NOTHING:
                found += [Change(REMOVED, leaf, number) for leaf in leaves(one, at)]
            else:
                _differences(one, two, at, number, found)
    elif not exactly_same(old, new):
        # A scalar that becomes a map, say: the scalar is gone, and its leaves are new.
        inside = [one for one in (old, new) if isinstance(one, (dict, list)) and one]
        if not inside:
            found.append(Change(CHANGED, path, number))
        else:
            found += [Change(REMOVED, at, number) for at in leaves(old, path)]
            found += [Change(ADDED, at, number) for at in leaves(new, path)]
