"""The table that a report is about, as CSV that a spreadsheet opens and never runs.

It is as RFC 4180 says, but for the ends of lines, which are those of every other report: where git
stores texts, it takes the others away. It holds no digest and no comment: whoever reads it wants
the rows alone.
"""

from confledger.reports.ledger.spreadsheet import cell
from confledger.reports.statement.model import DATE, Cell, Statement
from confledger.reports.statement.values import written
from confledger.reports.statement.words import primary
from confledger.reports.visible import visible


def render(statement: Statement) -> str:
    """Write the keys of the columns, then a line for each row; nothing where there is no table."""
    table = primary(statement)
    if table is None:
        return ""
    kinds = [one.kind for one in table.columns]
    lines = [_line([one.key for one in table.columns])]
    lines += [
        _line([_cell(value, kind) for value, kind in zip(row, kinds, strict=True)])
        for row in table.rows
    ]
    return "".join(lines)


def _cell(value: Cell, kind: str) -> str:
    """Return one cell in one line; days are dates, other numbers are as they are."""
    if kind == DATE and isinstance(value, (int, float)):
        return written(value, kind)
    return cell(visible(value) if isinstance(value, str) else value)


def _line(cells: list[str]) -> str:
    return ",".join(map(_quoted, cells)) + "\n"


def _quoted(text: str) -> str:
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text
