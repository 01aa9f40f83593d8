"""What usually changes together: pairs of keys, and pairs of files, counted commit by commit.

What is kept is the list of things that each commit changed. That is little, says which commits
speak for a pair, and gives every count there is. A commit that changes very much says nothing
about any two things in it.
"""

from collections import Counter
from collections.abc import Iterable

# Commits that change more things say nothing; so many commits are kept, the latest.
MOST_ITEMS = 40
MOST_COMMITS = 50_000
# A pair is told from so many commits with both, where so large a share of those with the one had
# the other.
SUPPORT = 5
CONFIDENCE = 0.9
# What an item is of, by its first letter.
KEY, FILE = "k", "f"


class Companion:
    """Something that is missing: `because` is what it usually changes with."""

    __slots__ = ("because", "both", "item", "of")

    def __init__(self, item: str, because: str, both: int, of: int) -> None:
        self.item = item
        self.because = because
        # Commits that changed both, of those that changed `because`.
        self.both = both
        self.of = of


class Companions:
    """The items of each commit, by its number, and what can be told from them."""

    def __init__(self) -> None:
        self.baskets: dict[int, tuple[str, ...]] = {}
        self.times: dict[int, int] = {}
        self._of: dict[str, list[int]] = {}
        self._pairs: dict[str, Counter[str]] = {}
        # Of each item, those that it may have changed often enough with.
        self._strong: dict[str, set[str]] = {}

    def add(self, number: int, time: int, items: Iterable[str]) -> None:
        """Learn what one commit changed, keys and files apart."""
        kept = sorted(self.fitting(set(items)))
        if not kept:
            return
        self.baskets[number] = tuple(kept)
        self.times[number] = time
        for item in kept:
            self._of.setdefault(item, []).append(number)
            counted = self._pairs.get(item)
            if counted is not None:
                counted.update(kept)
                self._strong[item] |= self._often(item, kept)

    def fitting(self, items: set[str]) -> set[str]:
        """Return the items of a change: no keys where there are too many, nor files."""
        kept: set[str] = set()
        for kind in (FILE, KEY):
            of_kind = {item for item in items if item[0] == kind}
            if len(of_kind) <= MOST_ITEMS:
                kept |= of_kind
        return kept

    def commits(self, item: str, other: str | None = None) -> list[int]:
        """Return the commits that changed an item, or both of two, the oldest first."""
        found = self._of.get(item, [])
        if other is None:
            return found
        return [number for number in found if other in self.baskets[number]]

    def expected(
        self,
        items: set[str],
        *,
        support: int = SUPPORT,
        confidence: float = CONFIDENCE,
        before: int | None = None,
    ) -> dict[str, Companion]:
        """Return what usually changes with some items, each with its strongest reason."""
        found: dict[str, Companion] = {}
        for item in sorted(items):
            listed = self._of.get(item, [])
            if len(listed) < support:
                continue
            if before is None:
                of, counts = len(listed), self._counted(item)
                others: Iterable[str] = self._strong[item]
            else:
                earlier = [number for number in listed if number < before]
                of, counts = len(earlier), self._count(earlier)
                others = counts
            least = max(support, confidence * of)
            for other in others:
                both = counts[other]
                if both < least or other == item or other[0] != item[0]:
                    continue
                known = found.get(other)
                if known is None or (both / of, both) > (known.both / known.of, known.both):
                    found[other] = Companion(other, item, both, of)
        return found

    def tidy(self) -> None:
        """Forget the oldest commits of more than are kept."""
        if len(self.baskets) <= MOST_COMMITS:
            return
        kept, times = list(self.baskets.items())[-MOST_COMMITS:], self.times
        self.baskets, self.times, self._of = {}, {}, {}
        self._pairs, self._strong = {}, {}
        for number, items in kept:
            self.add(number, times[number], items)

    def _counted(self, item: str) -> Counter[str]:
        counted = self._pairs.get(item)
        if counted is None:
            counted = self._pairs[item] = self._count(self._of[item])
            self._strong[item] = self._often(item, counted)
        return counted

    def _often(self, item: str, others: Iterable[str]) -> set[str]:
        """Return those of some others that an item changed often with, as far as it goes now."""
        counted = self._pairs[item]
        least = max(SUPPORT, CONFIDENCE * len(self._of[item]))
        return {
            other
            for other in others
            if counted[other] >= least and other != item and other[0] == item[0]
        }

    def _count(self, numbers: list[int]) -> Counter[str]:
        counted: Counter[str] = Counter()
        for number in numbers:
            counted.update(self.baskets[number])
        return counted
