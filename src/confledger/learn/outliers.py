"""A value that is far from what its peers have: a number of another size, or a word none has.

Peers are the uses of the same key in other places, as they are now. Where these are few, or far
apart themselves, nothing is said.
"""

import re
from math import log2
from statistics import median

from confledger.errors import nearest

# So many peers at least, in so many files.
_PEERS = 8
_FILES = 4
# A number is far that is so many times the usual distance from the middle, which is half a
# doubling at least, and beyond twice the largest or half the smallest of all.
_FAR = 4.0
_SPREAD = 0.5
_BEYOND = 2.0
# Words are told of keys with few of them, each of several peers. Where it is not plain which of
# them was meant, one must be usual.
_WORDS = 3
_OFTEN = 3
_USUAL = 0.6
_LONGEST = 40
_QUANTITY = re.compile(r"(\d{1,15}(?:\.\d{1,9})?)([A-Za-z%]{0,3})")
_BYTES = {"": 1.0, "B": 1.0, "k": 1e3, "K": 1e3}
for _power, _letter in enumerate("KMGT", 1):
    for _unit in (_letter, f"{_letter}B"):
        _BYTES[_unit] = 1000.0**_power
    for _unit in (f"{_letter}i", f"{_letter}iB"):
        _BYTES[_unit] = 1024.0**_power
_SECONDS = {"ms": 1e-3, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_THOUSANDTHS = {"": 1.0, "m": 1e-3}
_PERCENT = {"%": 1.0}
_NAME = re.compile(r"(?:port|id|user|group|mode|version|revision|number)s?$", re.I)
_SCALES = (_THOUSANDTHS, _SECONDS, _PERCENT, _BYTES)
NUMBER, WORD, TYPE = "number", "word", "type"


class Outlier:
    """Why a value stands out; `usual` is what peers have, or the least and the most of it."""

    __slots__ = ("kind", "near", "usual")

    def __init__(self, kind: str, usual: list[str], near: str | None = None) -> None:
        self.kind = kind
        self.usual = usual
        # What may have been meant, of a word.
        self.near = near


def outlier(
    value: str, peers: list[str], files: int, ever: set[str], last: str = ""
) -> Outlier | None:
    """Return why a typed value stands out among those of its peers in some files; None if not.

    `ever` are all values that the key is known to have had anywhere, `last` is its last step.
    """
    if len(peers) < _PEERS or files < _FILES or value in ever:
        return None
    kinds = {one[0] for one in peers}
    numbers = _sizes([value, *peers])
    if numbers is not None:
        # A port is a name, whatever its size.
        if _NAME.search(last) or len(set(peers)) > len(peers) / 2:
            return None
        return _far(numbers[0], numbers[1:], peers)
    if len(kinds) > 1:
        return None
    distinct = sorted(set(peers), key=lambda one: (-peers.count(one), one))
    if len(distinct) > _WORDS:
        return None
    if min(map(peers.count, distinct)) < _OFTEN:
        return None
    if value[0] not in kinds:
        return Outlier(TYPE, distinct)
    if value[0] != "s" or not _is_word(value) or not all(map(_is_word, distinct)):
        return None
    near = nearest(value[1:], [one[1:] for one in distinct])
    if near is None and peers.count(distinct[0]) < _USUAL * len(peers):
        return None
    return Outlier(WORD, distinct, near)


def _far(size: float, sizes: list[float], peers: list[str]) -> Outlier | None:
    if size <= 0 or min(sizes) <= 0:
        return None
    logs = [log2(one) for one in sizes]
    middle = median(logs)
    usual = median(abs(one - middle) for one in logs) * 1.4826
    if abs(log2(size) - middle) <= _FAR * max(usual, _SPREAD):
        return None
    if min(sizes) / _BEYOND <= size <= max(sizes) * _BEYOND:
        return None
    ordered = sorted(zip(sizes, peers, strict=True))
    ends = [ordered[0][1], ordered[-1][1]]
    return Outlier(NUMBER, ends if ends[0] != ends[1] else ends[:1])


def _sizes(values: list[str]) -> list[float] | None:
    """Return all values as numbers of one unit; None where they are none, or of several."""
    parts = []
    for value in values:
        if value[0] not in "ifs":
            return None
        found = _QUANTITY.fullmatch(value[1:])
        if found is None:
            return None
        parts.append((float(found[1]), found[2]))
    for scale in _SCALES:
        if all(unit in scale for _, unit in parts):
            return [number * scale[unit] for number, unit in parts]
    return None


def _is_word(value: str) -> bool:
    """Whether a text is one of few possible ones: no number, version, sentence or address."""
    text = value[1:]
    return 1 < len(text) <= _LONGEST and not any(
        one.isdigit() or one in " /:@$<{\n" for one in text
    )
