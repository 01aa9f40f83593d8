"""Whole processes timed in turns, so that a busy machine is busy for both."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple


class Run(NamedTuple):
    """One process: seconds from start to end, and the most memory it held, in bytes."""

    seconds: float
    memory: int


class Command(NamedTuple):
    """What to time. `before` is done each time, and not timed; `exits` is what is right."""

    name: str
    argv: tuple[str, ...]
    folder: Path
    before: Callable[[], object] | None = None
    exits: int = 0


class Paired(NamedTuple):
    """Two commands side by side: medians, and the median of the ratios of neighbours."""

    ours: float
    theirs: float
    ratio: float
    memory: int


class Unexpected(Exception):
    """A command did not end as it has to for its time to mean anything."""


def run(command: Command) -> Run:
    """Run it once, output thrown away; raise Unexpected when it exits otherwise than it should."""
    if command.before is not None:
        command.before()
    null = os.open(os.devnull, os.O_RDWR)
    actions = [(os.POSIX_SPAWN_DUP2, null, number) for number in (0, 1, 2)]
    env = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PYTHON"))}
    here = os.getcwd()
    os.chdir(command.folder)
    try:
        started = time.perf_counter()
        child = os.posix_spawn(command.argv[0], command.argv, env, file_actions=actions)
        _, status, usage = os.wait4(child, 0)
        seconds = time.perf_counter() - started
    finally:
        os.chdir(here)
        os.close(null)
    code = os.waitstatus_to_exitcode(status)
    if code != command.exits:
        raise Unexpected(f"{command.name}: exit {code}, expected {command.exits}")
    return Run(seconds, usage.ru_maxrss * 1024)


def paired(ours: Command, theirs: Command, rounds: int) -> Paired:
    """Time two commands in turns, after one round that does not count where there are several."""
    pairs = [(run(ours), run(theirs)) for _ in range(rounds + (rounds > 1))][rounds > 1 :]
    return Paired(
        median(one.seconds for one, _ in pairs),
        median(other.seconds for _, other in pairs),
        median(one.seconds / other.seconds for one, other in pairs),
        max(one.memory for one, _ in pairs),
    )
