"""The step `metrics`: what the change comes to as numbers, for the programs of a forge."""

from confledger.cli.ci.context import Context
from confledger.cli.ci.step import Outcome
from confledger.reports.ci.numbers import Sample, dotenv, terraform

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def step(context: Context) -> Outcome:
    """Write the counts; the OpenMetrics, which have times, are written when all is done."""
    comment: Any = context.results.get("comment") or {}
    counts = comment.get("counts", {})
    verdict = "unknown" if not comment else "changes" if not comment["nothing"] else "nothing"
    failing, new, fixed = _findings(context)
    variables: dict[str, str | int] = {
        "CONFLEDGER_VERDICT": "findings" if failing else verdict,
        "CONFLEDGER_VALUES": comment.get("values", 0),
        "CONFLEDGER_SECRETS": comment.get("secrets", 0),
        "CONFLEDGER_NEW_FINDINGS": new,
        "CONFLEDGER_FIXED_FINDINGS": fixed,
    }
    debt: Any = context.results.get("debt-gate")
    if debt is not None:
        variables["CONFLEDGER_NEW_DEBT_MINUTES"] = debt["new_minutes"]
    said = ", ".join(f"{number} to {name}" for name, number in counts.items())
    files = {"confledger.env": dotenv(variables), "terraform.json": terraform(counts)}
    return Outcome(said=said, files=files)


def samples(context: Context) -> list[Sample]:
    """Return the numbers that are the same whenever they are counted."""
    found: list[Sample] = []
    comment: Any = context.results.get("comment")
    if comment is not None:
        found.append(("confledger_ci_values", {}, comment["values"]))
        found.append(("confledger_ci_secrets", {}, comment["secrets"]))
        found.append(("confledger_ci_files_formatted", {}, comment["formatting"]))
        for name, number in comment["environments"]:
            labels = {"environment": str(name)}
            found.append(("confledger_ci_environment_values", labels, number))
    for name in ("check", "secrets"):
        value: Any = context.results.get(name)
        if value is not None:
            labels = {"step": name}
            found.append(("confledger_ci_findings_new", labels, len(value["new"])))
            found.append(("confledger_ci_findings_fixed", labels, len(value["fixed"])))
    debt: Any = context.results.get("debt-gate")
    if debt is not None:
        found.append(("confledger_ci_debt_new_minutes", {}, debt["new_minutes"]))
        found.append(("confledger_ci_debt_removed_minutes", {}, debt["removed_minutes"]))
    return found


def _findings(context: Context) -> tuple[int, int, int]:
    """Return how many findings stop the change, how many are new, and how many are mended."""
    from confledger.checks.result import failing_severities

    failing = new = fixed = 0
    for name in ("check", "secrets"):
        value: Any = context.results.get(name)
        if value is not None:
            bad = failing_severities(value["fail_on"])
            failing += sum(one["severity"] in bad for one in value["new"])
            new += len(value["new"])
            fixed += len(value["fixed"])
    return failing, new, fixed
