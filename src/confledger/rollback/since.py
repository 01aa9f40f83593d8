"""Which commit gave keys of a file what they have now, and which took a file away."""

from confledger.changes.leaves import ROOT
from confledger.git.file_versions import (
    FileContent,
    FileVersions,
    Unknowable,
    Version,
    before_rename,
)
from confledger.git.repository import Repository
from confledger.rollback.plan import Revision

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.changes.leaves import Leaves

    # The leaves of a version by its content and path; None where it cannot be read.
    Read = Callable[[bytes, str], Leaves | None]

# So many commits of one file are looked at for each key.
_MOST = 2_000
_MOST_RENAMES = 50


class Since:
    """Answers about files as the commit `head` has them."""

    def __init__(self, repository: Repository, head: str, read: "Read", limit: int) -> None:
        self._repository = repository
        self._head = head
        self._read = read
        self._content = FileContent(repository, limit)
        self._known: dict[tuple[str, str], object] = {}
        self._open: dict[tuple[str, str], FileVersions] = {}

    def close(self) -> None:
        """End what reads the history."""
        self._content.close()
        for one in self._open.values():
            one.close()

    def file(self, path: str) -> Revision | None:
        """Return the last commit that changed a file; None where none is known."""
        return revision(self._versions(self._head, path).newest())

    def key(self, path: str, key: str) -> Revision | None:
        """Return the commit that made of a key what it is now, or took it out."""
        versions = self._versions(self._head, path)
        version = versions.newest()
        if version is None:
            return None
        value = self._value(version, key)
        renames = 0
        for _ in range(_MOST):
            parents = [(versions, one) for one in versions.parents(version)]
            if not parents and renames < _MOST_RENAMES:
                renames += 1
                parents = self._renamed(version)
            same = next((one for one in parents if self._value(one[1], key) == value), None)
            if same is None:
                break
            versions, version = same
        return revision(version)

    def _renamed(self, version: Version) -> list[tuple[FileVersions, Version]]:
        try:
            found = before_rename(self._repository, version)
        except Unknowable:
            return []
        if found is None:
            return []
        versions = self._versions(*found)
        newest = versions.newest()
        return [] if newest is None else [(versions, newest)]

    def _versions(self, start: str, path: str) -> FileVersions:
        if (start, path) not in self._open:
            self._open[start, path] = FileVersions(self._repository, start, path)
        return self._open[start, path]

    def _value(self, version: Version, key: str) -> object:
        """Return all that a version has at a key and below it."""
        leaves = self._leaves(version)
        if leaves is None:
            return None
        pointer = key.partition(ROOT)[2]
        labels = {one.partition(ROOT)[0] for one in leaves}
        if len(labels) == 1:
            # One document alone is the same one under another name.
            key = labels.pop() + ROOT + pointer
        below, start = key + "/", len(key) - len(pointer)
        return [
            (one[start:], text)
            for one, text in leaves.items()
            if one == key or one.startswith(below)
        ]

    def _leaves(self, version: Version) -> "Leaves | None":
        where = version.oid, version.path
        if where not in self._known:
            _, data = self._content.at(*where)
            self._known[where] = {} if data is None else self._read(data, version.path)
        return self._known[where]  # type: ignore[return-value]  # what was put there


def revision(version: Version | None) -> Revision | None:
    """Return what a plan says of a commit."""
    if version is None:
        return None
    return Revision(version.oid, version.committed or 0, version.author, version.subject)
