"""Bytes that readers take for different things.

A byte order mark that becomes part of the first key, line endings of two kinds, a NUL byte
that cuts the file short, text that went through the wrong encoding: such a file looks right
in an editor and reads wrong in production.

Bad:
    greeting: schÃ¶nen Tag
Good:
    greeting: schönen Tag
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed

ID = "encoding"
SEVERITY = Severity.WARNING
# What leaves nothing to read is worse than what is only odd.
_FATAL = ("NUL", "binary", "not UTF-8", "is read as UTF-8")


def check(file: Parsed) -> Iterator[Finding]:
    """Yield each problem of the bytes themselves; an error where nothing could be read."""
    for problem in file.problems:
        if problem.kind == ID:
            fatal = any(word in problem.message for word in _FATAL)
            yield file.finding(
                ID,
                Severity.ERROR if fatal else SEVERITY,
                problem.message,
                problem.span,
                help=problem.help,
            )
