"""A history in the order in which it reached its mainline, which only ever grows at its end.

The mainline is what `git log --first-parent` follows. What a merge brought stands right before
it, and once there never moves: as long as history is only added to, so is this order.
What is put over objects in one clone alone does not count: grafts, and `git replace`.
"""

import os
from collections.abc import Iterator
from heapq import heapify, heappop, heappush

from confledger.git.history import HistoryIncomplete, boundary
from confledger.git.process import GitFailed, Running
from confledger.git.raw_log import MERGED, STEADY, Sides, asked, read
from confledger.git.repository import Repository
from confledger.git.snapshot import Entry, resolve

# What git makes of a date that is none, or of one that no calendar has.
_EARLIEST, _LATEST = 0, 253_402_300_799

_FIELDS = ("%H", "%P", "%at", "%ct", "%an", "%ae", "%cn", "%ce", "%s")
# Whatever the settings of the user say, what is a rename is the same, too.
_HOW = (
    *(*STEADY, "--topo-order", "-M50%", "-l1000", "--root", "--no-mailmap", "-O/dev/null"),
    asked(_FIELDS),
)
_FIRST = "--diff-merges=first-parent"


class AsStored(Repository):
    """A repository without what one clone puts over its objects: grafts and replacements."""

    __slots__ = ()

    def __init__(self, of: Repository) -> None:
        self._stand_where(of)

    def environment(self) -> dict[str, str]:
        """Return the same, with what turns these off."""
        own = {"GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": os.devnull}
        return super().environment() | own


class Change:
    """One file that a commit changed, against its first parent; None where there is no file.

    `others` has what each further parent held where the merge is unlike all of them.
    """

    __slots__ = ("after", "before", "others")

    def __init__(self, sides: Sides) -> None:
        self.before: Entry | None = sides[0]
        self.after: Entry | None = sides[-1]
        self.others = sides[1:-1]

    @property
    def at(self) -> str:
        """Where the file is now, or was, if it is gone."""
        entry = self.after or self.before
        assert entry is not None
        return entry.path


class Commit:
    """One commit; times are in seconds since 1970, None where the object holds no date.

    `mainline` says that it is itself a state of the mainline; `landed` is the commit of the
    mainline that brought it, which is itself for those. `baseline` says that the clone is
    shallow and ends here: what it holds may be older than it is.
    """

    __slots__ = (
        *("author", "author_email", "authored", "baseline", "changes", "committed"),
        *("committer", "committer_email", "landed", "mainline", "oid", "parents", "subject"),
    )

    def __init__(self, fields: list[bytes], files: list[Sides]) -> None:
        self.oid = fields[0].decode("ascii")
        self.parents = fields[1].decode("ascii").split()
        self.authored = _time(fields[2])
        self.committed = _time(fields[3])
        names = [field.decode("utf-8", "replace") for field in fields[4:]]
        self.author, self.author_email, self.committer, self.committer_email = names[:4]
        self.subject = names[4]
        self.baseline = False
        self.mainline = False
        self.landed = self.oid
        self.changes = [Change(sides) for sides in files]


def _time(field: bytes) -> int | None:
    try:
        found = int(field)
    except ValueError:
        return None
    return found if _EARLIEST < found <= _LATEST else None


def commits(
    repository: Repository, start: str = "HEAD", *, after: str | None = None
) -> list[Commit]:
    """Return the history of `start` in the order of landing; what `after` does not have of it.

    `after` is a commit of the mainline, or any other. Raise RevisionNotFound for either, and
    HistoryIncomplete where a rename cannot be told without content that is not there.
    """
    return commits_of(repository, resolve(AsStored(repository), start, "commit"), after=after)


def commits_of(repository: Repository, tip: str, *, after: str | None = None) -> list[Commit]:
    """Return the same of a commit by its full id, for which git is not asked once more."""
    repository = AsStored(repository)
    tips = [tip] if after is None else [tip, "^" + after]
    cut = boundary(repository)
    running = repository.start("log", _FIRST, *_HOW, *tips, "--")
    merges = ("log", "--merges", *MERGED, *_HOW, *tips, "--")
    # Both at once, where there is much to do.
    merging = None if after else repository.start(*merges)
    try:
        found = {one.oid: one for one in _commits(running)}
        running.wait()
        if merging is None and any(len(one.parents) > 1 for one in found.values()):
            merging = repository.start(*merges)
        if merging is not None:
            for merge in _commits(merging):
                _note(found[merge.oid], merge)
            merging.wait()
    except GitFailed as error:
        if "promisor" in error.said:
            raise HistoryIncomplete from error
        resolve(repository, tip, "commit")
        if after is not None:
            # Of a branch that was forced, git may have swept away what it was before.
            resolve(repository, after, "commit")
        raise
    finally:
        running.end()
        if merging is not None:
            merging.end()
    for oid in cut.intersection(found):
        found[oid].baseline = True
    return list(_landed(found, tip))


def _commits(running: Running) -> Iterator[Commit]:
    for fields, files in read(running.output, _FIELDS):
        yield Commit(fields, files)


def _note(commit: Commit, merge: Commit) -> None:
    """Note at each file that is unlike all parents what the further ones held."""
    known = {one.at: one for one in commit.changes}
    for one in merge.changes:
        held = known.get(one.after.path) if one.after else None
        if held is None and one.before is not None:
            held = known.get(one.before.path)
        if held is not None:
            held.others = one.others


def _landed(found: dict[str, Commit], tip: str) -> Iterator[Commit]:
    """Yield what is known in the order of landing."""
    mainline = []
    at: str | None = tip
    while at in found:
        commit = found[at]
        commit.mainline = True
        mainline.append(commit)
        at = commit.parents[0] if commit.parents else None
    taken = {one.oid for one in mainline}
    for commit in reversed(mainline):
        group = []
        todo = commit.parents[1:]
        while todo:
            oid = todo.pop()
            if oid in taken or oid not in found:
                continue
            taken.add(oid)
            one = found[oid]
            one.landed = commit.oid
            group.append(one)
            todo += one.parents
        yield from _sorted(group)
        yield commit


def _sorted(group: list[Commit]) -> Iterator[Commit]:
    """Yield parents before children; else by time, then by id, whatever git would say."""
    inside = {one.oid: one for one in group}
    waiting: dict[str, int] = {}
    children: dict[str, list[Commit]] = {}
    ready = []
    for one in group:
        parents = [oid for oid in dict.fromkeys(one.parents) if oid in inside]
        waiting[one.oid] = len(parents)
        for oid in parents:
            children.setdefault(oid, []).append(one)
        if not parents:
            ready.append((one.committed or 0, one.oid))
    heapify(ready)
    while ready:
        one = inside[heappop(ready)[1]]
        yield one
        for child in children.get(one.oid, ()):
            waiting[child.oid] -= 1
            if not waiting[child.oid]:
                heappush(ready, (child.committed or 0, child.oid))
