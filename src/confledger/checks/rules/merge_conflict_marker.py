"""A merge that was committed before it was finished.

Git leaves `<<<<<<<`, `=======` and `>>>>>>>` where it could not decide. In some dialects the
file still parses, and then both sides, or neither, are in effect.

Bad:
    <<<<<<< HEAD
    replicas: 3
    =======
    replicas: 5
    >>>>>>> scale-up
Good:
    replicas: 5
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed
from confledger.location import Span

ID = "merge-conflict-marker"
SEVERITY = Severity.ERROR


def suspect(data: bytes) -> bool:
    """Whether there could be a conflict; a scan of bytes, for the quick answer."""
    return b"<<<<<<< " in data and b">>>>>>> " in data


def check(file: Parsed) -> Iterator[Finding]:
    """Yield each conflict once, at its first line, when its other marker follows."""
    if not suspect(file.data):
        return
    opened = 0
    for number, line in enumerate(file.lines, 1):
        if line.startswith("<<<<<<< "):
            opened = number
        elif line.startswith(">>>>>>> ") and opened:
            yield file.finding(
                ID,
                SEVERITY,
                f"an unresolved merge conflict, up to line {number}",
                Span(opened, 1, opened, 8),
                help="choose a side, or join them, and remove the markers",
            )
            opened = 0
