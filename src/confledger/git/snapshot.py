"""All files at one point: a commit or the index; the work tree is in work_tree.

Each gives the same three things: its entries in path order, the content of a path, and the
content of many in one stream. Paths are relative to the root, with `/`; bytes that are no
UTF-8 are kept as surrogates.
"""

import os
from collections.abc import Iterator

from confledger.errors import ConfledgerError
from confledger.git.blobs import Blobs, Damaged, TooLarge
from confledger.git.process import GitFailed
from confledger.git.repository import Repository

try:
    from _sha1 import sha1  # a third of the import time of hashlib
except ImportError:
    from hashlib import sha1

FILE = "file"
SYMLINK = "symlink"
SUBMODULE = "submodule"
# Tracked, and not on disk.
DELETED = "deleted"
_KINDS = {"120000": SYMLINK, "160000": SUBMODULE}
_UNMERGED = "its merge conflict is not resolved; choose what it should hold, then `git add` it"
_MISSING = "its object is missing or damaged; `git fsck` says more"


class Unreadable:
    """Why a file that should be there has no content."""

    __slots__ = ("reason",)

    def __init__(self, reason: str) -> None:
        self.reason = reason


def kind_of(mode: str) -> str:
    """Return what a tree entry of this mode is."""
    return _KINDS.get(mode, FILE)


Content = bytes | TooLarge | Unreadable


class Entry:
    """One file of a snapshot; `oid` names its content.

    It is None when only reading tells, and of a path whose merge conflict is unresolved.
    """

    __slots__ = ("kind", "oid", "path")

    def __init__(self, path: str, kind: str, oid: str | None) -> None:
        self.path = path
        self.kind = kind
        self.oid = oid

    def __repr__(self) -> str:
        return f"Entry({self.path!r}, {self.kind!r}, {self.oid!r})"


class Snapshot:
    """What commits and the index share: files are objects in the repository."""

    def __init__(self, repository: Repository, limit: int) -> None:
        self.repository = repository
        self._limit = limit
        self._entries: dict[str, Entry] | None = None
        self._blobs: Blobs | None = None
        self._process = 0

    @property
    def limit(self) -> int:
        """How many bytes a file may have and still be read; settable."""
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._limit = limit
        if self._blobs is not None:
            self._blobs.limit = limit

    def entries(self) -> dict[str, Entry]:
        """Return every entry by path, in path order; read once."""
        if self._entries is None:
            self._entries = self._list()
        return self._entries

    def _list(self) -> dict[str, Entry]:
        raise NotImplementedError  # each kind of snapshot lists its own way

    def _name(self, path: str) -> str:
        """Return what git calls the object at `path`."""
        raise NotImplementedError  # likewise

    def find(self, path: str) -> tuple[str, Content] | None:
        """Return object id and content of one path without listing all; None when not there."""
        if "\n" in path:
            entry = self.entries().get(path)
            if entry is None or entry.oid is None:
                return None
            name = entry.oid
        else:
            name = self._name(path)
        oid, content = self._open().one(name)
        if isinstance(content, Damaged):
            return oid, Unreadable(_MISSING)
        if isinstance(content, bytes) and b"\n" not in content and self._is_link(path):
            return oid, Unreadable("it is a symbolic link")
        return None if content is None else (oid, content)

    def settled(self, path: str) -> tuple[str, Content] | None:
        """Return the same as `find`, but for an unmerged path, of which nothing is looked for.

        In the index, a path that is not there takes a third of the time so.
        """
        return self.find(path)

    def _is_link(self, path: str) -> bool:
        entry = self.entries().get(path)
        return entry is not None and entry.kind == SYMLINK

    def _open(self) -> Blobs:
        process = os.getpid()
        if self._blobs is None or self._process != process:
            # What one process has asked git, another one must not read the answer of.
            self._blobs = Blobs(self.repository, self._limit)
            self._process = process
        return self._blobs

    def stream(self, entries: list[Entry]) -> Iterator[tuple[Entry, Content]]:
        """Yield the content of each entry, in the order given."""
        oids = [entry.oid or "" for entry in entries]
        for entry, content in zip(entries, self._open().read(oids), strict=True):
            if content is None or isinstance(content, Damaged):
                yield entry, Unreadable(_MISSING)
            else:
                yield entry, content

    def close(self) -> None:
        """End the process that reads objects, if one was started."""
        if self._blobs is not None:
            self._blobs.close()
            self._blobs = None


