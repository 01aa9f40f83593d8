"""A comment that accepts a finding, and has ended, fits nothing, or is not understood.

A comment beside a value, or on the line above it, accepts what a check finds there:
`# confledger: ignore[check] until 2027-01-31: reason`. The last day may be left out; the reason
may not. Several checks are separated by commas, `policy/ID` names one policy, and
`ignore-file[check]` is about the whole file. One that covers nothing any more is told, so that
it does not hide the next mistake.

Bad:
    port: 8080  # confledger: ignore[schema] until 2020-01-31: the old gateway needs it
Good:
    # confledger: a comment that accepts nothing is only a comment
    port: 8080
"""

from collections.abc import Iterator

from confledger.checks.finding import Finding, Severity
from confledger.checks.parsed import Parsed
from confledger.checks.suppressions import FORM, STALE, Suppression

ID = STALE
SEVERITY = Severity.WARNING
_FITS_NOTHING = "this comment fits no finding"
_REMOVE = "remove it: what it covered is mended, or stands on another line"
_IS_NEW = "this comment is new, and counts once the change is merged"
_REVIEW = "have it reviewed, or run with `--trust head` where a reviewer decides anyway"


def check(file: Parsed) -> Iterator[Finding]:
    """Yield each comment of the file that accepts nothing; asked for after all other checks."""
    for comment in file.comments:
        if comment.fault:
            yield _finding(file, comment, f"this comment {comment.fault}", f"write `{FORM}`")
        elif comment.ended(file.today):
            yield _finding(
                *(file, comment, f"what this comment accepts ended on {comment.until}"),
                "mend what it covers, or agree on a new date and reason"
                if comment.used
                else "remove it: what it covered is mended",
            )
        elif comment.used and not comment.trusted:
            yield _finding(file, comment, _IS_NEW, _REVIEW)
        elif not (comment.used or comment.across or comment.of_secrets):
            yield _finding(file, comment, _FITS_NOTHING, _REMOVE)


def useless(path: str, comment: Suppression) -> Finding:
    """Return the finding for a comment that the checks over the whole repository do not need."""
    return _of_comment(path, comment, _FITS_NOTHING, _REMOVE)


def unreviewed(path: str, comment: Suppression) -> Finding:
    """Return the finding for one that would accept what they find, and that nobody reviewed."""
    return _of_comment(path, comment, _IS_NEW, _REVIEW)


def _of_comment(path: str, comment: Suppression, message: str, help: str) -> Finding:
    return Finding(
        *(ID, SEVERITY, message, path, comment.span), help=help, subject=",".join(comment.checks)
    )


def _finding(file: Parsed, comment: Suppression, message: str, help: str) -> Finding:
    return file.finding(
        *(ID, SEVERITY, message, comment.span), help=help, subject=",".join(comment.checks)
    )
