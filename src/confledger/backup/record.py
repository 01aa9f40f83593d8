"""Which backups were restored, when, by whom and how fast: what is known to work, not hoped.

One line of JSON for each trial that succeeded, in a file beside the journal of this user, so that
it outlives the repository. Lines are only added; one that was cut off by a crash is passed over.
"""

import os

from confledger.backup.fields import Malformed, canonical, is_digest, is_time

_FILE = "restores.jsonl"
_VERSION = 1
TRIAL, RESTORE = "trial", "restore"


class Restored:
    """One success. `how` is `trial` (`backup verify --restore-to`) or `restore`.

    `time` is UTC; `seconds` it took; `tip` is the commit that came back, made at `newest`.
    `behind` is how many commits the repository had since, and `age` how many seconds the newest
    one is after that of the backup: None where there is no repository to compare with.
    """

    __slots__ = (
        *("age", "behind", "by", "destination", "how", "id", "name", "newest", "repository"),
        *("seconds", "time", "tip"),
    )

    def __init__(
        self,
        *,
        time: str,
        by: str,
        how: str,
        name: str,
        id: str,
        destination: str,
        repository: str,
        tip: str,
        newest: str,
        seconds: float,
        behind: int | None = None,
        age: int | None = None,
    ) -> None:
        self.time = time
        self.by = by
        self.how = how
        self.name = name
        self.id = id
        self.destination = destination
        self.repository = repository
        self.tip = tip
        self.newest = newest
        self.seconds = seconds
        self.behind = behind
        self.age = age

    def fields(self) -> dict[str, object]:
        """Return it as its line has it."""
        return {**{name: getattr(self, name) for name in self.__slots__}, "version": _VERSION}


def place(journal: str) -> str:
    """Return where the record is, by the path of the journal; whether it is there or not."""
    return os.path.join(os.path.dirname(journal), _FILE)


def append(path: str, restored: Restored) -> None:
    """Add a line, and bring it to disk; raise OSError."""
    from fcntl import LOCK_EX, flock

    os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
    with open(path, "a+b", 0, opener=_privately) as file:
        flock(file, LOCK_EX)
        end = file.seek(0, os.SEEK_END)
        whole = True
        if end:
            file.seek(end - 1)
            whole = file.read(1) == b"\n"
        file.write((b"" if whole else b"\n") + canonical(restored.fields()))
        os.fsync(file.fileno())


def read(path: str, repository: str | None = None) -> list[Restored]:
    """Return what succeeded, the oldest first; of one repository, by its first root commit."""
    try:
        with open(path, "rb") as file:
            lines = file.read().splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return []
    found = [one for line in lines if (one := restored(line)) is not None]
    return [one for one in found if repository is None or one.repository == repository]


def restored(line: bytes) -> Restored | None:
    """Read a line, also of a note beside a backup; None where it is none of ours."""
    from json import loads

    try:
        said = loads(line)
        if said.pop("version") != _VERSION:
            return None
        found = Restored(**said)
        texts = (found.by, found.destination, found.name, found.repository, found.tip, found.newest)
        numbers = (found.seconds, found.behind or 0, found.age or 0)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, Malformed):
        return None
    if not all(isinstance(text, str) for text in texts) or found.how not in (TRIAL, RESTORE):
        return None
    if any(not isinstance(one, (int, float)) for one in numbers):
        return None
    return found if is_time(found.time) and is_digest(found.id) else None


def _privately(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_CLOEXEC, 0o600)
