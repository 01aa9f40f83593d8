"""Which files differ between two states, each with its name before and after a rename."""

import os

from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.snapshot import FILE, Entry, kind_of

# Of a submodule only the commit counts: looking inside would run git there, with its settings.
_RAW = ("--raw", "-z", "-M", "--no-abbrev", "--ignore-submodules=dirty", "--no-ext-diff")


class Pair:
    """One file that differs: its entry before and after, None where it is not there.

    `new.oid` is None when the file differs on disk and only reading tells what it holds.
    """

    __slots__ = ("new", "old", "unmerged")

    def __init__(self, old: Entry | None, new: Entry | None, *, unmerged: bool = False) -> None:
        self.old = old
        self.new = new
        self.unmerged = unmerged

    def __repr__(self) -> str:
        return f"Pair({self.old!r}, {self.new!r})"

    @property
    def path(self) -> str:
        """Where it is now, or was, if it is gone."""
        entry = self.new or self.old
        assert entry is not None
        return entry.path

    @property
    def old_path(self) -> str | None:
        """What it was called, if it was called otherwise."""
        if self.old is None or self.new is None or self.old.path == self.new.path:
            return None
        return self.old.path


def of_trees(repository: Repository, before: str, after: str) -> list[Pair]:
    """Return what differs between two commits or trees, by their ids."""
    return _parsed(repository.run("diff-tree", "-r", *_RAW, before, after, "--"))


def of_index(repository: Repository, base: str) -> list[Pair]:
    """Return what the index has otherwise than a commit or tree."""
    return _parsed(repository.run("diff-index", "--cached", *_RAW, base, "--"))


def of_disk(repository: Repository, base: str) -> list[Pair]:
    """Return what the work tree has otherwise than a commit or tree; tracked files only."""
    return _parsed(repository.run("diff-index", *_RAW, base, "--"))


def head(repository: Repository) -> str:
    """Return `HEAD`, or before the first commit, the id of the tree that has nothing in it."""
    try:
        repository.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except GitFailed:
        raw = repository.run("hash-object", "-t", "tree", os.devnull)
        return raw.decode("ascii").strip()
    return "HEAD"


def _parsed(raw: bytes) -> list[Pair]:
    """Read `:mode mode oid oid status NUL path NUL`, of renames with a path more."""
    fields = iter(os.fsdecode(raw).split("\0"))
    found: dict[str, Pair] = {}
    for record in fields:
        if not record:
            continue
        old_mode, new_mode, old_oid, new_oid, status = record[1:].split(" ")
        old_path = next(fields)
        path = next(fields) if status[0] in "RC" else old_path
        if status == "U":
            # It comes twice; the record of the conflict says nothing of content.
            known = found.setdefault(path, Pair(None, Entry(path, FILE, None)))
            known.unmerged = True
            continue
        old = None if old_mode == "000000" else Entry(old_path, kind_of(old_mode), old_oid)
        new = None
        if new_mode != "000000" and status != "D":
            new = Entry(path, kind_of(new_mode), new_oid if new_oid.strip("0") else None)
        found[path] = Pair(old, new, unmerged=path in found and found[path].unmerged)
    return sorted(found.values(), key=lambda pair: pair.path)
