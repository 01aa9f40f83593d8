"""What a change does to debt: the items that it brings, and those that it pays back.

Items are told by what they are known by, not by their lines. Of equal ones, those are new whose
line of source was not there before; so what is told is what somebody wrote.
"""

from collections.abc import Iterable
from typing import NamedTuple

from confledger.debt.item import Item, order


class Compared(NamedTuple):
    """New items and those that are gone, each in the order of its places."""

    new: list[Item]
    gone: list[Item]

    @property
    def minutes(self) -> int:
        """What the new ones would cost, but for those that somebody accepts already."""
        return sum(one.minutes for one in self.new if not one.accepted)

    @property
    def paid(self) -> int:
        """What those that are gone would have cost."""
        return sum(one.minutes for one in self.gone if not one.accepted)

    @property
    def risky(self) -> list[Item]:
        """The new ones that are a risk, whatever they would cost."""
        return [one for one in self.new if one.risk and not one.accepted]

    def passes(self, most: int) -> bool:
        """Whether a change that may bring so many minutes may be merged."""
        return self.minutes <= most and not self.risky


def compared(now: Iterable[Item], before: Iterable[Item]) -> Compared:
    """Compare two commits; an item that costs nothing and is no risk is left out."""
    here, there = _grouped(now), _grouped(before)
    new: list[Item] = []
    gone: list[Item] = []
    for identity in here.keys() | there.keys():
        ours, theirs = here.get(identity, []), there.get(identity, [])
        new += _surplus(ours, theirs)
        gone += _surplus(theirs, ours)
    return Compared(sorted(new, key=order), sorted(gone, key=order))


def beyond(now: Iterable[Item], known: frozenset[str]) -> Compared:
    """Compare a commit with the fingerprints of a baseline, of which no more is known."""
    return Compared([one for one in now if _counts(one) and one.fingerprint not in known], [])


def _grouped(items: Iterable[Item]) -> dict[tuple[str, ...], list[Item]]:
    found: dict[tuple[str, ...], list[Item]] = {}
    for one in sorted(items, key=order):
        if _counts(one):
            found.setdefault(one.identity, []).append(one)
    return found


def _counts(one: Item) -> bool:
    return bool(one.minutes or one.risk)


def _surplus(ours: list[Item], theirs: list[Item]) -> list[Item]:
    """Return as many of ours as there are more of them: those that look like none of theirs."""
    number = len(ours) - len(theirs)
    if number <= 0:
        return []
    known: dict[str, int] = {}
    for one in theirs:
        known[one.likeness] = known.get(one.likeness, 0) + 1
    unlike, alike = [], []
    for one in ours:
        if known.get(one.likeness, 0):
            known[one.likeness] -= 1
            alike.append(one)
        else:
            unlike.append(one)
    # As many are unlike at least: every alike one has used up one of theirs.
    return unlike[-number:]
