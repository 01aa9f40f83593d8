"""Findings that are accepted where they stand, by a comment that says why and for how long.

    port: 80  # confledger: ignore[schema] until 2027-01-31: the old gateway needs it

A comment of its own line is about the line below. `ignore-file[...]` is about the whole file.
"""

from confledger.errors import nearest
from confledger.location import Span
from confledger.settings_schema import ACROSS, CHECKS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding

MARK = b"confledger: ignore"
STALE = "stale-suppression"
FORM = "# confledger: ignore[check] until 2027-01-31: reason"
_LINE = r"(?:^|(?<=\s))(?P<mark>\#|//|;)\s*confledger:\s+ignore(?P<file>-file)?(?P<rest>.*)$"
_REST = r"\[(?P<checks>[^\]]*)\](?:\s+until\s+(?P<until>\S+?))?\s*:\s*(?P<reason>.*\S)\s*$"
_DAY = r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])\Z"


class Suppression:
    """One comment: the checks it names, the lines it is about, until when, and why.

    `fault` says what is wrong with it; such a comment suppresses nothing.
    """

    __slots__ = ("checks", "fault", "lines", "reason", "span", "trusted", "until", "used", "whole")

    def __init__(
        self,
        span: Span,
        *,
        checks: tuple[str, ...] = (),
        lines: frozenset[int] = frozenset(),
        until: str = "",
        reason: str = "",
        whole: bool = False,
        fault: str = "",
    ) -> None:
        self.span = span
        self.checks = checks
        self.lines = lines
        self.until = until
        self.reason = reason
        self.whole = whole
        self.fault = fault
        self.trusted = True
        self.used = False

    def identity(self) -> tuple[object, ...]:
        """Return what it says, wherever it stands."""
        return (self.checks, self.until, self.reason, self.whole)

    def ended(self, today: str) -> bool:
        """Whether its last day is before today."""
        return bool(self.until) and self.until < today

    @property
    def idle(self) -> bool:
        """Whether it is for a check over the whole repository, and fits nothing of it."""
        return self.across and not (self.used or self.fault)

    @property
    def across(self) -> bool:
        """Whether it names a check over the whole repository, which runs after the others."""
        return any(one in ACROSS for one in self.checks)

    def fits(self, finding: "Finding") -> bool:
        """Whether it is about this finding."""
        if finding.check == STALE or not self.names(finding.check, finding.subject):
            return False
        return self.whole or (finding.span is not None and finding.span.line in self.lines)

    def names(self, check: str, subject: str) -> bool:
        """Whether it names a check, or one policy of it: `policy/ID`."""
        return check in self.checks or f"{check}/{subject}" in self.checks


def suppressions(lines: list[str]) -> list[Suppression]:
    """Return the comments of a file that accept findings, in order."""
    import re

    look, rest = re.compile(_LINE), re.compile(_REST)
    found = []
    for number, line in enumerate(lines, 1):
        match = look.search(line) if "confledger:" in line else None
        if match is None:
            continue
        span = Span(number, match.start() + 1, number, len(line.rstrip()) + 1)
        said = rest.match(match["rest"])
        fault = "is not understood" if said is None else _fault(said, re)
        if said is None or fault:
            found.append(Suppression(span, fault=fault))
            continue
        whole = match["file"] is not None
        found.append(
            Suppression(
                span,
                checks=tuple(one.strip() for one in said["checks"].split(",")),
                lines=frozenset() if whole else _about(lines, number, line[: match.start()]),
                until=said["until"] or "",
                reason=said["reason"],
                whole=whole,
            )
        )
    return found


def _fault(said: "re.Match[str]", re: "ModuleType") -> str:
    """Return what is wrong with a comment that has the right form."""
    for one in said["checks"].split(","):
        name = one.strip()
        if name not in CHECKS and "/" not in name:
            close = nearest(name, CHECKS)
            meant = f"; did you mean `{close}`?" if close else ""
            return f"names a check that does not exist{meant}" if name else "names no check"
    if said["until"] and not re.match(_DAY, said["until"]):
        return "has a last day that is no date"
    return ""


def _about(lines: list[str], number: int, before: str) -> frozenset[int]:
    """Return the lines that a comment is about: its own, or the next with content.

    Of a key whose value begins below, that line as well.
    """
    at = number if before.strip() else _next(lines, number)
    if at is None:
        return frozenset()
    text = before if at == number else _bare(lines[at - 1])
    below = _next(lines, at) if text.rstrip().endswith((":", "- ", "{", "[")) else None
    return frozenset((at,) if below is None else (at, below))


def _next(lines: list[str], number: int) -> int | None:
    """Return the number of the next line that is neither empty nor a comment."""
    for index in range(number, len(lines)):
        text = lines[index].strip()
        if text and not text.startswith(("#", "//", ";")):
            return index + 1
    return None


def _bare(line: str) -> str:
    """Return a line without the comment at its end."""
    return line.partition(" #")[0]


TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from types import ModuleType
