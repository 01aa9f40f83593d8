"""What keys were set to, where, and what stood around them: the memory that values come from.

Each use of a key is kept with its surroundings. A key that is new somewhere gets the vote of the
uses of the same key elsewhere: the more alike the surroundings, the later, and still in use, the
more it counts. Nothing is learned from what is hidden, nor from what a program wrote.
"""

from collections import deque
from collections.abc import Iterable

from confledger.learn.context import WEIGHTS
from confledger.learn.pattern import Pattern
from confledger.learn.template import Names, filled

# So many uses of a key are remembered, the latest; and so many of all keys together.
MOST_ALIKE = 96
MOST = 150_000
# Files of which more keys change at once were brought or written by a program.
MOST_ROWS = 300
# Longer values are not remembered.
LONGEST = 200
# A use counts half after so many commits; one that was changed or removed since, so much.
_HALF = 1500
_GONE = 0.4
# How much more it counts to be alike; and what a use counts that is alike in nothing.
_SHARPNESS = 3
_LEAST = 0.1
# With fewer uses than these of the very key, those of keys that end alike count a little.
_ENOUGH = 3
_FURTHER = 0.05
_SPARE = 1.25
# A value with the name of another object in it is hardly that of this one.
_NAMED = 0.1


class Use:
    """One value that a key had in one file: since the commit `when`, and still, if `alive`."""

    __slots__ = ("alive", "around", "form", "key", "levels", "path", "value", "when")

    def __init__(
        self,
        value: str,
        form: str | None,
        around: frozenset[str],
        when: int,
        path: str,
        key: str,
        levels: tuple[str, ...],
    ) -> None:
        self.value = value
        # The value with the names in it taken out, where it has any.
        self.form = form
        self.around = around
        self.when = when
        self.path = path
        self.key = key
        self.levels = levels
        self.alive = True


class Candidate:
    """One value that a key may have: its share of the vote, and who voted for it, best first."""

    __slots__ = ("share", "uses", "value")

    def __init__(self, value: str, share: float, uses: list[Use]) -> None:
        self.value = value
        self.share = share
        self.uses = uses


class Usage:
    """The uses of all keys, under each of their levels."""

    def __init__(self) -> None:
        self.uses: list[Use] = []
        self._tables: dict[str, deque[Use]] = {}
        self._live: dict[tuple[str, str], Use] = {}

    def add(self, use: Use) -> None:
        """Remember a use; what the key had there before is no longer in use."""
        self.end(use.path, use.key)
        self.uses.append(use)
        if use.alive:
            self._live[use.path, use.key] = use
        for level in use.levels:
            table = self._tables.get(level)
            if table is None:
                table = self._tables[level] = deque(maxlen=MOST_ALIKE)
            table.append(use)

    def end(self, path: str, key: str) -> None:
        """Note that a key has its value no longer in a file."""
        held = self._live.pop((path, key), None)
        if held is not None:
            held.alive = False

    def move(self, old: str, new: str, keys: Iterable[str]) -> None:
        """Note that a file has another path: it is the same keys that have their values."""
        for key in keys:
            held = self._live.pop((old, key), None)
            if held is not None:
                held.path = new
                self._live[new, key] = held

    def under(self, level: str) -> Iterable[Use]:
        """Return the uses of keys of a level, the oldest first."""
        return self._tables.get(level, ())

    def near(self, pattern: Pattern, before: int, path: str, key: str) -> list[tuple[Use, int]]:
        """Return the uses to ask, each with how far it is, without that of the key itself."""
        found: list[tuple[Use, int]] = []
        taken: set[int] = set()
        for far, level in enumerate(pattern.levels):
            for use in self._tables.get(level, ()):
                if use.when >= before or id(use) in taken:
                    continue
                if use.key == key and use.path == path and use.alive:
                    continue
                taken.add(id(use))
                found.append((use, far))
            if len(found) >= _ENOUGH:
                break
        return found

    def vote(
        self,
        near: list[tuple[Use, int]],
        around: frozenset[str],
        names: Names,
        now: int,
    ) -> dict[str, float]:
        """Return what each value gets from the uses to ask."""
        scores: dict[str, float] = {}
        forms: dict[str, str | None] = {}
        weights = WEIGHTS
        for use, far in near:
            alike = _LEAST
            for one in around & use.around:
                alike += weights[one[0]]
            weight = alike**_SHARPNESS * 0.5 ** ((now - use.when) / _HALF)
            if far:
                weight *= _FURTHER**far
            if not use.alive:
                weight *= _GONE
            form = use.form
            if form is not None:
                if form not in forms:
                    forms[form] = filled(form, names)
                own = forms[form]
                if own is not None and own != use.value:
                    scores[own] = scores.get(own, 0.0) + weight
                    weight *= _NAMED
            scores[use.value] = scores.get(use.value, 0.0) + weight
        return scores

    def tidy(self) -> None:
        """Forget what no table holds any more, and the oldest of what is too much."""
        held = self.held()
        if len(held) <= MOST and len(held) * _SPARE > len(self.uses):
            return
        self.uses = []
        self._tables = {}
        self._live = {}
        for use in held[-MOST:]:
            self.add(use)

    def held(self) -> list[Use]:
        """Return the uses that can still be asked, in the order in which they were learned."""
        known = {id(use) for table in self._tables.values() for use in table}
        return [use for use in self.uses if id(use) in known]
