"""Which files each commit changed, all commits in one stream, parents before their children."""

import os
from collections.abc import Generator, Iterator

from confledger.errors import ConfledgerError
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.snapshot import Entry, kind_of, resolve

# Whatever the user's own settings say, the output is the same. With `-z`, because without it
# git quotes every path that is not plain ASCII.
_HOW = (
    # Of a merge only what it holds that no parent has: an edit made in the merge itself.
    *("-c", "--combined-all-paths"),
    *("--raw", "-z", "-M", "--no-abbrev", "--topo-order", "--reverse", "--encoding=UTF-8"),
    *("--no-ext-diff", "--no-color", "--no-show-signature", "--no-relative", "--no-notes"),
    "--ignore-submodules=dirty",
)
# Fields by their place, because a name or a subject may hold anything but NUL. The first one
# starts with a character that no record of a file starts with.
_FORMAT = "--format=%x01%H%x00%P%x00%ct%x00%an <%ae>%x00%s"
_FIELDS = 5
_CHUNK = 1 << 16


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

    def __init__(self, before: tuple[Entry | None, ...], after: Entry | None) -> None:
        self.before = before
        self.after = after


class Commit:
    """One commit; `time` is the committer's, in seconds since 1970.

    `cut` says that the clone is shallow and ends here, so that what the commit holds may be
    older than it is. A merge is told by its `parents`.
    """

    __slots__ = ("author", "changes", "cut", "oid", "parents", "subject", "time")

    def __init__(self, fields: list[bytes], cut: frozenset[str]) -> None:
        self.oid = fields[0][1:].decode("ascii")
        self.parents = fields[1].decode("ascii").split()
        self.time = int(fields[2] or 0)
        self.author = fields[3].decode("utf-8", "replace")
        self.subject = fields[4].decode("utf-8", "replace")
        self.cut = self.oid in cut
        self.changes: list[Change] = []


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
    running = repository.start("log", *_HOW, _FORMAT, *tips, "--", *literal)
    try:
        yield from _parsed(_split(running.output), boundary(repository))
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


def _split(output: object) -> Iterator[bytes]:
    """Yield what stands between the NUL bytes, as it comes."""
    rest = b""
    while part := output.read1(_CHUNK):  # type: ignore[attr-defined]
        fields = (rest + part).split(b"\0")
        rest = fields.pop()
        yield from fields
    yield rest


def _parsed(fields: Iterator[bytes], cut: frozenset[str]) -> Iterator[Commit]:
    commit: Commit | None = None
    for field in fields:
        head = field.lstrip(b"\n")
        if head.startswith(b":"):
            assert commit is not None
            commit.changes.append(_change(head, fields))
        elif head:
            if commit is not None:
                yield commit
            commit = Commit([head, *(next(fields) for _ in range(_FIELDS - 1))], cut)
    if commit is not None:
        yield commit


def _change(head: bytes, fields: Iterator[bytes]) -> Change:
    """Read `:mode mode oid oid status`, of a merge with one more colon, mode and oid a parent.

    The paths that follow: one, or two where the file was renamed; of a merge, that in each
    parent and its own.
    """
    words = head.decode("ascii").split(" ")
    sides = len(words) // 2
    parents = sides - 1
    modes = [words[0].lstrip(":"), *words[1:sides]]
    oids = words[sides : 2 * sides]
    if parents > 1:
        paths = [os.fsdecode(next(fields)) for _ in range(sides)]
    else:
        paths = [os.fsdecode(next(fields))]
        paths.append(os.fsdecode(next(fields)) if words[-1][0] in "RC" else paths[0])
    entries = [
        None if mode == "000000" else Entry(path, kind_of(mode), oid)
        for mode, oid, path in zip(modes, oids, paths, strict=True)
    ]
    return Change(tuple(entries[:-1]), entries[-1])
