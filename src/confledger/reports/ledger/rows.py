"""The rows of a log as JSON and as CSV."""

from collections.abc import Callable, Iterator
from json import dumps

from confledger.ledger.commit import Commit
from confledger.ledger.entry import Entry
from confledger.ledger.query import Line
from confledger.ledger.reverts import Reverts
from confledger.reports.ledger.fields import of_commit, of_leaf, utc, written
from confledger.reports.ledger.spreadsheet import cell
from confledger.reports.ledger.spreadsheet import line as csv_line
from confledger.reports.visible import encodable

COLUMNS = (
    *("landed_at", "commit", "author", "author_email", "file", "document", "key_path", "op"),
    *("old_type", "old_value", "new_type", "new_value", "secret", "keys", "subject"),
    *("landed_by", "merged", "back_to_until", "environments", "id"),
)


class Telling:
    """What a row is told with, beside itself."""

    __slots__ = ("back", "environments", "ids", "reverts")

    def __init__(
        self,
        environments: Callable[[str], list[str]],
        ids: Callable[[Entry], str],
        back: Callable[[Entry], Commit | None],
        reverts: Reverts,
    ) -> None:
        self.environments = environments
        self.ids = ids
        self.back = back
        self.reverts = reverts


def as_json(lines: Iterator[Line], telling: Telling) -> Iterator[str]:
    """Yield one JSON object with all rows, each on a line of its own."""
    yield '{"version": 1, "entries": ['
    mark = "\n"
    for line in lines:
        yield mark + dumps(fields(line, telling), ensure_ascii=False)
        mark = ",\n"
    yield "\n]}\n"


def as_csv(lines: Iterator[Line], telling: Telling) -> Iterator[str]:
    """Yield a line of names, and one for each row."""
    yield csv_line(list(COLUMNS))
    for line in lines:
        found = fields(line, telling)
        for side in ("old", "new"):
            found[f"{side}_value"] = of_value(found, side)
        yield csv_line([cell(found.get(name)) for name in COLUMNS])


def of_value(found: dict[str, object], side: str) -> object:
    """Return the value of one side as a cell has it: a text, a number, or nothing."""
    if found.get(f"{side}_type") is None:
        return None
    value = found[f"{side}_value"]
    if value is None and found["secret"] and found[f"{side}_type"] != "null":
        return None
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    return written(value)


def fields(line: Line, telling: Telling) -> dict[str, object]:
    """Return all that is known of one row, by name."""
    entry, whole = line.entry, line.whole
    found: dict[str, object] = {}
    if entry is not None:
        found |= {"id": telling.ids(entry), **of_leaf(entry)}
        back = telling.back(entry)
        found["back_to_until"] = None if back is None else utc(back.committed)
    elif whole is not None:
        found |= {
            "file": encodable(whole.path),
            "lineage_id": whole.lineage,
            "op": whole.kind if not whole.state or whole.kind != "changed" else whole.state,
            "unparsable": whole.state == "unparsable",
            "old_file": None if whole.old_path is None else encodable(whole.old_path),
            "keys": whole.many,
        }
    found["environments"] = telling.environments(line.path)
    found |= of_commit(line.commit, line.landed)
    found["reverts"] = telling.reverts(line.commit)
    brought = telling.reverts.rollback(line.commit)
    found["restores"] = (
        None
        if brought is None
        else {
            "commit": brought.target,
            "scope": encodable(brought.scope),
            "reason": encodable(brought.reason),
        }
    )
    found["taken_back"] = [one.oid for one in telling.reverts.fate(line.commit)]
    return found
