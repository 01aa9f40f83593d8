"""Which items of two lists a patch takes for the same, and the fewest of them to be moved."""

from bisect import bisect_left
from itertools import pairwise

# Where what an item is called stands most of the time.
_NAMES = ("name", "key", "id")
# (old place, new place) of items that belong together.
Pairs = list[tuple[int, int]]


def paired(old: list[object], new: list[object], numbers: "Numbers") -> Pairs:
    """Return the items that belong together, in the order of the new list.

    Equal ones first, then maps of one name, then what stands between the same neighbours.
    """
    ones, twos = list(map(numbers.of, old)), list(map(numbers.of, new))
    start, shorter = 0, min(len(ones), len(twos))
    while start < shorter and ones[start] == twos[start]:
        start += 1
    end = 0
    while end < shorter - start and ones[-1 - end] == twos[-1 - end]:
        end += 1
    pairs = [(at, at) for at in range(start)]
    pairs += [(len(ones) - at, len(twos) - at) for at in range(end, 0, -1)]
    left, right = range(start, len(ones) - end), range(start, len(twos) - end)
    equal = _matched([(ones[at], at) for at in left], [(twos[at], at) for at in right])
    for match in (_by_name, _by_neighbours):
        gone, come = {one for one, _ in equal}, {two for _, two in equal}
        rest = [at for at in left if at not in gone], [at for at in right if at not in come]
        equal += match(old, new, *rest, pairs + equal)
    return sorted(pairs + equal, key=_new_place)


def _new_place(pair: tuple[int, int]) -> int:
    return pair[1]


def _matched(olds: "list[tuple[object, int]]", news: "list[tuple[object, int]]") -> Pairs:
    """Pair places that have the same mark, each with the first that is left."""
    waiting: dict[object, list[int]] = {}
    for mark, at in reversed(olds):
        waiting.setdefault(mark, []).append(at)
    return [(waiting[mark].pop(), at) for mark, at in news if waiting.get(mark)]


def _by_name(
    old: list[object], new: list[object], left: list[int], right: list[int], known: Pairs
) -> Pairs:
    return _matched(
        [(mark, at) for at in left if (mark := _name(old[at])) is not None],
        [(mark, at) for at in right if (mark := _name(new[at])) is not None],
    )


def _name(item: object) -> object:
    if isinstance(item, dict):
        for key in _NAMES:
            value = item.get(key)
            if isinstance(value, (str, int)):
                return key, type(value), value
    return None


def _by_neighbours(
    old: list[object], new: list[object], left: list[int], right: list[int], known: Pairs
) -> Pairs:
    """Pair what is left between the same items that keep their order, if of one kind."""
    staying = unmoved(sorted(known, key=_new_place))
    ones, twos = [one for one, _ in staying], [two for _, two in staying]
    return _matched(
        [((bisect_left(ones, at), _sort(old[at])), at) for at in left],
        [((bisect_left(twos, at), _sort(new[at])), at) for at in right],
    )


def _sort(value: object) -> str:
    return "map" if isinstance(value, dict) else "list" if isinstance(value, list) else "scalar"


def unmoved(pairs: Pairs) -> Pairs:
    """Return the most pairs that are in the same order in both lists; `pairs` is in the new one.

    The longest increasing subsequence, by patience sorting.
    """
    if all(one[0] < two[0] for one, two in pairwise(pairs)):
        return pairs
    tails: list[int] = []
    last: list[int] = []
    before: list[int] = []
    for at, (old, _) in enumerate(pairs):
        where = bisect_left(tails, old)
        before.append(last[where - 1] if where else -1)
        if where == len(tails):
            tails.append(old)
            last.append(at)
        else:
            tails[where], last[where] = old, at
    found, at = [], last[-1]
    while at >= 0:
        found.append(pairs[at])
        at = before[at]
    return found[::-1]


class Numbers:
    """A number for each value, the same for equal ones: 1, 1.0, "1" and true are four values.

    The values must not change, nor go away, as long as they are asked about.
    """

    __slots__ = ("_by_content", "_by_place")

    def __init__(self) -> None:
        self._by_content: dict[object, int] = {}
        self._by_place: dict[int, int] = {}

    def of(self, value: object) -> int:
        """Return the number of a value; each container is looked into once."""
        if isinstance(value, dict):
            found = self._by_place.get(id(value))
            if found is None:
                pairs = frozenset([(key, self.of(one)) for key, one in value.items()])
                found = self._by_place[id(value)] = self._number((dict, pairs))
            return found
        if isinstance(value, list):
            found = self._by_place.get(id(value))
            if found is None:
                found = self._by_place[id(value)] = self._number((list, *map(self.of, value)))
            return found
        if isinstance(value, float):
            # That which is no number is not equal to itself; minus zero is equal to zero.
            return self._number((float, repr(value)))
        return self._number((type(value), value))

    def _number(self, content: object) -> int:
        return self._by_content.setdefault(content, len(self._by_content))
