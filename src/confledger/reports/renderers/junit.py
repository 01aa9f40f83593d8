"""The form of test results, which every CI can show: one test case for each finding."""

from confledger.checks.result import PASSED
from confledger.reports.visible import visible
from confledger.reports.wording import fails, place, plural, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result

_SUITE = "confledger check"


def render(result: "Result", *, colour: bool = False, verbose: bool = False) -> str:
    """Write one test suite: findings that fail the run are failures, all others passing tests.

    Findings of severity info are left out, unless `verbose` or where they fail the run. It holds
    no times: the same input gives the same bytes.
    """
    findings = told(result, verbose=verbose)
    names = _names(findings)
    cases = [
        _case(finding.check, name, _failure(finding) if fails(finding, result) else _note(finding))
        for finding, name in zip(findings, names, strict=True)
    ]
    passed = f"{result.counts[PASSED]} of {plural(result.total, 'file', 'files')} passed"
    cases.append(_case("confledger", "passed files", f"<system-out>{passed}</system-out>"))
    failures = sum(fails(finding, result) for finding in findings)
    counts = f'name="{_SUITE}" tests="{len(cases)}" failures="{failures}" errors="0"'
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            f"<testsuites {counts}>",
            f'  <testsuite {counts} skipped="0">',
            *cases,
            "  </testsuite>",
            "</testsuites>",
            "",
        ]
    )


def _names(findings: "list[Finding]") -> list[str]:
    """Name each test after the place of its finding; most readers merge tests of one name."""
    seen: dict[tuple[str, str], int] = {}
    names = []
    for finding in findings:
        name = place(finding)
        ordinal = seen[finding.check, name] = seen.get((finding.check, name), 0) + 1
        names.append(f"{name} ({ordinal})" if ordinal > 1 else name)
    return names


def _case(check: str, name: str, outcome: str) -> str:
    return (
        f'    <testcase classname="{_escaped(check)}" name="{_escaped(name)}">\n'
        f"      {outcome}\n"
        "    </testcase>"
    )


def _failure(finding: "Finding") -> str:
    return (
        f'<failure type="{finding.severity}" message="{_escaped(finding.message)}">'
        f"{_details(finding)}</failure>"
    )


def _note(finding: "Finding") -> str:
    return f"<system-out>{_details(finding)}</system-out>"


def _details(finding: "Finding") -> str:
    """Write the finding as lines of text; the readers show no attribute but the message."""
    lines = [f"{place(finding)}: {finding.severity}[{finding.check}] {finding.message}"]
    if finding.help:
        lines.append(f"help: {finding.help}")
    if finding.schema:
        lines.append(f"schema: {finding.schema}")
    return "\n".join(map(_escaped, lines))


def _escaped(text: str) -> str:
    from xml.sax.saxutils import escape

    return escape(visible(text), {'"': "&quot;"})
