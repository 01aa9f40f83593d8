"""A ticked box with boxes below it that are not."""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.plans.found import About, finding, titled
from confledger.plans.items import DONE
from confledger.plans.plan import Plan

ID = "plan-done-open"


def check(plan: Plan, about: About) -> Iterator[Finding]:
    """Yield one finding for each box that is the outermost ticked one."""
    open_: dict[int, int] = {}
    total: dict[int, int] = {}
    # The outermost ticked box that each box is in.
    outer: list[int | None] = []
    for number, item in enumerate(plan.items):
        within = outer[item.parent] if item.parent is not None else None
        if within is not None and item.counted:
            total[within] = total.get(within, 0) + 1
            open_[within] = open_.get(within, 0) + (item.state != DONE)
        outer.append(within if within is not None else number if item.state == DONE else None)
    for number, missing in sorted(open_.items()):
        if not missing:
            continue
        item = plan.items[number]
        are = "is" if missing == 1 else "are"
        below = "the box below it is" if total[number] == 1 else f"boxes below it {are}"
        some = below if total[number] == 1 else f"{missing} of {total[number]} {below}"
        yield finding(
            *(plan, ID, (item.line, item.box + 1, 1)),
            f"{titled(item.text)} is ticked, and {some} not",
            "finish what is open, or open this box again",
            heading=item.heading,
            subject=item.id,
            severity=Severity.ERROR,
        )
