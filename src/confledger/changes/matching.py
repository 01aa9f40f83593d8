"""The stages in which two lists of things are matched: by name, sameness, likeness, place."""

from confledger.changes.resemblance import (
    ALIKE,
    PERHAPS,
    Features,
    features,
    resembling,
    texts_alike,
    trivial,
)
from confledger.changes.sequence import in_common, kept
from confledger.location import Path

# More than this many pairs of texts at one place are not compared one by one.
_MOST = 400
# Shorter texts are the same or they are not.
_LONG = 20


class Matching:
    """What is matched so far: `pairs` of positions; `ones` and `twos` are alone, in order.

    Names are empty where a thing has none. `without` are the paths of names in a thing.
    """

    __slots__ = ("names", "new", "old", "ones", "pairs", "twos", "without")

    def __init__(
        self,
        old: list[object],
        new: list[object],
        names: tuple[list[str], list[str]],
        without: tuple[Path, ...],
    ) -> None:
        self.old = old
        self.new = new
        self.names = names
        self.without = without
        self.pairs: list[tuple[int, int]] = []
        self.ones = list(range(len(old)))
        self.twos = list(range(len(new)))

    def by_name(self) -> None:
        """Match what goes by the same name; no name is there twice."""
        where = {name: j for j, name in enumerate(self.names[1]) if name}
        names = self.names[0]
        self._match([(i, where[names[i]]) for i in self.ones if names[i] in where])

    def by_sameness(self, old: list[str], new: list[str]) -> None:
        """Match what is the same to the last leaf, of what has no name; given in writing."""
        if old and new:
            ones = [i for i in self.ones if not self.names[0][i]]
            twos = [j for j in self.twos if not self.names[1][j]]
            self._match([(ones[i], twos[j]) for i, j in in_common(old, new)])

    def by_likeness(self) -> None:
        """Match what has much in common; with a name of its own, more is asked for."""
        if not self.ones or not self.twos:
            return
        named = [i for i in self.ones if self.names[0][i]]
        others = [j for j in self.twos if self.names[1][j]]
        if named and others:
            old = {i: self._telling(self.old[i]) for i in named}
            new = {j: self._telling(self.new[j]) for j in others}
            self._match(resembling(old, new, ALIKE))
        old = {i: features(self.old[i]) for i in self.ones if self._nameless(0, i)}
        new = {j: features(self.new[j]) for j in self.twos if self._nameless(1, j)}
        if old and new:
            self._match(resembling(old, new, PERHAPS))

    def by_place(self) -> None:
        """Match what stands between the same neighbours, where it may be the same at all."""
        if not self.ones or not self.twos:
            return
        found: list[tuple[int, int]] = []
        for ones, twos in self._gaps():
            if len(ones) == len(twos):
                found += [(i, j) for i, j in zip(ones, twos, strict=True) if self._may(i, j)]
            elif len(ones) * len(twos) <= _MOST:
                found += self._alike(ones, twos)
        self._match(found)

    def mirror(self) -> None:
        """See it all from the other side."""
        self.old, self.new = self.new, self.old
        self.names = (self.names[1], self.names[0])
        self.ones, self.twos = self.twos, self.ones
        self.pairs = sorted((j, i) for i, j in self.pairs)

    def moved(self) -> list[tuple[int, int]]:
        """Return the pairs that are not in the order of the others: as few as can be."""
        self.pairs.sort()
        places = [j for _, j in self.pairs]
        if places == sorted(places):
            return []
        stayed = kept(places)
        return [pair for at, pair in enumerate(self.pairs) if at not in stayed]

    def _match(self, pairs: list[tuple[int, int]]) -> None:
        if pairs:
            self.pairs += pairs
            used = {i for i, _ in pairs}
            taken = {j for _, j in pairs}
            self.ones = [i for i in self.ones if i not in used]
            self.twos = [j for j in self.twos if j not in taken]

    def _telling(self, value: object) -> Features:
        """Return what says something of a thing, apart from its name."""
        leaves, words = features(value, self.without)
        told = {one for one in leaves if not trivial(one[1])}
        return Features(told, told | (words - leaves))

    def _nameless(self, side: int, at: int) -> bool:
        value = (self.new if side else self.old)[at]
        if self.names[side][at]:
            return False
        return isinstance(value, (dict, list)) or (isinstance(value, str) and len(value) > _LONG)

    def _gaps(self) -> list[tuple[list[int], list[int]]]:
        """Return what is alone between each two neighbours that are matched and did not move."""
        moved = set(self.moved())
        gaps: list[tuple[list[int], list[int]]] = []
        i = j = 0
        for end in [*(pair for pair in self.pairs if pair not in moved), None]:
            ones: list[int] = []
            twos: list[int] = []
            while i < len(self.ones) and (end is None or self.ones[i] < end[0]):
                ones.append(self.ones[i])
                i += 1
            while j < len(self.twos) and (end is None or self.twos[j] < end[1]):
                twos.append(self.twos[j])
                j += 1
            if ones and twos:
                gaps.append((ones, twos))
        return gaps

    def _may(self, i: int, j: int) -> bool:
        """Whether two things at the same place can be one thing that changed."""
        one, two = self.old[i], self.new[j]
        if self.names[0][i] and self.names[1][j]:
            return features(one, self.without).leaves == features(two, self.without).leaves
        if isinstance(one, dict) and isinstance(two, dict):
            return 2 * len(one.keys() & two.keys()) >= len(one.keys() | two.keys())
        if isinstance(one, (dict, list)) or isinstance(two, (dict, list)):
            return type(one) is type(two)
        return True

    def _alike(self, ones: list[int], twos: list[int]) -> list[tuple[int, int]]:
        """Return pairs of texts that are much alike, in order."""
        pairs = []
        left = list(twos)
        for i in ones:
            one = self.old[i]
            for at, j in enumerate(left):
                two = self.new[j]
                if isinstance(one, str) and isinstance(two, str) and texts_alike(one, two):
                    pairs.append((i, j))
                    left = left[at + 1 :]
                    break
        return pairs
