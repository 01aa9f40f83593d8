"""Where the journal of a user is: outside of every work tree, or where the environment says."""

import os

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping

VARIABLE = "CONFLEDGER_JOURNAL"
_NAME = os.path.join("confledger", "journal.jsonl")


def journal_path(environ: "Mapping[str, str]") -> str:
    """Return the path of the journal, whether it is there or not; raise ConfledgerError."""
    named = environ.get(VARIABLE)
    if named:
        if not os.path.isabs(named):
            raise ConfledgerError(
                f"{VARIABLE} is {named!r}, which is no absolute path",
                help="the journal is one file for all folders; name it from /",
            )
        return os.path.normpath(named)
    state = environ.get("XDG_STATE_HOME", "")
    # A relative one is to be ignored (XDG Base Directory Specification).
    if not os.path.isabs(state):
        state = os.path.join(_home(environ), ".local", "state")
        if not os.path.isabs(state):
            raise ConfledgerError(
                "this user has no home folder to keep the journal in",
                help=f"name a place for it: {VARIABLE}=/var/lib/confledger/journal.jsonl",
            )
    return os.path.join(state, _NAME)


def usable(environ: "Mapping[str, str]", top: str) -> str:
    """Return the path of the journal for work in the folder `top`; raise ConfledgerError.

    A place that was named must not be inside, where a commit would take it along.
    """
    journal = journal_path(environ)
    root = os.path.realpath(top)
    if environ.get(VARIABLE) and os.path.commonpath([os.path.realpath(journal), root]) == root:
        raise ConfledgerError(
            f"the journal {journal} cannot be used: it is inside of this work tree",
            help=f"let {VARIABLE} name a place outside, where no commit takes it along",
        )
    return journal


def checkpoints_path(journal: str) -> str:
    """Return where the signed checkpoints of a journal are, unless somebody moved them away."""
    return f"{journal.removesuffix('.jsonl')}.checkpoints.jsonl"


def _home(environ: "Mapping[str, str]") -> str:
    """Return the home folder, as the environment or the system knows it; maybe empty."""
    if "HOME" in environ:
        return environ["HOME"]
    from pwd import getpwuid

    try:
        return getpwuid(os.getuid()).pw_dir
    except KeyError:
        return ""
