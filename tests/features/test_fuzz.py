"""Some thousand wrong inputs do no harm; and the program that makes them finds what does."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

COUNT = 1_500


class Fuzzing:
    """The modules of scripts/fuzzing, which are not installed."""

    def __init__(self, project: Path) -> None:
        self.project = project
        self.mutations: Any = import_module("fuzzing.mutations")
        self.oracles: Any = import_module("fuzzing.oracles")
        self.seeds: Any = import_module("fuzzing.seeds")
        self.shrinking: Any = import_module("fuzzing.shrinking")
        self.workers: Any = import_module("fuzzing.workers")


@pytest.fixture(scope="module")
def fuzzing(project: Path) -> Iterator[Fuzzing]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(project / "scripts"))
        patch.setattr(sys, "dont_write_bytecode", True)
        yield Fuzzing(project)


@pytest.fixture(scope="module")
def seeds(fuzzing: Fuzzing) -> Any:
    return fuzzing.seeds.gathered(fuzzing.project, None)


def test_a_short_run_finds_nothing(project: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, project / "scripts" / "fuzz", "--without-corpus"),
            *("--count", str(COUNT), "--seed", "2026", "--jobs", "2"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert f"{COUNT:,} inputs from seed 2026" in done.stdout
    assert "Nothing was found that is not as it should be." in done.stdout


def test_an_input_is_its_number_and_nothing_else(fuzzing: Fuzzing, seeds: Any) -> None:
    again = fuzzing.seeds.gathered(fuzzing.project, None)

    first = [fuzzing.mutations.made(seeds, 7, number) for number in range(200)]
    second = [fuzzing.mutations.made(again, 7, number) for number in reversed(range(200))]

    assert first == second[::-1]
    assert len({one.data for one in first}) > 190
    assert {one.dialect for one in first} == set(seeds.by_dialect)
    assert first != [fuzzing.mutations.made(seeds, 8, number) for number in range(200)]


class Broken:
    """The checks, of which one does what it must not at a certain word."""

    def __init__(self, judge: Any, harm: Any) -> None:
        self._judge = judge
        self._harm = harm

    def glance(self, path: str, dialect: str, data: bytes, schema: str | None) -> Any:
        return self._judge.glance(path, dialect, data, schema)

    def examine(self, path: str, dialect: str, data: bytes, schema: str | None) -> Any:
        status, findings, members = self._judge.examine(path, dialect, data, schema)
        if b"trigger" in data:
            findings = self._harm(path, findings)
        return status, findings, members

    def __getattr__(self, name: str) -> Any:
        return getattr(self._judge, name)


def finding(path: str, message: str, line: int = 1) -> Any:
    from confledger.checks.finding import Finding, Severity
    from confledger.location import Span

    return Finding("schema", Severity.ERROR, message, path, Span(line, 1, line, 2))


HARMS: dict[str, tuple[Any, str]] = {
    "a value in a message": (
        lambda path, found: [finding(path, "Vq8markerzebra is too long")],
        "schema quotes a value",
    ),
    "a secret in a message": (
        lambda path, found: [finding(path, "Xq7canaryzebra is too long")],
        "schema tells a secret in a message",
    ),
    "a place that is not there": (
        lambda path, found: [finding(path, "wrong", line=99)],
        "schema is on a line that is not there",
    ),
    "a warning that a glance did not see": (
        lambda path, found: [finding(path, "wrong")],
        "clean at a glance",
    ),
}


@pytest.mark.parametrize("harm", HARMS)
def test_harm_is_seen(fuzzing: Fuzzing, seeds: Any, harm: str) -> None:
    does, kind = HARMS[harm]
    judge = Broken(fuzzing.oracles.judge_of(seeds), does)
    clean = b"trigger: 1\n"
    doubled = b"trigger: 1\ntrigger: 2\n"
    data = clean if kind == "clean at a glance" else doubled
    one = fuzzing.mutations.Input("plain/a.yaml", "yaml", data, None, True)

    with pytest.raises(fuzzing.oracles.Wrong) as raised:
        fuzzing.oracles.hold(judge, one)

    assert raised.value.kind == kind


def ends_the_process() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def asks_for_very_much() -> None:
    bytearray(1 << 40)


def goes_in_a_circle() -> None:
    while True:
        pass


def goes_in_a_circle_outside_of_python() -> None:
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGVTALRM])
    goes_in_a_circle()


def raises() -> None:
    raise IndexError


# What a worker meets, by the number of its input, and how it is told.
ENDS: dict[int, tuple[Callable[[], None], str]] = {
    3: (ends_the_process, "a crash, SIGTERM"),
    5: (asks_for_very_much, "MemoryError in test_fuzz, asks_for_very_much"),
    8: (goes_in_a_circle, "a hang in Python"),
    9: (goes_in_a_circle_outside_of_python, "a hang outside of Python"),
    10: (raises, "IndexError in test_fuzz, raises"),
}


def test_what_ends_or_holds_up_a_worker_is_told_and_the_others_go_on(
    fuzzing: Fuzzing, seeds: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = fuzzing.mutations.made
    monkeypatch.setattr(fuzzing.workers, "HANG_SECONDS", 0.2)

    def held(judge: Any, one: Any, *, render: bool) -> Any:
        number = numbers[one]
        if number in ENDS:
            ENDS[number][0]()
        return fuzzing.oracles.Held(True, 1, 0)

    numbers = {made(seeds, 1, number): number for number in range(24)}
    monkeypatch.setattr(fuzzing.workers, "hold", held)
    began = time.monotonic()

    tally = fuzzing.workers.Run(seeds, 1, 24, 2, tmp_path).run()

    assert [
        (fault.number, fault.kind) for fault in sorted(tally.faults, key=lambda f: f.number)
    ] == [(number, kind) for number, (_, kind) in ENDS.items()]
    # Those that ended a process were not counted; all others were.
    assert sum(row["inputs"] for row in tally.rows.values()) == 24 - 2
    assert time.monotonic() - began < 60


def test_a_fault_is_made_small(
    fuzzing: Fuzzing, seeds: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(judge: Any, one: Any, *, render: bool) -> None:
        if b"b" in one.data and b"\nc" in one.data:
            raise fuzzing.oracles.Wrong("both")

    monkeypatch.setattr(fuzzing.shrinking, "hold", held)
    data = b"a: 1\n" * 50 + b"bbb: 2\n" + b"d: 4\n" * 50 + b"ccc: 3\n" * 3
    one = fuzzing.mutations.Input("plain/a.yaml", "yaml", data, None, False)

    assert fuzzing.shrinking.shrunk(seeds, one, "both").data == b"b\nc"
