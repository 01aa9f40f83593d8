"""How an error is told, and by which exit code."""

import errno
import os
from pathlib import Path

import pytest

from confledger import __version__
from confledger.cli.failure import report, shown
from confledger.errors import ConfledgerError

MESSAGES = [
    pytest.param(
        ConfledgerError("no file 'a'", help="make it"),
        "error: no file 'a'\n  help: make it\n",
        id="one that says what to do",
    ),
    pytest.param(ConfledgerError("no"), "error: no\n", id="one that does not"),
    pytest.param(
        ConfledgerError("one\n       two \x1b[31m \udce9\t"),
        "error: one\n       two \\x1b[31m \\udce9\\t\n",
        id="nothing of it commands the terminal",
    ),
    pytest.param(
        OSError(errno.ENOSPC, "No space left on device"),
        "error: no space left on device\n",
        id="the disk is full",
    ),
    pytest.param(
        PermissionError(errno.EACCES, "Permission denied", "a\udce9"),
        "error: permission denied: a\\udce9\n",
        id="a file that may not be read",
    ),
    pytest.param(
        PermissionError(errno.EACCES, "Permission denied", b"a\xe9"),
        "error: permission denied: a\\udce9\n",
        id="a name in bytes",
    ),
    pytest.param(MemoryError(), "error: not enough memory\n", id="no memory"),
]


@pytest.mark.parametrize(("error", "expected"), MESSAGES)
def test_what_the_user_can_put_right_is_told_with_exit_code_2(
    error: Exception, expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert report(error) == 2
    assert capsys.readouterr() == ("", expected)


def test_a_folder_that_is_gone_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    tmp_path.rmdir()

    assert report(FileNotFoundError(errno.ENOENT, "No such file or directory")) == 2
    assert capsys.readouterr().err == (
        "error: the current folder does not exist any more\n  help: cd to one that does\n"
    )


@pytest.mark.parametrize("error", [KeyError("hunter2"), FileNotFoundError(2, "gone", "hunter2")])
def test_our_own_fault_leaves_a_log_without_values(
    error: Exception,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(type(error)) as raised:
        raise error

    assert report(raised.value) == 3
    (log,) = tmp_path.iterdir()
    kind = type(error).__name__
    assert capsys.readouterr().err == (
        f"error: this is a fault of confledger {__version__} ({kind})\n"
        f"  help: report it and attach {log}; it holds no content of your files\n"
    )
    lines = log.read_text().splitlines()
    assert lines[0].startswith(f"confledger {__version__}, Python 3.")
    assert lines[-1] == kind
    assert all(f"{os.sep}test_failure.py:" in line for line in lines[1:-1])
    assert "hunter2" not in log.read_text()


def test_without_a_place_for_the_log_the_fault_is_told_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))

    assert report(KeyError("x")) == 3
    assert capsys.readouterr().err == (
        f"error: this is a fault of confledger {__version__}: KeyError\n"
    )


def test_what_is_shown_is_printable() -> None:
    assert shown("a\nü\t\x07\u202e\ud800") == "a\nü\\t\\x07\\u202e\\ud800"
