"""A plan and a store brought together, box by box, from what both last agreed on.

What only one side changed is taken from it. What both changed in different ways is a conflict:
it is told, and both stay as they are. Nothing is ever taken out of a plan.
"""

from dataclasses import dataclass, field

from confledger.plans.blocks import width
from confledger.plans.evidence import record_of, with_state
from confledger.plans.identity import normalised, path_of
from confledger.plans.items import WRITTEN, Item
from confledger.plans.lines import Line, written
from confledger.plans.plan import Plan
from confledger.plans.store import Entry, Stored, agreed, of_plan

PLAN, STORE = "plan", "store"
_FIELDS = ("state", "text", "evidence")
_NO_BASE = ("", "", "")


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is done, or one that cannot be: `side` is what changes, or `conflict`."""

    side: str
    item: str
    text: str
    said: str
    line: int | None = None


@dataclass(slots=True)
class Merged:
    """What plan and store become, and by which steps."""

    content: bytes
    stored: Stored
    steps: list[Step] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Step]:
        """Return what could not be brought together."""
        return [step for step in self.steps if step.side == "conflict"]


def merged(plan: Plan, stored: Stored | None, *, prefer: str | None = None) -> Merged:
    """Bring a plan and what a store holds of it together; `prefer` is who wins a conflict."""
    if stored is None:
        made = Merged(written(plan.lines), of_plan(plan))
        made.steps = [
            Step(STORE, item.id, item.text, "added", item.line + 1) for item in plan.items
        ]
        return made
    work = _Work(plan, stored, prefer)
    for item in plan.items:
        work.both(item) if item.id in stored.items else work.only_plan(item)
    ours = {item.id for item in plan.items}
    for name, entry in stored.items.items():
        if name not in ours:
            work.only_store(name, entry)
    return work.done()


class _Work:
    def __init__(self, plan: Plan, stored: Stored, prefer: str | None) -> None:
        self._plan = plan
        self._stored = stored
        self._prefer = prefer
        self._lines = list(plan.lines)
        # What comes after a line, in order.
        self._added: dict[int, list[Line]] = {}
        self._kept: list[str] = []
        self._steps: list[Step] = []

    def both(self, item: Item) -> None:
        """Bring together a box that plan and store have."""
        theirs = self._stored.items[item.id]
        ours = (item.state, item.text, record_of(self._plan, item))
        base = self._stored.agreed.get(item.id, _NO_BASE)
        for name, own, other, old in zip(_FIELDS, ours, agreed(theirs), base, strict=True):
            if own == other:
                continue
            if other == old:
                self._step(STORE, item, self._becomes(name, other, own))
            elif own == old or self._prefer == STORE:
                self._write(item, name, own, other)
            elif self._prefer == PLAN:
                self._step(STORE, item, self._becomes(name, other, own))
            else:
                self._conflict(item, f"its {name} is {own!r} in the plan, {other!r} in the store")

    def only_plan(self, item: Item) -> None:
        """Give the store a box that it does not have, or not any more."""
        if item.id in self._stored.agreed:
            self._step(STORE, item, "put back: nothing is taken out of a plan")
        else:
            self._step(STORE, item, "added")

    def only_store(self, name: str, entry: Entry) -> None:
        """Add a box that is new in the store; or let go of one that was taken out of the plan."""
        base = self._stored.agreed.get(name)
        if base is not None and (base == agreed(entry) or self._prefer == PLAN):
            self._steps.append(Step(STORE, name, entry.text, "taken out, as in the plan"))
        elif base is not None and self._prefer is None:
            self._kept.append(name)
            self._steps.append(
                Step("conflict", name, entry.text, "changed in the store, gone from the plan")
            )
        else:
            self._insert(name, entry)

    def done(self) -> Merged:
        """Return what came of it."""
        lines: list[Line] = []
        for number, line in enumerate(self._lines):
            lines += (line, *self._added.get(number, ()))
        lines = [*self._added.get(-1, ()), *lines]
        content = written(lines)
        result = of_plan(Plan(self._plan.path, content))
        for name in self._kept:
            result.items[name] = self._stored.items[name]
            result.agreed.pop(name, None)
            if name in self._stored.agreed:
                result.agreed[name] = self._stored.agreed[name]
        return Merged(content, result, self._steps)

    def _step(self, side: str, item: Item, said: str) -> None:
        self._steps.append(Step(side, item.id, item.text, said, item.line + 1))

    def _conflict(self, item: Item, said: str) -> None:
        if item.id not in self._kept:
            self._kept.append(item.id)
        self._step("conflict", item, said)

    def _becomes(self, name: str, old: str, new: str) -> str:
        return (
            f"{old or 'nothing'} becomes {new or 'nothing'}" if name == "state" else f"its {name}"
        )

    def _write(self, item: Item, name: str, own: str, other: str) -> None:
        """Change a line of the plan as the store has it."""
        line = self._lines[item.line]
        if name == "evidence":
            self._conflict(item, "only `confledger plan finalize` writes evidence")
            return
        if name == "state":
            text = with_state(line.text, item, other)
        else:
            at = line.text.find(own, item.box)
            whole = item.listed and own and at >= 0 and "<!--" not in other
            text = line.text[:at] + other + line.text[at + len(own) :] if whole else None
        if text is None:
            self._conflict(item, f"its {name} cannot be written here: change the plan by hand")
            return
        self._lines[item.line] = Line(text, line.end)
        self._step(PLAN, item, self._becomes(name, own, other))

    def _insert(self, name: str, entry: Entry) -> None:
        """Add a box at the end of the list below its heading."""
        place = None if "<!--" in entry.text else self._place(entry.heading)
        if place is None:
            self._kept.append(name)
            said = "new in the store, below a heading that the plan does not have, or has twice"
            self._steps.append(Step("conflict", name, entry.text, said))
            return
        after, start, blank = place
        end = next((line.end for line in self._plan.lines if line.end), "\n")
        own = f" <!-- id: {name} -->"
        text = f"{start} [{WRITTEN[entry.state]}] {entry.text}{own}"
        if after >= 0 and not self._lines[after].end:
            self._lines[after] = Line(self._lines[after].text, end)
        added = self._added.setdefault(after, [])
        if blank and not added:
            added.append(Line("", end))
        added.append(Line(text, end))
        self._steps.append(Step(PLAN, name, entry.text, "added", None))

    def _place(self, heading: tuple[str, ...]) -> tuple[int, str, bool] | None:
        """Return the line that a new box comes after, its beginning, and if a gap is needed."""
        number: int | None = None
        if heading:
            wanted = tuple(normalised(title) for title in heading)
            found = [at for at, entry in enumerate(self._paths()) if entry == wanted]
            if len(found) != 1:
                return None
            number = found[0]
        inside = [item for item in self._plan.items if item.heading == number and item.listed]
        top = [item for item in inside if item.parent is None]
        if top:
            text = self._plan.lines[top[-1].line].text
            return self._end(inside[-1].line, number), text[: top[-1].box - 1].rstrip(), False
        section = self._plan.section(number)
        last = section.start - 1
        for line in section:
            if self._plan.lines[line].text.strip():
                last = line
        return last, "-", last >= 0

    def _end(self, line: int, number: int | None) -> int:
        """Return the last line of what an item holds, which is indented below it."""
        last = line
        for below in range(line + 1, self._plan.section(number).stop):
            text = self._plan.lines[below].text
            if text.strip():
                if width(text) == 0:
                    break
                last = below
        return last

    def _paths(self) -> list[tuple[str, ...]]:
        return [path_of(self._plan.headings, at) for at in range(len(self._plan.headings))]
