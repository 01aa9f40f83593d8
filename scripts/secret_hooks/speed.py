"""Times of whole processes, ours and theirs in turns."""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.paired import Command, paired
from secret_hooks.hooks import Hook

import sopsing
from secret_cases import SCOPE, SECRET, Case
from support import Repository

# A hook as people write one: the program, once for each file.
_WRAPPER = """\
import json, subprocess, sys
for file in sys.argv[2:]:
    done = subprocess.run([sys.argv[1], "filestatus", file], capture_output=True, check=True)
    if not json.loads(done.stdout)["encrypted"]:
        sys.exit(1)
"""
_MANY, _FEW = 300, 5


class Goal(NamedTuple):
    """One goal: medians in seconds, the median of the ratios, and what it may be at most."""

    work: str
    against: str
    ours: float
    theirs: float
    ratio: float
    most: float

    @property
    def reached(self) -> bool:
        """Whether it is."""
        return self.ratio <= self.most


def of_hook(
    ours: Hook, other: Hook, cases: list[tuple[Case, Path]], rounds: int
) -> tuple[str, float]:
    """Return how long a hook takes for one good file, as a share of our time."""
    case, root = next(pair for pair in cases if not pair[0].bad)
    file = case.path
    theirs = subprocess.run(other.command(file), cwd=root, capture_output=True, check=False)
    commands = (
        Command(other.name, other.command(file), root, exits=theirs.returncode),
        Command(ours.name, ours.command(file), root),
    )
    return other.name, paired(*commands, rounds).ratio


def goals(ours: Hook, folder: Path, rounds: int) -> Iterator[Goal]:
    """Yield what the hook is to reach, measured."""
    many, paths = _repository(folder / "many", _MANY)
    few, _ = _repository(folder / "few", _FEW, stage=True)
    sops = sopsing.PROGRAM or "sops"
    everything = (ours.argv[0], "secrets", "check", "--quiet")
    wrapper = (sys.executable, "-c", _WRAPPER, sops, *paths)
    # The many take long, and each run is the mean of many.
    slow = min(rounds, 3)
    one = paired(
        Command("ours", everything, many.root), Command("wrapper", wrapper, many.root), slow
    )
    yield Goal(
        f"all {_MANY} encrypted files, proof and scan",
        "`sops filestatus` by a Python wrapper",
        *(one.ours, one.theirs, one.ratio, 0.1),
    )
    two = paired(
        Command("ours", ours.command(""), few.root),
        Command("imports", (sys.executable, "-c", "import yaml"), few.root),
        max(rounds, 15),
    )
    yield Goal(
        f"the hook on {_FEW} staged files",
        "`python -c 'import yaml'`",
        *(two.ours, two.theirs, two.ratio, 2.0),
    )


def _repository(root: Path, count: int, *, stage: bool = False) -> tuple[Repository, list[str]]:
    """Make a repository of so many encrypted files, each with ciphertexts of its own."""
    repository = Repository.create(root)
    rule = sopsing.rule(pattern="^secrets/", encrypted_regex=repr(SCOPE[1]))
    repository.write(".sops.yaml", sopsing.rules(rule))
    if stage:
        repository.commit("start")
    data = sopsing.encrypted(SECRET, "db.yaml", *SCOPE).decode()
    draw = random.Random(1)
    paths = []
    for number in range(count):
        # Well-formed, and of no meaning: nothing here is opened.
        head, mark, tail = data.partition(",iv:")
        other = "".join(draw.choices("ABCDEFGHIJKLMNOPQRSTUVWXYZ", k=20))
        path = f"secrets/team-{number % 10}/{number}.yaml"
        repository.write(path, f"{head}{mark}{other}{tail[20:]}")
        paths.append(path)
    if stage:
        repository.git("add", "--all")
    else:
        repository.commit("start")
    return repository, paths
