"""Backups in a folder of this machine, or of one that is mounted here.

A backup gets its name when all of it is on the disk. Until then it has a temporary one, locked
by who writes it: whoever comes later removes what nobody holds.
"""

import os
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from secrets import token_hex
from shutil import copyfileobj
from typing import BinaryIO

from confledger.backup.destinations.destination import NotThere
from confledger.backup.destinations.place import LARGEST_NOTE, NOTE, verify
from confledger.backup.manifest import named
from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX, _PART = ".confledger-", ".part"
_BLOCK = 1 << 20


class Folder:
    """A folder with backups; it is made when the first one comes."""

    def __init__(self, path: str) -> None:
        self._path = os.path.abspath(path)

    @property
    def shown(self) -> str:
        """The path."""
        return self._path

    def names(self) -> list[str]:
        """Return the names of all backups, sorted."""
        return sorted(name for name in self._listed() if named(name) is not None)

    def read(self, name: str) -> BinaryIO:
        """Open a backup."""
        try:
            return open(self._file(name), "rb")
        except FileNotFoundError:
            raise NotThere(name, self._path) from None

    def write(self, name: str, file: BinaryIO) -> None:
        """Copy a backup there; raise OSError, and nothing is left of it then."""
        target = self._file(name)
        self._make()
        self._sweep()
        with self._part() as (part, out):
            copyfileobj(file, out, _BLOCK)
            self._finish(part, out, target)

    def delete(self, name: str) -> None:
        """Remove a backup and its note, which is nothing without it."""
        target = self._file(name)
        for one in (target, target + NOTE):
            try:
                os.unlink(one)
            except FileNotFoundError:
                pass
        if os.path.isdir(self._path):
            _settle(self._path)

    def notes(self) -> dict[str, bytes]:
        """Return the notes, by the names of their backups."""
        found = {}
        for name in self._listed():
            backup = name.removesuffix(NOTE)
            if backup != name and named(backup) is not None:
                try:
                    with open(os.path.join(self._path, name), "rb") as file:
                        found[backup] = file.read(LARGEST_NOTE)
                except OSError:
                    # It went with its backup, or nobody can read it: then it says nothing.
                    pass
        return found

    def note(self, name: str, data: bytes) -> None:
        """Put a note beside a backup."""
        target = self._file(name)
        with self._part() as (part, out):
            out.write(data)
            self._finish(part, out, target + NOTE)

    def _file(self, name: str) -> str:
        verify(name, self._path)
        return os.path.join(self._path, name)

    def _listed(self) -> list[str]:
        try:
            return sorted(os.listdir(self._path))
        except FileNotFoundError:
            return []
        except NotADirectoryError:
            raise ConfledgerError(
                f"{self._path!r} is no folder", help="name a folder for backups"
            ) from None

    def _make(self) -> None:
        """Make the folder, and have that on the disk; others need not look into it."""
        above = self._path
        while not os.path.isdir(above):
            above = os.path.dirname(above)
        if above == self._path:
            return
        os.makedirs(os.path.dirname(self._path), exist_ok=True)
        try:
            os.mkdir(self._path, 0o700)
        except FileExistsError:
            if not os.path.isdir(self._path):
                raise ConfledgerError(
                    f"{self._path!r} is no folder", help="name a folder for backups"
                ) from None
        below = os.path.dirname(self._path)
        while len(below) >= len(above):
            _settle(below)
            if below == above:
                break
            below = os.path.dirname(below)

    @contextmanager
    def _part(self) -> "Iterator[tuple[str, BinaryIO]]":
        """Open a new file that is ours; it is gone in the end, unless it got its name."""
        while True:
            part = os.path.join(self._path, f"{_PREFIX}{token_hex(8)}{_PART}")
            out = open(part, "xb", opener=_privately)  # noqa: SIM115 - closed below, once ours
            # Between its making and its lock, somebody may have taken it for left behind.
            if _ours(part, out):
                break
            out.close()
        try:
            with out:
                yield part, out
        finally:
            try:
                os.unlink(part)
            except FileNotFoundError:
                pass

    def _finish(self, part: str, out: BinaryIO, target: str) -> None:
        """Give a file its name when it is on the disk."""
        out.flush()
        os.fsync(out.fileno())
        os.rename(part, target)
        _settle(self._path)

    def _sweep(self) -> None:
        """Remove what others left who were stopped."""
        for name in self._listed():
            if not (name.startswith(_PREFIX) and name.endswith(_PART)):
                continue
            path = os.path.join(self._path, name)
            try:
                with open(path, "rb") as file:
                    if _lock(file):
                        os.unlink(path)
            except OSError:
                # It is gone, or not ours to remove.
                pass


def _lock(file: BinaryIO) -> bool:
    """Whether nobody else has a file, which is ours from now on; not on every file system."""
    try:
        flock(file, LOCK_EX | LOCK_NB)
    except OSError:
        return False
    return True


def _ours(part: str, out: BinaryIO) -> bool:
    """Whether a file is still there once we hold it; whoever sweeps holds it for a moment only."""
    try:
        flock(out, LOCK_EX)
    except OSError:
        # No locks there: then nobody sweeps either.
        return True
    try:
        return os.path.samestat(os.stat(part), os.fstat(out.fileno()))
    except FileNotFoundError:
        return False


def _settle(folder: str) -> None:
    """Have what was named in a folder on the disk, where the file system can do that."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(place)
    except OSError:
        pass
    finally:
        os.close(place)


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)
