"""How the rules for plans say what they saw, and what they know beside the plan."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from confledger.checks.finding import Finding, Severity
from confledger.location import Span, pointer
from confledger.plans.identity import path_of
from confledger.plans.plan import Plan

# Of a title or a line, as much as a message has room for.
_LONGEST = 60
_MOST = 1000
_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_MARKS = re.compile(r"\*+|`+|(?<!\w)_+|_+(?!\w)")


@dataclass(frozen=True, slots=True)
class About:
    """What is outside of the plan: the day that dates are compared with, and the files."""

    as_of: str
    exists: Callable[[str], bool] | None = None
    """Whether a file or folder is there, by its path from the root; None where nobody knows."""


def finding(
    plan: Plan,
    check: str,
    place: tuple[int, int, int],
    message: str,
    help: str,
    *,
    heading: int | None = None,
    subject: str = "",
    severity: Severity = Severity.WARNING,
) -> Finding:
    """Return a finding at a line from 0, a column from 1 and so many characters."""
    line, column, length = place
    span = Span(line + 1, column, line + 1, column + max(length, 1))
    return Finding(
        check=check,
        severity=severity,
        message=message,
        path=plan.path,
        span=span,
        octets=(_octets(plan.lines[line].text, span),),
        pointer=pointer(path_of(plan.headings, heading)),
        help=help,
        subject=subject,
    )


def titled(text: str) -> str:
    """Return a title or a line as a message quotes it, in one piece and not too long."""
    text = bare(text)
    return f"'{text}'" if len(text) <= _LONGEST else f"'{text[: _LONGEST - 1].rstrip()}…'"


def bare(text: str) -> str:
    """Return a title or an item in one piece, without the signs of Markdown."""
    text = _LINK.sub(r"\1", text[:_MOST])
    return " ".join(_MARKS.sub("", text).split())


def of_boxes(done: int, total: int) -> str:
    """Say how many boxes are ticked: `99 of 1,604 boxes are ticked`."""
    boxes = "box is" if total == 1 else "boxes are"
    return f"{done:,} of {total:,} {boxes} ticked"


def percent(value: float) -> str:
    """Write a percentage: `98 %`, `6.2 %`; nothing is rounded up to all, or down to none."""
    rounded = round(value, 1)
    if rounded in (0.0, 100.0) and rounded != value:
        rounded = 0.1 if value < 1 else 99.9
    return f"{rounded:.1f}".removesuffix(".0") + " %"


def _octets(text: str, span: Span) -> Span:
    def at(column: int) -> int:
        return len(text[: column - 1].encode("utf-8", "surrogateescape")) + 1

    return Span(span.line, at(span.column), span.end_line, at(span.end_column))
