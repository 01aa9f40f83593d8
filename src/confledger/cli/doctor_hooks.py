"""Whether a commit in this clone is checked: what git would run, and whether that runs."""

import os
import re
import shlex
import shutil

from confledger.cli import git_hooks, hook_script
from confledger.cli.doctor_diagnosis import OK, PROBLEM, WARNING, Diagnosis
from confledger.cli.failure import shown
from confledger.cli.init_pre_commit import FILE as PRE_COMMIT
from confledger.cli.init_pre_commit import configuration, runs_us
from confledger.errors import ConfledgerError
from confledger.git.repository import Repository

_INSTALL = "confledger git install"
# The line with the program in our own lines, and that in the script of pre-commit and of prek.
_PROGRAM = re.compile(r"^ *(?:el)?if \[ -x (\S.*?) \]; then", re.MULTILINE)
_THEIRS = re.compile(r"^(?:INSTALL_PYTHON|PREK)=(.+)$", re.MULTILINE)


def hooks(repository: Repository, *, adopted: bool) -> list[Diagnosis]:
    """Look at the hooks of a clone; `adopted` where the repository has settings of ours."""
    assert repository.top is not None
    held = configuration(repository.top)
    listed = runs_us(held)
    try:
        folder = git_hooks.hooks_folder(repository, repository.top)
    except ConfledgerError as error:
        return [_elsewhere(repository, error)]
    found = [
        _hook(folder, name, listed=listed, adopted=adopted or listed) for name in git_hooks.HOOKS
    ]
    if listed and isinstance(held, dict) and "default_install_hook_types" not in held:
        merges = os.path.join(folder, "pre-merge-commit")
        if git_hooks.managed(os.path.join(folder, "pre-commit")) and not os.path.exists(merges):
            found.append(
                Diagnosis(
                    PRE_COMMIT,
                    WARNING,
                    "it has no `default_install_hook_types`: `pre-commit install` leaves merges "
                    "unchecked",
                    command="pre-commit install -t pre-commit -t pre-merge-commit",
                )
            )
    return found


def _elsewhere(repository: Repository, error: ConfledgerError) -> Diagnosis:
    """Look at hooks that are kept in a folder of somebody else's."""
    named = os.fsdecode(repository.run("rev-parse", "--git-path", "hooks")).rstrip("\n")
    path = os.path.join(repository.top or "", named, "pre-commit")
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            if "confledger" in file.read() and os.access(path, os.X_OK):
                return Diagnosis("hooks", OK, f"{shown(os.path.relpath(path))} runs confledger")
    except OSError:
        pass
    return Diagnosis("hooks", PROBLEM, f"{error}; its pre-commit does not run confledger")


def _hook(folder: str, hook: str, *, listed: bool, adopted: bool) -> Diagnosis:
    """Look at one hook."""
    path, name = os.path.join(folder, hook), f"{hook} hook"
    level = PROBLEM if adopted else WARNING
    what = "commit" if hook == "pre-commit" else "merge"
    try:
        text = git_hooks.read(path)
    except ConfledgerError as error:
        return Diagnosis(name, level, f"{error}; {error.help}")
    if text is None:
        said = f"not installed: no {what} is checked here"
        return _mendable(Diagnosis(name, level, said), folder, path)
    if not os.access(path, os.X_OK):
        return Diagnosis(
            name,
            PROBLEM,
            "switched off: the file is not executable, so git ignores it",
            command=f"chmod +x {shlex.quote(os.path.relpath(path))}",
        )
    if git_hooks.managed(path):
        return _by_manager(path, name, text, listed=listed)
    if not hook_script.has_block(text):
        return Diagnosis(
            name,
            level,
            f"another hook is there, and does not run confledger: no {what} is checked here",
            command=_INSTALL,
        )
    return _ours(folder, path, name, text)


def _ours(folder: str, path: str, name: str, text: str) -> Diagnosis:
    program = _PROGRAM.search(text)
    words = shlex.split(program[1]) if program else []
    if words and os.access(words[0], os.X_OK):
        return Diagnosis(name, OK, f"installed, runs {words[0]}")
    gone = f"the confledger that it runs is gone ({words[0] if words else 'none is named'})"
    if shutil.which("confledger"):
        said = f"{gone}; the one on PATH runs instead"
        return _mendable(Diagnosis(name, WARNING, said), folder, path)
    said = f"{gone}: it stops everything"
    return _mendable(Diagnosis(name, PROBLEM, said), folder, path)


def _by_manager(path: str, name: str, text: str, *, listed: bool) -> Diagnosis:
    theirs = _THEIRS.search(text)
    words = shlex.split(theirs[1]) if theirs else []
    manager = "prek" if "prek" in text else "pre-commit"
    if words and not os.access(words[0], os.X_OK) and not shutil.which(manager):
        return Diagnosis(
            name,
            PROBLEM,
            f"the {manager} that it runs is gone ({words[0]}): it stops everything",
            command=f"install {manager}, then: {manager} install",
        )
    moved = git_hooks.moved(path)
    if not listed and moved is None:
        return Diagnosis(
            name,
            PROBLEM,
            f"{manager} runs, but {PRE_COMMIT} has no hook of confledger",
            command="confledger init --hooks pre-commit",
        )
    if listed and moved is not None and not hook_script.yields(moved):
        return Diagnosis(
            name,
            WARNING,
            f"everything is checked twice: by {manager}, and by the plain hook that it moved aside",
            command="confledger git uninstall",
        )
    return Diagnosis(name, OK, f"installed, runs {manager}")


def _mendable(one: Diagnosis, folder: str, path: str) -> Diagnosis:
    """Return a diagnosis of a hook that can be mended by putting our lines into it."""

    def mend() -> str:
        changes = git_hooks.changes(folder, "install")
        return "".join(git_hooks.make(one) for one in changes if one[0] == path).rstrip("\n")

    one.command, one.mend = _INSTALL, mend
    return one
