"""What a statement says, as plain values."""

from confledger.reports.statement.model import Statement, Table


def figures(made: Statement) -> dict[str, tuple[object, object]]:
    """Return value and denominator of each figure, by name."""
    return {one.name: (one.value, one.of) for one in made.figures}


def table(made: Statement, name: str) -> Table:
    """Return a table by its id."""
    return next(one for one in made.tables() if one.id == name)


def rows(made: Statement, name: str, *columns: str) -> list[tuple[object, ...]]:
    """Return some columns of a table."""
    found = table(made, name)
    keys = [one.key for one in found.columns]
    return [tuple(row[keys.index(one)] for one in columns) for row in found.rows]
