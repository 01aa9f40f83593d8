"""Which files each commit changed, all commits in one stream, parents before their children."""

import os
from collections.abc import Generator

from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.raw_log import MERGED, STEADY, Sides, asked, read
from confledger.git.repository import Repository
from confledger.git.snapshot import Entry, resolve

_FIELDS = ("%H", "%P", "%ct", "%an <%ae>", "%s")


class HistoryIncomplete(ConfledgerError):
    """Some versions of files are not in this clone, which has all commits."""

    def __init__(self) -> None:
        super().__init__(
            "this clone does not have all versions of all files",
            help="if it is a partial clone: git fetch --refetch --no-filter; "
            "if not, see what is wrong with `git fsck`",
        )


class Change:
    """One file that a commit changed: `before` has its entry in each parent compared with.

    An entry is None where there was no file; a renamed file has another path before.
    """

    __slots__ = ("after", "before")

    def __init__(self, sides: Sides) -> None:
        self.before = sides[:-1]
        self.after: Entry | None = sides[-1]


class Commit:
    """One commit; `time` is the committer's, in seconds since 1970.

    `cut` says that the clone is shallow and ends here, so that what the commit holds may be
    older than it is. A merge is told by its `parents`.
    """

    __slots__ = ("author", "changes", "cut", "oid", "parents", "subject", "time")

    def __init__(self, fields: list[bytes], files: list[Sides], cut: frozenset[str]) -> None:
        self.oid = fields[0].decode("ascii")
        self.parents = fields[1].decode("ascii").split()
        self.time = int(fields[2] or 0)
        self.author = fields[3].decode("utf-8", "replace")
        self.subject = fields[4].decode("utf-8", "replace")
        self.cut = self.oid in cut
        self.changes = [Change(sides) for sides in files]


def commits(
    repository: Repository,
    start: str = "HEAD",
    *,
    without: tuple[str, ...] = (),
    paths: tuple[str, ...] = (),
) -> Generator[Commit, None, None]:
    """Yield each commit that `start` comes from, or those of them that `without` does not.

    With `paths`, those that changed what is there, and only that of them. Grafts and
    `git replace` count, as they do for `git log`. Raise RevisionNotFound, and HistoryIncomplete
    where a rename cannot be told without content that is not there.
    """
    tips = [resolve(repository, start, "commit")]
    tips += ["^" + resolve(repository, one, "commit") for one in without]
    literal = [":(literal,top)" + path for path in paths]
    how = (*STEADY, *MERGED, "-M", "--topo-order", asked(_FIELDS))
    running = repository.start("log", *how, *tips, "--", *literal)
    cut = boundary(repository)
    try:
        for fields, files in read(running.output, _FIELDS):
            yield Commit(fields, files, cut)
        running.wait()
    except GitFailed as error:
        if "promisor" in error.said:
            raise HistoryIncomplete from error
        raise
    finally:
        running.end()


def boundary(repository: Repository) -> frozenset[str]:
    """Return the commits at which a shallow clone ends; none of a whole one."""
    try:
        with open(os.path.join(repository.common_dir, "shallow"), encoding="ascii") as file:
            return frozenset(file.read().split())
    except FileNotFoundError:
        return frozenset()


def is_ancestor(repository: Repository, old: str, new: str) -> bool | None:
    """Whether one commit is the other or before it; None where the clone lacks what tells."""
    try:
        repository.run("merge-base", "--is-ancestor", old, new)
        return True
    except GitFailed as error:
        if error.code == 1:
            return None if boundary(repository) else False
        return None
