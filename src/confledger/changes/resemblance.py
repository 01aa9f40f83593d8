"""Which of the things that are gone resemble which of those that are new: similar, not same.

Never all with all: what two have in common leads from the one to the other, and what many have
in common leads nowhere. So the time grows with the texts, not with the square of their number.
"""

from collections import defaultdict
from typing import NamedTuple

from confledger.location import Path

# Of two with at least this share in common it is said that they are the same, changed.
ALIKE = 0.5
# Without a name, and beside others that stayed, less will do.
PERHAPS = 0.34
_MOST_LEAVES = 200
_MOST_WORDS = 200
_COMMON = 8
_SHORT = 20
_TRIVIAL = frozenset(("", "true", "false", "yes", "no", "on", "off", "null", "none", "default"))

Feature = tuple[Path, str]


class Features(NamedTuple):
    """What can be recognised of a value: its leaves, and those with the words of long texts."""

    leaves: set[Feature]
    words: set[Feature]


def features(value: object, without: "tuple[Path, ...]" = ()) -> Features:
    """Return what can be recognised of a value.

    Places in lists do not count. `without` are paths that tell nothing, such as those of names.
    """
    found: set[Feature] = set()
    words: set[Feature] = set()
    stack: list[tuple[object, Path]] = [(value, ())]
    while stack and len(found) < _MOST_LEAVES:
        held, path = stack.pop()
        if isinstance(held, dict) and held:
            stack += [(held[key], (*path, key)) for key in sorted(held)]
        elif isinstance(held, list) and held:
            stack += [(child, (*path, "")) for child in held[:_MOST_LEAVES]]
        elif path not in without:
            text = held if isinstance(held, str) else repr(held)
            found.add((path, text))
            if len(text) > _SHORT:
                words |= {(path, word) for word in text.split(None, _MOST_WORDS)[:_MOST_WORDS]}
    return Features(found, found | words)


def trivial(value: object) -> bool:
    """Whether a value is so common that finding it twice says nothing."""
    if isinstance(value, str):
        return value.lower() in _TRIVIAL or (value.isdigit() and len(value) < 3)
    if isinstance(value, (dict, list)):
        return not value
    return value is None or isinstance(value, bool) or value in range(-10, 101)


def likeness(one: Features, two: Features) -> float:
    """Return from 0, nothing in common, to 1, all of it (Dice 1945).

    By leaves or by words: one long text must not outweigh all else, nor be lost among it.
    """
    return max(_share(one.leaves, two.leaves), _share(one.words, two.words))


def _share(one: set[Feature], two: set[Feature]) -> float:
    whole = len(one) + len(two)
    return 2 * len(one & two) / whole if whole else 0.0


def resembling(
    old: dict[int, Features], new: dict[int, Features], least: float
) -> list[tuple[int, int]]:
    """Return pairs of positions that resemble each other, the most alike first; each once."""
    owners: dict[Feature, list[int]] = defaultdict(list)
    for j, known in new.items():
        for feature in known.words:
            owners[feature].append(j)
    counts: dict[Feature, int] = defaultdict(int)
    for known in old.values():
        for feature in known.words:
            counts[feature] += 1
    few = len(old) * len(new) <= _COMMON * _COMMON
    scores: list[tuple[float, int, int, int, int]] = []
    for i, known in old.items():
        met: set[int] = set()
        for feature in known.words:
            places = owners.get(feature, ())
            if few or (len(places) <= _COMMON and counts[feature] <= _COMMON):
                met.update(places)
        for j in met:
            score = likeness(known, new[j])
            if score >= least:
                scores.append((-score, abs(i - j), i + j, i, j))
    pairs = []
    used: set[int] = set()
    taken: set[int] = set()
    for _, _, _, i, j in sorted(scores):
        if i not in used and j not in taken:
            used.add(i)
            taken.add(j)
            pairs.append((i, j))
    return pairs


def texts_alike(one: str, two: str) -> bool:
    """Whether two short texts share half of the longer one, at their start and end together."""
    shorter = min(len(one), len(two))
    start = 0
    while start < shorter and one[start] == two[start]:
        start += 1
    end = 0
    while end < shorter - start and one[-1 - end] == two[-1 - end]:
        end += 1
    return (start + end) * 2 >= max(len(one), len(two), 1)
