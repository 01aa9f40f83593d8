"""An id that two lines have: nobody can tell which of them is meant."""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.plans.found import About, finding
from confledger.plans.plan import Plan

ID = "plan-duplicate-id"


def check(plan: Plan, about: About) -> Iterator[Finding]:
    """Yield one finding for each line whose id an earlier one has."""
    first: dict[str, int] = {}
    for item in plan.items:
        if item.named and first.setdefault(item.named, item.line) != item.line:
            text = plan.lines[item.line].text
            yield finding(
                *(plan, ID, (item.line, text.index(item.named) + 1, len(item.named))),
                f"the id {item.named!r} is also that of line {first[item.named] + 1}",
                "give one of them another id",
                heading=item.heading,
                subject=item.id,
                severity=Severity.ERROR,
            )
