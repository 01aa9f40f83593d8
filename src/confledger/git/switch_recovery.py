"""The second half of a switch: the branch has moved, the files follow; also after a crash."""

import os
from errno import EXDEV
from stat import S_ISREG

from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.switch_intent import Intent, Step, drop, settle, signature
from confledger.git.tree_writing import NO_HOOKS, as_put, index_info

# Beside the index that is to be: its lock is, or was to be, a copy of it.
COPIED = ".copied"


class Left:
    """What somebody changed meanwhile, and was left as it is; `undone` if nothing was done.

    `moved` says that the branch is at the new commit, or behind it.
    """

    __slots__ = ("moved", "new", "paths")

    def __init__(self, new: str, paths: list[str], *, moved: bool) -> None:
        self.new = new
        self.paths = paths
        self.moved = moved


def recovered(repository: Repository, intent: Intent) -> Left:
    """Carry out what was begun if the branch has moved, else take it back."""
    lock = repository.index_file + ".lock"
    ours = is_ours(intent.index, lock)
    if not _moved(repository, intent):
        if ours:
            os.unlink(lock)
        drop(repository)
        return Left(intent.new, [], moved=False)
    left = carried_out(repository, intent, lock if ours else None)
    drop(repository)
    return left or Left(intent.new, [], moved=True)


def carried_out(repository: Repository, intent: Intent, lock: str | None) -> Left | None:
    """Bring each file to its place, then the index; `lock` is ours and has the new index."""
    assert repository.top is not None
    left = []
    folders: set[str] = set()
    steps = {path: one for path, one in intent.steps.items() if path not in intent.unwatched}
    # What goes first makes room for what comes.
    for path, step in steps.items():
        if step.new is None and not _remove(repository.top, path, step, folders):
            left.append(path)
    for path, step in steps.items():
        if step.new is not None and not _put(repository.top, path, step, intent, folders):
            left.append(path)
    for folder in folders:
        settle(folder)
    _index(repository, intent, lock)
    return Left(intent.new, sorted(left), moved=True) if left else None


def _moved(repository: Repository, intent: Intent) -> bool:
    """Whether the reference has the new commit, or one that came after it."""
    try:
        said = repository.run("rev-parse", "--verify", "--quiet", f"{intent.ref}^{{commit}}")
        now = said.decode("ascii").strip()
        if now == intent.new:
            return True
        repository.run("merge-base", "--is-ancestor", intent.new, now)
    except GitFailed:
        return False
    return True


def _remove(top: str, path: str, step: Step, folders: set[str]) -> bool:
    """Take a file away, and the folders that are empty then; False if it is another one now."""
    full = os.path.join(top, path)
    there = signature(full)
    if there is None or _leads_out(top, path):
        # What a link leads to is not of this tree.
        return True
    if there[0] == -1:
        # A submodule: its files are of another repository.
        _rmdir(full)
        return True
    if there != step.seen:
        return False
    os.unlink(full)
    folder = os.path.dirname(path)
    while folder and _rmdir(os.path.join(top, folder)):
        folder = os.path.dirname(folder)
    folders.add(os.path.join(top, folder))
    return True


def _leads_out(top: str, path: str) -> bool:
    """Whether a folder of a path is a link: behind it is no place of this tree."""
    end = path.find("/")
    while end >= 0:
        if os.path.islink(os.path.join(top, path[:end])):
            return True
        end = path.find("/", end + 1)
    return False


def _cleared(folder: str) -> bool:
    """Remove a folder that has nothing but folders in it."""
    return all(_rmdir(root) for root, _, _ in os.walk(folder, topdown=False))


def _rmdir(full: str) -> bool:
    try:
        os.rmdir(full)
    except OSError:
        return False
    return True


def _put(top: str, path: str, step: Step, intent: Intent, folders: set[str]) -> bool:
    """Put the file that waits for a path there; False if somebody else put another one."""
    full = os.path.join(top, path)
    if not step.on_disk:
        return not _leads_out(top, path) and _make_folder(full, step)
    waiting = intent.staged(path)
    if not os.path.lexists(waiting):
        # It was brought to its place before.
        return True
    there = signature(full)
    if _leads_out(top, path) or (there is not None and there != step.seen):
        return False
    os.makedirs(os.path.dirname(full), exist_ok=True)
    if there is not None and there[0] == -1 and not _cleared(full):
        return False
    _rename(waiting, full)
    folders.add(os.path.dirname(full))
    return True


def _make_folder(full: str, step: Step) -> bool:
    """Make the folder of a submodule, where a file may have been."""
    there = signature(full)
    if there is not None and there[0] != -1:
        if there != step.seen:
            return False
        os.unlink(full)
    os.makedirs(full, exist_ok=True)
    return True


def _rename(source: str, target: str) -> None:
    try:
        os.rename(source, target)
        return
    except OSError as error:
        if error.errno != EXDEV:
            raise
    from shutil import copy2

    # The work tree is on another file system than its git directory.
    # One at a time: what was left here by one that was killed is written over.
    near = os.path.join(os.path.dirname(target), ".confledger-switch.tmp")
    if os.path.lexists(near):
        os.unlink(near)
    copy2(source, near, follow_symlinks=False)
    os.rename(near, target)
    os.unlink(source)


def _index(repository: Repository, intent: Intent, lock: str | None) -> None:
    if lock is not None:
        os.rename(lock, repository.index_file)
        settle(os.path.dirname(lock))
    else:
        _catch_up(repository, intent)
    try:
        # So that git need not read every file again.
        repository.run(*NO_HOOKS, "update-index", "-q", "--refresh")
    except GitFailed:
        pass


def _catch_up(repository: Repository, intent: Intent) -> None:
    """Bring the index along where it still has what it had; others may have written it since."""
    raw = repository.run("ls-files", "-s", "-z", "--full-name")
    held = {}
    for record in os.fsdecode(raw).split("\0")[:-1]:
        head, _, path = record.partition("\t")
        held[path] = tuple(head.split(" ")[:2])
    edits = {}
    for path, step in intent.steps.items():
        old = None if step.old is None else (step.old.mode, step.old.oid)
        new = None if step.new is None else (step.new.mode, step.new.oid)
        if held.get(path) == old and old != new:
            edits[path] = as_put(step.new)
    if not edits:
        return
    given = index_info(repository, edits, len(intent.new))
    repository.fed(given, *NO_HOOKS, "update-index", "-z", "--index-info")


def is_ours(index: str, lock: str) -> bool:
    """Whether a lock was made of an index: the same file, or a copy, which may have been cut."""
    try:
        first, second = os.lstat(index), os.lstat(lock)
        if not (S_ISREG(first.st_mode) and S_ISREG(second.st_mode)):
            return False
        if (first.st_dev, first.st_ino) == (second.st_dev, second.st_ino):
            return True
        if not os.path.lexists(index + COPIED):
            return False
        with open(index, "rb") as one, open(lock, "rb") as two:
            return one.read().startswith(two.read())
    except OSError:
        return False
