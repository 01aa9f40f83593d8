"""What is in no commit, and where a switch is to put something else, or nothing."""

import os
from collections.abc import Container, Iterator

from confledger.errors import ConfledgerError
from confledger.git.repository import Repository
from confledger.git.switch_intent import Signature, Step, signature
from confledger.git.trees import GITLINK, Pair

# What is found in a folder that is a repository of its own.
_OWN = ".git"


class InTheWay(ConfledgerError):
    """Local changes, or files that git does not track, are where something else is to be."""

    def __init__(self, paths: list[str]) -> None:
        super().__init__(
            f"{few(paths)}: not committed, and would be overwritten",
            help="commit or stash it first",
        )
        self.paths = paths


def few(paths: list[str]) -> str:
    """Return paths in a line, the first three of them."""
    several = f" and {len(paths) - 3} more" if len(paths) > 3 else ""
    return ", ".join(map(repr, paths[:3])) + several


def _changed(repository: Repository, paths: "Container[str]") -> list[str]:
    """Return those of some tracked paths that differ from HEAD in the index or on disk."""
    how = ("-z", "--no-renames", "-uno", "--ignore-submodules=dirty")
    raw = os.fsdecode(repository.run("status", "--porcelain", *how))
    return [one[3:] for one in raw.split("\0") if one[3:] in paths]


def steps_of(repository: Repository, pairs: dict[str, Pair]) -> dict[str, Step]:
    """Return what becomes of each path, with how it looks on disk now."""
    return {path: Step(pair, signature(on_disk(repository, path))) for path, pair in pairs.items()}


def in_the_way(repository: Repository, pairs: dict[str, Pair]) -> dict[str, Signature]:
    """Return what a switch that changes `pairs` would overwrite, with how each looks; sorted."""
    return obstacles(repository, steps_of(repository, pairs))


def obstacles(repository: Repository, steps: dict[str, Step]) -> dict[str, Signature]:
    """Return the same for steps.

    Also a file, or a link, where a folder is to be, and each file of a folder that is to be one.
    """
    assert repository.top is not None
    found = {path: steps[path].seen for path in _changed(repository, steps)}
    tags = _tags(repository, steps)
    found |= {
        path: steps[path].seen
        for path, tag in tags.items()
        if tag == "h" and not _as_it_was(repository, path, steps[path])
    }
    going = {path for path, step in steps.items() if step.new is None}
    folders = {"": ""}
    for path, step in steps.items():
        if tags.get(path) in ("S", "s"):
            # A sparse checkout keeps it off the disk.
            continue
        there = signature(on_disk(repository, path))
        if there != step.seen:
            found[path] = there
        stop = _no_folder(repository.top, os.path.dirname(path), folders)
        if stop:
            if stop not in going:
                found[stop] = signature(on_disk(repository, stop))
        elif there is not None and step.new is not None:
            if there[0] != -1:
                if step.old is None:
                    found[path] = there
            elif step.new.mode != GITLINK:
                for inner in _inside(repository.top, path):
                    if inner not in going:
                        found[inner] = signature(on_disk(repository, inner))
    return dict(sorted(found.items()))


def own_repositories(paths: "dict[str, Signature]") -> list[str]:
    """Return the folders among what is in the way that are repositories themselves."""
    return [os.path.dirname(path) for path in paths if os.path.basename(path) == _OWN]


def on_disk(repository: Repository, path: str) -> str:
    """Return where a path of the work tree is."""
    assert repository.top is not None
    return os.path.join(repository.top, path)


def _tags(repository: Repository, steps: dict[str, Step]) -> dict[str, str]:
    """Return the letter that says how git looks at each path; a small one: not at all."""
    listed = os.fsdecode(repository.run("ls-files", "-v", "-z", "--full-name"))
    return {one[2:]: one[0] for one in listed.split("\0") if one[2:] in steps}


def _as_it_was(repository: Repository, path: str, step: Step) -> bool:
    full = on_disk(repository, path)
    if step.old is None or not os.path.isfile(full) or os.path.islink(full):
        return False
    with open(full, "rb") as file:
        content = file.read()
    oid = repository.fed(content, "hash-object", f"--path={path}", "--stdin")
    return oid.decode("ascii").strip() == step.old.oid


def _no_folder(top: str, folder: str, known: dict[str, str]) -> str:
    """Return what is there in the place of a folder, or of one around it; empty if nothing is.

    Through a link, a path would lead out of the tree.
    """
    if folder not in known:
        stop = _no_folder(top, os.path.dirname(folder), known)
        full = os.path.join(top, folder)
        if not stop and os.path.lexists(full):
            stop = "" if os.path.isdir(full) and not os.path.islink(full) else folder
        known[folder] = stop
    return known[folder]


def _inside(top: str, folder: str) -> Iterator[str]:
    """Give each file of a folder; of a repository in it, only that it is one."""
    for root, folders, files in os.walk(os.path.join(top, folder)):
        at = os.path.relpath(root, top)
        if _OWN in folders or _OWN in files:
            folders.clear()
            yield os.path.join(at, _OWN)
            continue
        links = [name for name in folders if os.path.islink(os.path.join(root, name))]
        for name in (*files, *links):
            yield os.path.join(at, name)
