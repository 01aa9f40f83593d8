"""Local changes kept as a commit that no branch has, before something takes their place.

The commit is one as `git stash` makes them: its tree has the files as they are on disk, its
second parent has them as they are in the index, its first one is HEAD.
"""

import os
from stat import S_ISLNK, S_ISREG, S_IXUSR

from confledger.errors import ConfledgerError
from confledger.git.commit_writing import Locked, Moved, move, write_commit
from confledger.git.repository import Repository
from confledger.git.switch_intent import Signature, signature
from confledger.git.tree_writing import Put, write_blob, write_tree
from confledger.git.trees import GITLINK, LINK
from confledger.git.uncommitted import InTheWay, on_disk, own_repositories

PLACE = "refs/confledger/kept/"
_HASH = ("-c", "core.fsync=all", "hash-object", "-w")
_SUBJECT = "kept by confledger before a rollback"


class Unkeepable(ConfledgerError):
    """Something is in the way that no commit can hold."""

    def __init__(self, path: str, what: str) -> None:
        super().__init__(f"{path!r} is in the way, and {what}", help="move it away first")


def set_aside(repository: Repository, head: str, paths: dict[str, Signature]) -> str:
    """Keep what is at some paths, on disk and in the index; return the reference it has then.

    `paths` says how each looked when it was found; raise InTheWay where it was changed since.
    """
    for folder in own_repositories(paths):
        raise Unkeepable(folder, "a repository of its own")
    index = _in_index(repository, set(paths))
    disk = {path: _on_disk(repository, path, index[path]) for path in paths}
    changed = [path for path, seen in paths.items() if signature(on_disk(repository, path)) != seen]
    if changed:
        raise InTheWay(changed)
    staged = write_tree(repository, head, index)
    base = write_commit(repository, staged, [head], f"{_SUBJECT}: the index\n", sign=False)
    tree = write_tree(repository, head, disk)
    kept = write_commit(repository, tree, [head, base], f"{_SUBJECT}\n", sign=False)
    return _named(repository, kept)


def _on_disk(repository: Repository, path: str, staged: Put | None) -> Put | None:
    """Return a file as it would be added."""
    full = on_disk(repository, path)
    if _beyond_a_link(repository, path):
        # It is the link that is kept.
        return None
    try:
        status = os.lstat(full)
    except (FileNotFoundError, NotADirectoryError):
        return None
    if S_ISLNK(status.st_mode):
        return Put(LINK, data=os.readlink(os.fsencode(full)))
    if os.path.isdir(full):
        # Its files, if any are in the way, are among the paths themselves.
        return staged if staged is not None and staged.mode == GITLINK else None
    if not S_ISREG(status.st_mode):
        raise Unkeepable(path, "no file")
    with open(full, "rb") as file:
        content = file.read()
    oid = repository.fed(content, *_HASH, f"--path={path}", "--stdin").decode("ascii").strip()
    return Put("100755" if status.st_mode & S_IXUSR else "100644", oid)


def _beyond_a_link(repository: Repository, path: str) -> bool:
    parts = path.split("/")
    above = ("/".join(parts[:length]) for length in range(1, len(parts)))
    return any(os.path.islink(on_disk(repository, one)) for one in above)


def _in_index(repository: Repository, paths: set[str]) -> dict[str, Put | None]:
    """Return what is staged at each of the paths."""
    # What is only intended to be added is empty there, and need not be an object yet.
    write_blob(repository, b"")
    found: dict[str, Put | None] = dict.fromkeys(paths)
    raw = os.fsdecode(repository.run("ls-files", "-s", "-z", "--full-name"))
    for record in raw.split("\0")[:-1]:
        head, _, path = record.partition("\t")
        if path not in paths:
            continue
        mode, oid, stage = head.split(" ")
        if stage != "0":
            raise Unkeepable(path, "its merge conflict is not resolved")
        found[path] = Put(mode, oid)
    return found


def _named(repository: Repository, commit: str) -> str:
    """Give a commit the next free number."""
    while True:
        said = repository.run("for-each-ref", "--format=%(refname)", PLACE)
        taken = [name.rpartition("/")[2] for name in said.decode("utf-8", "replace").split("\n")]
        number = max((int(one) for one in taken if one.isascii() and one.isdigit()), default=0) + 1
        try:
            move(repository, f"{PLACE}{number}", commit, "0" * len(commit), _SUBJECT)
        except Locked:
            raise
        except Moved:
            continue
        return f"{PLACE}{number}"
