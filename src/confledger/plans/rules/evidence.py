"""What is said to be done, with nothing named that shows it.

A link, a commit, an issue, a file, a command or a test is enough: in the item, in what it is
under, in what is under it, or in the text of its section.
"""

import re
from collections.abc import Iterator

from confledger.checks.finding import Finding
from confledger.plans.blocks import CODE
from confledger.plans.found import About, finding, titled
from confledger.plans.items import DONE
from confledger.plans.plan import Plan
from confledger.plans.rules.headings import label_of

ID = "plan-no-evidence"
_HELP = "name the file, the commit, the test or the command that shows it"
_SHOWN = re.compile(
    r"\]\([^)\s]|\]\[|https?://|(?<![\w/])[#!]\d+\b"
    r"|\b(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{7,40}\b"
    r"|(?<![\w.-])[\w.-]+/[\w.-]*\w|(?<![\w-])[\w-]{2,}\.[A-Za-z][A-Za-z0-9]{0,5}\b"
)
_PROVEN = re.compile(r"<!--\s*proven:")
_WORD = re.compile(r"\w\w")


def check(plan: Plan, about: About) -> Iterator[Finding]:
    """Yield one finding for each section with such boxes, and for each such heading."""
    evident = [_shows(plan, number) for number in range(len(plan.lines))]
    boxes = {item.line for item in plan.items}
    sections: dict[int | None, list[int]] = {}
    for number, item in enumerate(plan.items):
        if item.state == DONE:
            sections.setdefault(item.heading, []).append(number)
    proven = _proven(plan, evident)
    for heading, ticked in sections.items():
        if any(evident[line] for line in plan.section(heading) if line not in boxes):
            continue
        bare = [number for number in ticked if not proven[number]]
        if not bare:
            continue
        first = plan.items[bare[0]]
        if len(bare) == 1:
            message = f"{titled(first.text)} is ticked, and nothing is named that shows it"
        else:
            where = "here" if heading is None else f"under {titled(plan.headings[heading].title)}"
            message = f"{len(bare)} boxes are ticked {where}, and nothing is named that shows it"
        yield finding(
            *(plan, ID, (first.line, first.box + 1, 1), message, _HELP),
            heading=heading,
            subject=first.id,
        )
    yield from _of_headings(plan, evident)


def _of_headings(plan: Plan, evident: list[bool]) -> Iterator[Finding]:
    shown = {
        label_of(heading.title)
        for heading in plan.headings
        if any(evident[heading.line : heading.end])
    }
    for one in plan.declared:
        if not one.said or not one.headings or plan.of(one).total:
            continue
        heading = plan.headings[one.headings[0]]
        label = label_of(heading.title)
        if not any(evident[heading.line : heading.end]) and not (label and label in shown):
            yield finding(
                *(plan, ID, (one.line, one.column, len(one.said))),
                f"{titled(heading.title)} is said to be done, and nothing is named that shows it",
                _HELP,
                heading=one.headings[0],
            )


def _shows(plan: Plan, number: int) -> bool:
    if plan.blocks.kinds[number] == CODE:
        return bool(plan.lines[number].text.strip())
    shown, plain = plan.blocks.shown[number], plan.blocks.plain[number]
    # What is in backticks is a file, a command or a name in the code.
    named = shown != plain and _WORD.search(_code(shown, plain)) is not None
    return named or _SHOWN.search(plain) is not None or _is_proven(plan, number)


def _code(shown: str, plain: str) -> str:
    return "".join(a for a, b in zip(shown, plain, strict=True) if a != b)


def _is_proven(plan: Plan, number: int) -> bool:
    return _PROVEN.search(plan.lines[number].text) is not None


def _proven(plan: Plan, evident: list[bool]) -> list[bool]:
    """Return for each box whether it, or one that it is in or that is in it, shows something."""
    shows = [evident[item.line] for item in plan.items]
    inside = list(shows)
    for number in reversed(range(len(inside))):
        parent = plan.items[number].parent
        if parent is not None and inside[number]:
            inside[parent] = True
    around: list[bool] = []
    for number, item in enumerate(plan.items):
        above = item.parent is not None and around[item.parent]
        around.append(shows[number] or above)
    return [a or b for a, b in zip(inside, around, strict=True)]
