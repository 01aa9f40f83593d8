"""The boxes of a plan: of lists, at any depth, and of tables."""

import re
from dataclasses import dataclass

from confledger.plans.blocks import TEXT, Blocks, width
from confledger.plans.headings import Heading, above
from confledger.plans.lines import Line

OPEN, DONE, BEGUN, DROPPED = "open", "done", "begun", "dropped"
# What stands in a box, and what it means; one that was dropped is not counted.
MARKS = {
    **dict.fromkeys(" \u00a0\u202f☐", OPEN),
    **dict.fromkeys("xX✓✔✅☑", DONE),
    **dict.fromkeys("~/", BEGUN),
    "-": DROPPED,
}
# The other way round, in a list and as a sign of its own.
WRITTEN = {OPEN: " ", DONE: "x", BEGUN: "~", DROPPED: "-"}
_QUOTED = r"^(?:[ \t]*>)*[ \t]*"
_LIST = re.compile(_QUOTED + r"(?:[-*+]|\d{1,9}[.)])(?=[ \t]|$)")
_BOX = re.compile(r"[ \t]+(?:\[([ xX~/\-✓✔✅\u00a0\u202f])\](?=[\s]|$)|([☐☑])(?=\s))")
_CELL_BOX = re.compile(r"[ \t]*(?:\[([ xX~/\-✓✔✅\u00a0\u202f])\](?=[\s]|$)|([☐☑])(?=\s|$))")
_RULE = re.compile(r"^\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?$")
_ID = re.compile(r"<!--\s*id:\s*([\w.:/-]{1,100})\s*-->")


@dataclass(slots=True)
class Item:
    """One box; lines and offsets count from 0."""

    line: int
    box: int
    """Where the character of its state stands in the line."""
    state: str
    text: str
    """What it says, comments left out."""
    heading: int | None
    parent: int | None
    """The box that it is under in its list."""
    named: str
    """The id that the line gives it; empty without one."""
    listed: bool
    """Whether it stands in a list, and not in a table."""
    id: str = ""

    @property
    def counted(self) -> bool:
        """Whether it is part of the whole that progress is counted of."""
        return self.state != DROPPED


def items(lines: list[Line], blocks: Blocks, headings: list[Heading]) -> list[Item]:
    """Return the boxes in their order, without ids that they are not given."""
    found: list[Item] = []
    stack: list[tuple[int, int | None]] = []
    table = False
    for number, shown in enumerate(blocks.shown):
        if blocks.kinds[number] != TEXT:
            continue
        table = _in_table(blocks, number, before=table)
        marker = _LIST.match(shown)
        if table and marker is None:
            found += _of_row(lines[number].text, number, blocks, headings)
            continue
        if marker is None:
            if shown.strip() and width(shown) == 0:
                stack.clear()
            continue
        indent = width(shown.replace(">", " "))
        while stack and stack[-1][0] >= indent:
            stack.pop()
        box = _BOX.match(shown, marker.end())
        if box is None:
            stack.append((indent, None))
            continue
        place = box.start(1) if box[1] else box.start(2)
        parent = stack[-1][1] if stack else None
        text = shown[box.end() :].strip()
        heading = above(headings, number)
        named = _ID.search(lines[number].text)
        found.append(
            Item(
                *(number, place, MARKS[box[1] or box[2]], text, heading, parent),
                *(named[1] if named else "", True),
            )
        )
        stack.append((indent, len(found) - 1))
    return found


def _in_table(blocks: Blocks, number: int, *, before: bool) -> bool:
    """Whether a line is a row of a table, below the one that separates its head."""
    if "|" not in blocks.plain[number]:
        return False
    if before:
        return True
    above_ = blocks.plain[number - 1] if number else ""
    return "|" in above_ and _RULE.match(above_.strip()) is not None


def cells(text: str) -> list[tuple[int, str]]:
    """Return the cells of a row of a table, each with where it begins."""
    found: list[tuple[int, str]] = []
    at = 0
    for part in re.split(r"(?<!\\)\|", text):
        found.append((at, part))
        at += len(part) + 1
    if found and not found[0][1].strip():
        found = found[1:]
    if found and not found[-1][1].strip():
        found = found[:-1]
    return found


def _of_row(text: str, number: int, blocks: Blocks, headings: list[Heading]) -> list[Item]:
    """Return the boxes that cells of a row begin with; the other cells say what they are."""
    shown = blocks.shown[number]
    parts = cells(shown)
    named = _ID.search(text)
    found: list[Item] = []
    for at, part in parts:
        box = _CELL_BOX.match(part)
        if box is None:
            continue
        place = at + (box.start(1) if box[1] else box.start(2))
        own = part[box.end() :].strip()
        others = [one.strip() for start, one in parts if start != at]
        says = own or " ".join(one for one in others if not _CELL_BOX.match(one))
        found.append(
            Item(
                *(number, place, MARKS[box[1] or box[2]], says, above(headings, number), None),
                *(named[1] if named and not found else "", False),
            )
        )
    return found
