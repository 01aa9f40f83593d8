"""What tells a row from one of last time: see `since`."""

from confledger.reports.statement.model import Cell, Statement, Table
from confledger.reports.visible import encodable

Identity = tuple[str, ...]


def identity(table: Table, row: tuple[Cell, ...]) -> Identity:
    """Return the table and the cells that tell the row, as texts; empty where nothing does."""
    if not table.identity:
        return ()
    keys = [one.key for one in table.columns]
    return (table.id, *(_text(row[keys.index(name)]) for name in table.identity))


def new_rows(statement: Statement) -> frozenset[Identity]:
    """Return the rows that an earlier report did not have."""
    return frozenset() if statement.since is None else frozenset(statement.since.new)


def _text(value: Cell) -> str:
    """Return a cell as `since` compares it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return encodable(str(value))
