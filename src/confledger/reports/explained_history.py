"""Every value that a key ever had in an environment, the newest first."""

from confledger.location import Path
from confledger.reports.explained_json import key_of, value_of, written
from confledger.reports.explained_text import Layout, name_of, value_text
from confledger.reports.ledger.fields import day, utc
from confledger.reports.visible import encodable, visible

_MOST_SUBJECT = 72
# What stands in the place of a file and of a commit, where no source says the key.
DEFAULT = "schema default"


class Held:
    """One value, since when it held, and what gave it; `oid` is empty of what is not committed.

    `there` is False where the key was not set. `time` is when it reached the mainline.
    """

    __slots__ = (
        *("author", "hidden", "oid", "place", "state", "subject", "there", "time", "unknown"),
        "value",
    )

    def __init__(self, value: object, *, hidden: bool, there: bool, place: str) -> None:
        self.value = value
        self.hidden = hidden
        self.there = there
        self.place = place
        self.time: int | None = None
        self.oid = ""
        self.author = ""
        self.subject = ""
        # Why there is no commit, or what else is to be known of it.
        self.state = ""
        # Whether the clone ends where the value may have come from.
        self.unknown = False


class KeyHistory:
    """The values of one key in one environment."""

    __slots__ = ("environment", "held", "host", "path")

    def __init__(self, path: Path, environment: str | None, host: str | None) -> None:
        self.path = path
        self.environment = environment
        self.host = host
        self.held: list[Held] = []


def as_text(one: KeyHistory, layout: Layout) -> str:
    """Write a line for each value."""
    env = f"  [{visible(one.environment)}]" if one.environment else ""
    lines = [layout.painted(name_of(one.path), "key") + env]
    rows = [(_since(row), _value(row), visible(row.place), _by(row, layout)) for row in one.held]
    widths = [max((len(row[at]) for row in rows), default=0) for at in range(3)]
    for row in rows:
        cells = (f"{cell:{widths[at]}}" if at < 3 else cell for at, cell in enumerate(row))
        lines.append("  " + "  ".join(cells).rstrip())
    if not rows:
        lines.append("  no commit ever set it")
    return "\n".join(lines) + "\n"


def _since(row: Held) -> str:
    if row.unknown:
        return "earlier"
    return day(row.time) if row.oid else "now"


def _value(row: Held) -> str:
    return value_text(row.value, hidden=row.hidden, most=44) if row.there else "(not set)"


def _by(row: Held, layout: Layout) -> str:
    if not row.oid or row.unknown:
        return f"commit: unknown ({row.state})" if row.unknown else row.state
    subject = visible(row.subject)
    if len(subject) > _MOST_SUBJECT:
        subject = subject[: _MOST_SUBJECT - 1] + "…"
    oid = layout.painted(row.oid[:8], "commit")
    state = f"  ({row.state})" if row.state else ""
    return f'{oid}  {visible(row.author) or "(nobody)"}  "{subject}"{state}'


def as_json(found: list[KeyHistory]) -> str:
    """Write the histories for programs."""
    rows = [
        {
            **key_of(one.path),
            "environment": one.environment,
            "host": one.host,
            "values": [_held(row) for row in one.held],
        }
        for one in found
    ]
    return written({"version": 1, "kind": "history", "histories": rows})


def _held(row: Held) -> dict[str, object]:
    return {
        "since": None if row.unknown else utc(row.time),
        "set": row.there,
        "secret": row.hidden,
        "value": None if row.hidden or not row.there else value_of(row.value),
        "source": encodable(row.place) or None,
        "commit": row.oid or None,
        "author": encodable(row.author) or None,
        "subject": encodable(row.subject) if row.oid else None,
        "state": row.state or None,
    }
