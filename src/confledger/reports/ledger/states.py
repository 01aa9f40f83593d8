"""What files held at a time, as text, JSON and CSV."""

from collections.abc import Callable, Iterator
from json import dumps
from math import isfinite

from confledger.changes.leaves import ITEMS, ROOT
from confledger.ledger.commit import Commit
from confledger.ledger.entry import hidden, kind_of, value_of
from confledger.ledger.state import State
from confledger.reports.ledger.fields import day, utc
from confledger.reports.ledger.rows import of_value
from confledger.reports.ledger.spreadsheet import cell
from confledger.reports.ledger.spreadsheet import line as csv_line
from confledger.reports.ledger.values import cut, key, value
from confledger.reports.visible import encodable, visible

COLUMNS = ("file", "document", "key_path", "type", "value", "secret", "commit", "landed_at")


class Telling:
    """Which state it is: of `commit`, asked for by `time` or not."""

    __slots__ = ("commit", "environments", "oid", "time")

    def __init__(
        self,
        oid: str,
        commit: Commit | None,
        time: int | None,
        environments: Callable[[str], list[str]],
    ) -> None:
        self.oid = oid
        self.commit = commit
        self.time = time
        self.environments = environments


def as_text(
    states: Iterator[State], telling: Telling, width: int, *, colour: bool = False
) -> Iterator[str]:
    """Yield a heading, and each file with its keys and values."""
    yield f"{_when(telling)}\n"
    for state in states:
        name = visible(state.path)
        label = _common(state)
        told = f"\x1b[1m{name}\x1b[m" if colour else name
        told += f" ({visible(label)})" if label else ""
        if state.unparsable:
            told += ": cannot be read there (unparsable)"
            told += "; as it was before" if state.values else ""
        yield f"{told}\n"
        for one, text in state.values.items():
            if one.endswith(f"/{ITEMS}"):
                continue
            start = f"  {key(one.removeprefix(label))}: "
            most = max(20, width - len(start)) if width else 400
            yield f"{start}{cut(_line(text), most)}\n"


def _common(state: State) -> str:
    """Return the label of the document, if all keys are of one."""
    labels = {one.partition(ROOT)[0] for one in state.values}
    return labels.pop() if len(labels) == 1 else ""


def as_json(states: Iterator[State], telling: Telling) -> Iterator[str]:
    """Yield one JSON object, each file on a line of its own."""
    commit = telling.commit
    head = {
        "version": 1,
        "at": None if telling.time is None else utc(telling.time),
        "commit": telling.oid,
        "landed_at": utc(commit.committed) if commit is not None and commit.mainline else None,
    }
    yield f'{dumps(head)[:-1]}, "files": ['
    mark = "\n"
    for state in states:
        found = {
            "file": encodable(state.path),
            "lineage_id": state.lineage or None,
            "environments": telling.environments(state.path),
            "unparsable": state.unparsable,
            "values": [{name: row[name] for name in COLUMNS[1:]} for row in _rows(state)],
        }
        yield mark + dumps(found, ensure_ascii=False)
        mark = ",\n"
    yield "\n]}\n"


def as_csv(states: Iterator[State], telling: Telling) -> Iterator[str]:
    """Yield a line of names, and one for each key of each file."""
    yield csv_line(list(COLUMNS))
    for state in states:
        for row in _rows(state):
            row["value"] = of_value(
                {"v_type": row["type"], "v_value": row["value"], "secret": row["secret"]}, "v"
            )
            yield csv_line([cell(row[name]) for name in COLUMNS])


def _rows(state: State) -> Iterator[dict[str, object]]:
    for name, text in state.values.items():
        document, _, pointer = name.partition(ROOT)
        row = state.rows.get(name)
        held = None if hidden(text) else value_of(text)
        if isinstance(held, str):
            held = encodable(held)
        elif isinstance(held, float) and not isfinite(held):
            held = str(held)
        yield {
            "file": encodable(state.path),
            "document": encodable(document),
            "key_path": encodable(pointer),
            "type": kind_of(text),
            "value": held,
            "secret": hidden(text),
            "commit": None if row is None else row.commit,
            "landed_at": None if row is None else utc(row.landed_at),
        }


def _when(telling: Telling) -> str:
    commit = telling.commit
    oid = telling.oid[:8]
    if commit is None:
        return f"commit {oid}, which is no part of this history"
    if not commit.mainline:
        return f"commit {oid} of a side branch: {visible(commit.subject)}"
    landed = f"commit {oid} of {day(commit.committed)}: {visible(commit.subject)}"
    if telling.time is None:
        return landed
    asked = (
        (utc(telling.time) or "?").replace("T", " ").replace(":00Z", " UTC").replace("Z", " UTC")
    )
    return f"as of {asked}, {landed}"


def _line(text: str) -> str:
    """Write one value in a line; of a long text, how long it is."""
    if not hidden(text) and text.count("\n") > 3:
        return f"text of {len(text[1:].splitlines())} lines"
    return value(text)
