"""What is forked is as what is started; whatever happens, nothing of it is left behind."""

import os
import signal
import threading
from pathlib import Path

import pytest

import forking
from support import Repository

ASKED = [
    pytest.param(("check",), None, id="findings"),
    pytest.param(("check", "--format", "json", "--files"), None, id="an answer for programs"),
    pytest.param(("chek",), None, id="a mistake of the user"),
    pytest.param(("patch", "-", "a.json"), "[]", id="something on standard input"),
    pytest.param(("log",), None, id="an error"),
]


@pytest.fixture
def server(repository: Repository) -> int:
    """The number of the process that is forked from, in a repository with two keys alike."""
    repository.write("a.yaml", "a: 1\na: 2\n")
    repository.write("a.json", "{}\n")
    repository.git("add", "--all")
    assert repository.confledger("--version").returncode == 0
    assert forking._Kept.server is not None
    return forking._Kept.server.number


@pytest.mark.parametrize(("arguments", "given"), ASKED)
def test_it_answers_as_one_that_is_started(
    repository: Repository, server: int, arguments: tuple[str, ...], given: str | None
) -> None:
    forked = repository.confledger(*arguments, input=given)
    forking.started_anew(True)
    started = repository.confledger(*arguments, input=given)

    assert vars(forked) == vars(started)


def test_what_is_interrupted_leaves_no_process(
    repository: Repository, server: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    hanging = tmp_path / "bin/git"
    hanging.parent.mkdir()
    hanging.write_text(
        f"#!/bin/sh\necho $PPID >{tmp_path}/number; kill -ALRM {os.getpid()}; exec sleep 2\n"
    )
    hanging.chmod(0o755)
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with pytest.raises(KeyboardInterrupt):
            repository.confledger("check", env={"PATH": f"{hanging.parent}:{os.environ['PATH']}"})
    finally:
        signal.signal(signal.SIGALRM, before)

    for number in (server, int((tmp_path / "number").read_text())):
        with pytest.raises(ProcessLookupError):
            os.kill(number, 0)
    assert repository.confledger("check").returncode == 1


def test_that_nothing_can_be_forked_is_said_and_the_next_command_can(
    repository: Repository, server: int
) -> None:
    os.kill(server, signal.SIGKILL)

    with pytest.raises(AssertionError, match="the process that commands are forked from has ended"):
        repository.confledger("check")

    assert repository.confledger("check").returncode == 1


def test_each_of_two_threads_gets_its_own_answer(repository: Repository, server: int) -> None:
    codes = {}

    def ask(name: str) -> None:
        codes[name] = repository.confledger(name).returncode

    threads = [threading.Thread(target=ask, args=(name,)) for name in ("check", "--help", "chek")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()

    assert codes == {"check": 1, "--help": 0, "chek": 2}


def test_what_bears_on_the_start_of_python_starts_it(repository: Repository, server: int) -> None:
    os.kill(server, signal.SIGSTOP)
    try:
        assert repository.confledger("check", env={"PYTHONHASHSEED": "1"}).returncode == 1
    finally:
        os.kill(server, signal.SIGCONT)
