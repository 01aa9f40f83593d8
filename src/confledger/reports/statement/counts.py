"""Numbers with their nouns, and times, as sentences have them."""

SHALLOW = "This clone is shallow: what landed before its first commit is not known here."
_HOUR, _DAY = 3600, 86_400


def counted(number: int, one: str, many: str = "") -> str:
    """Return a number with its noun: `1 file`, `1,204 files`; of most, `many` ends with an s."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def days(number: int) -> str:
    """Return a number of days: `a day`, `365 days`."""
    return "a day" if number == 1 else f"{number:,} days"


def duration(seconds: float) -> str:
    """Write a time in the unit that fits: `40 minutes`, `5 hours`, `3 days`."""
    for size, one, many in ((_DAY, "day", "days"), (_HOUR, "hour", "hours")):
        if seconds >= size:
            return counted(round(seconds / size), one, many)
    found = round(seconds / 60)
    return "a minute" if found <= 1 else f"{found} minutes"


def listed(names: list[str], most: int = 3) -> str:
    """Return names as a sentence has them, the first few: `a, b and 4 more`."""
    if len(names) > most:
        names = [*names[: most - 1], f"{len(names) - most + 1} more"]
    return joined(names)


def joined(parts: list[str]) -> str:
    """Return all parts of a sentence: `a, b and c`."""
    return ", ".join(parts[:-1]) + (" and " if parts[:-1] else "") + "".join(parts[-1:])
