"""Values of cells as people read them; programs get them as they are."""

from datetime import UTC, datetime
from math import isfinite

from confledger.reports.statement.model import (
    DATE,
    DAYS,
    MINUTES,
    PERCENT,
    STANDING,
    Cell,
    Figure,
)

NOT_MEASURED = "n/a"
_EIGHTHS = ("", "▏", "▎", "▍", "▌", "▋", "▊", "▉")
_LAST = 253_402_300_799  # the end of 9999


def written(value: Cell, kind: str) -> str:
    """Return a value as text; texts are as they were, and hostile."""
    if value is None:
        return NOT_MEASURED
    if isinstance(value, str):
        return "not measured" if kind == STANDING and value == "unknown" else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if not isfinite(value):
        return NOT_MEASURED
    if kind == DATE:
        return _day(value)
    if kind == PERCENT:
        return _percent(value)
    if kind == MINUTES:
        return _minutes(value)
    return f"{_number(value)} d" if kind == DAYS else _number(value)


def headline(figure: Figure) -> tuple[str, str]:
    """Return the value of a figure and what it is a part of: `12` and `of 40`."""
    of = "" if figure.of is None else f"of {written(figure.of, figure.kind)}"
    return written(figure.value, figure.kind), of


def bar(share: float, room: int) -> str:
    """Return a bar of block characters for a share of a room; what is more than nothing is seen."""
    if share <= 0:
        return ""
    eighths = max(round(min(share, 1) * room * 8), 1)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8]


def _day(value: float) -> str:
    if not 0 <= value <= _LAST:
        return NOT_MEASURED
    return datetime.fromtimestamp(value, UTC).strftime("%Y-%m-%d")


def _percent(value: float) -> str:
    """Return a share; what is not all of it is never 100 %, what is something never 0 %."""
    share = value * 100
    if 0 < share < 0.1:
        return "<0.1 %"
    if 99.9 < share < 100:
        return ">99.9 %"
    digits = 0 if share == int(share) else 1
    return f"{share:,.{digits}f} %"


def _minutes(value: float) -> str:
    if abs(value) < 60:
        return f"{_number(value)} min"
    hours, minutes = divmod(round(abs(value)), 60)
    sign = "-" if value < 0 else ""
    rest = f" {minutes} min" if minutes and hours < 100 else ""
    return f"{sign}{hours:,} h{rest}"


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 10**15:
        return f"{int(value):,}"
    if abs(value) < 1:
        return f"{value:.2g}"
    return f"{value:,.2f}".rstrip("0").rstrip(".")
