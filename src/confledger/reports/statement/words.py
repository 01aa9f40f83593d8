"""The words and the marks of a standing, and others that all formats have in common."""

from dataclasses import replace
from re import fullmatch

from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    GOOD,
    NOTE,
    UNKNOWN,
    Recommendation,
    Since,
    Statement,
    Table,
    by_severity,
)
from confledger.reports.statement.values import written

WORDS = {
    GOOD: "good",
    NOTE: "note",
    ATTENTION: "attention",
    BAD: "bad",
    UNKNOWN: "not measured",
}
# A shape for each, so that nothing depends on colours alone.
MARKS = {GOOD: "✓", NOTE: "•", ATTENTION: "▲", BAD: "✗", UNKNOWN: "?"}


def as_of(statement: Statement) -> str:
    """Return the day that ages are counted to; nothing where there is none."""
    return "" if statement.as_of is None else written(statement.as_of, "date")


def left_out(number: int, statement: Statement, table: Table) -> str:
    """Say how many rows of a table are not shown, and what prints them all."""
    return f"{number:,} more: `{complete(statement, table)}`"


def complete(statement: Statement, table: Table) -> str:
    """Return the command that prints all rows of a table: CSV has only one table."""
    return f"{again(statement)} --format {'csv' if table is primary(statement) else 'json'}"


def again(statement: Statement) -> str:
    """Return the command that prints the report again."""
    return statement.reproduce or f"confledger report {statement.kind}"


def primary(statement: Statement) -> Table | None:
    """Return the table that is the report as CSV."""
    tables = statement.tables()
    named = [one for one in tables if one.id == statement.primary]
    return next(iter(named or tables), None)


def ordered(statement: Statement) -> Statement:
    """Return a statement with its worst sections first; its table for CSV stays the same."""
    first = primary(statement)
    sections = by_severity(statement.sections)
    return replace(statement, sections=sections, primary="" if first is None else first.id)


def compared(since: Since) -> str:
    """Say what became of the rows since an earlier report, in one sentence."""
    new, fixed = len(since.new), len(since.fixed)
    return f"{new:,} new, {fixed:,} fixed (the report `{since.digest[:12]}`)"


def beside(name: str, suffix: str) -> str:
    """Return the file of a report in the same folder; nothing where a name is none of ours."""
    return f"{name}.{suffix}" if fullmatch(r"[a-z0-9_-]{1,80}", name) else ""


def capital(text: str) -> str:
    """Return a text with a capital letter first, if it begins with a letter."""
    return text[:1].upper() + text[1:]


def ended(why: str) -> str:
    """Return a sentence with its full stop, if it lacks one."""
    return why if not why or why[-1] in ".!?:" else f"{why}."


def is_command(text: str) -> bool:
    """Tell whether what would help is a command, rather than a sentence."""
    return text.startswith(("confledger ", "git ")) and "`" not in text


def effort(recommendation: Recommendation) -> str:
    """Return how long it takes; nothing where nobody knows."""
    return "" if recommendation.minutes is None else written(recommendation.minutes, "minutes")
