"""Processes that look at inputs, and one that looks at them: a crash or a hang loses one input.

What a worker is at stands in memory that the supervisor sees, so the input that ended a worker
is known; another worker goes on after it. Time is that of the processor, since a busy machine
makes everything slow; memory is bounded by the system.
"""

import mmap
import os
import resource
import signal
import sys
import time
import traceback
from pathlib import Path
from typing import NamedTuple

from fuzzing.mutations import made
from fuzzing.oracles import Held, Wrong, hold, judge_of
from fuzzing.seeds import Seeds

from confledger.documents.dialect import DIALECTS

# Of processor time, for all that is held true of an input; a signal tells the line of Python where
# it was spent.
HANG_SECONDS = 4.0
# On top of what the interpreter, the libraries and the seeds take.
HEADROOM = 768 << 20
RENDER_EVERY = 40
_CLOCK = os.sysconf("SC_CLK_TCK")
# Of one worker: where it is, whether it ended, peak memory; then columns by dialect.
_AT, _DONE, _MEMORY, _FAULTS, _HEAD = 0, 1, 2, 3, 4
COLUMNS = (
    *("inputs", "clean", "findings", "overlooked", "bytes"),
    *("microseconds", "slowest", "slowest_input"),
)
_WIDTH = _HEAD + len(COLUMNS) * len(DIALECTS)


class Fault(NamedTuple):
    """What an input showed: `kind` tells alike ones apart."""

    kind: str
    number: int
    said: str


class Tally(NamedTuple):
    """What a run came to: a row of COLUMNS for each dialect, peak bytes of a worker, faults."""

    rows: dict[str, dict[str, int]]
    memory: int
    faults: list[Fault]


