"""One plan, read once: lines, headings, boxes, what it declares, and what is counted."""

from dataclasses import dataclass

from confledger.plans.blocks import Blocks
from confledger.plans.declared import Declaration, declarations
from confledger.plans.headings import Heading, headings
from confledger.plans.identity import identify
from confledger.plans.items import DONE, Item, items
from confledger.plans.lines import Line, read


@dataclass(frozen=True, slots=True)
class Count:
    """How many boxes are ticked, of how many."""

    done: int
    total: int

    @property
    def percent(self) -> float:
        """Return the share in percent; 0 where there are no boxes."""
        return 100 * self.done / self.total if self.total else 0.0

    def __add__(self, other: "Count") -> "Count":
        return Count(self.done + other.done, self.total + other.total)


NOTHING = Count(0, 0)


class Plan:
    """A plan and its path from the root, with `/`."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.lines: list[Line] = read(content)
        self.texts = [line.text for line in self.lines]
        self.blocks = Blocks(self.lines)
        self.headings: list[Heading] = headings(self.blocks)
        self.items: list[Item] = items(self.lines, self.blocks, self.headings)
        identify(self.items, self.headings)
        self.declared: list[Declaration] = declarations(self.lines, self.blocks, self.headings)
        own = [NOTHING] * len(self.headings)
        outside = NOTHING
        for item in self.items:
            if not item.counted:
                continue
            one = Count(int(item.state == DONE), 1)
            if item.heading is None:
                outside += one
            else:
                own[item.heading] += one
        self.counts: list[Count] = own
        """Of each heading, with all that is below it."""
        for number in reversed(range(len(own))):
            parent = self.headings[number].parent
            if parent is not None:
                own[parent] += own[number]
        roots = (own[n] for n, one in enumerate(self.headings) if one.parent is None)
        self.count: Count = sum(roots, outside)
        levels = [one.level for one in self.headings]
        # The only heading of the first level is the title: what it says is said of everything.
        self.titled = bool(levels) and levels[0] < min(levels[1:], default=7)

    def of(self, declaration: Declaration) -> Count:
        """Return what is counted where a declaration says how far it is."""
        reach = self.reach(declaration)
        return sum((self.counts[number] for number in reach), NOTHING) if reach else self.count

    def reach(self, declaration: Declaration) -> tuple[int, ...]:
        """Return the headings a declaration is about; none where that is all of the document.

        That is also the only heading of the first level, which is the title.
        """
        return () if self.titled and declaration.headings == (0,) else declaration.headings

    def item(self, wanted: str) -> Item | None:
        """Return the item of an id."""
        return next((one for one in self.items if one.id == wanted), None)

    def section(self, number: int | None) -> range:
        """Return the lines directly under a heading, up to the next one; None is the beginning."""
        start = 0 if number is None else self.headings[number].line + 1
        following = 0 if number is None else number + 1
        if following < len(self.headings):
            return range(start, self.headings[following].line)
        return range(start, len(self.lines))
