"""A plan shown is a plan agreed to: by a person at a terminal, or by `--yes`."""

import sys

from confledger.cli.streams import put, tell
from confledger.errors import ConfledgerError


def agreed(question: str, again: str, *, yes: bool) -> bool:
    """Whether the plan that was shown may be carried out; say so where it was declined.

    `again` is the command that does it. Raise ConfledgerError where nobody can be asked.
    """
    if yes:
        return True
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise ConfledgerError("nothing was changed, as nobody can be asked here", help=again)
    tell(f"{question} [y/N] ")
    try:
        answer = sys.stdin.readline().strip().lower()
    except KeyboardInterrupt:
        tell("\nNothing was changed.")
        raise
    if answer in ("y", "yes"):
        return True
    put("Nothing was changed.\n")
    return False
