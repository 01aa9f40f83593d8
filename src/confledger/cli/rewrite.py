"""A file of the work tree with other bytes: the old ones or the new ones, whatever happens.

The new bytes are written beside it and take its name at once; it keeps its mode and owner. Not
written is what somebody made read-only, or changed since it was read.
"""

import os
from contextlib import suppress
from stat import S_ISREG

from confledger.errors import ConfledgerError


def rewrite(file: str, old: bytes, new: bytes) -> None:
    """Replace the `old` bytes of a file by `new` ones; raise ConfledgerError, having done nothing.

    A symbolic link is not followed.
    """
    shown = os.path.basename(file)
    try:
        status = os.lstat(file)
        if not S_ISREG(status.st_mode):
            raise ConfledgerError(f"{shown!r} is not a regular file any more")
        if not status.st_mode & 0o222:
            raise ConfledgerError(f"{shown!r} is read-only", help=f"chmod u+w {shown}")
        _replace(file, status, old, new)
    except OSError as error:
        reason = (error.strerror or "it failed").lower()
        raise ConfledgerError(f"{shown!r} could not be written: {reason}") from error


def _replace(file: str, status: os.stat_result, old: bytes, new: bytes) -> None:
    folder = os.path.dirname(file)
    temporary = os.path.join(folder, f".confledger-{os.getpid()}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with suppress(FileNotFoundError):
        # Left by one that was killed, and had the same number.
        os.unlink(temporary)
    out = os.open(temporary, flags, 0o600)
    try:
        try:
            _write(out, new)
            if (status.st_uid, status.st_gid) != (os.getuid(), os.getgid()):
                # Another's file in a folder that is ours: only the superuser may give it back.
                with suppress(PermissionError):
                    os.fchown(out, status.st_uid, status.st_gid)
            os.fchmod(out, status.st_mode & 0o7777)
            os.fsync(out)
        finally:
            os.close(out)
        if _read(file) != old:
            raise ConfledgerError(
                f"{os.path.basename(file)!r} was changed by something else meanwhile",
                help="run it again",
            )
        os.rename(temporary, file)
    except BaseException:
        with suppress(OSError):
            os.unlink(temporary)
        raise
    _settle(folder)


def _write(out: int, data: bytes) -> None:
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(out, rest) :]


def _read(file: str) -> bytes:
    with open(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC), "rb") as current:
        return current.read()


def _settle(folder: str) -> None:
    """Have the new name on the disk, where the file system can do that."""
    with suppress(OSError):
        place = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(place)
        finally:
            os.close(place)
