"""How many rows of each table fit into a document: the largest tables give way first."""

from collections.abc import Mapping, Sequence

# No page has room for more: boxes of a diagram, points of a chart, entries of a list.
MOST_NODES = 100
MOST_POINTS = 400
MOST_LISTED = 100


def fitting(costs: Mapping[str, Sequence[int]], most: int) -> dict[str, int]:
    """Return how many rows to show, by table; `costs` has the bytes of each of its rows.

    No table gets more than the others while one of them is cut, in bytes.
    """
    totals = sorted(sum(rows) for rows in costs.values())
    share, left = 0, most
    for at, total in enumerate(totals):
        share = left // (len(totals) - at)
        if total > share:
            break
        left -= total
    else:
        return {name: len(rows) for name, rows in costs.items()}
    return {name: _fitting(rows, share) for name, rows in costs.items()}


def _fitting(rows: Sequence[int], share: int) -> int:
    for at, cost in enumerate(rows):
        share -= cost
        if share < 0:
            return at
    return len(rows)
