"""What a place for backups can do. Who implements it decides where that is."""

from typing import BinaryIO, Protocol

from confledger.errors import ConfledgerError


class NotThere(ConfledgerError):
    """A destination has no backup of this name."""

    def __init__(self, name: str, where: str) -> None:
        super().__init__(
            f"there is no backup {name!r} in {where}", help="see `confledger backup list`"
        )


class Destination(Protocol):
    """A place for backups; names are those of `manifest.file_name`, and never paths.

    What is there under a name is a whole backup: a write that was stopped leaves none, and what
    it left is removed by the next write. All raise ConfledgerError, or OSError.
    """

    @property
    def shown(self) -> str:
        """How the place is called in messages; without credentials."""

    def names(self) -> list[str]:
        """Return the names of all backups that are there, sorted; nothing where no place is."""

    def read(self, name: str) -> BinaryIO:
        """Open a backup for reading from its start to its end; raise NotThere."""

    def write(self, name: str, file: BinaryIO) -> None:
        """Put a backup there, read from an open file, all of it or nothing, and on disk."""

    def delete(self, name: str) -> None:
        """Remove a backup; nothing where it is gone already."""
