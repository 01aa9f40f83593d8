"""Which of the items that two lists have in common kept their order, and which moved."""

from bisect import bisect_left

# More than this many pairs of items are not compared one by one.
_MOST = 10_000


def kept(positions: list[int]) -> set[int]:
    """Return the indices of a longest increasing subsequence: those that did not move.

    In n log n, after Fredman (1975), https://doi.org/10.1016/0012-365X(75)90103-X.
    """
    ends: list[int] = []
    last: list[int] = []
    before = [-1] * len(positions)
    for index, position in enumerate(positions):
        at = bisect_left(ends, position)
        if at == len(ends):
            ends.append(position)
            last.append(index)
        else:
            ends[at] = position
            last[at] = index
        before[index] = last[at - 1] if at else -1
    found: set[int] = set()
    index = last[-1] if last else -1
    while index >= 0:
        found.add(index)
        index = before[index]
    return found


def in_common(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Return pairs of positions with equal texts, each position once, by the first position.

    Of texts that are there more than once, those that keep most of the order where that can be
    had for little; else the first with the first, the second with the second.
    """
    repeated = len(set(old)) < len(old) or len(set(new)) < len(new)
    pairs = _longest(old, new) if repeated and len(old) * len(new) <= _MOST else []
    used = {i for i, _ in pairs}
    taken = {j for _, j in pairs}
    where: dict[str, list[int]] = {}
    for j in range(len(new) - 1, -1, -1):
        if j not in taken:
            where.setdefault(new[j], []).append(j)
    for i, text in enumerate(old):
        if i not in used:
            places = where.get(text)
            if places:
                pairs.append((i, places.pop()))
    return sorted(pairs)


def _longest(old: list[str], new: list[str]) -> list[tuple[int, int]]:
    """Return a longest common subsequence, in time and space of the product of both lengths."""
    rows = [[0] * (len(new) + 1)]
    for text in reversed(old):
        below = rows[-1]
        row = [0] * (len(new) + 1)
        for j in range(len(new) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if new[j] == text else max(below[j], row[j + 1])
        rows.append(row)
    rows.reverse()
    pairs = []
    i = j = 0
    while i < len(old) and j < len(new):
        if old[i] == new[j]:
            pairs.append((i, j))
            i, j = i + 1, j + 1
        elif rows[i + 1][j] >= rows[i][j + 1]:
            i += 1
        else:
            j += 1
    return pairs
