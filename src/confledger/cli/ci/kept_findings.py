"""Findings as a step keeps them: plain values, without what shows a line of source."""

from confledger.checks.finding import Finding
from confledger.checks.severity import Severity
from confledger.location import Span

_FIELDS = ("check", "message", "path", "document", "pointer", "help", "schema", "subject")


def written(finding: Finding) -> dict[str, object]:
    """Return a finding as JSON has it."""
    kept: dict[str, object] = {name: getattr(finding, name) for name in _FIELDS}
    kept["severity"] = str(finding.severity)
    kept["span"] = None if finding.span is None else list(finding.span.key())
    return kept


def read(value: object) -> list[Finding]:
    """Return the findings that a step has kept."""
    assert isinstance(value, list)
    return [_read(one) for one in value]


def _read(value: "dict[str, Any]") -> Finding:
    span = value["span"]
    return Finding(
        **{name: value[name] for name in _FIELDS},
        severity=Severity(value["severity"]),
        span=None if span is None else Span(*span),
    )


TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any
