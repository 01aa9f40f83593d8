"""Several processes find what one finds, and none of them outlives the run."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from confledger.checks.memo import Memo
from confledger.checks.run import Run, counted
from confledger.checks.schemas import Schemas
from confledger.checks.selection import Selection
from confledger.checks.verdict import Judge
from confledger.checks.workers import spread
from confledger.documents.limits import DEFAULT
from confledger.errors import ConfledgerError
from confledger.git.snapshot import FILE, Content, Entry
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.settings import Settings

SETTINGS = Settings({"schemas": [{"paths": ["*.yaml"], "schema": "s.json"}]})
# What a file of that content does to the process that reads it.
DEEDS = (b"end", b"raise", b"stop", b"interrupt", b"hang", b"long")


class Snapshot(WorkTreeSnapshot):
    """Files on disk, some of which do something to who reads them."""

    parent = os.getpid()

    def stream(self, entries: list[Entry]) -> Iterator[tuple[Entry, Content]]:
        for entry, content in super().stream(entries):
            if content in DEEDS and os.getpid() != self.parent:
                self._do(content)
            yield entry, content

    def _do(self, deed: object) -> None:
        if deed == b"end":
            os.kill(os.getpid(), signal.SIGKILL)
        if deed == b"raise":
            raise RuntimeError("secret content")
        if deed == b"stop":
            raise ConfledgerError("git is gone", help="fetch it")
        if deed == b"interrupt":
            raise KeyboardInterrupt
        if deed == b"hang":
            time.sleep(600)


def prepared(folder: Path, schema: str = '{"properties": {"a": {"type": "integer"}}}') -> Run:
    (folder / "s.json").write_text(schema)
    snapshot = Snapshot(None, str(folder), DEFAULT.max_bytes)
    schemas = Schemas(snapshot.find, vendored={}, limits=DEFAULT, formats=False)
    judge = Judge(schemas, vendored={}, limits=DEFAULT, severities={})
    memo = Memo(None, b"rules", schemas.oid)
    return Run(snapshot, Selection(SETTINGS), judge, memo, DEFAULT)


def files(folder: Path, *contents: bytes) -> list[Entry]:
    for number, content in enumerate(contents):
        (folder / f"{number}.yaml").write_bytes(content)
    return [Entry(f"{number}.yaml", FILE, None) for number in range(len(contents))]


def seen(run: Run) -> tuple[object, ...]:
    findings = sorted((f.path, f.check, f.message) for f in run.findings)
    outcomes = sorted((o.path, o.status, o.reason, o.key, o.members) for o in run.outcomes)
    return findings, outcomes, sorted(run.judging.broken), counted(run.outcomes)


@pytest.mark.parametrize("schema", ['{"properties": {"a": {"type": "integer"}}}', "{", '{"type":'])
@pytest.mark.parametrize("jobs", [2, 3, 8])
def test_many_processes_find_what_one_finds(tmp_path: Path, jobs: int, schema: str) -> None:
    entries = files(tmp_path, *[b"a: 1\n", b"a: x\n", b"a: [\n", b"b: 1\n", b"a: 1\na: 1\n"] * 4)
    alone, together = prepared(tmp_path, schema), prepared(tmp_path, schema)

    alone.judge(entries)
    spread(together, entries, jobs)

    assert seen(together) == seen(alone)


@pytest.mark.parametrize(
    ("deed", "message", "help"),
    [
        (b"end", "a worker ended with signal 9", "run it again with --jobs 1 to see which file"),
        (b"raise", "a worker ended with exit code 3", "run it again with --jobs 1 to see which"),
        (b"interrupt", "a worker ended with exit code 130", "run it again with --jobs 1"),
        (b"stop", "git is gone", "fetch it"),
    ],
)
def test_a_worker_that_fails_fails_the_run(
    tmp_path: Path,
    deed: bytes,
    message: str,
    help: str,
    capfd: pytest.CaptureFixture[str],
    left: Callable[[], set[int]],
) -> None:
    entries = files(tmp_path, b"a: 1\n", deed, b"a: 1\n")

    with pytest.raises(ConfledgerError) as error:
        spread(prepared(tmp_path), entries, 3)

    assert str(error.value) == message
    assert (error.value.help or "").startswith(help)
    assert capfd.readouterr() == ("", "")
    assert left() == set()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_no_worker_outlives_a_signal(
    tmp_path: Path, number: int, left: Callable[[], set[int]]
) -> None:
    entries = files(tmp_path, b"a: 1\n", b"hang", b"hang")
    before = signal.getsignal(number)
    if os.fork() == 0:
        time.sleep(0.2)
        os.kill(os.getppid(), number)
        os._exit(0)

    with pytest.raises((KeyboardInterrupt, SystemExit)) as error:
        spread(prepared(tmp_path), entries, 3)
    os.wait()

    assert (error.type is SystemExit) == (number == signal.SIGTERM)
    assert number == signal.SIGINT or error.value.code == 143  # type: ignore[attr-defined]
    assert signal.getsignal(number) == before
    assert left() == set()


def test_a_worker_without_a_parent_stops(tmp_path: Path) -> None:
    entries = files(tmp_path, *[b"long"] * 3)
    read_end, write_end = os.pipe()
    parent = os.fork()
    if parent == 0:
        run = prepared(tmp_path)
        run.snapshot.parent = os.getpid()  # type: ignore[attr-defined]
        judge = run.judge

        def forever(entries: list[Entry]) -> None:
            while True:
                judge(entries)

        run.judge = forever  # type: ignore[method-assign]
        spread(run, entries, 3)
        os._exit(0)
    os.close(write_end)
    time.sleep(0.2)
    os.kill(parent, signal.SIGKILL)
    os.waitpid(parent, 0)

    # The end of the pipe: nobody is left who could write to it.
    with open(read_end, "rb") as pipe:
        assert pipe.read() == b""
