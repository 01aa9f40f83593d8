"""A claim of how fast, how sure or how ready something is, with no link to what was measured.

What is open is a wish, and so is what the line calls a goal; neither is told.
"""

import re
from collections.abc import Iterator

from confledger.checks.finding import Finding
from confledger.plans.found import About, finding
from confledger.plans.headings import above
from confledger.plans.items import DONE
from confledger.plans.plan import Plan
from confledger.plans.words import BETTER, BOASTS, WANTED, folded, words
from confledger.plans.words import DONE as WORDS

ID = "plan-claim"
# `10x`, `x10`, also with the sign of multiplication.
_TIMES = re.compile(
    r"(?<![\w.,])(?:\d+(?:[.,]\d+)?\s?[x\u00d7](?!\w|\s?\d)|[x\u00d7]\s?\d+(?:[.,]\d+)?\b)"
)
# A figure with a unit and a bound: `P99 < 5 ms`, `latence ≤ 10ms`, `> 1000 req/s`.
_BOUND = re.compile(
    r"[<>≤≥]=?\s?\d+(?:[.,]\d+)?\s?(?:ns|µs|us|ms|s|[KMGT]i?B|MB|GB|req/s|rps|ops/s|%)(?![\w/])"
)
# `-40 % latency`, `40 % faster`: a share, and beside it what is better.
_SHARE = re.compile(r"(?<![\w.,])[-+]?\d+(?:[.,]\d+)?[ \u00a0\u202f]?%")
_COVERED = re.compile(
    r"\b100[ \u00a0\u202f]?%\s(?:of\s|de\s|test\s)?(?:code\s)?(?:coverage|couverture)"
)
_COMPARED = frozenset(
    ("faster", "quicker", "smaller", "cheaper", "rapide", "rapides", "schneller", "veloce")
)
_MEASURED = re.compile(
    r"\]\([^)\s]|\]\[|https?://|<!--\s*proven:|(?<![\w.-])[\w.-]+/[\w./-]+\.\w|(?<!\w)#\d+"
)
_HELP = "link to the measurement, with the command that repeats it; or leave the figure out"


def check(plan: Plan, about: About) -> Iterator[Finding]:
    """Yield one finding for each line that claims something."""
    ticked = {item.line for item in plan.items if item.state == DONE}
    boxes = {item.line for item in plan.items}
    for number, plain in enumerate(plan.blocks.plain):
        if not plain.strip() or (number in boxes and number not in ticked):
            continue
        heading = above(plan.headings, number)
        claim = _claim(plain, over=number in ticked)
        if claim is None or (number not in ticked and _planned(plan, heading)):
            continue
        raw = plan.lines[number].text
        if words(plain) & set(WANTED) or _MEASURED.search(raw) or "`" in raw:
            continue
        column, text = claim
        yield finding(
            *(plan, ID, (number, column, len(text))),
            f"'{text}' is claimed, and nothing says how it was measured",
            _HELP,
            heading=heading,
            subject=folded(text),
        )


def _claim(plain: str, *, over: bool) -> tuple[int, str] | None:
    """Return column and text of what a line claims; `over` says that its box is ticked."""
    low = folded(plain)
    for boast in BOASTS:
        at = low.find(boast)
        if at >= 0 and len(low) == len(plain):
            return at + 1, plain[at : at + len(boast)]
    covered = _COVERED.search(low)
    if covered and len(low) == len(plain):
        return covered.start() + 1, plain[covered.start() : covered.end()]
    said = words(plain)
    times = _TIMES.search(plain)
    if times and said & set(BETTER):
        return times.start() + 1, times[0]
    share = _SHARE.search(plain)
    if share and said & _COMPARED:
        return share.start() + 1, share[0].strip()
    bound = _BOUND.search(plain)
    if bound and (over or said & set(WORDS)):
        return bound.start() + 1, bound[0]
    return None


def _planned(plan: Plan, heading: int | None) -> bool:
    """Whether the text of a section is about what is still open: nothing in it is ticked."""
    if heading is None:
        return plan.count.total > 0
    count = plan.counts[heading]
    return count.total > 0 and count.done == 0
