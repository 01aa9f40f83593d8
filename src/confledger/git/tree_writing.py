"""Trees made of other trees and some edits, without the work tree and without its index.

Objects may go to a folder apart, so that something can be made to be looked at, and leave
nothing behind.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from confledger.git.repository import Repository
from confledger.git.trees import TreeFile

FILE_MODE = "100644"
# Hooks may lie in the work tree: those of another state would run, and none is asked for.
NO_HOOKS = ("-c", "core.hooksPath=/dev/null")


class Put:
    """What a path is to hold: an object that is there, or `data` that becomes one."""

    __slots__ = ("data", "mode", "oid")

    def __init__(self, mode: str, oid: str = "", data: bytes | None = None) -> None:
        self.mode = mode
        self.oid = oid
        self.data = data

    def __repr__(self) -> str:
        # Never what it holds.
        return f"Put({self.mode!r}, {self.oid!r})"


# By path; None takes the file away.
Edits = Mapping[str, Put | None]


class Apart(Repository):
    """A repository whose new objects go to a folder of their own; all others are read as ever."""

    __slots__ = ("objects",)

    def __init__(self, of: Repository, folder: str) -> None:
        self._stand_where(of)
        self.objects = folder

    def environment(self) -> dict[str, str]:
        """Return the same, with the folder as the place of new objects."""
        env = super().environment()
        main = env.get("GIT_OBJECT_DIRECTORY") or os.path.join(self.common_dir, "objects")
        others = [_quoted(os.path.abspath(main))]
        if more := env.get("GIT_ALTERNATE_OBJECT_DIRECTORIES"):
            others.append(more)
        env["GIT_OBJECT_DIRECTORY"] = self.objects
        env["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = os.pathsep.join(others)
        return env


def _quoted(path: str) -> str:
    """Write a path as git reads a list of them (git(1), GIT_ALTERNATE_OBJECT_DIRECTORIES)."""
    if os.pathsep not in path and not path.startswith('"') and "\n" not in path:
        return path
    made = path.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{made}"'


@contextmanager
def apart(repository: Repository) -> Iterator[Apart]:
    """Give a view of a repository that can be written to; at the end, all that is new is gone.

    Only the folder for temporary files is written to, so that a read-only repository will do.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="confledger-") as folder:
        yield Apart(repository, folder)


def write_blob(repository: Repository, data: bytes) -> str:
    """Write bytes as an object, as they are; return its id."""
    how = ("-c", "core.fsync=all", "hash-object", "-w", "-t", "blob", "--no-filters", "--stdin")
    return repository.fed(data, *how).decode("ascii").strip()


def write_tree(repository: Repository, tree: str, edits: Edits) -> str:
    """Return the tree that another one is with some edits; its objects are written.

    The same tree and edits give the same one everywhere.
    """
    from tempfile import TemporaryDirectory

    with TemporaryDirectory(prefix="confledger-") as folder:
        made = repository.indexed(os.path.join(folder, "index"))
        # Of no work tree: nothing on disk is looked at.
        made.top = None
        safely = ("-c", "core.fsync=all", *NO_HOOKS)
        made.run(*safely, "read-tree", "--no-sparse-checkout", tree)
        given = index_info(repository, edits, len(tree))
        made.fed(given, *safely, "update-index", "-z", "--index-info")
        return made.run(*safely, "write-tree").decode("ascii").strip()


def index_info(repository: Repository, edits: Edits, digits: int) -> bytes:
    """Return edits as `git update-index -z --index-info` reads them; blobs are written.

    What goes comes first: a file may take the place of a folder, or the other way round.
    """
    gone, put = [], []
    for path, edit in edits.items():
        name = os.fsencode(path)
        if edit is None:
            gone.append(b"0 " + b"0" * digits + b"\t" + name)
            continue
        if edit.data is not None:
            edit.oid = write_blob(repository, edit.data)
        put.append(f"{edit.mode} {edit.oid} 0\t".encode("ascii") + name)
    return b"".join(one + b"\0" for one in (*gone, *put))


def as_put(file: TreeFile | None) -> Put | None:
    """Return the edit that makes a path hold what a tree has there."""
    return None if file is None else Put(file.mode, file.oid)
