"""What one load has looked at on disk, so that it can be told whether any of it has moved since.

What a load comes to depends on these files and folders alone (and on variables and arguments):
as long as none of them moved, reading again gives the same. That holds for a load that stopped
at a fault as well.
"""

import os

from confledger.errors import ConfledgerError
from confledger.loader.folder import Folder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

# Device, inode, size, times of change; None where there is nothing, a text where it is an error.
_Sign = tuple[int, int, int, int, int] | str | None
# Two writes may have the same times within this many seconds: file systems count coarsely. What
# was read less than that ago is compared by its content.
COARSE = 2.5
_NOT_THERE = (FileNotFoundError, NotADirectoryError)


class SourceUnreachable(ConfledgerError):
    """The place that the configuration is read from is gone, empty or cannot be read."""


class Traced(Folder):
    """A folder that notes all that is asked of it, and what stood there then.

    `now` is a monotonic clock, in seconds.
    """

    def __init__(self, top: str, now: float) -> None:
        super().__init__(top)
        self.now = now
        # What is opened later, such as the file of a secret, is nobody's business.
        self.noting = True
        # Why something that is there could not be read, where that was so.
        self.unreadable: str | None = None
        self._files: dict[str, tuple[_Sign, bytes | None]] = {}
        self._folders: dict[str, tuple[str, ...] | str] = {}
        self._secrets: dict[str, _Sign] = {}
        self._settled = False

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None where there is none; raise ConfledgerError."""
        if not self.noting:
            return super().read(path)
        full = os.path.join(self.top, path)
        sign = _sign(full)
        try:
            data = super().read(path)
        except ConfledgerError as error:
            if isinstance(error.__cause__, OSError):
                self.unreadable = str(error)
            self._files[full] = (sign, None)
            raise
        self._files[full] = (sign, data)
        return data

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, sorted, folders with a `/`; empty where there is none."""
        if not self.noting:
            return super().names(folder)
        full = os.path.join(self.top, folder).rstrip("/")
        try:
            found = super().names(folder)
        except OSError as error:
            self._folders[full] = _reason(error)
            self.unreadable = f"{folder or '.'} cannot be read: {_reason(error)}"
            raise SourceUnreachable(self.unreadable) from error
        self._folders[full] = tuple(found)
        return found

    def keep_an_eye_on(self, secrets: "Iterable[str]") -> None:
        """Note files that hold secrets: of those, nothing but when they changed is ever kept."""
        for path in secrets:
            full = os.path.join(self.top, path)
            if full not in self._files:
                self._secrets[full] = _sign(full)

    def seen(self, path: str) -> object:
        """Return what stood in a file when it was read; of one with secrets, when it changed."""
        full = os.path.join(self.top, path)
        if full in self._files:
            return self._files[full][1]
        return self._secrets.get(full)

    def moved(self, now: float) -> bool:
        """Whether anything is not as it was found, of what the values come from."""
        compared = not self._settled
        for full, (sign, data) in self._files.items():
            found = _sign(full)
            if found != sign or (compared and data is not None):
                # The same content again is no change, whoever wrote it.
                if data is None or isinstance(found, str) or _content(full) != data:
                    return True
                self._files[full] = (found, data)
                self._settled, self.now = False, now
        for full, names in self._folders.items():
            if _listed(full) != names:
                return True
        if compared and now - self.now > COARSE:
            self._settled = True
        return False

    def secrets_moved(self) -> bool:
        """Whether a file that holds secrets has changed."""
        return any(_sign(full) != sign for full, sign in self._secrets.items())

    def folders(self) -> set[str]:
        """Return the folders in which a change would be seen, those that links lead to as well."""
        found: set[str] = set()
        for full in (*self._files, *self._secrets):
            found |= on_the_way(full)
        for full in self._folders:
            found |= on_the_way(full) | {full, os.path.realpath(full)}
        return found


def on_the_way(full: str) -> set[str]:
    """Return the folder that something is in, and those of the links that lead to it."""
    found = {os.path.dirname(full)}
    seen = 0
    rest = full.strip("/").split("/")
    here = "/"
    while rest and seen < _MOST_LINKS:
        step = rest.pop(0)
        path = os.path.normpath(os.path.join(here, step))
        try:
            leads = os.readlink(path)
        except OSError:
            here = path
            continue
        seen += 1
        found.add(here)
        if leads.startswith("/"):
            here = "/"
        rest = [*leads.strip("/").split("/"), *rest]
    found.add(os.path.dirname(here))
    return found


_MOST_LINKS = 40


def why_unreachable(root: str) -> str | None:
    """Return why there is nothing to read at a folder or file; None where there is something.

    An empty folder is what a volume that is not mounted leaves, and a submodule nobody fetched.
    """
    try:
        if not os.path.isdir(root):
            with open(root, "rb"):
                return None
        with os.scandir(root) as entries:
            if any(not one.name.startswith(".") for one in entries):
                return None
    except _NOT_THERE:
        return "is not there"
    except OSError as error:
        return f"cannot be read: {_reason(error)}"
    return "is empty"


def _sign(full: str) -> _Sign:
    try:
        there = os.stat(full)
    except _NOT_THERE:
        return None
    except OSError as error:
        return _reason(error)
    return (there.st_dev, there.st_ino, there.st_size, there.st_mtime_ns, there.st_ctime_ns)


def _content(full: str) -> bytes | None:
    try:
        with open(full, "rb", opener=_opened) as stream:
            return stream.read()
    except OSError:
        return None


def _opened(full: str, flags: int) -> int:
    # Without waiting for whoever writes to a pipe.
    return os.open(full, flags | os.O_NONBLOCK)


def _listed(full: str) -> tuple[str, ...] | str:
    try:
        with os.scandir(full) as entries:
            return tuple(sorted(one.name + "/" * one.is_dir() for one in entries))
    except _NOT_THERE:
        return ()
    except OSError as error:
        return _reason(error)


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
