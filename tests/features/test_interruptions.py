"""Runs that are stopped, and streams that are closed, full or without a reader."""

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from support import Repository

COMMAND = (sys.executable, "-m", "confledger")
FILES = 3000
# Slow enough to be interrupted, on any machine: each of them nests, repeats and aliases.
SLOW = "".join(
    f"key{n}: &a{n} [1, 2, 3, {{a: x, b: [y, z]}}]\nother{n}: *a{n}\n" for n in range(40)
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository of so many files that checking them takes a while, on several processes."""
    repository = Repository.create(tmp_path_factory.mktemp("many") / "r")
    for number in range(FILES):
        repository.write(f"{number % 50}/{number}.yaml", SLOW)
    repository.git("add", ".")
    return repository


def started(repository: Repository, *arguments: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*COMMAND, "check", "--no-cache", *arguments],
        cwd=repository.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A group of its own: what is left of it after the end can be asked for.
        start_new_session=True,
    )


def busy(process: "subprocess.Popen[str]", workers: int) -> None:
    """Wait until the process has that many children, so that it is in the middle of its work."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        path = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        if len(path.read_text().split()) >= workers:
            time.sleep(0.05)
            return
        time.sleep(0.005)
    raise AssertionError("it has not begun to work")


def left_over(group: int) -> bool:
    """Whether anything of a process group still runs a moment after its leader ended."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return False
        time.sleep(0.01)
    return True


@pytest.mark.parametrize("jobs", [1, 4])
@pytest.mark.parametrize("to", ["all", "one"])
@pytest.mark.parametrize(
    ("number", "code", "said"),
    [(signal.SIGINT, 130, "\ninterrupted\n"), (signal.SIGTERM, 143, ""), (signal.SIGKILL, -9, "")],
)
def test_a_stopped_run_says_so_shortly_and_leaves_no_process(
    many: Repository, number: int, code: int, said: str, to: str, jobs: int
) -> None:
    process = started(many, "--jobs", str(jobs))
    busy(process, jobs - 1)
    if jobs == 1:
        time.sleep(0.3)

    (os.killpg if to == "all" else os.kill)(process.pid, number)
    output, messages = process.communicate(timeout=20)

    assert (output, messages) == ("", said)
    assert process.returncode in ({code, -number} if number == signal.SIGTERM else {code})
    assert not left_over(process.pid)


def shell(repository: Repository, script: str) -> "subprocess.CompletedProcess[str]":
    """Run a line of shell in which `confledger` is ours."""
    prelude = f'confledger() {{ "{sys.executable}" -m confledger "$@"; }}\n'
    return subprocess.run(
        ["bash", "-c", prelude + script],
        cwd=repository.root,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def bad(repository: Repository) -> Repository:
    """A repository with so many findings that they do not fit into a pipe."""
    lines = "".join(f"key{n}: 1\nkey{n}: 2\n" for n in range(750))
    repository.write("bad.yaml", lines)
    repository.write("worse.yaml", lines)
    repository.write("confledger.yaml", "checks: {file-without-schema: off}\n")
    repository.git("add", "bad.yaml", "worse.yaml")
    return repository


SUMMARY = "1500 findings in 2 files (1500 errors): 2 files, 2 failed\n"
FULL = "error: standard output could not be written: {}\n  help: see where it is redirected to\n"


@pytest.mark.parametrize(
    ("script", "code", "output", "messages"),
    [
        pytest.param(
            "confledger check --format short | head -1 | cut -d' ' -f1,2; exit ${PIPESTATUS[0]}",
            1,
            "bad.yaml:2:1: error[duplicate-key]\n",
            SUMMARY,
            id="a reader that has had enough",
        ),
        pytest.param(
            "confledger check --format short 2>&1 | true; exit ${PIPESTATUS[0]}",
            1,
            "",
            "",
            id="no reader at all",
        ),
        pytest.param(
            "confledger check >/dev/full",
            2,
            "",
            FULL.format("no space left on device"),
            id="a full disk",
        ),
        pytest.param(
            "confledger check >&-", 2, "", FULL.format("bad file descriptor"), id="closed output"
        ),
        pytest.param(
            "confledger check --format short 2>&- | wc -l", 0, "1500\n", "", id="closed messages"
        ),
        pytest.param("confledger check >&- 2>&- <&-", 2, "", "", id="everything closed"),
        pytest.param("confledger check --quiet >/dev/null <&-", 1, "", "", id="closed input"),
        pytest.param("confledger check >/dev/null 2>/dev/full", 1, "", "", id="full messages"),
        pytest.param(
            "confledger nonsense 2>/dev/full", 2, "", "", id="an error with full messages"
        ),
        pytest.param(
            "confledger settings >/dev/full",
            2,
            "",
            FULL.format("no space left on device"),
            id="settings on a full disk",
        ),
        pytest.param(
            "confledger check --help >/dev/full",
            2,
            "",
            FULL.format("no space left on device"),
            id="help on a full disk",
        ),
        pytest.param("confledger settings | true; exit ${PIPESTATUS[0]}", 0, "", "", id="unread"),
    ],
)
def test_no_stream_makes_a_traceback_or_a_wrong_exit_code(
    bad: Repository, script: str, code: int, output: str, messages: str
) -> None:
    done = shell(bad, script)

    said = re.sub(r", \d+\.\d s\n", "\n", done.stderr)
    assert (done.returncode, done.stdout, said) == (code, output, messages)


def test_the_answer_of_a_known_run_needs_no_stream(repository: Repository) -> None:
    repository.write("good.yaml", "a: 1\n")
    repository.git("add", ".")
    for script in ("confledger check --staged", "confledger check"):
        assert shell(repository, script).returncode == 0
        for closed in ("2>&-", "2>/dev/full", ">&- 2>&- <&-", ">/dev/full", "2> >(true)"):
            assert shell(repository, f"{script} {closed}").returncode == 0
