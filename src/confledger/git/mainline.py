"""The commits that `git log --first-parent` follows, the newest first, with the files of each."""

from collections.abc import Generator

from confledger.git.history import boundary
from confledger.git.raw_log import STEADY, asked, read
from confledger.git.repository import Repository
from confledger.git.snapshot import SUBMODULE, SYMLINK, Entry
from confledger.git.tree_writing import FILE_MODE
from confledger.git.trees import GITLINK, LINK, Pair, TreeFile

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.git.raw_log import Sides

_FIELDS = ("%H", "%ct", "%an", "%s")
_NEWEST_FIRST = tuple(one for one in STEADY if one != "--reverse")
_FIRST = ("--first-parent", "-m", "--no-renames", "--root", "--no-mailmap", "-O/dev/null")
_MODES = {SYMLINK: LINK, SUBMODULE: GITLINK}


class Step:
    """One commit, and each file that differs from its first parent: before and after, by path.

    Of the mode only the kind of file is told, not whether it may be run.
    """

    __slots__ = ("author", "changes", "oid", "subject", "time")

    def __init__(self, fields: list[bytes], files: "list[Sides]") -> None:
        self.oid = fields[0].decode("ascii")
        self.time = int(fields[1] or 0)
        self.author = fields[2].decode("utf-8", "replace")
        self.subject = fields[3].decode("utf-8", "replace")
        self.changes = dict(_pair(before, after) for before, after in files)


def steps(
    repository: Repository, start: str, paths: tuple[str, ...] = ()
) -> Generator[Step, None, None]:
    """Yield each commit of the mainline that ends with `start`.

    With `paths`, those that changed what is at or below one of them, and only that of them. Where
    a shallow clone ends, all files seem to be new.
    """
    literal = [":(literal,top)" + path for path in paths]
    how = (*_NEWEST_FIRST, *_FIRST, asked(_FIELDS), start, "--", *literal)
    running = repository.start("log", *how)
    try:
        for fields, files in read(running.output, _FIELDS):
            yield Step(fields, files)
        running.wait()
    finally:
        running.end()


def count(repository: Repository, start: str, paths: tuple[str, ...] = ()) -> int:
    """Count what `steps` yields."""
    literal = [":(literal,top)" + path for path in paths]
    return int(repository.run("rev-list", "--first-parent", "--count", start, "--", *literal))


def is_cut(repository: Repository, start: str) -> bool:
    """Whether a shallow clone ends before the mainline does."""
    cut = boundary(repository)
    if not cut:
        return False
    listed = repository.run("rev-list", "--first-parent", start, "--").decode("ascii").split()
    return listed[-1] in cut


def _pair(before: Entry | None, after: Entry | None) -> tuple[str, Pair]:
    one = after or before
    assert one is not None
    return one.path, (tree_file(before), tree_file(after))


def tree_file(entry: Entry | None) -> TreeFile | None:
    """Return what a listing has, with the usual mode of its kind."""
    if entry is None:
        return None
    return TreeFile(_MODES.get(entry.kind, FILE_MODE), entry.oid or "")
