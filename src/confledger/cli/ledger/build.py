"""The action `ledger build`: the ledger is brought up to date, or made anew."""

import time

from confledger.cli.opened_ledger import opened
from confledger.cli.parser import Parser
from confledger.cli.streams import put, tell

_ABOUT = """Bring the ledger of this repository up to date, and say what it has.

Every command that asks the ledger does this first, so that it is needed only to have the time it
takes at another moment, or with --rebuild to be sure of a ledger that nothing old is in."""
_EXAMPLES = ("confledger ledger build", "confledger ledger build --rebuild")


def parser() -> Parser:
    """Return the parser of this action."""
    found = Parser("ledger build", _ABOUT, examples=_EXAMPLES)
    found.add_argument("revision", nargs="?", default="HEAD", metavar="REV", help="default: HEAD")
    found.add_argument("--rebuild", action="store_true", help="make it anew, from the first commit")
    return found


def run(arguments: list[str]) -> int:
    """Build it; return 0."""
    given = parser().parse_args(arguments)
    started = time.monotonic()
    with opened(given.revision, rebuild=given.rebuild) as ledger:
        ask = ledger.store.connection.execute
        commits = ask("SELECT count(*) FROM commits").fetchone()[0]
        # Rows are added and dropped at the end only, so that the last one has their number.
        rows = ask("SELECT coalesce(max(rowid), 0) FROM changes").fetchone()[0]
        took = time.monotonic() - started
        if ledger.new:
            put(f"{_counted(ledger.new, 'commit')} added in {took:.1f} s\n")
        else:
            put("up to date\n")
        put(f"{_counted(commits, 'commit')}, {_counted(rows, 'entry', 'entries')}\n")
        if ledger.store.temporary is None:
            tell(f"kept in {ledger.store.path}\n")
    return 0


def _counted(number: int, one: str, several: str = "") -> str:
    return f"{number:,} {one if number == 1 else several or one + 's'}"
