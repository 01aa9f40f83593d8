"""What trees hold, with the mode of each file, and what differs between two of them."""

import os

from confledger.git.repository import Repository

LINK, GITLINK = "120000", "160000"


class TreeFile:
    """What a tree has at one path: its mode, in octal digits, and the object."""

    __slots__ = ("mode", "oid")

    def __init__(self, mode: str, oid: str) -> None:
        self.mode = mode
        self.oid = oid

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TreeFile) and (self.mode, self.oid) == (other.mode, other.oid)

    def __hash__(self) -> int:
        return hash((self.mode, self.oid))

    def __repr__(self) -> str:
        return f"TreeFile({self.mode!r}, {self.oid!r})"


# Before and after; None where there is no file.
Pair = tuple[TreeFile | None, TreeFile | None]


def files_of(repository: Repository, tree: str, *paths: str) -> dict[str, TreeFile]:
    """Return every file of a commit or tree by its path, or those at or below some paths."""
    raw = repository.run("ls-tree", "-r", "-z", "--full-tree", tree, "--", *paths)
    found = {}
    for record in os.fsdecode(raw).split("\0")[:-1]:
        head, _, name = record.partition("\t")
        mode, _, oid = head.split(" ")
        found[name] = TreeFile(mode, oid)
    return found


def differing(repository: Repository, before: str, after: str) -> dict[str, Pair]:
    """Return what differs between two commits or trees, by path, in path order; no renames."""
    raw = repository.run(
        *("diff-tree", "-r", "--raw", "-z", "--no-renames", "--no-abbrev", "--no-ext-diff"),
        *("-O/dev/null", before, after, "--"),
    )
    fields = iter(os.fsdecode(raw).split("\0"))
    found = {}
    for head in fields:
        if not head:
            break
        old_mode, mode, old, new, _ = head[1:].split(" ")
        found[next(fields)] = (_file(old_mode, old), _file(mode, new))
    return found


def _file(mode: str, oid: str) -> TreeFile | None:
    return None if mode == "000000" else TreeFile(mode, oid)


def tree_of(repository: Repository, commit: str) -> str:
    """Return the tree of a commit."""
    said = repository.run("rev-parse", "--verify", "--end-of-options", f"{commit}^{{tree}}")
    return said.decode("ascii").strip()
