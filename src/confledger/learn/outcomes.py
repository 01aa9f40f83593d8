"""How each suggestion turned out that would have been made, commit by commit.

Every commit is a trial before it is a lesson: nothing is learned inside of it. So the last part
of these is what a model that had learned up to each of them would have been worth.
"""

from confledger.learn.companions import FILE, KEY, Companion

ADDED_KEYS, NEW_FILES = "added-keys", "new-files"
PLACES = (ADDED_KEYS, NEW_FILES)
# What is counted of values, in this order.
TRIED, SUGGESTED, FIRST, AMONG, RECENT, FREQUENT, FREQUENT_AMONG = range(7)
# What is counted of companions, in this order, and then, whether a robot made the commit.
ITEMS, TOLD, HITS, ROBOT = range(4)
# So much of the history, at its end, is measured.
HELD_OUT = 0.2


class Outcomes:
    """Counts by commit and place; only of commits that had anything to try.

    `together` has those of companions by their kind, and `warned` what was told and missing: the
    number of the commit, and the item.
    """

    def __init__(self) -> None:
        self.together: dict[str, dict[int, list[int]]] = {FILE: {}, KEY: {}}
        self.warned: list[tuple[int, str]] = []
        self.rows: dict[str, dict[int, list[int]]] = {place: {} for place in PLACES}

    def value(
        self,
        number: int,
        place: str,
        *,
        suggested: bool,
        first: bool,
        among: bool,
        recent: bool,
        frequent: bool,
        frequent_among: bool,
    ) -> None:
        """Note one trial."""
        counts = self.rows[place].setdefault(number, [0] * 7)
        for at, one in enumerate((True, suggested, first, among, recent, frequent, frequent_among)):
            counts[at] += one

    def companions(
        self, number: int, kind: str, robot: bool, items: int, hits: int, missing: list[Companion]
    ) -> None:
        """Note what was told of one commit: what was there, and what was not."""
        told = hits + len(missing)
        self.together[kind][number] = [items, told, hits, int(robot)]
        self.warned += [(number, one.item) for one in missing]

    def sums(self, place: str, after: int) -> list[int]:
        """Return the counts of a place, of all commits after one."""
        found = [0] * 7
        for number, counts in self.rows[place].items():
            if number > after:
                found = [one + two for one, two in zip(found, counts, strict=True)]
        return found
