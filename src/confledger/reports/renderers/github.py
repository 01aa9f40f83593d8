"""Annotations on the lines of a pull request, by workflow commands of GitHub Actions."""

from confledger.reports.visible import visible
from confledger.reports.wording import plural, told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result

# Of each level GitHub shows ten a step, and drops the rest without a word.
MOST = 10

_LEVELS = {
    "error": ("error", "more error", "more errors"),
    "warning": ("warning", "more warning", "more warnings"),
    "info": ("notice", "more info finding", "more info findings"),
}


def render(result: "Result", *, colour: bool = False, verbose: bool = False) -> str:
    """Write one command a line, the worst first; the tenth of a level counts those left out.

    Findings of severity info are left out, unless `verbose` or where they fail the run.
    """
    lines = []
    shown = told(result, verbose=verbose)
    for severity, (level, one, many) in _LEVELS.items():
        findings = [finding for finding in shown if finding.severity == severity]
        left_out = len(findings) - MOST
        for number, finding in enumerate(findings[:MOST], start=1):
            message = finding.message
            if finding.help:
                message += f"\nhelp: {finding.help}"
            if number == MOST and left_out > 0:
                message += f"\nand {plural(left_out, one, many)}, which GitHub would not show"
            lines.append(f"::{level} {_properties(finding)}::{_escaped(message)}\n")
    return "".join(lines)


def _properties(finding: "Finding") -> str:
    properties: dict[str, str | int] = {"file": finding.path}
    if finding.span:
        line, column, end_line, end_column = finding.span.key()
        properties |= {"line": line, "endLine": end_line}
        # The runner refuses columns for a finding of several lines.
        if line == end_line:
            properties |= {"col": column, "endColumn": end_column}
    properties["title"] = finding.check
    return ",".join(
        f"{name}={_escaped(str(value)).replace(':', '%3A').replace(',', '%2C')}"
        for name, value in properties.items()
    )


def _escaped(text: str) -> str:
    text = visible(text, keep="\r\n")
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
