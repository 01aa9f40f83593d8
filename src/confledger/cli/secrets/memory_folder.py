"""A private folder in memory, for clear text that an editor has to find in a file.

What a killed process left there is removed by the next one: each folder is locked while in use.
"""

import fcntl
import os
import shutil

from confledger.errors import ConfledgerError
from confledger.secrets.private_folder import private_folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

_PREFIX = "confledger-edit-"
_LOCK = "lock"
_IN_MEMORY = ("tmpfs", "ramfs")


def memory_folder(*, elsewhere: bool = False) -> "AbstractContextManager[str]":
    """Make a folder that no disk has; raise ConfledgerError where there is none to be had.

    With `elsewhere`, where temporary files are, whatever that is.
    """
    from contextlib import contextmanager

    below = _in_memory()
    if below is None and not elsewhere:
        raise ConfledgerError(
            "there is no folder in memory here, so the clear text would be written to a disk",
            help="set one value: `confledger secrets set FILE KEY`; or accept it with --no-tmpfs",
        )

    @contextmanager
    def locked() -> "Iterator[str]":
        _remove_left(below)
        with (
            private_folder(below, _PREFIX) as folder,
            open(os.path.join(folder, _LOCK), "wb") as lock,
        ):
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder

    return locked()


def _in_memory() -> str | None:
    """Return a folder in memory where this user can write."""
    try:
        with open("/proc/mounts", encoding="utf-8", errors="surrogateescape") as file:
            mounts = [line.split(" ")[1:3] for line in file]
    except OSError:
        return None
    for folder in (os.environ.get("XDG_RUNTIME_DIR"), "/dev/shm"):  # noqa: S108 - in memory, 0700
        if folder and os.access(folder, os.W_OK | os.X_OK) and _kind(folder, mounts) in _IN_MEMORY:
            return folder
    return None


def _kind(folder: str, mounts: list[list[str]]) -> str:
    """Return the kind of the file system that holds a folder."""
    place = os.path.realpath(folder) + "/"
    found = ("", "")
    for at, kind in mounts:
        # A later mount hides an earlier one at the same place.
        if place.startswith(at.rstrip("/") + "/") and len(at) >= len(found[0]):
            found = (at, kind)
    return found[1]


def _remove_left(below: str | None) -> None:
    """Remove what nobody works in any more; of others, nothing can be opened."""
    if below is None:
        return
    for name in os.listdir(below):
        folder = os.path.join(below, name)
        if not name.startswith(_PREFIX) or os.path.islink(folder):
            continue
        try:
            with open(os.path.join(folder, _LOCK), "rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
        except OSError:
            continue
