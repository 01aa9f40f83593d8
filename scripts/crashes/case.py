"""One command that is killed at each of its moments: how it begins, and what must hold."""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

from crashes.interposed import Moment


class Case:
    """A command in a repository of its own.

    `prepare` makes the template; `at_death` says what is wrong right after a kill, and
    `recovered` what is wrong after the same command has run again, as lines. `meanwhile` is
    called at every moment, and may do what another process does; `before_recovery` takes away
    what was in the way. `hindered` says that the command cannot succeed before that; `done`
    whether it has succeeded so far that another run has to refuse.
    """

    def __init__(
        self,
        name: str,
        prepare: Callable[[Path], None],
        arguments: Callable[[Path], list[str]],
        at_death: Callable[[Path], list[str]],
        recovered: Callable[[Path], list[str]],
        *,
        meanwhile: Callable[[Path, Moment], None] | None = None,
        before_recovery: Callable[[Path], None] | None = None,
        full: bool = False,
        hindered: bool = False,
        done: Callable[[Path], bool] = lambda _: False,
    ) -> None:
        self.name = name
        self.prepare = prepare
        self.arguments = arguments
        self.at_death = at_death
        self.recovered = recovered
        self.meanwhile = meanwhile
        self.before_recovery = before_recovery
        # Not killed: the disk is full from there on.
        self.full = full
        self.hindered = hindered
        self.done = done


def git(root: Path, *arguments: str, check: bool = True, given: str | None = None) -> str:
    """Run git and return what it printed."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=root,
        input=given,
        capture_output=True,
        text=True,
        errors="surrogateescape",
        check=False,
    )
    if check and done.returncode:
        raise AssertionError(f"git {' '.join(arguments)}: {done.stderr}")
    return done.stdout if not done.returncode else ""


def files(root: Path) -> dict[str, object]:
    """Return everything below a folder but git's own: bytes, the target of a link, the mode."""
    found: dict[str, object] = {}
    for folder, folders, names in os.walk(root):
        if ".git" in folders:
            folders.remove(".git")
        for name in names:
            full = os.path.join(folder, name)
            path = os.path.relpath(full, root)
            if os.path.islink(full):
                found[path] = os.readlink(full)
            else:
                with open(full, "rb") as file:
                    found[path] = (file.read(), os.stat(full).st_mode & 0o100)
    return found


def leftovers(root: Path, known: tuple[str, ...] = ()) -> list[str]:
    """Return locks and temporary files that nobody will remove."""
    found = []
    for folder, folders, names in os.walk(root):
        for name in (*folders, *names):
            marked = name.endswith((".lock", ".tmp")) or name.startswith((".confledger-", "tmp_"))
            if (marked or name == "confledger-switch") and name not in known:
                found.append(f"left over: {os.path.relpath(os.path.join(folder, name), root)}")
    return found
