"""How a report is asked for, and where it goes: standard output, and files."""

import os
import sys

from confledger.cli.output import coloured, save, terminal_width
from confledger.cli.parser import one_of
from confledger.cli.report import making
from confledger.cli.report.basis import Basis, standing_here
from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError
from confledger.reports.statement import catalog
from confledger.reports.statement.model import Statement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace


def add_to(parser: "ArgumentParser") -> None:
    """Give a parser the options of everything that prints a report."""
    parser.add_argument("--rev", metavar="REV", default="HEAD", help="of this commit")
    parser.add_argument(
        "--as-of",
        metavar="TIME",
        help="count ages up to this day or time, or `now` (default: the time of the commit)",
    )
    parser.add_argument(
        "--since", metavar="REV|FILE", help="say what is new since this commit's, or this, report"
    )
    parser.add_argument(
        "--format",
        metavar="FORMAT",
        type=one_of(tuple(catalog.FORMATS), "format"),
        default="text",
        help=f"how to print it: {', '.join(catalog.FORMATS)} (default: text)",
    )
    parser.add_argument(
        "--output",
        metavar="FORMAT=FILE",
        action="append",
        default=[],
        help="also write a format to a file; may be repeated",
    )
    parser.add_argument(
        "--color",
        metavar="WHEN",
        type=one_of(("auto", "always", "never"), "way to colour"),
        default="auto",
        help="auto, always or never (default: auto, or NO_COLOR)",
    )


def asked_basis(asked: "Namespace") -> Basis:
    """Return the basis that the options name; whoever asks closes it. Raise ConfledgerError."""
    found = standing_here(asked.rev)
    if asked.as_of is not None:
        try:
            found.as_of = _moment(found, asked.as_of)
        except BaseException:
            found.close()
            raise
    return found


def shown(kind: str, asked: "Namespace") -> int:
    """Print the report of a kind as the options say; return the exit code, which is 0."""
    verified(asked)
    found = asked_basis(asked)
    try:
        earlier = making.earlier_of(found, asked.since)
        span = getattr(asked, "range", None)
        deliver(making.statement(found, kind, earlier, span), asked)
    finally:
        found.close()
    return 0


def verified(asked: "Namespace") -> None:
    """Raise when an output cannot be used, before any work is done."""
    for one in asked.output:
        name, equals, file = one.partition("=")
        if not equals or not file:
            raise ConfledgerError(
                f"--output takes FORMAT=FILE, not {one!r}",
                help="such as --output html=out.html",
            )
        catalog.known(name)
        if os.path.isdir(file):
            raise ConfledgerError(f"{file!r} is a folder", help="name a file in it")


def deliver(made: Statement, asked: "Namespace") -> None:
    """Write a report to the files that were asked for, and print it."""
    for one in asked.output:
        name, _, file = one.partition("=")
        save(file, catalog.render(made, name))
        tell(f"{name}: {os.path.relpath(file)}\n")
    if asked.format == "text":
        put(
            catalog.text(
                made, colour=coloured(asked.color), width=terminal_width() if _seen() else None
            )
        )
    else:
        put(catalog.render(made, asked.format))


def _seen() -> bool:
    return sys.stdout.isatty()


def _moment(found: Basis, text: str) -> int:
    if text == "now":
        import time

        return int(time.time())
    from confledger.cli.moments import moment

    return moment(found.repository, text, "--as-of", end=True)
