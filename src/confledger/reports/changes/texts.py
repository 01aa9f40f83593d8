"""What differs between two texts, by line or by word, in bounded time.

The shortest script of Myers (An O(ND) Difference Algorithm, 1986), given up beyond so many
edits: what differs that much is shown as a whole. Its time is that of the square of the edits,
so these may be as many as the square root of the parts, and the whole time grows with the texts.
"""

import re
from itertools import groupby
from operator import itemgetter

KEPT, GONE, NEW = " ", "-", "+"
_FEWEST_EDITS = 40
_EDITS = 4
_MOST_PARTS = 5000
_WORD = re.compile(r"\w+|\s+|[^\w\s]")

Script = list[tuple[str, str]]


def lines(old: str, new: str) -> Script:
    """Return the lines of both, each with ` `, `-` or `+`."""
    return script(old.split("\n"), new.split("\n"))


def words(old: str, new: str) -> Script:
    """Return the stretches of both, each with ` `, `-` or `+`; what stays comes as it was."""
    parts = script(_WORD.findall(old), _WORD.findall(new))
    return [
        (sign, "".join(part for _, part in stretch))
        for sign, stretch in groupby(parts, key=itemgetter(0))
    ]


def script(old: list[str], new: list[str]) -> Script:
    """Return how one list becomes the other: what is removed comes before what is added."""
    start = 0
    shorter = min(len(old), len(new))
    while start < shorter and old[start] == new[start]:
        start += 1
    end = 0
    while end < shorter - start and old[-1 - end] == new[-1 - end]:
        end += 1
    middle = _middle(old[start : len(old) - end], new[start : len(new) - end])
    tail = old[len(old) - end :]
    return [(KEPT, one) for one in old[:start]] + middle + [(KEPT, one) for one in tail]


def _middle(old: list[str], new: list[str]) -> Script:
    if not old or not new or len(old) + len(new) > _MOST_PARTS:
        return [(GONE, one) for one in old] + [(NEW, one) for one in new]
    trace = _trace(old, new)
    if trace is None:
        return [(GONE, one) for one in old] + [(NEW, one) for one in new]
    return _sorted(_walked(trace, old, new))


def _trace(old: list[str], new: list[str]) -> "list[dict[int, int]] | None":
    """Return the furthest places of each number of edits; None when it takes too many."""
    reach = {1: 0}
    trace = []
    parts = len(old) + len(new)
    most = max(_FEWEST_EDITS, int(_EDITS * parts**0.5))
    for edits in range(min(parts, most) + 1):
        trace.append(dict(reach))
        for k in range(-edits, edits + 1, 2):
            if k == -edits or (k != edits and reach[k - 1] < reach[k + 1]):
                x = reach[k + 1]
            else:
                x = reach[k - 1] + 1
            y = x - k
            while x < len(old) and y < len(new) and old[x] == new[y]:
                x, y = x + 1, y + 1
            reach[k] = x
            if x >= len(old) and y >= len(new):
                return trace
    return None


def _walked(trace: list[dict[int, int]], old: list[str], new: list[str]) -> Script:
    """Go back from the end along the trace."""
    x, y = len(old), len(new)
    found: Script = []
    for edits in range(len(trace) - 1, -1, -1):
        reach, k = trace[edits], x - y
        down = k == -edits or (k != edits and reach[k - 1] < reach[k + 1])
        before = k + 1 if down else k - 1
        from_x = reach[before]
        from_y = from_x - before
        while x > from_x and y > from_y and x > 0 and y > 0:
            x, y = x - 1, y - 1
            found.append((KEPT, old[x]))
        if edits:
            if down:
                y -= 1
                found.append((NEW, new[y]))
            else:
                x -= 1
                found.append((GONE, old[x]))
    found.reverse()
    return found


def _sorted(found: Script) -> Script:
    """Put what is removed before what is added, between two things that stay."""
    ordered: Script = []
    added: Script = []
    for sign, part in found:
        if sign == NEW:
            added.append((sign, part))
            continue
        if sign == KEPT:
            ordered += added
            added = []
        ordered.append((sign, part))
    return ordered + added
