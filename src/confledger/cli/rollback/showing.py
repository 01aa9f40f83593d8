"""A plan shown: as people read it, for a merge request, or for programs."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.rollback.plan import Plan


def shown(plan: "Plan", form: str) -> str:
    """Return the plan in one of the formats."""
    if form == "json":
        from confledger.reports.rollback.json import json

        return json(plan)
    if form == "markdown":
        from confledger.reports.rollback.markdown import markdown

        return markdown(plan)
    from datetime import UTC, datetime
    from shutil import get_terminal_size

    from confledger.cli.output import coloured
    from confledger.reports.rollback.text import text

    now = int(datetime.now(UTC).timestamp())
    width = get_terminal_size((100, 24)).columns
    return text(plan, now=now, colour=coloured("auto"), width=width)
