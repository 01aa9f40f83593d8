"""All files at one point: a commit, the index, or the work tree.

Each gives the same three things: its entries in path order, the content of a path, and the
content of many in one stream. Paths are relative to the root, with `/`; bytes that are no
UTF-8 are kept as surrogates.
"""

import os
from collections.abc import Iterator

from confledger.errors import ConfledgerError
from confledger.git.blobs import Blobs, TooLarge
from confledger.git.process import GitFailed
from confledger.git.repository import Repository

try:
    from _sha1 import sha1  # a third of the import time of hashlib
except ImportError:
    from hashlib import sha1

FILE = "file"
SYMLINK = "symlink"
SUBMODULE = "submodule"
_KINDS = {"120000": SYMLINK, "160000": SUBMODULE}


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
    """One file of a snapshot; `oid` names its content, or is None when only reading tells."""

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
        self.limit = limit
        self._entries: dict[str, Entry] | None = None
        self._blobs: Blobs | None = None

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
        return None if content is None else (oid, content)

    def _open(self) -> Blobs:
        if self._blobs is None:
            self._blobs = Blobs(self.repository, self.limit)
        return self._blobs

    def stream(self, entries: list[Entry]) -> Iterator[tuple[Entry, Content]]:
        """Yield the content of each entry, in the order given."""
        oids = [entry.oid or "" for entry in entries]
        for entry, content in zip(entries, self._open().read(oids), strict=True):
            yield entry, Unreadable("its object is missing") if content is None else content

    def close(self) -> None:
        """End the process that reads objects, if one was started."""
        if self._blobs is not None:
            self._blobs.close()
            self._blobs = None


class CommitSnapshot(Snapshot):
    """The files of a commit or tree."""

    def __init__(self, repository: Repository, revision: str, limit: int) -> None:
        super().__init__(repository, limit)
        self.tree = resolve(repository, revision + "^{tree}", revision)

    def _name(self, path: str) -> str:
        return f"{self.tree}:{path}"

    def _list(self) -> dict[str, Entry]:
        raw = self.repository.run("ls-tree", "-r", "-z", "--full-tree", self.tree)
        found = {}
        for record in os.fsdecode(raw).split("\0")[:-1]:
            head, _, name = record.partition("\t")
            mode, _, oid = head.split(" ")
            found[name] = Entry(name, kind_of(mode), oid)
        return found


class IndexSnapshot(Snapshot):
    """What the next commit would hold. Of an unmerged path, our side."""

    def _name(self, path: str) -> str:
        return f":0:{path}"

    def _list(self) -> dict[str, Entry]:
        return parse_index(self.repository.run("ls-files", "-s", "-z", "--full-name"))


def parse_index(raw: bytes) -> dict[str, Entry]:
    """Read `git ls-files -s -z`."""
    found: dict[str, Entry] = {}
    for record in os.fsdecode(raw).split("\0"):
        if not record:
            continue
        head, _, name = record.partition("\t")
        mode = head[:6]
        if head[-1] in "03" and name in found:
            continue
        found[name] = Entry(name, kind_of(mode), head[7:-2])
    return found


