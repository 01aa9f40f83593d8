"""Where configuration is read from: a folder on disk, and files in it by their path.

The only port of the loader. `Source` has what git's snapshots have, so that the same layers can
be read from a commit; this one needs no git.
"""

import os
from stat import S_ISDIR, S_ISREG

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    class Source(Protocol):
        """Files by their path from the top."""

        def read(self, path: str) -> bytes | None:
            """Return the bytes of a file; None where there is none. Raise ConfledgerError."""

        def names(self, folder: str) -> list[str]:
            """Return the names in a folder, sorted, folders with a `/`; maybe none."""


# Of one file; beyond, it is no configuration.
MOST_BYTES = 64 * 1024 * 1024


class Folder:
    """The files below `top`, followed through links as long as they stay within it."""

    def __init__(self, top: str) -> None:
        self.top = os.path.realpath(top)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None where there is none; raise ConfledgerError."""
        from confledger.errors import ConfledgerError

        full = os.path.join(self.top, path)
        try:
            # Without waiting for whoever writes to a pipe.
            file = os.open(full, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            reason = (error.strerror or "").lower()
            raise ConfledgerError(f"{path} cannot be read: {reason}") from error
        there = os.fstat(file)
        if not S_ISREG(there.st_mode):
            os.close(file)
            what = "a folder" if S_ISDIR(there.st_mode) else "no regular file"
            raise ConfledgerError(f"{path} is {what}", help="configuration is in regular files")
        with open(file, "rb") as stream:
            if not self._holds(file, full):
                raise ConfledgerError(
                    f"{path} is a link that leads out of {self.top}", help="copy the file"
                )
            if there.st_size > MOST_BYTES:
                raise ConfledgerError(f"{path} has {there.st_size:,} bytes, more than are read")
            return stream.read()

    def _holds(self, file: int, full: str) -> bool:
        """Whether an open file is below the top, wherever links have led."""
        start = self.top.rstrip("/") + "/"
        try:
            # As the kernel knows it: one question, and not one for each folder on the way.
            if os.readlink(f"/proc/self/fd/{file}").startswith(start):
                return True
        except OSError:
            pass
        return os.path.realpath(full).startswith(start)

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, sorted, folders with a `/`; empty where there is none."""
        try:
            with os.scandir(os.path.join(self.top, folder)) as entries:
                return sorted(one.name + "/" * _is_folder(one) for one in entries)
        except (FileNotFoundError, NotADirectoryError):
            return []


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        # A link to itself: whoever reads it is told.
        return False


def top_of(folder: str) -> str:
    """Return the nearest folder, from `folder` up, that has settings or is a repository.

    The folder itself where none does.
    """
    start = here = os.path.realpath(folder)
    while True:
        if any(os.path.lexists(os.path.join(here, name)) for name in _MARKS):
            return here
        above = os.path.dirname(here)
        if above == here:
            return start
        here = above


_MARKS = ("confledger.yaml", "confledger.yml", ".confledger.yaml", ".git")
