"""What a switch is about to do, on disk before it does it: whoever is stopped can be finished.

In the git directory of the work tree: `confledger-switch/` with `intent.json`, the `index` that
is to be, and below `tree/` every file that is to be put into the work tree.
"""

import os
from stat import S_ISDIR

from confledger.git.repository import Repository
from confledger.git.trees import GITLINK, Pair, TreeFile

FOLDER = "confledger-switch"
_INTENT = "intent.json"
_VERSION = 1
# Size, time of the last write in nanoseconds, inode; None where there is no file.
Signature = tuple[int, int, int] | None


class Step:
    """One path: what git had and is to have there, and how the disk looked before."""

    __slots__ = ("new", "old", "seen")

    def __init__(self, pair: Pair, seen: Signature) -> None:
        self.old, self.new = pair
        self.seen = seen

    @property
    def on_disk(self) -> bool:
        """Whether a file is to be put there, which git does not do for submodules."""
        return self.new is not None and self.new.mode != GITLINK


class Intent:
    """A reference that is to name `new` instead of `old`, and what follows on disk."""

    __slots__ = ("folder", "new", "old", "ref", "steps", "unwatched")

    def __init__(
        self,
        folder: str,
        ref: str,
        old: str,
        new: str,
        steps: dict[str, Step],
        unwatched: frozenset[str] = frozenset(),
    ) -> None:
        self.folder = folder
        self.ref = ref
        self.old = old
        self.new = new
        self.steps = steps
        # Paths that a sparse checkout keeps off the disk.
        self.unwatched = unwatched

    @property
    def index(self) -> str:
        """The index that is to be."""
        return os.path.join(self.folder, "index")

    def staged(self, path: str) -> str:
        """Return where the file for a path waits."""
        return os.path.join(self.folder, "tree", path)

    def write(self) -> None:
        """Put it on the disk; from then on it is carried out, or taken back."""
        from json import dumps

        said = {
            "version": _VERSION,
            "ref": self.ref,
            "old": self.old,
            "new": self.new,
            "unwatched": sorted(self.unwatched),
            "steps": {
                path: [_said(one.old), _said(one.new), one.seen] for path, one in self.steps.items()
            },
        }
        name = os.path.join(self.folder, _INTENT)
        with open(name + ".tmp", "wb") as file:
            file.write(dumps(said).encode("ascii"))
            file.flush()
            os.fsync(file.fileno())
        os.rename(name + ".tmp", name)
        settle(self.folder)


def place(repository: Repository) -> str:
    """Return the folder of an intent."""
    return os.path.join(repository.git_dir, FOLDER)


def read(repository: Repository) -> Intent | None:
    """Return the intent that is there; None where there is none that was ever begun with."""
    from json import loads

    folder = place(repository)
    try:
        with open(os.path.join(folder, _INTENT), "rb") as file:
            said = loads(file.read())
    except (FileNotFoundError, NotADirectoryError):
        return None
    steps = {
        path: Step((_file(old), _file(new)), None if seen is None else tuple(seen))
        for path, (old, new, seen) in said["steps"].items()
    }
    unwatched = frozenset(said["unwatched"])
    return Intent(folder, said["ref"], said["old"], said["new"], steps, unwatched)


def drop(repository: Repository) -> None:
    """Remove an intent, which is done with, and all that waited in its folder."""
    from shutil import rmtree

    folder = place(repository)
    try:
        os.unlink(os.path.join(folder, _INTENT))
    except (FileNotFoundError, NotADirectoryError):
        pass
    rmtree(folder, ignore_errors=True)


def signature(path: str) -> Signature:
    """Return what tells whether a file is still the one that was looked at."""
    try:
        status = os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if S_ISDIR(status.st_mode):
        return (-1, 0, status.st_ino)
    return (status.st_size, status.st_mtime_ns, status.st_ino)


def settle(folder: str) -> None:
    """Have what was named in a folder on the disk, where the file system can do that."""
    try:
        place = os.open(folder or ".", os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError:
        return
    try:
        os.fsync(place)
    except OSError:
        pass
    finally:
        os.close(place)


def _said(file: TreeFile | None) -> list[str] | None:
    return None if file is None else [file.mode, file.oid]


def _file(said: list[str] | None) -> TreeFile | None:
    return None if said is None else TreeFile(*said)