class CommitSnapshot(Snapshot):
    """The files of a commit or tree."""

    def __init__(self, repository: Repository, revision: str, limit: int) -> None:
        super().__init__(repository, limit)
        self.tree = resolve(repository, revision, "tree")

    def _name(self, path: str) -> str:
        return f"{self.tree}:{path}"

    def find(self, path: str) -> tuple[str, Content] | None:
        """Return object id and content of one path; of a lost object, that it is lost."""
        found = super().find(path)
        if found is None:
            entry = self.entries().get(path)
            if entry is not None and entry.kind == FILE and entry.oid is not None:
                return entry.oid, Unreadable(_MISSING)
        return found

    def _list(self) -> dict[str, Entry]:
        raw = self.repository.run("ls-tree", "-r", "-z", "--full-tree", self.tree)
        found = {}
        for record in os.fsdecode(raw).split("\0")[:-1]:
            head, _, name = record.partition("\t")
            mode, _, oid = head.split(" ")
            found[name] = Entry(name, kind_of(mode), oid)
        return found


class IndexSnapshot(Snapshot):
    """What the next commit would hold; what an unmerged path would hold is not known yet."""

    def _name(self, path: str) -> str:
        return f":0:{path}"

    def find(self, path: str) -> tuple[str, Content] | None:
        """Return object id and content of one path; of an unmerged one, our side, else theirs."""
        found = super().find(path)
        if found is None and "\n" not in path:
            for stage in "23":
                oid, content = self._open().one(f":{stage}:{path}")
                if content is not None and not isinstance(content, Damaged):
                    return oid, content
        return found

    def settled(self, path: str) -> tuple[str, Content] | None:
        """Return object id and content of one path that is not unmerged; None without one."""
        return super().find(path)

    def stream(self, entries: list[Entry]) -> Iterator[tuple[Entry, Content]]:
        """Yield the content of each entry, in the order given."""
        for entry, content in super().stream(entries):
            yield entry, content if entry.oid is not None else Unreadable(_UNMERGED)

    def _list(self) -> dict[str, Entry]:
        return parse_index(self.repository.run("ls-files", "-s", "-z", "--full-name"))


def parse_index(raw: bytes) -> dict[str, Entry]:
    """Read `git ls-files -s -z`. Of an unmerged path, the kind is that of our side."""
    found: dict[str, Entry] = {}
    for record in os.fsdecode(raw).split("\0"):
        if not record:
            continue
        head, _, name = record.partition("\t")
        stage = head[-1]
        if stage == "3" and name in found:
            continue
        found[name] = Entry(name, kind_of(head[:6]), head[7:-2] if stage == "0" else None)
    return found


def blob_id(data: bytes, algorithm: str = "sha1") -> str:
    """Return the object id that git gives these bytes (gitformat-pack: "blob", size, NUL)."""
    if algorithm == "sha1":
        return str(sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest())
    from hashlib import sha256

    return sha256(b"blob %d\0" % len(data) + data).hexdigest()


class RevisionNotFound(ConfledgerError):
    """The named commit, tag or branch is not in this clone, or is not the only one."""

    def __init__(
        self,
        revision: str,
        *,
        shallow: bool = False,
        ambiguous: bool = False,
        remote: tuple[str, str] | None = None,
    ) -> None:
        if ambiguous:
            super().__init__(
                f"{revision!r} names more than one revision in this clone",
                help="write more of the id",
            )
            return
        if remote:
            name, branch = remote
            super().__init__(
                f"no revision named {revision!r} in this clone",
                help=f"fetch it with `git fetch {name} {branch}:refs/remotes/{name}/{branch}`",
            )
            return
        super().__init__(
            f"no revision named {revision!r} in this clone",
            help="this clone is shallow; fetch more of it with `git fetch --unshallow`"
            if shallow
            else "see what there is with `git log --oneline --all`",
        )


def resolve(repository: Repository, revision: str, kind: str) -> str:
    """Return the id of the commit or tree that a revision names; raise RevisionNotFound."""
    if revision.startswith(("-", "^")):
        raise RevisionNotFound(revision)
    verify = ("rev-parse", "--verify", "--end-of-options")
    try:
        name = revision
        if name.startswith(":/"):
            # The rest is a text to search for, whatever follows it.
            name = repository.run(*verify, name).decode("ascii").split()[-1]
        raw = repository.run(*verify, f"{name}^{{{kind}}}")
    except GitFailed as error:
        raise RevisionNotFound(
            revision,
            shallow=os.path.exists(os.path.join(repository.common_dir, "shallow")),
            ambiguous="is ambiguous" in error.said,
            remote=_remote_branch(repository, revision),
        ) from error
    return raw.decode("ascii").split()[-1]


def _remote_branch(repository: Repository, revision: str) -> tuple[str, str] | None:
    """Return remote and branch of `origin/main` or `origin/main~3`, if only fetching brings it."""
    name = revision.removeprefix("refs/").removeprefix("remotes/")
    for mark in "~^@:":
        name = name.partition(mark)[0]
    for remote in os.fsdecode(repository.run("remote")).splitlines():
        branch = name.removeprefix(f"{remote}/")
        if branch in ("", name, "HEAD"):
            continue
        try:
            repository.run("rev-parse", "--verify", "--quiet", f"refs/remotes/{remote}/{branch}")
        except GitFailed:
            return remote, branch
    return None
