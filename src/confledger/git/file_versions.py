"""The commits that changed one file, the newest first, read as far as somebody asks.

git leaves out what did not change the file: of a merge that is like one of its parents, only
that parent is followed. So each commit's parents are the ones that changed the file before it.
"""

import os

from confledger.git.blobs import Blobs
from confledger.git.history import boundary
from confledger.git.process import GitFailed
from confledger.git.raw_log import STEADY, asked, read
from confledger.git.repository import Repository

_FIELDS = 5
_FORMAT = "--format=%an%x00%at%x00%ct%x00%s%x00%B%x00"
_CHUNK = 1 << 15
_RENAMED = ("-m", "-M50%", "-l1000", "--root", "--no-mailmap", "-O/dev/null", "-1")
_MOST_PARENTS = 16
# As `signal` has it, which costs an import.
_TERMINATE = 15


class Version:
    """One commit that changed the file at `path`; times in seconds since 1970, or None.

    `cut` says that the clone is shallow and ends here: what it holds may be older.
    """

    __slots__ = (
        *("author", "authored", "committed", "cut", "message", "oid", "parents", "path"),
        "subject",
    )

    def __init__(self, oid: str, parents: list[str], path: str, fields: list[bytes]) -> None:
        self.oid = oid
        self.parents = parents
        self.path = path
        texts = [one.decode("utf-8", "replace") for one in fields]
        self.author = texts[0]
        self.authored = int(texts[1]) if texts[1].isdecimal() else None
        self.committed = int(texts[2]) if texts[2].isdecimal() else None
        self.subject = texts[3]
        self.message = texts[4]
        self.cut = False


class FileVersions:
    """The versions of the file at `path` that the commit `start` comes from."""

    def __init__(self, repository: Repository, start: str, path: str) -> None:
        self.path = path
        self._running = repository.start(
            *("rev-list", "--parents", "--encoding=UTF-8", _FORMAT, start, "--"),
            f":(literal,top){path}",
        )
        self._known: dict[str, Version] = {}
        self._rest = b""
        self._fields: list[bytes] = []
        self._cut = boundary(repository)
        self._ended = False

    def newest(self) -> Version | None:
        """Return the last commit that changed the file; None where none ever did."""
        return next(iter(self._known.values()), None) or self._next()

    def parents(self, version: Version) -> list[Version]:
        """Return the versions that one was made from, as far as they are in this clone."""
        found = [self._find(oid) for oid in version.parents[:_MOST_PARENTS]]
        return [one for one in found if one is not None]

    def close(self) -> None:
        """End the process that lists them."""
        if not self._ended:
            self._ended = True
            # It would go on to the first commit before it noticed that nobody reads.
            os.kill(self._running.pid, _TERMINATE)
            self._running.end()

    def _find(self, oid: str) -> Version | None:
        while oid not in self._known:
            if self._next() is None:
                return None
        return self._known[oid]

    def _next(self) -> Version | None:
        while len(self._fields) <= _FIELDS - 1:
            part = b"" if self._ended else self._running.output.read1(_CHUNK)  # type: ignore[attr-defined]  # a pipe is buffered
            if not part:
                if not self._ended:
                    self._ended = True
                    self._running.wait()
                return None
            fields = (self._rest + part).split(b"\0")
            self._rest = fields.pop()
            self._fields += fields
        fields, self._fields = self._fields[:_FIELDS], self._fields[_FIELDS:]
        # What comes before the first field: `commit ID PARENT...` on a line of its own.
        head, _, fields[0] = fields[0].lstrip(b"\n").partition(b"\n")
        oid, *parents = head.decode("ascii").split(" ")[1:]
        found = self._known[oid] = Version(oid, parents, self.path, fields)
        found.cut = oid in self._cut
        return found


class FileContent:
    """Reads files of commits, one after the other."""

    def __init__(self, repository: Repository, limit: int) -> None:
        self._blobs = Blobs(repository, limit)

    def at(self, commit: str, path: str) -> tuple[str, bytes | None]:
        """Return the id and content of a file of a commit; None where there is none to read."""
        if "\n" in path:
            return "", None
        oid, content = self._blobs.one(f"{commit}:{path}")
        return oid, content if isinstance(content, bytes) else None

    def close(self) -> None:
        """End the process that reads them."""
        self._blobs.close()


class Unknowable(Exception):
    """What a commit did to a file cannot be told in this clone; the message says why."""


def before_rename(repository: Repository, version: Version) -> tuple[str, str] | None:
    """Return parent and path that a commit took a file from that it brought; None for a new one.

    Raise Unknowable where the clone lacks the content that would tell.
    """
    running = repository.start("log", *STEADY, *_RENAMED, asked(("%H", "%P")), version.oid, "--")
    try:
        for number, (fields, files) in enumerate(read(running.output, ("%H", "%P"))):
            parents = fields[1].decode("ascii").split()
            for before, *_, after in files:
                if after is None or after.path != version.path or number >= len(parents):
                    continue
                if before is not None and before.path == version.path:
                    raise Unknowable("partial clone; git fetch --refetch --no-filter")
                if before is not None:
                    return parents[number], before.path
        running.wait()
    except GitFailed as error:
        if "promisor" in error.said or "lazy" in error.said:
            raise Unknowable("partial clone; git fetch --refetch --no-filter") from error
        raise
    finally:
        running.end()
    return None


def is_tracked(repository: Repository, path: str) -> bool:
    """Whether the index has a file."""
    return bool(repository.run("ls-files", "-z", "--", f":(literal,top){path}"))


def landing(repository: Repository, commit: str, tip: str) -> str | None:
    """Return the message of the merge that brought a commit to the mainline of `tip`.

    None of a commit of the mainline itself.
    """
    if commit == tip:
        return None
    bounds = (tip, f"^{commit}", "--")
    chain = repository.start("rev-list", "--first-parent", "--parents", *bounds)
    between = repository.start("rev-list", "--ancestry-path", "--merges", *bounds)
    try:
        lines = chain.output.read().decode("ascii").splitlines()
        merges = set(between.output.read().decode("ascii").split())
        chain.wait()
        between.wait()
    except GitFailed:
        return None
    finally:
        chain.end()
        between.end()
    rows = [line.split(" ") for line in lines]
    if not rows or rows[-1][1:2] == [commit]:
        return None
    merge = next((row[0] for row in reversed(rows) if row[0] in merges), None)
    if merge is None:
        return None
    raw = repository.run(
        "log", "-1", "--encoding=UTF-8", "--no-show-signature", "--format=%B", merge
    )
    return raw.decode("utf-8", "replace")


def ignored_by_blame(top: str, name: str = ".git-blame-ignore-revs") -> frozenset[str]:
    """Return the commits that a repository asks `git blame` to look past."""
    try:
        with open(os.path.join(top, name), "rb") as file:
            text = file.read(_MOST_IGNORED).decode("utf-8", "replace")
    except OSError:
        return frozenset()
    return frozenset(
        word for line in text.splitlines() if (word := line.partition("#")[0].strip().lower())
    )


_MOST_IGNORED = 1 << 20
