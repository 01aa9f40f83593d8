"""Findings that are accepted where they stand, by a comment that says why and for how long.

    port: 80  # confledger: ignore[schema] until 2027-01-31: the old gateway needs it

A comment of its own line is about the line below. `ignore-file[...]` is about the whole file.
"""

from confledger.checks.suspicion import MARK
from confledger.documents.text import lines_of
from confledger.errors import nearest
from confledger.location import Span
from confledger.settings_schema import ACROSS, CHECKS, SECRETS

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Iterable

STALE = "stale-suppression"
FORM = "# confledger: ignore[check] until 2027-01-31: reason"
_MARK = r"(?:^|(?<=\s))(?P<mark>\#|//|;|--|<!--)\s*"
_LINE = _MARK + r"confledger:\s+ignore(?P<file>-file)?(?P<rest>.*)$"
# For a line without blanks at its end: so that no part of it can be matched in many ways.
_REST = r"\[(?P<checks>[^\]]*)\](?:\s+until\s+(?P<until>\S+?))?\s*:\s*(?P<reason>\S.*)\Z"


class Suppression:
    """One comment: the checks it names, the lines it is about, until when, and why.

    `key` is what the line that it is about has before its value. `fault` says what is wrong with
    it; such a comment suppresses nothing.
    """

    __slots__ = (
        *("checks", "fault", "key", "lines", "reason", "span", "trusted", "until", "used"),
        "whole",
    )

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
        key: str = "",
    ) -> None:
        self.span = span
        self.checks = checks
        self.lines = lines
        self.until = until
        self.reason = reason
        self.whole = whole
        self.fault = fault
        self.key = key
        self.trusted = True
        self.used = False

    def identity(self) -> tuple[object, ...]:
        """Return what it says, and of which key, wherever that stands."""
        return (self.checks, self.until, self.reason, self.whole, self.key)

    def ended(self, today: str) -> bool:
        """Whether its last day is before today."""
        return bool(self.until) and self.until < today

    @property
    def idle(self) -> bool:
        """Whether it is for a check over the whole repository, and fits nothing of it."""
        return self.across and not (self.used or self.fault or self.of_secrets)

    @property
    def of_secrets(self) -> bool:
        """Whether it names a check of secrets, which has a command of its own."""
        return any(one.partition("/")[0] in SECRETS for one in self.checks)

    @property
    def across(self) -> bool:
        """Whether it names a check over the whole repository, which runs after the others."""
        return any(one in ACROSS for one in self.checks)


def suppressions(lines: list[str]) -> list[Suppression]:
    """Return the comments of a file that accept findings, in order."""
    import re

    look, rest = re.compile(_LINE), re.compile(_REST)
    found = []
    following: list[int | None] | None = None
    for number, line in enumerate(lines, 1):
        match = look.search(line) if "confledger:" in line else None
        if match is None:
            continue
        span = Span(number, match.start() + 1, number, len(line.rstrip()) + 1)
        said = rest.match(match["rest"].rstrip().removesuffix("-->").rstrip())
        fault = "is not understood" if said is None else _fault(said)
        if said is None or fault:
            found.append(Suppression(span, fault=fault))
            continue
        whole = match["file"] is not None
        about: tuple[int, ...] = ()
        key = ""
        if not whole:
            if following is None:
                following = _following(lines)
            before = line[: match.start()]
            about = _about(lines, following, number, before)
            if about:
                text = before if about[0] == number else _bare(lines[about[0] - 1])
                key = re.split("[:=]", text, maxsplit=1)[0].strip()
        found.append(
            Suppression(
                span,
                checks=tuple(dict.fromkeys(one.strip() for one in said["checks"].split(","))),
                lines=frozenset(about),
                until=said["until"] or "",
                reason=said["reason"],
                whole=whole,
                key=key,
            )
        )
    return found


def of_bytes(data: bytes) -> list[Suppression]:
    """Return the comments of a file that nothing has read yet."""
    return suppressions(lines_of(data)) if MARK in data else []


def trust(comments: list[Suppression], reviewed: "Iterable[Suppression]") -> None:
    """Mark the comments that were there before as `trusted`: of equal ones, as many as were."""
    from collections import Counter

    there = Counter(comment.identity() for comment in reviewed)
    for comment in comments:
        comment.trusted = there[comment.identity()] > 0
        there[comment.identity()] -= 1


def _fault(said: "re.Match[str]") -> str:
    """Return what is wrong with a comment that has the right form."""
    for one in said["checks"].split(","):
        name = one.strip()
        if name not in CHECKS and "/" not in name:
            close = nearest(name, CHECKS)
            meant = f"; did you mean `{close}`?" if close else ""
            return f"names a check that does not exist{meant}" if name else "names no check"
    if said["until"]:
        from confledger.checks.days import is_day

        return "" if is_day(said["until"]) else "has a last day that is no date"
    return ""


def _about(
    lines: list[str], following: list[int | None], number: int, before: str
) -> tuple[int, ...]:
    """Return the lines that a comment is about: its own, or the next with content.

    Of a key whose value begins below, that line as well.
    """
    at = number if before.strip() else following[number]
    if at is None:
        return ()
    text = before if at == number else _bare(lines[at - 1])
    below = following[at] if (" " + text.rstrip()).endswith((":", " -", "{", "[")) else None
    return (at,) if below is None else (at, below)


def _following(lines: list[str]) -> list[int | None]:
    """Return, for each line from 0, the number of the next that has content: no comment."""
    found: list[int | None] = [None] * (len(lines) + 1)
    for index in range(len(lines) - 1, -1, -1):
        text = lines[index].strip()
        empty = not text or text.startswith(("#", "//", ";"))
        found[index] = found[index + 1] if empty else index + 1
    return found


def _bare(line: str) -> str:
    """Return a line without the comment at its end."""
    return line.partition(" #")[0]
