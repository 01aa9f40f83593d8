"""All entries as JSON Lines and as CSV, one row at a time."""

from collections.abc import Callable, Iterable, Iterator
from json import JSONEncoder

from confledger.ledger.export import Exported
from confledger.reports.ledger.fields import COLUMNS, of_commit, of_leaf
from confledger.reports.ledger.rows import of_value
from confledger.reports.ledger.spreadsheet import cell
from confledger.reports.ledger.spreadsheet import line as csv_line

# Made once: there may be a million rows.
_encoded = JSONEncoder(ensure_ascii=False).encode
ALL = (*COLUMNS, "environments", "chain")


def as_jsonl(found: Iterable[Exported], environments: Callable[[str], list[str]]) -> Iterator[str]:
    """Yield one JSON object for each entry, each on a line of its own."""
    for row in rows(found, environments):
        yield _encoded({name: row[name] for name in ALL}) + "\n"


def as_csv(found: Iterable[Exported], environments: Callable[[str], list[str]]) -> Iterator[str]:
    """Yield a line of names, and one for each entry."""
    yield csv_line(list(ALL))
    for row in rows(found, environments):
        for side in ("old", "new"):
            row[f"{side}_value"] = of_value(row, side)
        yield csv_line([cell(row[name]) for name in ALL])


def rows(
    found: Iterable[Exported], environments: Callable[[str], list[str]]
) -> Iterator[dict[str, object]]:
    """Yield the fields of each entry; those of its commit are worked out once."""
    number = 0
    of_its_commit: dict[str, object] = {}
    belonging: dict[object, list[str]] = {}
    for one in found:
        entry = one.entry
        if one.commit.number != number:
            number = one.commit.number
            of_its_commit = of_commit(one.commit, one.landed)
        path = entry.path
        if path not in belonging:
            belonging[path] = environments(str(path))
        yield {
            "seq": one.sequence,
            **of_its_commit,
            **of_leaf(entry),
            "environments": belonging[path],
            "chain": one.chain,
        }
