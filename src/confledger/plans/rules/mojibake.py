"""Text that was read in the wrong encoding and written again, or that is not UTF-8 at all."""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.documents.mojibake import found
from confledger.plans.found import About, finding
from confledger.plans.plan import Plan

ID = "plan-mojibake"


def check(plan: Plan, about: About) -> Iterator[Finding]:
    """Yield one finding for the whole file, and one for bytes that are no UTF-8."""
    # In code alone, it is an example.
    outside = found("\n".join(plan.blocks.plain))
    places = found("\n".join(plan.texts)) if outside else []
    if places:
        first = places[0]
        lines = len({one.line for one in places})
        of_lines = "1 line" if lines == 1 else f"{lines:,} lines"
        yield finding(
            *(plan, ID, (first.line - 1, first.column, len(first.text))),
            f"mojibake in {of_lines}: here {first.text!r} stands for {first.meant!r}",
            "take the file from where it was still right, or mend it: it was UTF-8, was read "
            "as something else, and was written again",
            severity=Severity.ERROR,
        )
    broken = [number for number, line in enumerate(plan.lines) if line.broken]
    if broken:
        text = plan.lines[broken[0]].text
        column = next(at for at, one in enumerate(text, 1) if "\udc80" <= one <= "\udcff")
        of_lines = "1 line holds" if len(broken) == 1 else f"{len(broken):,} lines hold"
        yield finding(
            *(plan, ID, (broken[0], column, 1)),
            f"{of_lines} bytes that are no UTF-8",
            "save the file as UTF-8",
            subject="bytes",
            severity=Severity.ERROR,
        )
