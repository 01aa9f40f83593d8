"""Where the journal of this user is: outside of every work tree, or where the environment says."""

import os

from confledger.errors import ConfledgerError

VARIABLE = "CONFLEDGER_JOURNAL"
_NAME = os.path.join("confledger", "journal.jsonl")


def journal_path() -> str:
    """Return the path of the journal, whether it is there or not; raise ConfledgerError."""
    named = os.environ.get(VARIABLE)
    if named:
        if not os.path.isabs(named):
            raise ConfledgerError(
                f"{VARIABLE} is {named!r}, which is no absolute path",
                help="the journal is one file for all folders; name it from /",
            )
        return os.path.normpath(named)
    state = os.environ.get("XDG_STATE_HOME", "")
    # A relative one is to be ignored (XDG Base Directory Specification).
    if not os.path.isabs(state):
        state = os.path.join(os.path.expanduser("~"), ".local", "state")
        if not os.path.isabs(state):
            raise ConfledgerError(
                "this user has no home folder to keep the journal in",
                help=f"name a place for it: {VARIABLE}=/var/lib/confledger/journal.jsonl",
            )
    return os.path.join(state, _NAME)


def checkpoints_path(journal: str) -> str:
    """Return where the signed checkpoints of a journal are, unless somebody moved them away."""
    return f"{journal.removesuffix('.jsonl')}.checkpoints.jsonl"
