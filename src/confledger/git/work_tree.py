"""All files on disk: the work tree of a repository, or any folder."""

import os
from collections.abc import Iterator
from errno import ENXIO

from confledger.git.blobs import TooLarge
from confledger.git.repository import Repository
from confledger.git.snapshot import (
    FILE,
    SUBMODULE,
    SYMLINK,
    Content,
    Entry,
    Snapshot,
    Unreadable,
    blob_id,
    parse_index,
)

_IRREGULAR = "it is not a regular file"
# How `git ls-files -v` marks what it compares with the disk: cached, unmerged; and the end.
_WATCHED = (b"H", b"M", b"")


class WorkTreeSnapshot(Snapshot):
    """The tracked files as they are on disk; untracked ones when asked for by path.

    Files that git was told not to look at (assume-unchanged, skip-worktree) are, as for git,
    what the index holds, unless they are asked for by path and are there.

    `top` is the root. Without a repository it serves any folder, whose files are then listed
    by walking it.
    """

    def __init__(self, repository: Repository | None, top: str, limit: int) -> None:
        super().__init__(repository, limit)  # type: ignore[arg-type]  # None outside of a repository
        self.top = top
        self._root = os.path.realpath(top)
        self._inside_folders: set[str] = set()
        self._left: dict[str, Entry] | None = None
        self._unwatched: dict[str, Entry] = {}

    def _list(self) -> dict[str, Entry]:
        if self.repository is None:
            return dict(self._walk(""))
        return self.listed()

    def listed(self, *specs: str) -> dict[str, Entry]:
        """Return what the index says of the paths that match, or of all."""
        raw = self.repository.run("ls-files", "-s", "-v", "-z", "--full-name", "--", *specs)
        records = raw.split(b"\0")
        apart = [one[2:] for one in records if one[:1] not in _WATCHED]
        if apart:
            self._unwatched |= parse_index(b"\0".join(apart))
        return parse_index(b"\0".join([one[2:] for one in records]))

    def unwatched(self, path: str) -> bool:
        """Whether git was told not to look at a path; known of those that were listed."""
        return path in self._unwatched

    def find(self, path: str) -> tuple[str, Content] | None:
        """Return blob id and content of one file on disk; None when it is not there."""
        if self.entry(path) is None:
            return None
        content = self.read(Entry(path, FILE, None))
        return blob_id(content if isinstance(content, bytes) else b""), content

    def entry(self, path: str) -> Entry | None:
        """Return the entry of one path on disk, tracked or not; None when it is not there.

        A file that a sparse checkout left out counts as there.
        """
        found = self._stat(path)
        if found is None and not os.path.lexists(os.path.join(self.top, path)):
            return self._left_out().get(path)
        return found

    def below(self, folder: str) -> dict[str, Entry]:
        """Return tracked and untracked files below a folder, but those that git ignores.

        Tracked ones that are deleted on disk are left out.
        """
        if self.repository is None:
            return dict(self._walk(folder))
        spec = ":(literal,top)" + folder
        others = self.repository.run(
            "ls-files", "-o", "-z", "--full-name", "--exclude-standard", "--", spec
        )
        found = {}
        for path, entry in self.listed(spec).items():
            there = entry if entry.kind == SUBMODULE else self._stat(path)
            if there is not None and os.path.lexists(os.path.join(self.top, path)):
                found[path] = Entry(path, there.kind, None)
            elif path in self._unwatched:
                found[path] = entry
        for name in os.fsdecode(others).split("\0"):
            untracked = self._stat(name) if name else None
            if untracked is not None:
                found[name] = untracked
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
        except (FileNotFoundError, NotADirectoryError):
            left = self._left_out().get(entry.path)
            if left is None:
                return Unreadable("it is deleted in the work tree")
            return next(super().stream([left]))[1]
        except OSError as error:
            if os.path.islink(full):
                return Unreadable("it is a symbolic link")
            if error.errno == ENXIO:
                return Unreadable(_IRREGULAR)
            return Unreadable((error.strerror or "").lower())
        try:
            status = os.fstat(file)
            if status.st_mode & 0o170000 != 0o100000:
                return Unreadable(_IRREGULAR)
            if status.st_size > self.limit:
                return TooLarge(status.st_size)
            # One byte more than it should have: without it, the end is reached.
            data = os.read(file, status.st_size + 1)
            if len(data) != status.st_size:
                while len(data) <= self.limit and (more := os.read(file, 1 << 16)):
                    data += more
                if len(data) > self.limit:
                    return TooLarge(len(data))
        except OSError as error:
            return Unreadable((error.strerror or "").lower())
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

    def _left_out(self) -> dict[str, Entry]:
        """Return the files that a sparse checkout did not put on disk; read once."""
        if self._left is None:
            self._left = {}
            if self.repository is not None and self._sparse():
                raw = self.repository.run("ls-files", "-t", "-s", "-z", "--full-name")
                marked = [one[2:] for one in raw.split(b"\0") if one[:1] in (b"S", b"s")]
                self._left = parse_index(b"\0".join(marked))
        return self._left

    def _sparse(self) -> bool:
        return os.path.exists(os.path.join(self.repository.git_dir, "info", "sparse-checkout"))

    def stream(self, entries: list[Entry]) -> Iterator[tuple[Entry, Content]]:
        """Yield the content of each entry, in the order given, read from disk."""
        for entry in entries:
            if entry.oid is not None and entry.path in self._unwatched:
                yield from super().stream([self._unwatched[entry.path]])
            else:
                yield entry, self.read(entry)
