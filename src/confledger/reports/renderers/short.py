"""One line for each finding, in the form that editors and grep understand."""

from confledger.reports.visible import visible
from confledger.reports.wording import condensed, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result

_RESET = "\x1b[0m"
_SEVERITY = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;34m"}


def render(result: "Result", *, colour: bool = False, verbose: bool = False) -> str:
    """Write `path:line:column: severity[check] message`; without `verbose`, many infos as one."""
    shown, infos = condensed(result.findings, verbose=verbose)
    lines = [_line(finding, colour=colour) for finding in shown]
    return "".join(f"{line}\n" for line in (*lines, *infos))


def _line(finding: "Finding", *, colour: bool) -> str:
    kind = f"{finding.severity}[{visible(finding.check)}]"
    if colour:
        kind = f"{_SEVERITY[finding.severity]}{kind}{_RESET}"
    return f"{place(finding)}: {kind} {visible(finding.message)}"
