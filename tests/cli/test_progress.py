"""The bar comes after a second, on a terminal, and goes without a trace in the answer."""

import os
import pty
import re
import subprocess
import sys

import pytest

from confledger.cli.progress import Progress
from support import Repository


def test_nothing_is_drawn_in_the_first_second_nor_for_nothing(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bar = Progress()
    bar(0, 100)
    bar._started -= 2
    bar(0, 0)
    bar.close()

    assert capsys.readouterr() == ("", "")


def test_nothing_is_written_where_there_is_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bar = Progress()
    bar._started -= 2
    bar(1, 100)
    bar.close()

    assert capsys.readouterr() == ("", "")


def test_a_long_run_on_a_terminal_shows_a_bar_and_the_same_answer(repository: Repository) -> None:
    text = "".join(f"k{n}: [{n}, {{a: b}}]\n" for n in range(5000))
    for number in range(130):
        repository.write(f"{number}.yaml", text + ("k1: 2\n" if number == 7 else ""))
    repository.git("add", ".")
    command = [sys.executable, "-m", "confledger", "check", "--jobs=1", "--format=short"]
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*command, "--no-cache"],
        cwd=repository.root,
        stdout=subprocess.PIPE,
        stderr=theirs,
        text=True,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80"},
    )
    os.close(theirs)
    shown = bytearray()
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # how Linux says that nobody is left at the other end
        pass
    os.close(ours)
    assert process.stdout is not None
    with process:
        output = process.stdout.read()

    assert process.returncode == 1
    assert output.startswith("7.yaml:5001:1: error[duplicate-key] ")
    assert output.count("\n") == 1
    said = shown.decode()
    assert "checking" in said
    assert re.search(
        r"1 finding in 1 file \(1 error\): 130 files, 1 failed, 129 without schema, \d+\.\d s\r\n$",
        said,
    )
