"""Which files differ between two points, by `git diff-*  --raw`."""

import os

from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.repository import Repository, surely_unborn
from confledger.git.snapshot import Entry, kind_of, parse_index, resolve

# Of a submodule only the commit counts: looking inside would run git there, with its settings.
_RAW = ("--raw", "-z", "--no-renames", "--no-abbrev", "--ignore-submodules=dirty", "--no-ext-diff")


class Delta:
    """One file that differs: its entry before and after, None where it is not there.

    `after.oid` is None when the file differs on disk and only reading tells what it holds.
    """

    __slots__ = ("after", "before", "path", "unmerged")

    def __init__(
        self, path: str, before: Entry | None, after: Entry | None, *, unmerged: bool = False
    ) -> None:
        self.path = path
        self.before = before
        self.after = after
        self.unmerged = unmerged


def staged(repository: Repository) -> list[Delta]:
    """Return what the index has that HEAD has not; everything, before the first commit."""
    if not surely_unborn(repository):
        try:
            return _parse(repository.run("diff-index", "--cached", *_RAW, "HEAD", "--"))
        except GitFailed:
            if has_commits(repository):
                raise
    listed = parse_index(repository.run("ls-files", "-s", "-z", "--full-name"))
    return [Delta(path, None, entry) for path, entry in listed.items()]


def on_disk(repository: Repository, tree: str | None = None) -> list[Delta]:
    """Return what the work tree has that the index, or a tree, has not; tracked files only."""
    if tree is None:
        return _parse(repository.run("diff-files", *_RAW, "--"))
    return _parse(repository.run("diff-index", *_RAW, tree, "--"))


def between(repository: Repository, start: str, end: str) -> list[Delta]:
    """Return what `end` has that its merge base with `start` has not.

    Without a common ancestor, what it has that `start` has not.
    """
    base = common_ancestor(repository, start, end)
    two = resolve(repository, end, "commit")
    return _parse(repository.run("diff-tree", "-r", *_RAW, base, two, "--"))


def of_trees(repository: Repository, before: str, after: str) -> list[Delta]:
    """Return what one tree, or commit, has that another has not, by their ids."""
    return _parse(repository.run("diff-tree", "-r", *_RAW, before, after, "--"))


def common_ancestor(repository: Repository, start: str, end: str) -> str:
    """Return the merge base of two revisions; `start` itself when they have none."""
    one = resolve(repository, start, "commit")
    two = resolve(repository, end, "commit")
    try:
        return repository.run("merge-base", one, two).decode("ascii").split()[0]
    except GitFailed:
        return one


def sole_ancestor(repository: Repository, start: str, end: str, target: str) -> str:
    """Return the merge base of two commits, by their ids; raise GitFailed where there is none.

    Where each was merged into the other there are several, and a change that undoes what came
    after one of them differs from that one in nothing: that is raised as a ConfledgerError.
    """
    found = repository.run("merge-base", "--all", start, end).decode("ascii").split()
    if len(found) > 1:
        raise ConfledgerError(
            f"{target!r} and the change have {len(found)} common ancestors, and what the change "
            "does looks different from each",
            help=f"merge {target} into the change: then there is one",
        )
    return found[0]


def moved(repository: Repository, base: str, *, end: str | None, cached: bool) -> dict[str, str]:
    """Return the path in `base` of each file that was renamed since, by its path now.

    Now is the commit `end`, or without one the index (`cached`) or the files on disk.
    """
    how = ("-M", "-z", "--name-status", "--diff-filter=R", "--no-ext-diff")
    if end is not None:
        raw = repository.run("diff-tree", "-r", *how, base, end, "--")
    else:
        raw = repository.run("diff-index", *(("--cached",) if cached else ()), *how, base, "--")
    fields = os.fsdecode(raw).split("\0")
    return dict(zip(fields[2::3], fields[1::3], strict=False))


def has_commits(repository: Repository) -> bool:
    """Whether HEAD names a commit."""
    try:
        repository.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    except GitFailed:
        return False
    return True


def _parse(raw: bytes) -> list[Delta]:
    """Read `:mode mode oid oid status NUL path NUL` records."""
    fields = os.fsdecode(raw).split("\0")
    found: dict[str, Delta] = {}
    for head, path in zip(fields[0::2], fields[1::2], strict=False):
        old_mode, new_mode, old_oid, new_oid, status = head[1:].split(" ")
        before = None if old_mode == "000000" else Entry(path, kind_of(old_mode), old_oid)
        after = None
        if new_mode != "000000" and status != "D":
            after = Entry(path, kind_of(new_mode), new_oid if new_oid.strip("0") else None)
        if status == "U":
            # An unmerged path comes twice; the record of the conflict says nothing of content.
            if path not in found:
                found[path] = Delta(path, before, Entry(path, "file", None), unmerged=True)
            continue
        known = found.get(path)
        found[path] = Delta(path, before, after, unmerged=known is not None and known.unmerged)
    return list(found.values())