class WorkTreeSnapshot(Snapshot):
    """The tracked files as they are on disk; untracked ones when asked for by path.

    `top` is the root. Without a repository it serves any folder, whose files are then listed
    by walking it.
    """

    def __init__(self, repository: Repository | None, top: str, limit: int) -> None:
        super().__init__(repository, limit)  # type: ignore[arg-type]
        self.top = top
        self._root = os.path.realpath(top)
        self._inside_folders: set[str] = set()

    def _list(self) -> dict[str, Entry]:
        if self.repository is None:
            return dict(self._walk(""))
        return parse_index(self.repository.run("ls-files", "-s", "-z", "--full-name"))

    def find(self, path: str) -> tuple[str, Content] | None:
        """Return blob id and content of one file on disk; None when it is not there."""
        if not os.path.lexists(os.path.join(self.top, path)):
            return None
        content = self.read(Entry(path, FILE, None))
        return blob_id(content if isinstance(content, bytes) else b""), content

    def entry(self, path: str) -> Entry | None:
        """Return the entry of one path on disk, tracked or not; None when it is not there."""
        return self._stat(path)

    def below(self, folder: str) -> dict[str, Entry]:
        """Return tracked and untracked files below a folder, but those that git ignores."""
        if self.repository is None:
            return dict(self._walk(folder))
        spec = ":(literal,top)" + folder
        tracked = self.repository.run("ls-files", "-s", "-z", "--full-name", "--", spec)
        others = self.repository.run(
            "ls-files", "-o", "-z", "--full-name", "--exclude-standard", "--", spec
        )
        found = parse_index(tracked)
        for name in os.fsdecode(others).split("\0"):
            entry = self._stat(name) if name else None
            if entry is not None:
                found[name] = entry
        return dict(sorted(found.items()))

    def _walk(self, folder: str) -> Iterator[tuple[str, Entry]]:
        try:
            inside = sorted(os.scandir(os.path.join(self.top, folder)), key=lambda item: item.name)
        except OSError:
            return
        for item in inside:
            name = f"{folder}/{item.name}" if folder else item.name
            if item.is_symlink():
                yield name, Entry(name, SYMLINK, None)
            elif item.is_dir():
                if item.name != ".git":
                    yield from self._walk(name)
            else:
                yield name, Entry(name, FILE, None)

    def _stat(self, path: str) -> Entry | None:
        full = os.path.join(self.top, path)
        if os.path.islink(full):
            return Entry(path, SYMLINK, None)
        if not os.path.exists(full) or os.path.isdir(full):
            return None
        return Entry(path, FILE, None)

    def read(self, entry: Entry) -> Content:
        """Read from disk; a path that leaves the tree through a link is Unreadable."""
        full = os.path.join(self.top, entry.path)
        try:
            file = os.open(full, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except FileNotFoundError:
            return self._not_checked_out(entry)
        except OSError as error:
            return Unreadable(f"it cannot be read: {(error.strerror or '').lower()}")
        try:
            status = os.fstat(file)
            if status.st_mode & 0o170000 != 0o100000:
                return Unreadable("it is not a regular file")
            if status.st_size > self.limit:
                return TooLarge(status.st_size)
            # One byte more than it should have: without it, the end is reached.
            data = os.read(file, status.st_size + 1)
            if len(data) != status.st_size:
                while len(data) <= self.limit and (more := os.read(file, 1 << 16)):
                    data += more
        except OSError as error:
            return Unreadable(f"it cannot be read: {(error.strerror or '').lower()}")
        finally:
            os.close(file)
        if not self._inside(full):
            return Unreadable("it lies outside the repository, behind a symbolic link")
        return data

    def _inside(self, full: str) -> bool:
        folder = os.path.dirname(full)
        if folder in self._inside_folders:
            return True
        real = os.path.realpath(folder)
        if real == self._root or real.startswith(self._root.rstrip("/") + "/"):
            self._inside_folders.add(folder)
            return True
        return False

    def _not_checked_out(self, entry: Entry) -> Content:
        """Read what a sparse checkout left out; say so when the file was deleted."""
        if self.repository is not None and entry.oid is not None:
            tag = self.repository.run("ls-files", "-t", "-z", "--", ":(literal,top)" + entry.path)
            if tag[:1] in (b"S", b"s"):
                return next(super().stream([entry]))[1]
        return Unreadable("it is deleted in the work tree")

    def stream(self, entries: list[Entry]) -> Iterator[tuple[Entry, Content]]:
        """Yield the content of each entry, in the order given, read from disk."""
        for entry in entries:
            yield entry, self.read(entry)


def blob_id(data: bytes, algorithm: str = "sha1") -> str:
    """Return the object id that git gives these bytes (gitformat-pack: "blob", size, NUL)."""
    if algorithm == "sha1":
        return str(sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest())
    from hashlib import sha256

    return sha256(b"blob %d\0" % len(data) + data).hexdigest()


class RevisionNotFound(ConfledgerError):
    """The named commit, tag or branch is not in this clone."""

    def __init__(self, revision: str, *, shallow: bool) -> None:
        super().__init__(
            f"no revision named {revision!r} in this clone",
            help="this clone is shallow; fetch more of it with `git fetch --unshallow`"
            if shallow
            else "see what there is with `git log --oneline --all`",
        )


def resolve(repository: Repository, expression: str, revision: str) -> str:
    """Return the object id that `expression` names; raise RevisionNotFound naming `revision`."""
    if revision.startswith("-"):
        raise RevisionNotFound(revision, shallow=False)
    try:
        raw = repository.run("rev-parse", "--verify", "--quiet", "--end-of-options", expression)
    except GitFailed as error:
        shallow = os.path.exists(os.path.join(repository.common_dir, "shallow"))
        raise RevisionNotFound(revision, shallow=shallow) from error
    return raw.decode("ascii").split()[-1]
