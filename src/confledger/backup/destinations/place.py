"""What every place of ours can do beyond holding backups: remember which of them were proved.

Whoever prunes may not be who restored. So what a restore has proved is noted beside the backup,
and goes with it.
"""

from typing import Protocol

from confledger.backup.destinations.destination import Destination, NotThere
from confledger.backup.manifest import named
from confledger.errors import ConfledgerError

# What a note is called, after the name of its backup.
NOTE = ".restored"
# A note is a line; whatever is larger is none.
LARGEST_NOTE = 1 << 16


class Place(Destination, Protocol):
    """A destination that also keeps a note beside a backup."""

    def notes(self) -> dict[str, bytes]:
        """Return the note of each backup that has one, by the name of the backup."""

    def note(self, name: str, data: bytes) -> None:
        """Put a note beside a backup, in place of the one before."""


class Failed(ConfledgerError):
    """A place could not be used."""


def verify(name: str, where: str) -> None:
    """Raise NotThere unless a name is one that a backup can have: it is never a path."""
    if named(name) is None:
        raise NotThere(name, where)
