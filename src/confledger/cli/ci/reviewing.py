"""The step `reviews`: who has to approve what is marked as a risk, and who has."""

from confledger.cli.ci.context import Context
from confledger.cli.ci.reviews import reviewed
from confledger.cli.ci.step import Outcome


def step(context: Context) -> Outcome:
    """Ask the commits, CODEOWNERS and the forge; what is not approved stops the change."""
    found = reviewed(context)
    value = {
        "checklist": found.checklist,
        "satisfied": found.satisfied,
        "badge": [found.badge.name, found.badge.message, found.badge.standing],
        "risks": [row.risk for row in found.rows],
    }
    said = f"{found.badge.label}: {found.badge.message}"
    return Outcome(value=value, said=said, code=int(not found.satisfied))
