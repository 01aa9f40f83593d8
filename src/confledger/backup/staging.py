"""A folder where something is made ready beside its place, and what killed runs left of it.

Whoever makes one holds a lock on it until it is gone or has become what it was made for; the
kernel lets go of it with the process. So one that nobody holds was left, and is removed.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, flock
from secrets import token_hex

from confledger.secrets.private_folder import ending_as_exit


@contextmanager
def staged(below: str, prefix: str) -> Iterator[str]:
    """Make a folder of mode 0700, and remove it at the end if it is still there.

    Others of that prefix which nobody holds are removed first.
    """
    sweep(below, prefix)
    with ending_as_exit():
        folder, descriptor = _made(below, prefix)
        try:
            yield folder
        finally:
            if _is(folder, descriptor):
                shutil.rmtree(folder, onerror=_writable)
            os.close(descriptor)


def sweep(below: str, prefix: str) -> None:
    """Remove what killed runs left; what cannot be removed stays."""
    try:
        names = sorted(os.listdir(below))
    except FileNotFoundError:
        return
    for name in names:
        if name.startswith(prefix):
            path = os.path.join(below, name)
            descriptor = _held(path)
            if descriptor is not None:
                shutil.rmtree(path, ignore_errors=True)
                os.close(descriptor)


def _made(below: str, prefix: str) -> tuple[str, int]:
    while True:
        folder = os.path.join(below, prefix + token_hex(6))
        os.mkdir(folder, 0o700)
        descriptor = _held(folder)
        # Between its making and its lock, somebody may have taken it for left behind.
        if descriptor is not None:
            return folder, descriptor


def _held(folder: str) -> int | None:
    """Lock a folder; None where somebody else holds it, or it is gone or no folder."""
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        flock(descriptor, LOCK_EX | LOCK_NB)
        if _is(folder, descriptor):
            return descriptor
    except OSError:
        pass
    os.close(descriptor)
    return None


def _is(folder: str, descriptor: int) -> bool:
    """Whether a folder still has the name that it was opened by."""
    try:
        return os.path.samestat(os.lstat(folder), os.fstat(descriptor))
    except FileNotFoundError:
        return False


def _writable(_: object, path: str, problem: object) -> None:
    """Try again: git makes its objects read-only, which some file systems take seriously."""
    try:
        os.chmod(os.path.dirname(path), 0o700)
        os.unlink(path)
    except OSError:
        pass
