"""A declared percentage that the boxes below it do not bear out."""

from bisect import bisect_left
from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.plans.declared import Declaration
from confledger.plans.found import About, finding, of_boxes, percent, titled
from confledger.plans.items import DONE, Item
from confledger.plans.plan import Plan

ID = "plan-progress"
# People round.
_NEAR = 1.0
_FEW = 5


def check(plan: Plan, about: About) -> Iterator[Finding]:
    """Yield one finding for each part, where no part around it declares the same."""
    wrong: dict[tuple[int, ...], list[Declaration]] = {}
    for one in plan.declared:
        if not _holds(plan, one):
            reach = plan.reach(one)
            with_boxes = tuple(number for number in reach if plan.counts[number].total)
            wrong.setdefault(with_boxes if reach else (), []).append(one)
    below: dict[tuple[int, ...], int] = {}
    kept = []
    for reach, declared in sorted(wrong.items(), key=lambda pair: (pair[1][0].line, pair[0])):
        outer = _outer(plan, reach, declared, wrong)
        if outer is None:
            kept.append(reach)
        elif len(reach) == 1:
            below[outer] = below.get(outer, 0) + 1
    for reach in kept:
        yield _finding(plan, reach, wrong[reach], below.get(reach, 0))


def _holds(plan: Plan, one: Declaration) -> bool:
    count = plan.of(one)
    if one.percent == 100:
        return count.done == count.total
    return not count.total or abs(one.percent - count.percent) < _NEAR


def _outer(
    plan: Plan,
    reach: tuple[int, ...],
    declared: list[Declaration],
    wrong: dict[tuple[int, ...], list[Declaration]],
) -> tuple[int, ...] | None:
    """Return the outermost part around this one that declares the same, and is wrong as well."""
    own = {one.percent for one in declared}
    found: tuple[int, ...] | None = None
    if len(reach) > 1:
        # Of several with one name: each of them is told already.
        each = [{one.percent for one in wrong.get((number,), ())} for number in reach]
        return (reach[0],) if all(own <= one for one in each) else None
    number = plan.headings[reach[0]].parent if reach else None
    while number is not None:
        if own <= {one.percent for one in wrong.get((number,), ())}:
            found = (number,)
        number = plan.headings[number].parent
    if reach and own <= {one.percent for one in wrong.get((), ())}:
        found = ()
    return found


def _finding(
    plan: Plan, reach: tuple[int, ...], declared: list[Declaration], below: int
) -> Finding:
    first = declared[0]
    count = plan.of(first)
    who = titled(plan.headings[reach[0]].title) if reach else "the plan"
    says = f"is marked {first.said}" if first.said else f"declares {percent(first.percent)}"
    message = f"{who} {says}, and {of_boxes(count.done, count.total)}"
    if count.done:
        message += f" ({percent(count.percent)})"
    again = sorted({one.line + 1 for one in declared[1:]} - {first.line + 1})
    if again:
        message += f"; again in {_lines(again)}"
    if below == 1:
        message += "; 1 part of it declares the same, and is wrong too"
    elif below:
        message += f"; {below} parts of it declare the same, and are wrong too"
    if first.percent == 100 and count.total - count.done <= _FEW:
        missing = _lines(_open(plan, reach))
        help = f"finish or drop what is open in {missing}, or say {percent(count.percent)}"
    else:
        help = f"say {percent(count.percent)}, or tick what is done"
    length = len(first.said) or len(f"{first.percent:g}") + 1
    return finding(
        *(plan, ID, (first.line, first.column, length), message, help),
        heading=reach[0] if reach else None,
        subject=f"{first.percent:g}",
        severity=Severity.ERROR,
    )


def _open(plan: Plan, reach: tuple[int, ...]) -> list[int]:
    """Return the lines of the boxes that are not ticked."""
    spans = [(plan.headings[n].line, plan.headings[n].end) for n in reach]
    found = []
    for start, end in spans or [(0, len(plan.lines))]:
        for item in plan.items[bisect_left(plan.items, start, key=_line) :]:
            if item.line >= end:
                break
            if item.counted and item.state != DONE:
                found.append(item.line + 1)
    return sorted(set(found))


def _line(item: Item) -> int:
    return item.line


def _lines(numbers: list[int]) -> str:
    shown = [str(one) for one in numbers[:_FEW]]
    if len(numbers) > _FEW:
        shown.append(f"{len(numbers) - _FEW} more")
    if len(shown) == 1:
        return f"line {shown[0]}"
    return f"lines {', '.join(shown[:-1])} and {shown[-1]}"
