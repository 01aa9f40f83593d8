"""Moments as `ssh-keygen` reads them, in the time zone of this machine unless they say UTC."""

from calendar import timegm
from time import localtime, mktime

from confledger.git.signatures.wire import Malformed, Unjudged

_LENGTHS = (8, 12, 14)
# The first moment whose year has five digits, less a day for time zones.
_LAST = 253402214400


def parsed(text: bytes) -> int:
    """Read `YYYYMMDD[HHMM[SS]]`, with `Z` or `UTC` behind it or not; raise Malformed."""
    upper = text.upper()
    digits = upper
    if len(upper) > 3 and upper.endswith(b"UTC"):
        digits = upper[:-3]
    elif len(upper) > 1 and upper.endswith(b"Z"):
        digits = upper[:-1]
    if len(digits) not in _LENGTHS or not digits.isdigit():
        raise Malformed
    year, month, day = int(digits[:4]), int(digits[4:6]), int(digits[6:8])
    hour, minute = int(digits[8:10] or b"0"), int(digits[10:12] or b"0")
    second = int(digits[12:14] or b"0")
    if not (1 <= month <= 12 and 1 <= day <= 31 and hour < 24 and minute < 60 and second < 62):
        raise Malformed
    parts = (year, month, day, hour, minute, second, 0, 0, 0)
    try:
        moment = timegm(parts) if digits != upper else int(mktime(parts))
    except (OverflowError, ValueError):
        raise Malformed from None
    if moment <= 0:
        raise Malformed
    return moment


def passed_on(moment: int) -> int:
    """Return what `ssh-keygen` takes a moment for when git tells it.

    git writes it in local time, and `ssh-keygen` reads that as if there were no summer time.
    Raise Unjudged where git would pass on none, or one that cannot be read.
    """
    if not 0 < moment < _LAST:
        raise Unjudged
    there = int(mktime((*localtime(moment)[:6], 0, 0, 0)))
    if there <= 0:
        raise Unjudged
    return there
