"""A branch brought to a commit that follows it, and index and work tree with it.

Only what differs between the two commits is touched: all other local changes stay. Everything
is made ready first; then the index is locked, so that nobody commits from what it was; then the
branch moves, if it is where it was; then each file takes its name. Killed before the branch
has moved, nothing has happened; after it, `recover` does what is left.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from confledger.errors import ConfledgerError
from confledger.git.commit_writing import Moved, head_of, move
from confledger.git.repository import Repository
from confledger.git.switch_intent import (
    Intent,
    Signature,
    Step,
    drop,
    place,
    read,
    settle,
    signature,
)
from confledger.git.switch_recovery import COPIED, Left, carried_out, is_ours, recovered
from confledger.git.tree_writing import NO_HOOKS, as_put, index_info
from confledger.git.trees import differing
from confledger.git.uncommitted import InTheWay, obstacles, steps_of

_LOCK = "confledger-switch.lock"
_ATTRIBUTES = ".gitattributes"


class Busy(ConfledgerError):
    """Another program writes the index."""

    def __init__(self, lock: str) -> None:
        super().__init__(
            f"another git process is at work: {lock!r} is there",
            help="wait for it; if none runs, remove that file",
        )


class Unwritable(ConfledgerError):
    """The git directory belongs to somebody else, or its disk is read-only."""

    def __init__(self, error: OSError) -> None:
        super().__init__(
            f"the git directory cannot be written: {(error.strerror or '').lower()}",
            help="who may write there? --plan and --print-commands work all the same",
        )


@contextmanager
def alone(repository: Repository) -> Iterator[None]:
    """Let no second switch happen in this work tree; wait for one that goes on."""
    from fcntl import LOCK_EX, flock

    try:
        file = os.open(
            os.path.join(repository.git_dir, _LOCK), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )
    except OSError as error:
        raise Unwritable(error) from error
    try:
        flock(file, LOCK_EX)
        yield
    finally:
        os.close(file)


def recover(repository: Repository) -> Left | None:
    """Finish what was stopped; say what was left to do, None if nothing. Within `alone`."""
    intent = read(repository)
    if intent is None:
        if os.path.lexists(place(repository)):
            drop(repository)
        return None
    return recovered(repository, intent)


def switch(
    repository: Repository,
    ref: str,
    old: str,
    new: str,
    reason: str,
    discard: "Mapping[str, Signature] | None" = None,
) -> Left | None:
    """Move a reference from `old` to `new`, and with it what differs on disk and in the index.

    `ref` is what HEAD names, or HEAD itself; the repository has a work tree. To be called
    within `alone`, after `recover`. Raise Moved, InTheWay or Busy, and nothing has changed.
    Returned is what could not be brought to its place, None if all is there.

    `discard` has what may be overwritten though it is in no commit, as long as it looks so.
    """
    discard = discard or {}
    pairs = differing(repository, old, new)
    # What git does not have is taken away first, so that there is room.
    steps = {path: Step((None, None), seen) for path, seen in discard.items() if path not in pairs}
    steps |= steps_of(repository, pairs)
    intent = Intent(place(repository), ref, old, new, steps)
    begun = False
    lock = repository.index_file + ".lock"
    try:
        os.makedirs(intent.folder)
        before = _ready(repository, intent)
        intent.write()
        _lock(intent.index, lock)
        if signature(repository.index_file) != before:
            raise Moved(ref)
        found = obstacles(repository, steps)
        blocked = [path for path, seen in found.items() if discard.get(path, ()) != seen]
        if blocked:
            raise InTheWay(blocked)
        if head_of(repository) != ref:
            raise Moved("HEAD")
        begun = True
        move(repository, ref, new, old, reason)
        left = carried_out(repository, intent, lock)
    except BaseException:
        if begun:
            # Whether the branch has moved is seen there.
            recovered(repository, intent)
        else:
            if is_ours(intent.index, lock):
                os.unlink(lock)
            drop(repository)
        raise
    drop(repository)
    return left


def _ready(repository: Repository, intent: Intent) -> object:
    """Write the index that is to be, and every file; return what the index looks like now."""
    from shutil import copyfile

    before = signature(repository.index_file)
    if before is not None:
        copyfile(repository.index_file, intent.index)
    made = repository.indexed(intent.index)
    listed = made.run("ls-files", "-t", "-z").split(b"\0")
    sparse = {os.fsdecode(one[2:]) for one in listed if one[:2] in (b"S ", b"s ")}
    intent.unwatched = frozenset(sparse.intersection(intent.steps))
    edits = {path: as_put(step.new) for path, step in intent.steps.items()}
    given = index_info(repository, edits, len(intent.new))
    made.fed(given, *NO_HOOKS, "update-index", "-z", "--index-info")
    kept = [path for path in intent.unwatched if intent.steps[path].new is not None]
    if kept:
        made.fed(_listed(kept), *NO_HOOKS, "update-index", "-z", "--skip-worktree", "--stdin")
    wanted = [
        path for path, step in intent.steps.items() if step.on_disk and path not in intent.unwatched
    ]
    ready = os.path.join(intent.folder, "tree")
    os.makedirs(ready)
    if any(os.path.basename(path) == _ATTRIBUTES for path in intent.steps):
        # Those of the index that is to be say what becomes of a file, not those on disk now.
        made.top = ready
    where = (*NO_HOOKS, "checkout-index", "-z", "--stdin", f"--prefix={ready}/")
    made.fed(_listed(wanted), *where)
    missing = [path for path in wanted if not os.path.lexists(intent.staged(path))]
    if missing:
        raise ConfledgerError(f"git did not write {missing[0]!r}", help="is the disk full?")
    _settled(ready)
    return before


def _settled(folder: str) -> None:
    """Have every file below a folder on the disk."""
    for root, _, files in os.walk(folder):
        for name in files:
            full = os.path.join(root, name)
            if not os.path.islink(full):
                file = os.open(full, os.O_RDONLY | os.O_CLOEXEC)
                try:
                    os.fsync(file)
                finally:
                    os.close(file)
        settle(root)


def _listed(paths: list[str]) -> bytes:
    return b"".join(os.fsencode(path) + b"\0" for path in paths)


def _lock(index: str, lock: str) -> None:
    """Take the lock of the index as git does, with the index that is to be already in it."""
    try:
        os.link(index, lock)
    except FileExistsError:
        raise Busy(lock) from None
    except OSError:
        # A file system without links.
        _copy(index, lock)


def _copy(index: str, lock: str) -> None:
    # From now on, a lock like our index is ours.
    os.close(os.open(index + COPIED, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
    try:
        file = os.open(lock, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    except FileExistsError:
        os.unlink(index + COPIED)
        raise Busy(lock) from None
    with open(file, "wb") as out, open(index, "rb") as held:
        while part := held.read(1 << 20):
            out.write(part)
        out.flush()
        os.fsync(out.fileno())
