"""Whether numbers over time rise, fall or jump: robust, and silent where there is too little.

The slope is the median of the slopes of all pairs (Theil 1950), its interval that of Sen (1968,
JASA 63, 1379-1389), with Kendall's variance and its correction for ties. A jump is where the
rank statistic of Pettitt (1979, Applied Statistics 28, 126-135) is largest, if that is unlikely
by chance and the medians of both sides are further apart than either side spreads.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import ceil, exp, sqrt

# Below, nothing is said: a median of so few, or a slope, means nothing.
FEWEST = 8
# More points are sampled evenly: the pairs grow with the square.
MOST = 500
# 95 % on both sides of the normal distribution.
_Z = 1.959964
_UNLIKELY = 0.05
# What a median absolute deviation has to be multiplied with to be a standard deviation.
_NORMAL = 1.4826
# The sides have to be so many deviations apart: the halves of a mere ramp are not.
_APART = 3.0
_SHORTEST_SIDE = 4
RISES, FALLS, LEVEL = "rises", "falls", "level"
Point = tuple[float, float]


class Trend:
    """The slope for each unit of time, with its interval of 95 %; `way` is level if it has 0."""

    __slots__ = ("high", "low", "slope", "way")

    def __init__(self, slope: float, low: float, high: float) -> None:
        self.slope = slope
        self.low = low
        self.high = high
        self.way = RISES if low > 0 else FALLS if high < 0 else LEVEL


class Shift:
    """That values jumped: at the index of the first point after it, from and to which median."""

    __slots__ = ("after", "at", "before")

    def __init__(self, at: int, before: float, after: float) -> None:
        self.at = at
        self.before = before
        self.after = after


def trend(points: Sequence[Point]) -> Trend | None:
    """Return how values change with time; None of fewer than FEWEST points, or of one moment."""
    if len(points) < FEWEST:
        return None
    held = sampled(sorted(points))
    slopes = sorted(
        (later[1] - one[1]) / (later[0] - one[0])
        for at, one in enumerate(held)
        for later in held[at + 1 :]
        if later[0] > one[0]
    )
    if not slopes:
        return None
    half = _Z * sqrt(_variance(held))
    many = len(slopes)
    low, high = int((many - half) / 2), ceil((many + half) / 2)
    # Adding nothing makes no zero negative.
    ends = slopes[max(low - 1, 0)] + 0.0, slopes[min(high, many - 1)] + 0.0
    return Trend(median(slopes) + 0.0, *ends)


def shift(values: Sequence[float]) -> Shift | None:
    """Return where values jumped for good; None where they did not, or it may be chance."""
    many = len(values)
    if many < FEWEST:
        return None
    best, at, total = 0.0, 0, 0.0
    for index, rank in enumerate(_ranks(values), 1):
        total += rank
        if _SHORTEST_SIDE <= index <= many - _SHORTEST_SIDE:
            found = abs(2 * total - index * (many + 1))
            if found > best:
                best, at = found, index
    if not at or 2 * exp(-6 * best**2 / (many**3 + many**2)) > _UNLIKELY:
        return None
    sides = values[:at], values[at:]
    before, after = median(sides[0]), median(sides[1])
    spread = max(_deviation(side) for side in sides)
    if abs(after - before) <= _APART * spread:
        return None
    return Shift(at, before, after)


def median(values: Sequence[float]) -> float:
    """Return the middle value, or the mean of the two in the middle; of at least one value."""
    held = sorted(values)
    half = len(held) // 2
    return held[half] if len(held) % 2 else (held[half - 1] + held[half]) / 2


def percentile(values: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of all do not exceed (nearest rank)."""
    held = sorted(values)
    return held[max(ceil(share * len(held)) - 1, 0)]


def sampled(points: Sequence[Point], most: int = MOST) -> list[Point]:
    """Return so many points at most, evenly chosen, the first and the last among them."""
    if len(points) <= most:
        return list(points)
    step = (len(points) - 1) / (most - 1)
    return [points[round(step * at)] for at in range(most)]


def _variance(points: Sequence[Point]) -> float:
    """Return the variance of Kendall's score, less what ties in either direction take from it."""
    many = len(points)
    times, values = _ties([one for one, _ in points]), _ties([one for _, one in points])
    found = _term(many) - sum(map(_term, times)) - sum(map(_term, values))
    found /= 18
    pairs = [sum(size * (size - 1) for size in sizes) for sizes in (times, values)]
    triples = [sum(size * (size - 1) * (size - 2) for size in sizes) for sizes in (times, values)]
    found += pairs[0] * pairs[1] / (2 * many * (many - 1))
    found += triples[0] * triples[1] / (9 * many * (many - 1) * (many - 2))
    return max(found, 0.0)


def _term(many: int) -> float:
    return many * (many - 1) * (2 * many + 5)


def _ties(values: Sequence[float]) -> list[int]:
    """Return how many values are equal, for each value that there is."""
    held = sorted(values)
    edges = [0, *(at for at, (a, b) in enumerate(pairwise(held), 1) if a != b), len(held)]
    return [after - before for before, after in pairwise(edges)]


def _ranks(values: Sequence[float]) -> list[float]:
    """Return the place of each value among all, equals in the middle of theirs."""
    order = sorted(range(len(values)), key=values.__getitem__)
    found = [0.0] * len(values)
    start = 0
    for size in _ties(values):
        for at in order[start : start + size]:
            found[at] = start + (size + 1) / 2
        start += size
    return found


def _deviation(values: Sequence[float]) -> float:
    middle = median(values)
    return _NORMAL * median([abs(one - middle) for one in values])
