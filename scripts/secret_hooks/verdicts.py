"""What a hook says of each case, and whether that is right."""

import os
import subprocess
from pathlib import Path
from typing import NamedTuple

from secret_hooks.hooks import Hook

from secret_cases import CASES, Case


class Told(NamedTuple):
    """One hook, and for each case whether it was right."""

    hook: Hook
    right: dict[str, bool]

    @property
    def wrong(self) -> int:
        """How many cases it was wrong about."""
        return list(self.right.values()).count(False)

    def share(self, *, bad: bool) -> str:
        """Return how many of the bad or good cases it was right about, of how many."""
        of_kind = [self.right[case.id] for case in CASES if case.bad is bad]
        return f"{of_kind.count(True)} of {len(of_kind)}"


def made(folder: Path) -> list[tuple[Case, Path]]:
    """Make the repository of each case."""
    os.environ.update(GIT_CONFIG_GLOBAL=os.devnull, GIT_CONFIG_NOSYSTEM="1")
    for role in ("AUTHOR", "COMMITTER"):
        os.environ[f"GIT_{role}_NAME"] = "Ada Tester"
        os.environ[f"GIT_{role}_EMAIL"] = "ada@example.org"
    found = []
    for number, case in enumerate(CASES):
        root = folder / str(number)
        case.write(root)
        found.append((case, root))
    return found


def told(hook: Hook, cases: list[tuple[Case, Path]]) -> Told:
    """Run a hook on every case."""
    right = {}
    for case, root in cases:
        done = subprocess.run(
            hook.command(case.path), cwd=root, capture_output=True, text=True, check=False
        )
        right[case.id] = hook.accepts(done.returncode, done.stdout) is not case.bad
    return Told(hook, right)
