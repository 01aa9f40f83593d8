"""The step `debt-gate`: what the change puts off, and what it pays back."""

from confledger.cli.ci.context import Context
from confledger.cli.ci.step import Outcome
from confledger.cli.debt.change import of_change
from confledger.reports.wording import plural

# So many items are told.
_MOST = 200


def step(context: Context) -> Outcome:
    """Compare what is owed before and after; more than is allowed stops the change."""
    found, _ = of_change(context.repository, context.base, context.head)
    minutes, paid = found.minutes, found.paid
    value = {
        "new_minutes": minutes,
        "removed_minutes": paid,
        "new_items": len(found.new),
        "removed_items": len(found.gone),
        "risks": len(found.risky),
        "items": [
            [one.rule, one.path, one.line or 0, one.message, one.minutes]
            for one in found.new[:_MOST]
        ],
    }
    said = f"{plural(minutes, 'new minute', 'new minutes')}, {paid} paid back"
    return Outcome(value=value, said=said, code=int(not found.passes(context.most_debt)))
