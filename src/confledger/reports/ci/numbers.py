"""The numbers of a change for programs: OpenMetrics, dotenv, and counts as Terraform has them.

https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md
"""

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Name, what it is, unit; all are gauges: of one change.
_HELP = {
    "confledger_ci_values": "Values that the change alters.",
    "confledger_ci_environment_values": "Values that differ in an environment.",
    "confledger_ci_secrets": "Secrets that the change alters.",
    "confledger_ci_findings_new": "Findings that the change brings.",
    "confledger_ci_findings_fixed": "Findings that the change mends.",
    "confledger_ci_debt_new_minutes": "Minutes of debt that the change brings.",
    "confledger_ci_debt_removed_minutes": "Minutes of debt that the change pays back.",
    "confledger_ci_files_formatted": "Files that are only written otherwise.",
    "confledger_ci_exit_code": "The exit code of the run so far.",
    "confledger_ci_step_seconds": "Seconds that a step took.",
}
Sample = tuple[str, dict[str, str], "int | float"]


def openmetrics(samples: "Sequence[Sample]") -> str:
    """Write samples, those of a name together, as a text that ends with its mark."""
    lines: list[str] = []
    for name, help in _HELP.items():
        own = [one for one in samples if one[0] == name]
        if not own:
            continue
        lines += [f"# TYPE {name} gauge", f"# HELP {name} {help}"]
        lines += [f"{name}{_labels(labels)} {_number(value)}" for _, labels, value in own]
    return "\n".join([*lines, "# EOF", ""])


def dotenv(values: "Mapping[str, str | int]") -> str:
    """Write variables of plain words and numbers."""
    for value in values.values():
        assert all(c.isascii() and (c.isalnum() or c in "-.") for c in str(value))
    return "".join(f"{name}={value}\n" for name, value in values.items())


def terraform(counts: "Mapping[str, int]") -> str:
    """Write how many values are created, updated and deleted."""
    return json.dumps({name: counts.get(name, 0) for name in ("create", "update", "delete")}) + "\n"


def _labels(labels: dict[str, str]) -> str:
    if not labels:
        return ""
    said = ",".join(f'{name}="{_escaped(value)}"' for name, value in sorted(labels.items()))
    return "{" + said + "}"


def _escaped(text: str) -> str:
    from confledger.reports.visible import visible

    return visible(text).replace("\\", "\\\\").replace('"', '\\"')


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.3f}"
