"""What all reports of a check run say in the same words.

The summary is part of every passing run too, so nothing heavy is imported here.
"""

from confledger.checks import result as status
from confledger.reports.visible import visible

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result

# People read three findings of one harmless kind; at the fourth they want the number.
FEW = 3

_SEVERITIES = {
    "error": ("error", "errors"),
    "warning": ("warning", "warnings"),
    "info": ("info", "infos"),
}
_MANY = {"file-without-schema": ("file has no schema", "files have no schema")}


def summary(result: "Result") -> str:
    """Say what the run came to, in one line without its end.

    Findings of severity info are counted only where they fail the run: what matters about them
    otherwise, the files without schema, is among the counts of files.
    """
    counted = [f for f in result.findings if f.severity != "info" or fails(f, result)]
    total = plural(result.total, "file", "files")
    files = [f"{n} {name}" for name in status.STATUSES if (n := result.counts[name])]
    if result.ignored:
        files[-1] += f" ({_reasons(result)})"
    rest = _rest(result)
    if not counted:
        return f"{total}: {', '.join(files)}{rest}" if files else f"no files to check{rest}"
    split = [
        plural(n, *names)
        for severity, names in _SEVERITIES.items()
        if (n := sum(finding.severity == severity for finding in counted))
    ]
    found = plural(len(counted), "finding", "findings")
    where = plural(len({finding.path for finding in counted}), "file", "files")
    return f"{found} in {where} ({', '.join(split)}): {', '.join([total, *files])}{rest}"


def _rest(result: "Result") -> str:
    """Say what else was found: what somebody took on, and what was there before."""
    rest = ""
    if result.accepted:
        rest += f"; {plural(len(result.accepted), 'finding', 'findings')} accepted"
    if result.old:
        rest += f"; {plural(result.old, 'old finding', 'old findings')} not shown"
    return rest


def _reasons(result: "Result") -> str:
    """Say why files were ignored, the most frequent reason first."""
    ordered = sorted(result.ignored.items(), key=lambda item: (-item[1], item[0]))
    if len(ordered) == 1:
        return visible(ordered[0][0])
    shown = [f"{n} {visible(reason)}" for reason, n in ordered[:FEW]]
    more = sum(n for _, n in ordered[FEW:])
    return ", ".join([*shown, f"{more} for other reasons"] if more else shown)


def fails(finding: "Finding", result: "Result") -> bool:
    """Tell whether this finding alone makes the run fail."""
    return finding.severity in status.failing_severities(result.fail_on)


def told(result: "Result", *, verbose: bool) -> "list[Finding]":
    """Return the findings for a report that people read on a merge request.

    A note on each file without a schema would bury the rest: those of severity info are for who
    asks for them, and where they fail the run.
    """
    return [f for f in result.findings if verbose or f.severity != "info" or fails(f, result)]


def condensed(findings: "list[Finding]", *, verbose: bool) -> "tuple[list[Finding], list[str]]":
    """Return the findings to show, and one line for each harmless kind too frequent to list."""
    infos: dict[str, int] = {}
    for finding in findings:
        if finding.severity == "info" and not verbose:
            infos[finding.check] = infos.get(finding.check, 0) + 1
    frequent = {check: n for check, n in sorted(infos.items()) if n > FEW}
    shown = [f for f in findings if f.severity != "info" or f.check not in frequent]
    lines = [
        f"{plural(n, *_MANY.get(check, ('info finding', 'info findings')))} ({visible(check)}); "
        "list them with --verbose"
        for check, n in frequent.items()
    ]
    return shown, lines


def place(finding: "Finding") -> str:
    """Write where the finding is, `path:line:column` or the path alone, safe to show."""
    path = visible(finding.path)
    # A line that starts with `::` is a command to the runner of GitHub Actions.
    if path.lstrip().startswith(":"):
        path = f"./{path}"
    return f"{path}:{finding.span.line}:{finding.span.column}" if finding.span else path


def plural(number: int, one: str, many: str) -> str:
    """Write a number and its noun."""
    return f"{number} {one if number == 1 else many}"
