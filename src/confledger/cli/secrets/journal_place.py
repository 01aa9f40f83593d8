"""Where the journal of this user is, by the environment of this process."""

import os

from confledger.secrets import journal_place
from confledger.secrets.journal_place import VARIABLE, checkpoints_path

__all__ = ["VARIABLE", "checkpoints_path", "journal_path", "usable"]


def journal_path() -> str:
    """Return the path of the journal, whether it is there or not; raise ConfledgerError."""
    return journal_place.journal_path(os.environ)


def usable(top: str) -> str:
    """Return the path of the journal for work in the folder `top`; raise ConfledgerError."""
    return journal_place.usable(os.environ, top)
