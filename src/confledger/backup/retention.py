"""Which backups stay and why, and which may go.

A rule such as `7d 4w 12m` keeps the newest backup of each of the last seven days, four weeks and
twelve months that have one: it counts backups, not days of the calendar, so that neither a pause
nor a clock that jumps ahead makes anything go. Days, weeks (of ISO 8601) and months are those of
UTC. Whatever the rule says, these stay:

- the newest backup, and the newest that a restore has proved, each with all that it stands on;
- what a backup that stays stands on;
- what cannot be read, what has lost its base, and what is dated in the future: somebody should
  look at it, and it takes no place that a good one needs.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime

from confledger.errors import ConfledgerError

DEFAULT = "7d 4w 12m"
# Clocks of two machines are never quite the same.
_AHEAD = 24 * 3600
_LAST = "last"
_MOST = 100_000
_PERIODS: dict[str, tuple[str, Callable[[datetime], str]]] = {
    "h": ("hour", lambda time: time.strftime("%Y-%m-%d %H:00")),
    "d": ("day", lambda time: time.strftime("%Y-%m-%d")),
    "w": ("week", lambda time: time.strftime("%G-W%V")),
    "m": ("month", lambda time: time.strftime("%Y-%m")),
    "y": ("year", lambda time: time.strftime("%Y")),
}


class Held:
    """One backup, as far as keeping it goes.

    `time` is when it was begun, in seconds, None where that cannot be read; `base` the backup
    that an incremental one stands on; `verified` when a restore of it last succeeded.
    """

    __slots__ = ("base", "name", "time", "verified")

    def __init__(
        self,
        name: str,
        time: int | None,
        *,
        base: str | None = None,
        verified: int | None = None,
    ) -> None:
        self.name = name
        self.time = time
        self.base = base
        self.verified = verified

    def __repr__(self) -> str:
        return f"Held({self.name!r}, {self.time}, base={self.base!r}, verified={self.verified})"


class Verdict:
    """What becomes of one backup: it stays for these reasons, or for none and goes."""

    __slots__ = ("name", "reasons")

    def __init__(self, name: str, reasons: list[str]) -> None:
        self.name = name
        self.reasons = reasons

    @property
    def stays(self) -> bool:
        """Whether anything keeps it."""
        return bool(self.reasons)

    def __repr__(self) -> str:
        return f"Verdict({self.name!r}, {self.reasons!r})"


class Rule:
    """How many to keep, of all (`last`) or of each kind of period (`h`, `d`, `w`, `m`, `y`)."""

    __slots__ = ("counts",)

    def __init__(self, counts: dict[str, int]) -> None:
        self.counts = counts

    def __str__(self) -> str:
        order = (_LAST, *_PERIODS)
        return " ".join(
            f"last {self.counts[one]}" if one == _LAST else f"{self.counts[one]}{one}"
            for one in order
            if one in self.counts
        )


def rule(text: str) -> Rule:
    """Read a rule: `7d 4w 12m`, `24h`, `2y`, `last 3`; of what is named twice, the larger."""
    words = iter(text.replace(",", " ").split())
    counts: dict[str, int] = {}
    for word in words:
        unit, number = word[-1:].lower(), word[:-1]
        if word.lower() in (_LAST, "keep-last"):
            unit, number = _LAST, next(words, "")
        if unit not in (_LAST, *_PERIODS):
            raise _unknown(word)
        if not (number.isascii() and number.isdigit() and 0 < int(number[:7]) <= _MOST):
            raise _unknown(f"{word} {number}" if unit == _LAST else word)
        counts[unit] = max(counts.get(unit, 0), int(number))
    if not counts:
        raise _unknown(text)
    return Rule(counts)


def _unknown(word: str) -> ConfledgerError:
    return ConfledgerError(
        f"{word.strip()!r} does not say how many backups to keep",
        help="say it as in `7d 4w 12m`: the newest of so many days, weeks and months; there are "
        "h, d, w, m, y and `last 3`",
    )


def decided(backups: Iterable[Held], rule: Rule, now: int) -> list[Verdict]:
    """Say of each backup whether it stays, and why; the newest first, those without a time last.

    `now` only tells which are dated in the future.
    """
    held = sorted(backups, key=lambda one: (one.time is not None, one.time or 0, one.name))[::-1]
    by_name = {one.name: one for one in held}
    reasons: dict[str, list[str]] = {one.name: [] for one in held}
    good = []
    for one in held:
        odd = _odd(one, by_name, now)
        if odd is None:
            good.append(one)
        else:
            reasons[one.name].append(odd)
    for name, reason in _chosen(good, rule):
        reasons[name].append(reason)
    # The newest first, so that each base names the newest that needs it.
    for one in held:
        if reasons[one.name]:
            for base in _below(one, by_name):
                if not any(said.startswith("needed by ") for said in reasons[base.name]):
                    reasons[base.name].append(f"needed by {one.name}")
    return [Verdict(one.name, reasons[one.name]) for one in held]


def removal_order(backups: Iterable[Held], verdicts: Iterable[Verdict]) -> list[str]:
    """Return what goes, so that whoever is stopped on the way leaves nothing without its base."""
    by_name = {one.name: one for one in backups}
    going = [one.name for one in verdicts if not one.stays]
    depth = {name: sum(1 for _ in _below(by_name[name], by_name)) for name in going}
    return sorted(going, key=lambda name: (-depth[name], name))


def chain(backup: Held, by_name: dict[str, Held]) -> list[Held] | None:
    """Return a backup and all that it stands on, the full one last; None where one is missing."""
    found = [backup, *_below(backup, by_name)]
    return found if found[-1].base is None else None


def _odd(one: Held, by_name: dict[str, Held], now: int) -> str | None:
    """Return what is the matter with a backup that no rule can count; None of a good one."""
    if one.time is None:
        return "it cannot be read"
    if one.time > now + _AHEAD:
        return "its date is in the future"
    if one.time < 0:
        return "its date is from before there were any"
    below = chain(one, by_name)
    if below is None:
        return "a backup that it stands on is not here"
    if any(other.time is None for other in below):
        return "a backup that it stands on cannot be read"
    return None


def _below(one: Held, by_name: dict[str, Held]) -> Iterator[Held]:
    """Yield what a backup stands on, as far as it is there; never anything twice."""
    seen = {one.name}
    while one.base is not None and one.base in by_name and one.base not in seen:
        one = by_name[one.base]
        seen.add(one.name)
        yield one


def _chosen(good: list[Held], rule: Rule) -> Iterator[tuple[str, str]]:
    """Yield each backup that stays for its own sake, with why; they come the newest first."""
    if good:
        yield good[0].name, "the newest"
    proved = next((one for one in good if one.verified is not None), None)
    if proved is not None:
        yield proved.name, "the newest that a restore has proved"
    for at, one in enumerate(good[: rule.counts.get(_LAST, 0)], 1):
        yield one.name, f"{at} of the last {rule.counts[_LAST]}"
    for unit, (called, period) in _PERIODS.items():
        seen: set[str] = set()
        for one in good:
            if len(seen) == rule.counts.get(unit, 0):
                break
            assert one.time is not None
            name = period(datetime.fromtimestamp(one.time, UTC))
            if name not in seen:
                seen.add(name)
                yield one.name, f"the newest of the {called} {name}"
