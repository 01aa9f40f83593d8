"""Files that have another name in a later state: what they are called there."""

import os

from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.trees import differing

# Of more files that came and went, only those with the very same content are paired.
_MOST = 1000
_MOST_STEPS = 50


def renamed(repository: Repository, before: str, after: str) -> dict[str, str]:
    """Return the new path of each file that one commit has under another name, by the old one."""
    raw = repository.run(
        *("diff-tree", "-r", "-z", "--name-status", "-M50%", f"-l{_MOST}", "--diff-filter=R"),
        *("--no-ext-diff", "-O/dev/null", before, after, "--"),
    )
    fields = os.fsdecode(raw).split("\0")[:-1]
    return dict(zip(fields[1::3], fields[2::3], strict=True))


class Trail:
    """What became of a path that is no longer there: `path` is its name now, if it has one.

    `last` is the commit that took it from where it was last; None where none is known.
    """

    __slots__ = ("last", "path")

    def __init__(self, path: str | None, last: str | None) -> None:
        self.path = path
        self.last = last


def followed(repository: Repository, head: str, path: str, there: "Container") -> Trail:
    """Follow a file that was at a path before `head`, and is not there any more."""
    last = None
    for _ in range(_MOST_STEPS):
        found = _taking(repository, head, path)
        if found is None:
            break
        last = found
        new = _moved(repository, last, path)
        if new is None:
            break
        if new in there:
            return Trail(new, last)
        path = new
    return Trail(None, last)


def _taking(repository: Repository, head: str, path: str) -> str | None:
    """Return the newest commit that took a path away, also on a branch that was merged since."""
    for how in (("--no-merges",), ("-m",)):
        raw = repository.run(
            *("log", "-1", "--format=%H", "--no-show-signature", "--full-history"),
            *("--diff-filter=D", "--no-renames", "-s", *how, head, "--", f":(literal,top){path}"),
        )
        if raw.strip():
            return raw.decode("ascii").strip()
    return None


def _moved(repository: Repository, commit: str, path: str) -> str | None:
    """Return what a commit renamed a file to; None where it only took it away."""
    try:
        parent = repository.run("rev-parse", "--verify", "-q", f"{commit}^1").decode().strip()
    except GitFailed:
        return None
    pair = differing(repository, parent, commit).get(path)
    if pair is None or pair[0] is None or pair[1] is not None:
        return None
    return renamed(repository, parent, commit).get(path)


TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Container as Holds

    Container = Holds[str]
