"""One number over the history, and how it stands: what is better is declared, never guessed."""

from confledger.ledger.series import Course
from confledger.ledger.trend import (
    FALLS,
    FEWEST,
    LEVEL,
    MOST,
    RISES,
    Shift,
    Trend,
    median,
    percentile,
    sampled,
    shift,
    trend,
)
from confledger.reports.statement.model import ATTENTION, BAD, GOOD, NOTE, UNKNOWN

LOWER, HIGHER = "lower", "higher"
DAY = 86_400
# A slope is told for so many days.
PER_DAYS = 30
# A jump for the worse by less than that is worth a look, by more it is bad.
_MUCH = 0.20
# Percentiles of fewer values would be their largest.
_ENOUGH = {0.5: FEWEST, 0.95: 20, 0.99: 100}


class Judged:
    """One number: its points in order, with what they come to."""

    __slots__ = ("at", "better", "key", "name", "path", "points", "shift", "there", "trend", "unit")

    def __init__(self, entry: dict[str, str], course: Course, *, alone: bool) -> None:
        self.name = entry["name"] if alone else f"{entry['name']}: {_shown(course.key)}"
        self.path = entry["path"]
        self.at = entry["at"]
        self.unit = entry.get("unit", "")
        self.better = entry.get("better", LOWER)
        self.key = course.key
        self.there = course.there
        self.points = course.points
        values = [value for _, value in sampled(self.points)]
        self.trend: Trend | None = trend([(moment / DAY, value) for moment, value in self.points])
        self.shift: Shift | None = shift(values)

    @property
    def last(self) -> float:
        """The newest value."""
        return self.points[-1][1]

    @property
    def shifted_at(self) -> int | None:
        """The moment of the first point after a jump."""
        return None if self.shift is None else int(sampled(self.points)[self.shift.at][0])

    @property
    def per_month(self) -> float | None:
        """The slope, for 30 days."""
        return None if self.trend is None else self.trend.slope * PER_DAYS

    @property
    def standing(self) -> str:
        """How it stands: a jump counts for more than a slope, which it makes by itself."""
        if self.trend is None:
            return UNKNOWN
        if self.shift is not None:
            worse = self._worse(self.shift.after - self.shift.before)
            if worse is None:
                return NOTE
            return (BAD if self._share() > _MUCH else ATTENTION) if worse else GOOD
        if self.trend.way == LEVEL:
            return GOOD
        worse = self._worse(self.trend.slope)
        return NOTE if worse is None else ATTENTION if worse else GOOD

    @property
    def said(self) -> str:
        """What can be said of it, in a few words."""
        if self.trend is None:
            few = len(self.points) < FEWEST
            return f"n/a: {len(self.points)} points" if few else "n/a: all at one moment"
        if self.shift is not None:
            way = "up" if self.shift.after > self.shift.before else "down"
            return f"jumped {way}"
        return {RISES: "rises", FALLS: "falls", LEVEL: "no trend"}[self.trend.way]

    def quantile(self, share: float) -> float | None:
        """Return a percentile; None of too few values."""
        if len(self.points) < _ENOUGH[share]:
            return None
        values = [value for _, value in self.points]
        return median(values) if share == 0.5 else percentile(values, share)

    @property
    def left_out(self) -> int:
        """How many points the slope and the jump were not looked for in."""
        return max(len(self.points) - MOST, 0)

    def _worse(self, difference: float) -> bool | None:
        if self.better not in (LOWER, HIGHER):
            return None
        return (difference > 0) == (self.better == LOWER)

    def _share(self) -> float:
        assert self.shift is not None
        before = abs(self.shift.before)
        return abs(self.shift.after - self.shift.before) / before if before else 1.0


def _shown(key: str) -> str:
    return key.partition("#")[2] or key
