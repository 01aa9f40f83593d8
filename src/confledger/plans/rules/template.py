"""An expression of a template that nobody filled in: `${new Date()}`, `{{ version }}`, `<% %>`.

In code it is an example, and left alone.
"""

import re
from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.plans.found import About, finding
from confledger.plans.headings import above
from confledger.plans.lines import Line
from confledger.plans.plan import Plan

ID = "plan-template"
# Formulas in LaTeX begin with `$` too, and have backslashes.
_EXPRESSION = re.compile(
    r"(?<!\$)\$\{[^{}\\\n]{1,300}\}|(?<![{\\])\$?\{\{(?![{<%\\])[^{}\\\n]{1,300}\}\}(?!\})"
    r"|<%[^%\n]{1,300}%>|\{%-?\s?[a-z][^{}%\n]{0,300}%\}|\{#[a-z]\w*\}"
)
# Heading ids of many Markdown dialects: `## Title {#title}`.
_HEADING_ID = re.compile(r"\{#[\w-]+\}")
_SITE = re.compile(r"^(?:layout|permalink):")


def check(plan: Plan, about: About) -> Iterator[Finding]:
    """Yield one finding for each expression."""
    if _rendered_by_a_site(plan.lines):
        return
    for number, plain in enumerate(plan.blocks.plain):
        if "{" not in plain and "<%" not in plain:
            continue
        for one in _EXPRESSION.finditer(plain):
            if _HEADING_ID.fullmatch(one[0]):
                continue
            yield finding(
                *(plan, ID, (number, one.start() + 1, len(one[0]))),
                f"`{_short(one[0])}` is an expression of a template that was never filled in",
                "write what it stands for; in backticks, if it is meant as it is",
                heading=above(plan.headings, number),
                subject=one[0],
                severity=Severity.ERROR,
            )


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"


def _rendered_by_a_site(lines: list[Line]) -> bool:
    """Whether front matter says that a generator of sites fills in the page."""
    if not lines or lines[0].text.rstrip() != "---":
        return False
    for line in lines[1:50]:
        if line.text.rstrip() == "---":
            return False
        if _SITE.match(line.text):
            return True
    return False
