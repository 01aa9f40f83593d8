"""How old secrets may grow, by `secrets.max-age` of the settings."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping


def most_days(settings: "Mapping[str, object]", path: str, what: str) -> int | None:
    """Return the days that `value-days` or `key-days` allow for a file; None where none do.

    `settings` is the map `secrets`; the first entry that names the path decides.
    """
    from confledger.checks.globs import matcher

    entries = settings.get("max-age", [])
    assert isinstance(entries, list)
    for entry in entries:
        if matcher(entry["paths"])(path):
            days: int | None = entry.get(what)
            return days
    return None


def day(moment: int) -> str:
    """Return the day, in UTC, of a time in seconds since 1970."""
    from datetime import UTC, datetime

    return datetime.fromtimestamp(moment, UTC).date().isoformat()
