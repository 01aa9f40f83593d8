"""The distinct files of a whole history: each content once, with a path that it had."""

import os
from collections.abc import Iterator

from confledger.git.blobs import Blobs, Damaged, TooLarge
from confledger.git.process import GitFailed
from confledger.git.repository import Repository

_BLOBS = ("--filter=object:type=blob", "--filter-provided-objects")


class Introduced:
    """The commit that brought a file: its short id, its day, and the path it had there."""

    __slots__ = ("commit", "day", "path")

    def __init__(self, commit: str, day: str, path: str) -> None:
        self.commit = commit
        self.day = day
        self.path = path


def paths(repository: Repository, *revisions: str) -> dict[str, str]:
    """Return the id of each distinct file that these revisions reach, with a path of it.

    Revisions are as `git rev-list` takes them: `--all`, `main`, `^origin/main`.
    """
    listed = ("rev-list", "--objects", *revisions)
    try:
        raw = repository.run(*listed, *_BLOBS)
    except GitFailed as error:
        # Before git 2.32 it tells of all objects, and only reading says which are files.
        if "filter" not in error.said:
            raise
        raw = repository.run(*listed)
    found = {}
    for line in os.fsdecode(raw).split("\n"):
        oid, space, path = line.partition(" ")
        if space and path:
            found[oid] = path
    return found


def contents(
    repository: Repository, oids: list[str], limit: int
) -> Iterator[tuple[str, bytes | TooLarge | Damaged | None]]:
    """Yield each object with its content, in order; None for what is no file, or not there."""
    reader = Blobs(repository, limit)
    try:
        yield from zip(oids, reader.read(oids), strict=True)
    finally:
        reader.close()


def introduced(repository: Repository, oids: set[str], *revisions: str) -> dict[str, Introduced]:
    """Return the earliest commit among those reached that has brought each of these files.

    Of a file that only the resolution of a merge has, the merge.
    """
    running = repository.start(
        *("log", "--reverse", "--raw", "-c", "--root", "-z", "--no-abbrev", "--no-renames"),
        *("--no-show-signature", "--no-color", "--no-ext-diff", "--format=%x01%h %cs", *revisions),
    )
    found: dict[str, Introduced] = {}
    commit = day = ""
    pending: list[str] = []
    for field in os.fsdecode(running.read()).split("\0"):
        text = field.lstrip("\n")
        if text.startswith("\1"):
            # The first record of a commit may follow on the line below its own.
            head, _, text = text.partition("\n")
            commit, _, day = head[1:].partition(" ")
            text = text.lstrip("\n")
        if text.startswith(":"):
            pending = text.split(" ")
        elif pending:
            # `::` of a merge has one mode and one id more for each parent.
            parents = len(pending[0]) - len(pending[0].lstrip(":"))
            oid = pending[2 * parents + 1]
            if oid in oids and oid not in found:
                found[oid] = Introduced(commit, day, text)
            pending = []
    return found
