"""Times as people give them: a day, a time with or without a zone, or what git understands."""

import re
from datetime import UTC, datetime, timedelta

from confledger.errors import ConfledgerError
from confledger.git.repository import Repository

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MONTH = re.compile(r"\d{4}-\d\d")
_SECONDS_OF_DAY = 86400
# Of what a calendar has.
_LAST = 253_402_300_799
_AGES = re.compile(r"\d{4}[\s.]*years?")
# git takes any word for a time, and means now by those that it does not know.
_KNOWN = frozenset(
    (
        *("ago", "last", "yesterday", "today", "now", "noon", "midnight", "tea", "never"),
        *("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"),
    )
)
EXAMPLES = "for example 2026-01-31, 2026-01-31T08:00:00Z or '2 weeks ago'"


def moment(repository: Repository, text: str, option: str, *, end: bool = False) -> int:
    """Return a time in seconds since 1970; of a day its beginning in UTC, or its `end`.

    Raise ConfledgerError for what is no time.
    """
    found = known(repository, text, end=end)
    if found is None:
        raise ConfledgerError(f"{option} takes a day or a time, not {text!r}", help=EXAMPLES)
    return found


def known(repository: Repository, text: str, *, end: bool = False) -> int | None:
    """Return a time in seconds since 1970; None for what is no time."""
    written = text.strip()
    if _MONTH.fullmatch(written):
        written += "-01"
        if end:
            return _end_of_month(written)
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return _as_git(repository, written)
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    seconds = int(found.timestamp())
    if end and _DAY.fullmatch(written):
        seconds += _SECONDS_OF_DAY - 1
    return seconds


def _end_of_month(first: str) -> int | None:
    """Return the last second of the month of a day, if there is such a month."""
    try:
        day = datetime.fromisoformat(first).replace(tzinfo=UTC)
        after = (day + timedelta(days=31)).replace(day=1)
    except (ValueError, OverflowError):
        return None
    return int(after.timestamp()) - 1


def _as_git(repository: Repository, text: str) -> int | None:
    """Return what git takes a text for, such as `2 weeks ago`."""
    if text.startswith("@") and text[1:].isdecimal():
        return min(int(text[1:]), _LAST)
    if _AGES.search(text):
        # git would say: now.
        return None
    words = set(re.findall(r"[a-z]+", text.lower()))
    if not words & _KNOWN:
        return None
    said = repository.run("rev-parse", f"--since={text}").decode("ascii").strip()
    seconds = int(said.removeprefix("--max-age="))
    # It counts without a sign: what lies before 1970 comes round from above.
    return seconds - (1 << 64) if seconds > _LAST else seconds