class Run:
    """Inputs 0 to `count` of a seed, over some processes."""

    def __init__(self, seeds: Seeds, seed: int, count: int, jobs: int, folder: Path) -> None:
        self._seeds = seeds
        self._seed = seed
        self._count = count
        self._jobs = jobs
        self._folder = folder
        self._shared = memoryview(mmap.mmap(-1, 8 * _WIDTH * jobs)).cast("Q")

    def run(self, *, progress: bool = False) -> Tally:
        """Look at every input; return when all were looked at."""
        pids = {self._start(worker, worker): worker for worker in range(self._jobs)}
        faults: list[Fault] = []
        since: dict[int, tuple[int, float]] = {}
        while pids:
            time.sleep(0.02)
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid in pids:
                worker = pids.pop(pid)
                since.pop(pid, None)
                if not self._get(worker, _DONE):
                    number = self._get(worker, _AT)
                    kind, said = _ended(status)
                    faults.append(Fault(kind, number, said))
                    pids[self._start(worker, number + self._jobs)] = worker
            for pid, worker in pids.items():
                at, spent = self._get(worker, _AT), _spent(pid)
                if pid not in since or since[pid][0] != at:
                    since[pid] = (at, spent)
                elif spent - since[pid][1] > 2 * HANG_SECONDS:
                    os.kill(pid, signal.SIGKILL)
            if progress:
                looked = sum(row["inputs"] for row in self._rows().values())
                sys.stderr.write(f"\r{looked:,} of {self._count:,} inputs ")
        if progress:
            sys.stderr.write("\r")
        faults += self._reported()
        memory = max(self._get(worker, _MEMORY) for worker in range(self._jobs))
        return Tally(self._rows(), memory, sorted(faults))

    def _get(self, worker: int, field: int) -> int:
        return self._shared[worker * _WIDTH + field]

    def _rows(self) -> dict[str, dict[str, int]]:
        rows = {}
        for index, dialect in enumerate(DIALECTS):
            start = _HEAD + index * len(COLUMNS)
            parts = [
                self._shared[worker * _WIDTH + start : worker * _WIDTH + start + len(COLUMNS)]
                for worker in range(self._jobs)
            ]
            row = {name: sum(part[at] for part in parts) for at, name in enumerate(COLUMNS)}
            worst = max(parts, key=lambda part: part[COLUMNS.index("slowest")])
            for name in ("slowest", "slowest_input"):
                row[name] = worst[COLUMNS.index(name)]
            rows[dialect] = row
        return rows

    def _reported(self) -> list[Fault]:
        """Read what the workers wrote down, three of each kind."""
        found: dict[str, list[Fault]] = {}
        for file in sorted(self._folder.glob("faults-*")):
            for entry in file.read_text("utf-8", "replace").split("\0")[:-1]:
                kind, number, said = entry.split("\x01", 2)
                found.setdefault(kind, []).append(Fault(kind, int(number), said))
        return [fault for alike in found.values() for fault in sorted(alike)]

    def _start(self, worker: int, first: int) -> int:
        pid = os.fork()
        if pid == 0:
            status = 1
            try:
                self._work(worker, first)
                status = 0
            finally:
                os._exit(status)
        return pid

    def _work(self, worker: int, first: int) -> None:
        """Look at every input that is this worker's, from `first` on."""
        quiet = os.open(self._folder / f"stderr-{worker}", os.O_CREAT | os.O_APPEND | os.O_WRONLY)
        os.dup2(quiet, 2)
        bounded()
        judge = judge_of(self._seeds)
        mine = self._shared[worker * _WIDTH : (worker + 1) * _WIDTH]
        with (self._folder / f"faults-{worker}").open("a", encoding="utf-8") as faults:
            for number in range(first, self._count, self._jobs):
                mine[_AT] = number
                one = made(self._seeds, self._seed, number)
                began = time.process_time_ns()
                held = Held(False, 0, 0)
                try:
                    with limited():
                        render = number % RENDER_EVERY < self._jobs
                        held = hold(judge, one, render=render)
                except BaseException as error:  # a panic of a Rust library is no Exception
                    kind = kind_of(error)
                    said = "".join(traceback.format_exception(error))[-3000:]
                    said = str(error) if isinstance(error, Wrong) else said
                    faults.write(f"{kind}\x01{number}\x01{said}\0")
                    faults.flush()
                    mine[_FAULTS] += 1
                spent = (time.process_time_ns() - began) // 1000
                row = mine[_HEAD + DIALECTS.index(one.dialect) * len(COLUMNS) :]
                for at, more in enumerate((1, *held, len(one.data), spent)):
                    row[at] += more
                if spent > row[6]:
                    row[6], row[7] = spent, number
                if number % 500 < self._jobs:
                    mine[_MEMORY] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
        mine[_MEMORY] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
        mine[_DONE] = 1


class limited:  # noqa: N801 - it reads as a function
    """A block that may take HANG_SECONDS of processor time; then Wrong is raised in it."""

    def __enter__(self) -> None:
        signal.signal(signal.SIGVTALRM, _hangs)
        signal.setitimer(signal.ITIMER_VIRTUAL, HANG_SECONDS)

    def __exit__(self, *_: object) -> None:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


def _hangs(*_: object) -> None:
    raise Wrong("a hang in Python")


def bounded() -> None:
    """Let the system refuse what this process asks for beyond HEADROOM, and dump no core."""
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    most = pages * os.sysconf("SC_PAGE_SIZE") + HEADROOM
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def kind_of(error: BaseException) -> str:
    """Return what tells one fault from another: what was wrong, or what was raised where."""
    if isinstance(error, Wrong):
        return error.kind
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if "confledger" in frame.filename] or frames
    where = f"{Path(inside[-1].filename).stem}, {inside[-1].name}" if inside else "nowhere"
    return f"{type(error).__name__} in {where}"


def _ended(status: int) -> tuple[str, str]:
    """Say how a worker ended, as kind of fault and in words."""
    number = os.waitstatus_to_exitcode(status)
    if number >= 0:
        return "a worker gave up", f"exit code {number}"
    name = signal.Signals(-number).name
    return ("a hang outside of Python" if name == "SIGKILL" else f"a crash, {name}"), name


def _spent(pid: int) -> float:
    """Return the processor seconds of a process."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / _CLOCK
