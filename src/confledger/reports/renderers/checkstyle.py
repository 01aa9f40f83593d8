"""The XML of Checkstyle, which Jenkins, reviewdog and many other tools read.

The format: https://checkstyle.org/result_reports.html
"""

from confledger.reports.visible import visible
from confledger.reports.wording import told

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result

# Readers ask for nothing newer; the format has not changed since.
VERSION = "4.3"


def render(result: "Result", *, colour: bool = False, verbose: bool = False) -> str:
    """Write one element for each file with findings, and in it one for each of them.

    Findings of severity info are left out, unless `verbose` or where they fail the run.
    """
    files: dict[str, list[str]] = {}
    for finding in told(result, verbose=verbose):
        files.setdefault(_escaped(finding.path), []).append(_error(finding))
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<checkstyle version="{VERSION}">']
    for name, errors in files.items():
        lines += (f'  <file name="{name}">', *errors, "  </file>")
    return "\n".join([*lines, "</checkstyle>", ""])


def _error(finding: "Finding") -> str:
    message = finding.message if finding.help is None else f"{finding.message}; {finding.help}"
    attributes = {"severity": str(finding.severity), "message": message}
    # What is about a whole file has no line; readers that want one take the first.
    if finding.span is not None:
        place = {"line": str(finding.span.line), "column": str(finding.span.column)}
        attributes = place | attributes
    attributes["source"] = f"confledger.{finding.check}"
    words = " ".join(f'{name}="{_escaped(text)}"' for name, text in attributes.items())
    return f"    <error {words}/>"


def _escaped(text: str) -> str:
    from xml.sax.saxutils import escape

    return escape(visible(text), {'"': "&quot;"})
