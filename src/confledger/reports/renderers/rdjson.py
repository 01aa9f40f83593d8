"""The format of reviewdog, which comments on merge requests and suggests what mends them.

The format: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf
"""

from confledger.reports.visible import encodable
from confledger.reports.wording import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result
    from confledger.location import Span

_SEVERITY = {"error": "ERROR", "warning": "WARNING", "info": "INFO"}


def render(result: "Result", *, colour: bool = False, verbose: bool = False) -> str:
    """Write one `DiagnosticResult` in plain ASCII, one finding a line.

    Findings of severity info are left out, unless `verbose` or where they fail the run.
    """
    from json import dumps

    found = [dumps(_diagnostic(finding)) for finding in told(result, verbose=verbose)]
    listed = "[\n    " + ",\n    ".join(found) + "\n  ]" if found else "[]"
    return f'{{\n  "source": {{"name": "confledger"}},\n  "diagnostics": {listed}\n}}\n'


def _diagnostic(finding: "Finding") -> dict[str, object]:
    message = finding.message if finding.help is None else f"{finding.message}\n{finding.help}"
    location: dict[str, object] = {"path": encodable(finding.path)}
    if finding.span is not None:
        location["range"] = _placed(finding, finding.span)
    diagnostic: dict[str, object] = {
        "message": encodable(message),
        "location": location,
        "severity": _SEVERITY[finding.severity],
        "code": {"value": encodable(finding.check)},
    }
    # Each suggestion is one way to mend it; what takes several edits cannot be said.
    if len(finding.fix) == 1 and len(finding.octets) == 2:
        diagnostic["suggestions"] = [
            {"range": _range(finding.octets[1]), "text": encodable(finding.fix[0].text)}
        ]
    return diagnostic


def _placed(finding: "Finding", span: "Span") -> dict[str, object]:
    """Return the place of a finding; whole lines where the bytes before it are not known."""
    if finding.octets:
        return _range(finding.octets[0])
    if span.line == span.end_line:
        return {"start": {"line": span.line}}
    return {"start": {"line": span.line}, "end": {"line": span.end_line}}


def _range(span: "Span") -> dict[str, object]:
    """Write a span whose columns count bytes; as with us, the end is exclusive."""
    return {
        "start": {"line": span.line, "column": span.column},
        "end": {"line": span.end_line, "column": span.end_column},
    }
