"""Write what `init` proposes: each file as a whole, known to git, and with a way back."""

import os
import shlex

from confledger.cli import git_hooks
from confledger.cli.atomic import replace
from confledger.cli.init_files import Change, Plan
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository

# What git keeps while something is half done, what that is called, and how it is ended.
_IN_PROGRESS = (
    ("MERGE_HEAD", "a merge", "git merge --continue` or `git merge --abort"),
    ("CHERRY_PICK_HEAD", "a cherry-pick", "git cherry-pick --continue` or `--abort"),
    ("REVERT_HEAD", "a revert", "git revert --continue` or `--abort"),
    ("rebase-merge", "a rebase", "git rebase --continue` or `--abort"),
    ("rebase-apply", "a rebase", "git rebase --continue` or `--abort"),
    ("BISECT_LOG", "a bisection", "git bisect reset"),
)


def ready(repository: Repository) -> None:
    """Raise ConfledgerError when it is no time to write into the work tree."""
    assert repository.top is not None
    for name, what, end in _IN_PROGRESS:
        if os.path.exists(os.path.join(repository.git_dir, name)):
            raise ConfledgerError(
                f"{what} is in progress, and nothing is written into it",
                help=f"end it with `{end}`, then run this again; to look only: add --dry-run",
            )
    if repository.run("ls-files", "--unmerged", "-z"):
        raise ConfledgerError(
            "there are conflicts in the index, and nothing is written beside them",
            help="resolve them and `git add` the files; to look only: add --dry-run",
        )
    if not os.access(repository.top, os.W_OK):
        raise ConfledgerError(
            f"{repository.top!r} cannot be written to",
            help="run it as somebody who may; to look only: add --dry-run",
        )


def unsaved(repository: Repository, changes: list[Change]) -> list[str]:
    """Return the files with changes that are nowhere but in the work tree."""
    paths = [change.path for change in changes if change.old is not None]
    if not paths:
        return []
    spec = [f":(top,literal){path}" for path in paths]
    differing = repository.run("diff-files", "-z", "--name-only", "--", *spec)
    tracked = repository.run("ls-files", "-z", "--full-name", "--", *spec)
    there = set(os.fsdecode(tracked).split("\0"))
    changed = set(os.fsdecode(differing).split("\0"))
    return [path for path in paths if path in changed or path not in there]


def write(repository: Repository, made: Plan, hooks: list[git_hooks.Change]) -> None:
    """Write the files one by one, tell git of the new ones, then install the hooks.

    Killed in between, each file is old or new, and another run does the rest.
    """
    top = repository.top
    assert top is not None
    for change in made.changes:
        _verify(os.path.join(top, change.path), change)
    for change in made.changes:
        _replace(repository, os.path.join(top, change.path), change)
    if made.unknown:
        # They are to be part of `git commit -a`, and `git diff` is to show them until then. With
        # --force, because settings that .gitignore leaves out hold for nobody else.
        new = [f":(top,literal){path}" for path in made.unknown]
        repository.run("add", "--intent-to-add", "--force", "--", *new)
    for hook in hooks:
        git_hooks.make(hook)


def _verify(path: str, change: Change) -> None:
    """Raise ConfledgerError when a file is not what the diff was made from."""
    if _read(path) != change.old:
        raise ConfledgerError(
            f"{change.path} was changed in the meantime, and nothing was written",
            help="run it again to see what it would be now",
        )


def _replace(repository: Repository, path: str, change: Change) -> None:
    """Replace a file as a whole, by way of the git directory: nothing is left lying about."""
    try:
        replace(path, change.new, folder=repository.cache_dir)
    except OSError as error:
        raise ConfledgerError(
            f"{change.path} could not be written: {(error.strerror or '').lower()}",
            help="mend that and run it again; it does what is left",
        ) from error


def _read(path: str) -> bytes | None:
    try:
        with open(path, "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfledgerError(
            f"{os.path.basename(path)} could not be read: {(error.strerror or '').lower()}"
        ) from error


def undo(repository: Repository, changes: list[Change], edited: list[str], *, hooks: bool) -> str:
    """Return the command that takes everything back; what was nowhere saved is not in it."""
    top = repository.top
    assert top is not None
    kept = [one.path for one in changes if one.old is not None and one.path not in edited]
    new = [one.path for one in changes if one.old is None]
    parts = []
    for command, paths in (("git restore", kept), ("git rm -qf", new)):
        if paths:
            here = [os.path.relpath(os.path.join(top, path)) for path in paths]
            parts.append(f"{command} {shlex.join(here)}")
    if hooks:
        parts.append("confledger git uninstall")
    return " && ".join(parts)
