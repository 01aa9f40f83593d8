"""The formats in which a statement can be written."""

from importlib import import_module

from confledger.errors import ConfledgerError, nearest
from confledger.reports.statement.model import Statement

FORMATS = {
    "text": "for a terminal",
    "markdown": "for merge requests and files in the repository",
    "html": "one page for a browser, which needs nothing else",
    "json": "everything, stable and versioned: schemas/statement.schema.json",
    "csv": "the main table, for a spreadsheet",
}
SUFFIXES = {"markdown": "md", "html": "html", "json": "json", "csv": "csv"}


def known(name: str) -> str:
    """Return the name of a format; raise ConfledgerError for one that there is not."""
    if name not in FORMATS:
        close = nearest(name, list(FORMATS))
        raise ConfledgerError(
            f"no format named {name!r}",
            help=f"did you mean {close!r}?" if close else f"there are {', '.join(FORMATS)}",
        )
    return name


def render(statement: Statement, name: str) -> str:
    """Write a statement in a format; as text, without colours for any width."""
    if known(name) == "text":
        return text(statement, colour=False, width=None)
    made: str = import_module(f"confledger.reports.statement.renderers.{name}").render(statement)
    return made


def text(statement: Statement, *, colour: bool, width: int | None) -> str:
    """Write a statement for a terminal of some width."""
    from confledger.reports.statement.renderers.text import render

    return render(statement, colour=colour, width=width)
