"""A day in the future on which something is said to have been done, and days that are none."""

import re
from collections.abc import Iterator
from datetime import date

from confledger.checks.finding import Finding
from confledger.plans.declared import status_of
from confledger.plans.found import About, finding
from confledger.plans.headings import above
from confledger.plans.items import DONE
from confledger.plans.plan import Plan
from confledger.plans.words import DONE as WORDS
from confledger.plans.words import MONTHS, folded, words

ID = "plan-date"
_ISO = re.compile(r"(?<![\w./-])((?:19|20)\d\d)([-/.])(\d\d)\2(\d\d)(?![\w/-]|\.\d)")
_DAY_FIRST = re.compile(
    r"(?<![\w.,])(\d{1,2})(?:er|st|nd|rd|th|º|\.)?\s+(?:de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?"
    r"((?:19|20)\d\d)(?!\w)"
)
_MONTH_FIRST = re.compile(
    r"(?<!\w)([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+((?:19|20)\d\d)(?!\w)"
)
_DONE = frozenset(WORDS) | {"version", "released", "publie", "livre", "merged", "mis", "updated"}


def check(plan: Plan, about: About) -> Iterator[Finding]:
    """Yield one finding for each."""
    ticked = {item.line for item in plan.items if item.state == DONE}
    boxes = {item.line for item in plan.items}
    titles = {one.line: one.title for one in plan.headings}
    for number, plain in enumerate(plan.blocks.plain):
        if not any(one.isdigit() for one in plain):
            continue
        for column, text, day in _days(plain):
            if day is None:
                message, help = f"{text} is no day of the calendar", "write the day that is meant"
            elif day > about.as_of and (
                number in ticked
                or (number not in boxes and _is_over(plain, titles.get(number, "")))
            ):
                message = f"{text} is said to be over, and it is after {about.as_of}"
                help = "write the day on which it was done; a plan for it belongs to an open box"
            else:
                continue
            yield finding(
                *(plan, ID, (number, column, len(text)), message, help),
                heading=above(plan.headings, number),
                subject=text,
            )


def _is_over(plain: str, title: str) -> bool:
    return bool(words(plain) & _DONE) or bool(title and status_of(title)) or "✅" in plain


def _days(text: str) -> Iterator[tuple[int, str, str | None]]:
    """Yield column, text and day of each date of a line; None where there is no such day."""
    for one in _ISO.finditer(text):
        yield one.start() + 1, one[0], _day(int(one[1]), int(one[3]), int(one[4]))
    for one in _DAY_FIRST.finditer(text):
        month = MONTHS.get(folded(one[2]))
        if month:
            yield one.start() + 1, one[0], _day(int(one[3]), month, int(one[1]))
    for one in _MONTH_FIRST.finditer(text):
        month = MONTHS.get(folded(one[1]))
        if month:
            yield one.start() + 1, one[0], _day(int(one[3]), month, int(one[2]))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None
