"""A heading that stands twice in one place, or two with the same number."""

import re
from collections.abc import Iterator

from confledger.checks.finding import Finding
from confledger.plans.found import About, finding, titled
from confledger.plans.identity import normalised
from confledger.plans.plan import Plan
from confledger.plans.words import folded

ID = "plan-duplicate-heading"
# The text of longer parts is not compared.
_MANY = 500
# `Phase 3:`, `2.1 `, `Étape 4 -`: what people call a part by.
_NUMBERED = re.compile(
    r"^\W*([^\W\d_]+\s+\d+(?:\.\d+)*|\d+\.\d+(?:\.\d+)*)(?=\s*[:.)\u2013\u2014-]|\s|$)"
)


def check(plan: Plan, about: About) -> Iterator[Finding]:
    """Yield one finding for each heading that is the second of its kind, or a later one."""
    titles: dict[tuple[int | None, int, str], int] = {}
    numbers: dict[tuple[int | None, int, str], int] = {}
    for number, heading in enumerate(plan.headings):
        title = normalised(heading.title)
        if not any(one.isalnum() for one in title):
            # A line of signs, for the eye.
            continue
        place = (heading.line, heading.column, len(heading.title))
        first = titles.setdefault((heading.parent, heading.level, title), number)
        label = label_of(heading.title)
        same = numbers.setdefault((heading.parent, heading.level, label), number)
        if first != number:
            earlier = plan.headings[first]
            alike = earlier.end - earlier.line <= _MANY and _text(plan, first) == _text(
                plan, number
            )
            yield finding(
                *(plan, ID, place),
                f"{titled(heading.title)} is also the heading of line {earlier.line + 1}"
                + (", with the same text below" if alike else ""),
                "keep one of them" if alike else "join the two, or say what is different",
                heading=number,
            )
        elif label and same != number:
            earlier = plan.headings[same]
            yield finding(
                *(plan, ID, place),
                f"{titled(heading.title)} has the number of line {earlier.line + 1}, which is "
                f"{titled(earlier.title)}",
                "give one of them another number",
                heading=number,
            )


def label_of(title: str) -> str:
    """Return what people call a part by, folded: `phase 3`; empty where there is no number."""
    named = _NUMBERED.match(title)
    return folded(" ".join(named[1].split())) if named else ""


def _text(plan: Plan, number: int) -> list[str]:
    heading = plan.headings[number]
    lines = (line.text.strip() for line in plan.lines[heading.line + 1 : heading.end])
    return [line for line in lines if line and set(line) != {"-"}]
