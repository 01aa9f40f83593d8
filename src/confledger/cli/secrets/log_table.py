"""The events of the journal that somebody asks for, as a table and as JSON."""

from confledger.cli.failure import shown
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.secrets.journal import TORN, Event, lines, parsed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# To be said whenever the journal is read: it is not complete, and cannot be.
LIMITS = (
    "reads by other programs that hold a key on this machine cannot be seen here: "
    "these are those through confledger\n"
)
# So many values are named in a row of the table.
_FEW = 3


def events(journal: str) -> "Iterator[Event]":
    """Yield each event; say how many lines are none."""
    odd = 0
    for line in lines(journal):
        event = parsed(line.removesuffix(b"\n"))
        if event is None:
            odd += 1
        elif event.fields.get("action") == TORN:
            # It accounts for the line before.
            odd = max(0, odd - 1)
        else:
            yield event
    if odd:
        many = "1 line is no event" if odd == 1 else f"{odd} lines are no events"
        tell(f"warning: {many}; see `confledger secrets log --verify`\n")


def moment(text: str | None) -> str | None:
    """Return a day or time as the journal writes it; raise ConfledgerError."""
    if text is None:
        return None
    from datetime import UTC, datetime

    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ConfledgerError(
            f"--since takes a day or a time, not {text!r}",
            help="for example 2026-01-31, or 2026-01-31T08:00:00Z",
        ) from None
    if found.tzinfo is None:
        found = found.replace(tzinfo=UTC)
    found = found.astimezone(UTC)
    return found.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def chosen(
    found: "Iterable[Event]",
    *,
    since: str | None = None,
    user: str | None = None,
    action: str | None = None,
    place: tuple[str, str] | None = None,
    limit: int | None = None,
) -> list[Event]:
    """Return the events that are asked for; `place` is the root and a path from there."""
    from collections import deque

    kept: deque[Event] = deque(maxlen=limit)
    for event in found:
        told = event.fields
        if since is not None and str(told.get("time")) < since:
            continue
        if user is not None and user not in _users(event):
            continue
        if action is not None and told.get("action") != action:
            continue
        if place is not None and not _is_at(event, *place):
            continue
        kept.append(event)
    return list(kept)


def _is_at(event: Event, top: str, path: str) -> bool:
    """Whether an event is about a file, or a file in a folder."""
    its = str(event.fields.get("path"))
    inside = not path or its == path or its.startswith(f"{path}/")
    return inside and event.fields.get("repository") == top


def _users(event: Event) -> tuple[str, str]:
    user = event.fields.get("user")
    return (str(user.get("name")), str(user.get("uid"))) if isinstance(user, dict) else ("?", "?")


def as_json(found: list[Event]) -> str:
    """Return events with all that was noted down."""
    from json import dumps

    rows = [{**event.fields, "hash": event.hash} for event in found]
    return dumps({"version": 1, "events": rows}, indent=2) + "\n"


def as_text(found: list[Event], top: str | None) -> str:
    """Return a table; paths of the repository at `top` are from there, others absolute."""
    rows = [
        (
            str(event.fields.get("time"))[:19].replace("T", " "),
            _users(event)[0],
            _started_by(event),
            str(event.fields.get("action")),
            _path(event, top),
            _values(event.fields.get("pointers")),
        )
        for event in found
    ]
    if not rows:
        return ""
    named = [("TIME (UTC)", "USER", "FROM", "ACTION", "FILE", "VALUES"), *rows]
    table = [[shown(cell) for cell in row] for row in named]
    widths = [max(len(row[column]) for row in table) for column in range(5)]
    return "".join(
        "  ".join([*(f"{row[n]:{width}}" for n, width in enumerate(widths)), row[5]]) + "\n"
        for row in table
    )


def _started_by(event: Event) -> str:
    process = event.fields.get("process")
    return str(process.get("parent") or "?") if isinstance(process, dict) else "?"


def _path(event: Event, top: str | None) -> str:
    path, repository = str(event.fields.get("path")), event.fields.get("repository")
    return path if repository == top else f"{repository}/{path}"


def _values(pointers: object) -> str:
    if not isinstance(pointers, list) or not pointers:
        return "all"
    more = f" and {len(pointers) - _FEW} more" if len(pointers) > _FEW else ""
    return ", ".join(str(one) for one in pointers[:_FEW]) + more
