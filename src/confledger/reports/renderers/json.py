"""The stable, versioned form for programs; its schema is schemas/check-result.schema.json."""

from collections import Counter

from confledger import __version__
from confledger.checks.result import FAILED, IGNORED, OLD, PASSED, WITHOUT_SCHEMA
from confledger.reports.visible import encodable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result

VERSION = 1
_STATUS = {OLD: "old", WITHOUT_SCHEMA: "without_schema"}


def render(result: "Result", *, colour: bool = False, verbose: bool = False) -> str:
    """Write one JSON object in plain ASCII, one finding and one file a line.

    Neither `colour` nor `verbose` changes it.
    """
    ignored = [{"reason": reason, "files": n} for reason, n in sorted(result.ignored.items())]
    parts = [
        f'"version": {VERSION}',
        f'"tool": {_line({"name": "confledger", "version": __version__})}',
        f'"summary": {_line(_summary(result))}',
        f'"ignored": {_array(ignored)}',
        f'"findings": {_array([_finding(finding) for finding in result.findings])}',
    ]
    if result.accepted:
        parts.append(f'"accepted": {_array([_accepted(one) for one in result.accepted])}')
    if result.files is not None:
        parts.append(f'"files": {_array([_file(*file) for file in sorted(result.files)])}')
    return "{\n  " + ",\n  ".join(parts) + "\n}\n"


def _summary(result: "Result") -> dict[str, object]:
    severities = Counter(str(finding.severity) for finding in result.findings)
    return {
        "total": result.total,
        "passed": result.counts[PASSED],
        "failed": result.counts[FAILED],
        "without_schema": result.counts[WITHOUT_SCHEMA],
        "ignored": result.counts[IGNORED],
        "errors": severities["error"],
        "warnings": severities["warning"],
        "infos": severities["info"],
        "old": result.counts[OLD],
        "accepted_findings": len(result.accepted),
        "old_findings": result.old,
    }


def _finding(finding: "Finding") -> dict[str, object]:
    line, column, end_line, end_column = finding.span.key() if finding.span else (None,) * 4
    return {
        "check": finding.check,
        "severity": finding.severity,
        "message": finding.message,
        "path": finding.path,
        "line": line,
        "column": column,
        "end_line": end_line,
        "end_column": end_column,
        "document": finding.document,
        "pointer": finding.pointer,
        "help": finding.help,
        "schema": finding.schema,
        "fingerprint": finding.fingerprint,
    }


def _accepted(one: "Accepted") -> dict[str, object]:
    return {
        **_finding(one.finding),
        "kind": one.kind.replace(" ", "_"),
        "reason": one.reason,
        "owner": one.owner or None,
        "until": one.until or None,
        "place": one.place,
    }


def _file(path: str, status: str, reason: str) -> dict[str, object]:
    return {"path": path, "status": _STATUS.get(status, status), "reason": reason or None}


def _array(items: list[dict[str, object]]) -> str:
    if not items:
        return "[]"
    return "[\n    " + ",\n    ".join(map(_line, items)) + "\n  ]"


def _line(item: dict[str, object]) -> str:
    from json import dumps

    return dumps({k: encodable(v) if isinstance(v, str) else v for k, v in item.items()})
