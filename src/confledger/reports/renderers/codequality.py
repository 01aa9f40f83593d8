"""The report that GitLab shows in the Code Quality widget of a merge request.

The format: https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from confledger.reports.visible import encodable, visible
from confledger.reports.wording import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result

_SEVERITY = {"error": "major", "warning": "minor", "info": "info"}


def render(result: "Result", *, colour: bool = False, verbose: bool = False) -> str:
    """Write one JSON array in plain ASCII, one finding a line; GitLab wants it even when empty.

    Findings of severity info are left out, unless `verbose` or where they fail the run.
    """
    from json import dumps

    findings = told(result, verbose=verbose)
    lines = ",\n".join(f"  {dumps(_issue(finding))}" for finding in findings)
    return f"[\n{lines}\n]\n" if lines else "[]\n"


def _issue(finding: "Finding") -> dict[str, object]:
    # Only the first of equal fingerprints is shown, so ours are distinct.
    return {
        "description": visible(finding.message),
        "check_name": encodable(finding.check),
        "fingerprint": finding.fingerprint,
        "severity": _SEVERITY[finding.severity],
        "location": {
            "path": encodable(finding.path),
            "lines": {"begin": finding.span.line if finding.span else 1},
        },
    }
