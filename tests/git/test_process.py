"""Git is run in a clean environment, and what it says reaches the user in our words."""

import os

import pytest

from confledger.errors import ConfledgerError
from confledger.git import process
from confledger.git.process import GitFailed, Running, environment


def running(*arguments: str, talk: bool = False) -> Running:
    return Running([], list(arguments), environment(), talk=talk)


def test_only_what_says_who_and_where_reaches_git(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_TRACE", "GIT_PAGER"),
        *("GIT_OBJECT_DIRECTORY", "GIT_QUARANTINE_PATH", "GIT_CEILING_DIRECTORIES"),
        "CONFLEDGER_FORGE_TOKEN",
    ):
        monkeypatch.setenv(name, "theirs")
    own = {
        "GIT_ALLOW_PROTOCOL": "none",
        "GIT_CEILING_DIRECTORIES": "theirs",
        "GIT_CONFIG_GLOBAL": os.environ["GIT_CONFIG_GLOBAL"],
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_PAGER": "cat",
        "GIT_TERMINAL_PROMPT": "0",
    }
    objects = {"GIT_OBJECT_DIRECTORY": "theirs", "GIT_QUARANTINE_PATH": "theirs"}

    def given(env: dict[str, str]) -> dict[str, str]:
        return {name: value for name, value in env.items() if name.startswith("GIT_")}

    if "GIT_EXEC_PATH" in os.environ:
        own["GIT_EXEC_PATH"] = os.environ["GIT_EXEC_PATH"]
    assert given(environment()) == own | objects
    assert given(environment(foreign=True)) == own
    assert given(environment("i")) == own | objects | {"GIT_INDEX_FILE": "i"}
    assert "CONFLEDGER_FORGE_TOKEN" not in environment()
    assert environment()["LC_ALL"] == "C"
    assert environment()["PATH"] == os.environ["PATH"]


def test_what_git_writes_is_returned() -> None:
    assert running("version").read().startswith(b"git version ")


def test_git_can_be_talked_to() -> None:
    talking = running("stripspace", talk=True)
    assert talking.stdin is not None
    os.write(talking.stdin, b"a  \n\n\nb\n")
    os.close(talking.stdin)
    talking.stdin = None

    assert talking.read() == b"a\n\nb\n"


@pytest.mark.parametrize(
    ("said", "message", "help"),
    [
        ("fatal: not found\n", "git show x: not found", None),
        ("warning: w\nerror: why\nfatal: what\n", "git show x: what", None),
        ("\nwarning: w\nerror: why\n", "git show x: why", None),
        ("hint: h\nmore\n", "git show x: hint: h", None),
        ("warning: only\n", "git show x: exit code 7", None),
        ("", "git show x: exit code 7", None),
        (
            "fatal: detected dubious ownership in repository at '/r'\n",
            "git show x: detected dubious ownership in repository at '/r'",
            "the repository belongs to another user; if you trust it: "
            "git config --global --add safe.directory DIRECTORY",
        ),
        (
            "fatal: could not fetch abc from promisor remote\n",
            "git show x: could not fetch abc from promisor remote",
            "this is a partial clone and nothing is fetched from a hook; run `git fetch` first",
        ),
    ],
)
def test_why_git_failed_is_its_most_telling_line(said: str, message: str, help: str | None) -> None:
    failed = GitFailed(["show", "x", "y"], 7, said)

    assert (str(failed), failed.help, failed.code, failed.said) == (message, help, 7, said)


def test_an_error_is_raised_by_wait_and_not_by_end() -> None:
    with pytest.raises(GitFailed, match=r"git nosuch: 'nosuch' is not a git command"):
        raise GitFailed(["nosuch"], 1, "fatal: 'nosuch' is not a git command")
    started = running("rev-parse", "--git-nosuch", "--verify")
    started.end()
    started.end()
    with pytest.raises(GitFailed):
        started.wait()
    with pytest.raises(GitFailed):
        running("nosuch").read()


def test_all_pipes_are_closed_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    def descriptors() -> int:
        return len(os.listdir("/proc/self/fd"))

    before = descriptors()
    running("version").read()
    running("cat-file", "--batch", talk=True).end()
    with pytest.raises(GitFailed):
        running("nosuch").read()
    monkeypatch.setenv("PATH", "/nowhere")
    for talk in (False, True):
        with pytest.raises(ConfledgerError, match="git was not found on PATH"):
            running("version", talk=talk)

    assert descriptors() == before


def test_errors_are_kept_where_there_are_no_memory_files() -> None:
    descriptor = process._unlinked()
    try:
        os.write(descriptor, b"said")
        os.lseek(descriptor, 0, os.SEEK_SET)
        assert os.read(descriptor, 10) == b"said"
    finally:
        os.close(descriptor)
