"""What became of the rows of a report since an earlier one: new, or gone.

Rows are told apart by the columns that a table names as its `identity`; such a table is whole,
since a row that was only left out would count as gone. Tables that one of the two reports does
not have, or tells apart by other columns, are not compared: nothing is known of them.
"""

from collections.abc import Iterator
from dataclasses import replace

from confledger.reports.statement.model import Since, Statement, Table
from confledger.reports.visible import encodable

_Rows = dict[tuple[str, ...], None]


def compared(now: Statement, before: dict[str, object]) -> Statement:
    """Return a report with what became of its rows since another one, as JSON has that.

    The other one may be anything: somebody may have written it. One of another kind, or that
    cannot be told apart from this one, is no earlier report, and changes nothing.
    """
    digest = before.get("digest")
    if before.get("kind") != now.kind or not isinstance(digest, str) or digest == now.digest:
        return now
    tables = _tables(before)
    new: list[tuple[str, ...]] = []
    fixed: list[tuple[str, ...]] = []
    for table in now.tables():
        old = tables.get(table.id)
        if not table.identity or old is None or old.get("identity") != list(table.identity):
            continue
        there, earlier = _present(table), _earlier(old, table.identity)
        new += [(table.id, *one) for one in there if one not in earlier]
        fixed += [(table.id, *one) for one in earlier if one not in there]
    return replace(now, since=Since(encodable(digest), tuple(new), tuple(fixed)))


def _present(table: Table) -> _Rows:
    """Return what tells each row, in the order of the rows."""
    keys = [column.key for column in table.columns]
    places = [keys.index(name) for name in table.identity]
    return {tuple(_text(row[at]) for at in places): None for row in table.rows}


def _earlier(table: dict[str, object], identity: tuple[str, ...]) -> _Rows:
    found: _Rows = {}
    for row in _list(table.get("rows")):
        if not isinstance(row, dict):
            continue
        told = [row.get(name) for name in identity]
        if all(one is None or isinstance(one, str | int | float) for one in told):
            found[tuple(map(_text, told))] = None
    return found


def _tables(before: dict[str, object]) -> dict[str, dict[str, object]]:
    return {str(one.get("id")): one for one in _blocks(before) if one.get("type") == "table"}


def _blocks(before: dict[str, object]) -> Iterator[dict[str, object]]:
    for section in _list(before.get("sections")):
        if isinstance(section, dict):
            yield from (one for one in _list(section.get("blocks")) if isinstance(one, dict))


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _text(value: object) -> str:
    """Return a cell as it is compared: JSON has no odd text, and only one kind of number."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return encodable(str(value))
