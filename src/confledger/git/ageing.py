"""When lines were written: `git blame`, of the few lines that somebody asks about.

A reformatted line is as old as that. What the configuration of a user adds to blame is left out,
so that two clones say the same.
"""

import os
from collections.abc import Iterable, Mapping

from confledger.git.process import GitFailed
from confledger.git.repository import Repository

# A filter for reading, such as one that decrypts, would have lines of its own. Of what a user wants
# to be looked past, an empty `blame.ignoreRevsFile` takes nothing back.
_BLAME = (
    *("--no-replace-objects", "-c", "diff.algorithm=myers", "-c", "diff.indentHeuristic=true"),
    *("blame", "--porcelain", "--no-textconv", "--no-ignore-revs-file"),
)
_MANY = 200


def written(
    repository: Repository, revision: str, lines: Mapping[str, Iterable[int]]
) -> dict[str, dict[int, int]]:
    """Return when each line of some files was written, in seconds since 1970.

    A file of which git cannot say it is left out.
    """
    found = {}
    for path, wanted in sorted(lines.items()):
        ranges = [f"-L{line},{line}" for line in sorted(set(wanted))]
        if len(ranges) > _MANY:
            # More than a command line should have; all of the file takes hardly longer.
            ranges = []
        try:
            raw = repository.run(*_BLAME, *ranges, revision, "--", path)
        except GitFailed:
            continue
        found[path] = _times(raw)
    return found


def _times(raw: bytes) -> dict[int, int]:
    """Read the answer: of each commit, what it is stands only once."""
    times: dict[bytes, int] = {}
    found: dict[int, int] = {}
    head: list[bytes] = []
    for row in raw.split(b"\n"):
        if row.startswith(b"\t"):
            if head and head[0] in times:
                found[int(head[2])] = times[head[0]]
            head = []
        elif not head:
            head = row.split(b" ")
        elif row.startswith(b"author-time "):
            times[head[0]] = int(row[12:])
    return found


def touched(repository: Repository, before: str, after: str) -> set[str] | None:
    """Return the files that any commit between two has changed, against any of its parents.

    None where the first is no ancestor of the second, or not there.
    """
    try:
        repository.run("merge-base", "--is-ancestor", before, after)
        raw = repository.run(
            *("--no-replace-objects", "-c", "log.diffMerges=separate"),
            *("log", "-m", "--root", "-z", "--format="),
            *("--name-only", "--no-renames", "--no-relative", "--no-ext-diff"),
            *("--no-show-signature", f"{before}..{after}", "--"),
        )
    except GitFailed:
        return None
    return {path for path in os.fsdecode(raw).split("\0") if path}


def mainline(repository: Repository, revision: str) -> list[tuple[str, int]]:
    """Return the commits that `git log --first-parent` follows, with their times, newest first."""
    raw = repository.run(
        *("--no-replace-objects", "log", "--first-parent", "--format=%H %ct"),
        *("--no-show-signature", revision, "--"),
    )
    rows = (line.split() for line in raw.decode("ascii").splitlines())
    return [(oid, int(time)) for oid, time in rows]
