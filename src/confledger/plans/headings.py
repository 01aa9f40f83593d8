"""The headings of a plan, and which lines each of them is over."""

import re
from dataclasses import dataclass, field

from confledger.plans.blocks import TEXT, Blocks

_ATX = re.compile(r"^ {0,3}(#{1,6})(?:[ \t]+(.*))?$")
_SETEXT = re.compile(r"^ {0,3}(=+|-+)[ \t]*$")
# What a line begins with that no setext heading can be made of.
_OTHER = re.compile(r"^[ \t]*(?:[-*+>|#]|\d{1,9}[.)][ \t]|$)")


@dataclass(slots=True)
class Heading:
    """One heading; lines count from 0, `end` is the first one that it is no longer over."""

    level: int
    title: str
    line: int
    column: int
    parent: int | None = None
    end: int = 0
    below: list[int] = field(default_factory=list)
    """The headings directly under it."""


def headings(blocks: Blocks) -> list[Heading]:
    """Return the headings in their order."""
    found = list(_lines(blocks))
    open_: list[int] = []
    for number, heading in enumerate(found):
        while open_ and found[open_[-1]].level >= heading.level:
            found[open_.pop()].end = heading.line
        if open_:
            heading.parent = open_[-1]
            found[open_[-1]].below.append(number)
        open_.append(number)
    for number in open_:
        found[number].end = len(blocks.kinds)
    return found


def _lines(blocks: Blocks) -> "list[Heading]":
    found = []
    for number, text in enumerate(blocks.shown):
        if blocks.kinds[number] != TEXT or not text.strip():
            continue
        atx = _ATX.match(text)
        if atx:
            title = (atx[2] or "").rstrip()
            bare = title.rstrip("#")
            if bare != title and (not bare or bare[-1] in " \t"):
                title = bare
            start = text.find(title, atx.end(1)) if title.strip() else atx.end(1)
            found.append(Heading(len(atx[1]), title.strip(), number, start + 1))
        elif number and _SETEXT.match(text):
            above = blocks.shown[number - 1]
            plain = blocks.kinds[number - 1] == TEXT and not _OTHER.match(above)
            if plain and not (found and found[-1].line == number - 1):
                level = 1 if "=" in text else 2
                indent = len(above) - len(above.lstrip())
                found.append(Heading(level, above.strip(), number - 1, indent + 1))
    return found


def above(found: list[Heading], line: int) -> int | None:
    """Return the heading that a line stands under, or is."""
    from bisect import bisect_right

    at = bisect_right(found, line, key=lambda heading: heading.line) - 1
    return at if at >= 0 else None
