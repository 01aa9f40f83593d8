"""What the trials of the held-out part of a history come to, and what is switched off by it."""

from bisect import bisect_right

from confledger.learn.companions import FILE, KEY, Companions
from confledger.learn.outcomes import (
    AMONG,
    FIRST,
    FREQUENT,
    FREQUENT_AMONG,
    HELD_OUT,
    HITS,
    ITEMS,
    PLACES,
    RECENT,
    ROBOT,
    SUGGESTED,
    TOLD,
    TRIED,
    Outcomes,
)

# With fewer trials than these, nothing can be said, and so nothing is suggested.
_FEW_VALUES = 50
_FEW_WARNINGS = 20
# Better by so many standard deviations of the better simple way is not by chance.
_CHANCE = 2
DAY = 86_400
# What was missing and was forgotten is mended within a week; how often it changes in any week is
# told by the days before.
WEEK = 7 * DAY
_EARLIER = 60 * DAY


class OfValues:
    """Shares of the values that were guessed right, in percent, of `tried` keys."""

    __slots__ = (
        *("first", "frequent", "frequent_three", "on", "place", "recent", "right", "suggested"),
        *("three", "tried", "why"),
    )

    def __init__(self, place: str, counts: list[int]) -> None:
        self.place = place
        self.tried = counts[TRIED]
        self.suggested = _percent(counts[SUGGESTED], self.tried)
        self.first = _percent(counts[FIRST], self.tried)
        self.three = _percent(counts[AMONG], self.tried)
        # Of those that something was suggested for.
        self.right = _percent(counts[FIRST], counts[SUGGESTED])
        self.recent = _percent(counts[RECENT], self.tried)
        self.frequent = _percent(counts[FREQUENT], self.tried)
        self.frequent_three = _percent(counts[FREQUENT_AMONG], self.tried)
        best = max(counts[RECENT], counts[FREQUENT])
        self.on = self.tried >= _FEW_VALUES and counts[FIRST] - best > _CHANCE * best**0.5
        self.why = ""
        if self.tried < _FEW_VALUES:
            self.why = f"only {self.tried} keys to try it on"
        elif not self.on:
            self.why = "not clearly better than the most recent or the most frequent value"


class OfCompanions:
    """How often what usually changes together did, in the held-out part, in percent."""

    __slots__ = (
        *("base", "commits", "kind", "later", "on", "people", "precision", "recall", "robots"),
        *("warned", "warnings", "why"),
    )

    def __init__(
        self, kind: str, rows: list[list[int]], warned: list[tuple[int, str]], known: Companions
    ) -> None:
        self.kind = kind
        self.commits = len(rows)
        self.precision, self.recall = _told(rows)
        self.people = _told([one for one in rows if not one[ROBOT]])
        self.robots = _told([one for one in rows if one[ROBOT]])
        self.warned = _percent(sum(one[TOLD] > one[HITS] for one in rows), self.commits)
        end = max(known.times.values(), default=0) - WEEK
        times: dict[str, list[int]] = {}
        later = base = 0.0
        self.warnings = 0
        for number, item in warned:
            at = known.times.get(number)
            if at is None or at > end:
                continue
            if item not in times:
                times[item] = sorted(known.times[one] for one in known.commits(item))
            self.warnings += 1
            later += _within(times[item], at, at + WEEK)
            weeks = range(at - _EARLIER, at - WEEK + 1, DAY)
            base += sum(_within(times[item], one, one + WEEK) for one in weeks) / len(weeks)
        self.later = _percent(later, self.warnings)
        self.base = _percent(base, self.warnings)
        part = base / self.warnings if self.warnings else 0.0
        least = base + (self.warnings * part * (1 - part)) ** 0.5
        self.on = self.warnings >= _FEW_WARNINGS and later > least
        self.why = ""
        if self.warnings < _FEW_WARNINGS:
            self.why = f"only {self.warnings} warnings to measure"
        elif not self.on:
            self.why = "what was told to be missing changes no sooner than in any week"


class Measured:
    """All of it; `after` is the number of the last commit that is not held out."""

    __slots__ = ("after", "companions", "held_out", "values")

    def __init__(self, outcomes: Outcomes, companions: Companions, numbers: list[int]) -> None:
        learned = len(numbers) - int(len(numbers) * HELD_OUT)
        self.after = numbers[learned - 1] if learned else 0
        self.held_out = len(numbers) - learned
        self.values = {place: OfValues(place, outcomes.sums(place, self.after)) for place in PLACES}
        self.companions = {
            kind: OfCompanions(
                kind,
                [row for number, row in outcomes.together[kind].items() if number > self.after],
                [
                    (number, item)
                    for number, item in outcomes.warned
                    if number > self.after and item[0] == kind
                ],
                companions,
            )
            for kind in (FILE, KEY)
        }


def _told(rows: list[list[int]]) -> tuple[float, float]:
    """Return the share of what was told that was there, and of what was there that was told."""
    hits = sum(one[HITS] for one in rows)
    return _percent(hits, sum(one[TOLD] for one in rows)), _percent(
        hits, sum(one[ITEMS] for one in rows)
    )


def _within(times: list[int], start: int, end: int) -> int:
    """Whether there is a time after a start, up to an end."""
    return int(bisect_right(times, start) < bisect_right(times, end))


def _percent(part: float, whole: float) -> float:
    return round(100 * part / whole, 1) if whole else 0.0
