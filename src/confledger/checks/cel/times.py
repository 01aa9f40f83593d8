"""Timestamps and durations: read, written, and taken apart.

Of time zones only offsets are known: what a name stands for changes, and differs from machine
to machine.
"""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from confledger.checks.cel.faults import Unanswerable
from confledger.checks.cel.values import NANOS, Duration, Timestamp

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST, _LAST = -62135596800, 253402300799
# As many nanoseconds as 64 bits hold, which is 292 years.
_LONGEST = (1 << 63) - 1
_STAMP = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?([Zz]|[+-]\d\d:\d\d)",
    re.ASCII,
)
_OFFSET = re.compile(r"([+-])?(\d\d):(\d\d)", re.ASCII)
_PIECE = re.compile(r"(\d{0,20})(?:\.(\d{0,20}))?(h|ms|m|s|us|\u00b5s|ns)", re.ASCII)
_UNITS = {
    "h": 3600 * NANOS,
    "m": 60 * NANOS,
    "s": NANOS,
    "ms": 1_000_000,
    "us": 1000,
    "\u00b5s": 1000,
    "ns": 1,
}


def timestamp(nanos: int) -> Timestamp:
    """Return a point in time; raise Unanswerable outside of the years 1 to 9999."""
    if not _FIRST * NANOS <= nanos < (_LAST + 1) * NANOS:
        raise Unanswerable("the timestamp is not between the years 1 and 9999")
    return Timestamp(nanos)


def duration(nanos: int) -> Duration:
    """Return a stretch of time; raise Unanswerable beyond 292 years."""
    if abs(nanos) > _LONGEST:
        raise Unanswerable("the duration is longer than 292 years")
    return Duration(nanos)


def read_timestamp(text: str) -> Timestamp:
    """Read `2026-01-31T12:00:00Z` (RFC 3339); raise Unanswerable."""
    match = _STAMP.fullmatch(text)
    if match is None:
        raise Unanswerable("the text is no timestamp such as `2026-01-31T12:00:00Z`")
    try:
        moment = datetime(*map(int, match.groups()[:6]), tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        raise Unanswerable("the text is no timestamp: there is no such day or time") from None
    seconds = (moment - _EPOCH) // timedelta(seconds=1)
    if match[8] not in "Zz":
        seconds -= _offset(match[8])
    return timestamp(seconds * NANOS + int((match[7] or "").ljust(9, "0")))


def write_timestamp(value: Timestamp) -> str:
    """Write a timestamp as RFC 3339 has it, in UTC."""
    seconds, nanos = divmod(value.nanos, NANOS)
    text = (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%dT%H:%M:%S")
    # Some platforms write the year 1 with one digit.
    return f"{text.rjust(19, '0')}{_fraction(nanos)}Z"


def read_duration(text: str) -> Duration:
    """Read `1h30m` or `-1.5s`; raise Unanswerable."""
    rest = text[1:] if text[:1] in ("-", "+") else text
    nanos, at = 0, 0
    while at < len(rest):
        match = _PIECE.match(rest, at)
        if match is None or not (match[1] or match[2]):
            break
        unit, part = _UNITS[match[3]], match[2] or ""
        nanos += int(match[1] or 0) * unit + (int(part) * unit // 10 ** len(part) if part else 0)
        at = match.end()
    if not rest or (at < len(rest) and rest != "0"):
        raise Unanswerable("the text is no duration such as `1h30m`")
    return duration(-nanos if text.startswith("-") else nanos)


def write_duration(value: Duration) -> str:
    """Write a duration in seconds, such as `5400s`."""
    seconds, nanos = divmod(abs(value.nanos), NANOS)
    return f"{'-' if value.nanos < 0 else ''}{seconds}{_fraction(nanos)}s"


def _fraction(nanos: int) -> str:
    return f".{nanos:09d}".rstrip("0") if nanos else ""


def _offset(zone: str) -> int:
    match = _OFFSET.fullmatch(zone)
    if match is None or int(match[2]) > 23 or int(match[3]) > 59:
        raise Unanswerable("the time zone is neither `UTC` nor an offset such as `+05:30`")
    seconds = int(match[2]) * 3600 + int(match[3]) * 60
    return -seconds if match[1] == "-" else seconds


def _local(value: Timestamp, zone: str) -> datetime:
    seconds = value.nanos // NANOS + (0 if zone in ("UTC", "Z") else _offset(zone))
    try:
        return _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        raise Unanswerable("there is no such day in that time zone") from None


def _part(take: Callable[[datetime], int]) -> Callable[[Timestamp, str], int]:
    return lambda value, zone: take(_local(value, zone))


# What a timestamp is asked for, in UTC or another zone.
PARTS: dict[str, Callable[[Timestamp, str], int]] = {
    "getFullYear": _part(lambda at: at.year),
    "getMonth": _part(lambda at: at.month - 1),
    "getDate": _part(lambda at: at.day),
    "getDayOfMonth": _part(lambda at: at.day - 1),
    "getDayOfWeek": _part(lambda at: at.isoweekday() % 7),
    "getDayOfYear": _part(lambda at: at.timetuple().tm_yday - 1),
    "getHours": _part(lambda at: at.hour),
    "getMinutes": _part(lambda at: at.minute),
    "getSeconds": _part(lambda at: at.second),
    "getMilliseconds": lambda value, zone: value.nanos % NANOS // 1_000_000,
}
# What a duration is asked for: all of it in this unit, but for the milliseconds.
LENGTHS = {"getHours": 3600 * NANOS, "getMinutes": 60 * NANOS, "getSeconds": NANOS}


def length(value: Duration, name: str) -> int:
    """Return a duration in whole hours, minutes or seconds, or the milliseconds of its second."""
    nanos = abs(value.nanos)
    if name == "getMilliseconds":
        found = nanos % NANOS // 1_000_000
    else:
        found = nanos // LENGTHS[name]
    return -found if value.nanos < 0 else found
