"""Where a suggestion comes from, and values, as everybody reads them."""

import json
import re
from datetime import UTC, datetime

from confledger.changes.leaves import plain

# Texts that YAML would take for something else without quotes, or not take at all.
_OTHERWISE = re.compile(
    r"(?:[-+.\d][-+.\deE_:xo]*|~|null|true|false|yes|no|on|off|\.inf|\.nan)?", re.I
)
_QUOTED = re.compile(r"^[\s!&*?|>%@`\"'#,\[\]{}-]|[\n\x00-\x1f]|: |\s#|\s$|:$")
_LONGEST = 72


class Commit:
    """A commit as evidence."""

    __slots__ = ("day", "oid", "subject")

    def __init__(self, oid: str, time: int | None, subject: str) -> None:
        self.oid = oid
        self.day = _day(time)
        self.subject = subject


def spelled(value: str) -> str:
    """Return a typed value about as it would be written in YAML, in one line."""
    real = plain(value)
    if isinstance(real, str):
        if _OTHERWISE.fullmatch(real) or _QUOTED.search(real):
            real = json.dumps(real, ensure_ascii=False)
        return real if len(real) <= _LONGEST else real[: _LONGEST - 3] + "..."
    return json.dumps(real)


def address(path: str, key: str) -> str:
    """Return a key of a file in one word: the file, the object in it, and the place there."""
    label, _, pointer = key.partition("#")
    return f"{path}#{pointer}" if not label else f"{path} {label}#{pointer}"


def _day(time: int | None) -> str:
    try:
        return datetime.fromtimestamp(time or 0, UTC).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return "unknown"
