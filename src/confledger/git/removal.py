"""Files taken out of the work tree and the index, as long as the last commit gives them back.

Files go first, then all of them leave the index at once. Killed in between, some are gone and
still in the index: git calls them deleted, and doing it again finishes it.
"""

import os
from collections.abc import Iterable

from confledger.errors import ConfledgerError
from confledger.git.repository import Repository
from confledger.git.switch_intent import Signature, Step, signature
from confledger.git.switching import alone
from confledger.git.tree_writing import NO_HOOKS, index_info
from confledger.git.trees import GITLINK, TreeFile, files_of
from confledger.git.uncommitted import obstacles, on_disk, steps_of

UNTRACKED = "it is not in the last commit"
CHANGED = "it was changed, or is not what was committed"
OWN = "it is a repository of its own"
LEFT_ALONE = "git is told to leave it alone here: skip-worktree"
OUTSIDE = "a folder above it is a link, or no folder"


class Standing:
    """What may be taken away, how each looks, and why the rest may not; by path, sorted.

    What was taken away before is in none of them.
    """

    __slots__ = ("free", "gone", "kept")

    def __init__(self) -> None:
        self.free: dict[str, Signature] = {}
        # Off the disk already, and still in the index as it was committed.
        self.gone: list[str] = []
        self.kept: dict[str, str] = {}


def standing(repository: Repository, paths: Iterable[str]) -> Standing:
    """Say of each path whether git can give it back as it is; nothing is changed."""
    found = Standing()
    wanted = sorted(set(paths))
    held = files_of(repository, "HEAD")
    index, skipped = _index(repository)
    pairs: dict[str, tuple[TreeFile | None, TreeFile | None]] = {}
    for path in wanted:
        if path not in held:
            found.kept[path] = UNTRACKED
        elif held[path].mode == GITLINK:
            found.kept[path] = OWN
        elif path in skipped:
            # What is there may be anything, git does not look; or it is not to be there.
            found.kept[path] = LEFT_ALONE
        elif path not in index and not os.path.lexists(on_disk(repository, path)):
            # Taken away before: there is nothing left to do.
            continue
        elif index.get(path) != held[path]:
            found.kept[path] = CHANGED
        elif not os.path.lexists(on_disk(repository, path)):
            found.gone.append(path)
        else:
            pairs[path] = (held[path], None)
    steps: dict[str, Step] = steps_of(repository, pairs)
    blocked = obstacles(repository, steps) if steps else {}
    for path, step in steps.items():
        if any(above in blocked for above in _above(path)):
            found.kept[path] = OUTSIDE
        elif path in blocked or step.seen is None or step.seen[0] == -1:
            found.kept[path] = CHANGED
        else:
            found.free[path] = step.seen
    return found


def remove(repository: Repository, paths: Iterable[str]) -> Standing:
    """Take away what may be; return what became of each path: `free` has those that are gone."""
    with alone(repository):
        found = standing(repository, paths)
        done = {}
        for path, seen in found.free.items():
            if _unlinked(repository, path, seen):
                done[path] = seen
            else:
                found.kept[path] = CHANGED
        found.free = done
        leaving = [*done, *found.gone]
        if leaving:
            width = len(repository.run("rev-parse", "HEAD").strip())
            edits = dict.fromkeys(leaving)
            lines = index_info(repository, edits, width)
            repository.fed(lines, *NO_HOOKS, "update-index", "-z", "--index-info")
    return found


def _index(repository: Repository) -> tuple[dict[str, TreeFile], set[str]]:
    """Return what the index has at each path that is merged, and what git does not look at."""
    raw = os.fsdecode(repository.run("ls-files", "-s", "-t", "-z", "--full-name"))
    found = {}
    skipped = set()
    for record in raw.split("\0")[:-1]:
        head, _, path = record.partition("\t")
        tag, mode, oid, stage = head.split(" ")
        if stage == "0":
            found[path] = TreeFile(mode, oid)
        if tag.upper() == "S":
            skipped.add(path)
    return found, skipped


def _above(path: str) -> list[str]:
    steps = path.split("/")
    return ["/".join(steps[:at]) for at in range(1, len(steps))]


def _unlinked(repository: Repository, path: str, seen: Signature) -> bool:
    """Remove one file, if it looks as it did; no link is followed on the way."""
    assert repository.top is not None
    *folders, name = path.split("/")
    if signature(on_disk(repository, path)) != seen:
        return False
    place = os.open(repository.top, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for folder in folders:
            how = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
            below = os.open(folder, how, dir_fd=place)
            os.close(place)
            place = below
        os.unlink(name, dir_fd=place)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise ConfledgerError(
            f"{path!r} could not be removed: {(error.strerror or '').lower()}",
            help="who may write there? what is gone so far is in git: git restore",
        ) from error
    finally:
        os.close(place)
    for folder in reversed(_above(path)):
        try:
            os.rmdir(on_disk(repository, folder))
        except OSError:
            break
    return True
