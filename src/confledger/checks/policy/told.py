"""What is wrong with policies themselves, as findings at their files."""

from collections.abc import Iterable

from confledger.checks.finding import Finding, Severity
from confledger.checks.policy.reading import Problem
from confledger.location import pointer

ID = "policy"


def unusable(problems: Iterable[Problem]) -> list[Finding]:
    """Return one finding for each; always an error: what is not judged has not passed."""
    return [
        Finding(
            check=ID,
            severity=Severity.ERROR,
            message=problem.message,
            path=problem.file,
            span=problem.span,
            pointer=pointer(problem.path),
            help=problem.help,
            subject="unusable",
        )
        for problem in problems
    ]
