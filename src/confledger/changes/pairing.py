"""Which item of a list, or document of a file, is which one of the other version."""

import json

from confledger.changes.identity import ADDRESSES, OBJECT, Identities, Way, document_label
from confledger.changes.matching import Matching
from confledger.changes.sameness import agreeing
from confledger.location import Path

# Of an object of Kubernetes, what can be another without its being another object.
NAME: Path = ("metadata", "name")
NAMESPACE: Path = ("metadata", "namespace")
# Deeper than this, nobody writes by hand, and items are paired by their place: each level above
# may read all that is below it.
DEEP = 40
_written = json.JSONEncoder(sort_keys=True).encode


class Pairing:
    """What became of the items: pairs in the old order, who is alone, which pairs moved.

    `names` are the paths within an item of the names that it goes by, if it does.
    """

    __slots__ = ("added", "moved", "names", "pairs", "removed")

    def __init__(
        self,
        pairs: list[tuple[int, int]],
        removed: list[int],
        added: list[int],
        moved: frozenset[tuple[int, int]] = frozenset(),
        names: tuple[Path, ...] = (),
    ) -> None:
        self.pairs = pairs
        self.removed = removed
        self.added = added
        self.moved = moved
        self.names = names


def items(path: Path, old: list[object], new: list[object], identities: Identities) -> Pairing:
    """Pair the items of two versions of the list at `path`.

    Those at its start and at its end that are the same on both sides are left out.
    """
    if len(path) > DEEP:
        shorter = min(len(old), len(new))
        pairs = [(at, at) for at in range(shorter)]
        return Pairing(pairs, list(range(shorter, len(old))), list(range(shorter, len(new))))
    start, end = _ends(old, new)
    last, end = len(old) - end, len(new) - end
    if start in (last, end):
        return Pairing([], list(range(start, last)), list(range(start, end)))
    ones, twos = old[start:last], new[start:end]
    if len(ones) == len(twos) == 1 and (type(ones[0]) is not dict or type(twos[0]) is not dict):
        return Pairing([(start, start)], [], [])
    found = identities.shared(path, ones, twos)
    if found is None:
        return _paired(ones, twos, None, (), start)
    way, before, after = found
    if before == after and len(before) == 1:
        return Pairing([(start, start)], [], [])
    return _paired(ones, twos, (before, after), _paths(way), start)


def documents(old: list[object], new: list[object]) -> Pairing:
    """Pair the documents of two versions of a file, the same ones too."""
    names = [document_label(one) for one in old], [document_label(one) for one in new]
    if len(old) == len(new) == 1 and (names[0] == names[1] or not names[0][0] or not names[1][0]):
        return Pairing([(0, 0)], [], [])
    return _paired(old, new, (_once(names[0]), _once(names[1])), (NAME, NAMESPACE), 0)


def _ends(old: list[object], new: list[object]) -> tuple[int, int]:
    """Return how many items are the same at the start, and at the end."""
    start = agreeing(old, new)
    back = slice(None, start - 1 if start else None, -1)
    return start, agreeing(old[back], new[back])


def _paths(way: Way) -> tuple[Path, ...]:
    if way is OBJECT:
        return (NAME, NAMESPACE)
    return tuple((key.removeprefix("?"),) for key in way)


def _once(names: list[str]) -> list[str]:
    """Return the names, with nothing in the place of those that are there twice."""
    counts: dict[str, int] = {}
    for name in names:
        counts[name] = counts.get(name, 0) + 1
    return [name if counts[name] == 1 else "" for name in names]


def _paired(
    old: list[object],
    new: list[object],
    names: tuple[list[str], list[str]] | None,
    paths: tuple[Path, ...],
    start: int,
) -> Pairing:
    """Pair what is left, seen from the same side whichever of the two is called the old one.

    So what is said of the way back mirrors what is said of the way there.
    """
    matching = Matching(old, new, names or ([""] * len(old), [""] * len(new)), paths)
    matching.by_name()
    # One item on either side has been seen to differ.
    tokens: tuple[list[str], list[str]] = ([], [])
    if len(old) > 1 or len(new) > 1:
        tokens = (
            [_written(old[i]) for i in matching.ones if not matching.names[0][i]],
            [_written(new[j]) for j in matching.twos if not matching.names[1][j]],
        )
    mirrored = (matching.names, tokens) > (matching.names[::-1], tokens[::-1])
    if mirrored:
        matching.mirror()
        tokens = tokens[::-1]
    matching.by_sameness(*tokens)
    matching.by_likeness()
    matching.by_place()
    moved = matching.moved()
    if mirrored:
        matching.mirror()
        moved = [(i, j) for j, i in moved]
    pairs, removed, added = matching.pairs, matching.ones, matching.twos
    return Pairing(
        [(start + i, start + j) for i, j in pairs],
        [start + i for i in removed],
        [start + j for j in added],
        frozenset((start + i, start + j) for i, j in moved),
        tuple(path for path in paths if path[-1] not in ADDRESSES),
    )
