"""The distinct files of a whole history: each content once, with a path that it had."""

import os
from collections.abc import Iterator

from confledger.git.blobs import Blobs, Damaged, TooLarge
from confledger.git.process import GitFailed
from confledger.git.raw_log import MERGED, STEADY, asked, read
from confledger.git.repository import Repository

_FIELDS = ("%h", "%cs")
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
    found: dict[str, Introduced] = {}
    how = (*STEADY, *MERGED, "--no-renames", "--root", asked(_FIELDS))
    running = repository.start("log", *how, *revisions)
    try:
        for fields, files in read(running.output, _FIELDS):
            commit, day = (field.decode("ascii") for field in fields)
            for *_, entry in files:
                if entry is not None and entry.oid in oids:
                    found.setdefault(entry.oid, Introduced(commit, day, entry.path))
        running.wait()
    finally:
        running.end()
    return found
