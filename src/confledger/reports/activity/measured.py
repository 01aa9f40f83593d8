"""The numbers of the report on activity: of a window of days, and of the one before it."""

from collections import Counter
from collections.abc import Callable, Iterable
from math import ceil

from confledger.ledger.activity import Landed, Landing
from confledger.ledger.busiest import Busy
from confledger.ledger.people import is_bot
from confledger.ledger.period import month_of
from confledger.ledger.taken_back import Back
from confledger.ledger.trend import FEWEST, median, percentile

DAY = 86_400
WINDOW_DAYS = 365
# The charts show so many months, the last of which is not over.
MONTHS = 24
OTHER = "other files"
ALL = "all files"


class Observed:
    """What the ledger tells: two windows of landings, and what was taken back in them.

    `environments` are names, those that matter most first; `of` says which a path belongs to.
    """

    def __init__(
        self,
        landed: Landed,
        backs: list[Back],
        saying: list[Landing],
        busiest: list[Busy],
        environments: list[str],
        of: Callable[[str], list[str]],
        as_of: int,
    ) -> None:
        self.called = landed.called
        self.bots = {person for person, name in landed.called.items() if is_bot(name)}
        self.quiet = landed.quiet
        self.landings = landed.landings
        self.month = {one.number: month_of(one.at) for one in landed.landings}
        self.busiest = busiest
        self.environments = environments
        self._of = of
        self.as_of = as_of
        first = as_of if landed.first is None else landed.first
        self.whole_days = max(ceil((as_of - first) / DAY), 1)
        self.days = min(WINDOW_DAYS, self.whole_days)
        start = as_of - WINDOW_DAYS * DAY
        self.now = [one for one in self.landings if one.at >= start]
        self.before = (
            [one for one in self.landings if start - WINDOW_DAYS * DAY <= one.at < start]
            if self.whole_days >= 2 * WINDOW_DAYS
            else None
        )
        numbers = {one.number for one in self.now}
        self.saying = [one for one in saying if one.number in numbers]
        self.undone = [one for one in backs if not one.part and one.landing.number in numbers]
        self.partly = sum(one.part and one.landing.number in numbers for one in backs)

    @property
    def taken_back(self) -> float | None:
        """The share of landings that another one took back; None of too few."""
        return len(self.undone) / len(self.now) if len(self.now) >= FEWEST else None

    def places(self, one: Landing) -> list[str]:
        """Return the environments of a landing; what is none is one of its own."""
        found = dict.fromkeys(name for touch in one.touches for name in self.of(touch.path))
        return list(found)

    def of(self, path: str) -> list[str]:
        """Return the environments of a path, or what stands for none."""
        if not self.environments:
            return [ALL]
        return self._of(path) or [OTHER]

    def groups(self) -> dict[str, list[Landing]]:
        """Return the landings of each environment, in the order of these; the rest last."""
        names = [*self.environments, OTHER] if self.environments else [ALL]
        found: dict[str, list[Landing]] = {name: [] for name in names}
        for one in self.now:
            for name in self.places(one):
                found[name].append(one)
        return {name: those for name, those in found.items() if those}

    def by_bot(self, one: Landing) -> bool:
        """Whether only programs wrote it."""
        return all(person in self.bots for person in one.people)

    def weeks(self) -> list[int]:
        """Return how many landings each week had, the last one first; only whole weeks."""
        counts = Counter((self.as_of - one.at) // (7 * DAY) for one in self.now)
        return [counts.get(week, 0) for week in range(self.days // 7)]

    def months(self) -> list[str]:
        """Return the months of the charts: not before the first one that has a landing."""
        last = month_of(self.as_of)
        year, month = int(last[:4]), int(last[5:])
        found = []
        for _ in range(MONTHS):
            found.append(f"{year:04}-{month:02}")
            year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        first = month_of(min((one.at for one in self.landings), default=self.as_of))
        return [one for one in reversed(found) if one >= first]


class Spread:
    """Median, and what nine of ten do not exceed; None of fewer than FEWEST values."""

    __slots__ = ("many", "median", "most")

    def __init__(self, values: Iterable[float]) -> None:
        held = list(values)
        self.many = len(held)
        enough = self.many >= FEWEST
        self.median = median(held) if enough else None
        self.most = percentile(held, 0.9) if enough else None


def minutes(seconds: float | None) -> int | None:
    """Return a time in minutes, as it is shown."""
    return None if seconds is None else round(seconds / 60)


def needed(landings: list[Landing], bots: set[str]) -> tuple[int, int, str, float]:
    """Return how many people there are, and how many of them made more than half of it.

    Also the one who made most, and their share; programs do not count.
    """
    counts = Counter(person for one in landings for person in one.people if person not in bots)
    written = sum(any(person not in bots for person in one.people) for one in landings)
    covered = few = 0
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    for _, many in ordered:
        few += 1
        covered += many
        if 2 * covered > written:
            break
    if not ordered:
        return 0, 0, "", 0.0
    return len(counts), few, ordered[0][0], ordered[0][1] / written
