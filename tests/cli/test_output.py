"""What a terminal is shown; a pipe gets the same words without its width."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios

import pytest

from support import Repository

KEYS = "".join(f'"key{n}": {n}, ' for n in range(300))
LINE = f'{{{KEYS}"key7": 1, "z": 1}}'
MESSAGE = "`key7` is already defined on line 1; most readers silently use the last one"
PIPED = f"""\
a.json:1:{len(KEYS) + 2}   duplicate-key   {MESSAGE}
  1 | …{LINE[-320:]}
    | {" " * 303}^^^^^^
    help: remove one, or merge the two
"""
SUMMARY = (
    "1 finding in 1 file (1 error): 2 files, 1 failed, 1 ignored (not a configuration format)\n"
)


@pytest.fixture
def wide(repository: Repository) -> Repository:
    repository.write("a.json", LINE + "\n")
    repository.write("README.md", "read me\n")
    repository.git("add", ".")
    return repository


def on_terminal(repository: Repository, columns: int, *arguments: str) -> str:
    """Return what a terminal of that width gets from standard output and standard error."""
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    process = subprocess.Popen(
        [sys.executable, "-m", "confledger", "check", *arguments],
        cwd=repository.root,
        stdin=subprocess.DEVNULL,
        stdout=theirs,
        stderr=theirs,
        # Else it gets what C libraries added for themselves too: readline sets COLUMNS.
        env=dict(os.environ),
    )
    os.close(theirs)
    shown = bytearray()
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:  # how Linux says that nobody is left at the other end
        pass
    os.close(ours)
    assert process.wait() == 1
    return shown.decode().replace("\r\n", "\n")


def test_a_pipe_has_no_width(wide: Repository) -> None:
    done = wide.confledger("check", env={"COLUMNS": "40"})

    assert (done.stdout, done.stderr) == (PIPED, SUMMARY)


@pytest.mark.parametrize("columns", [40, 60, 80, 100])
def test_on_a_terminal_nothing_is_broken_in_the_middle_of_a_word(
    wide: Repository, columns: int
) -> None:
    shown = on_terminal(wide, columns)

    lines = shown.splitlines()
    assert max(map(len, lines)) <= columns
    source = next(line for line in lines if line.startswith("  1 | "))
    carets = lines[lines.index(source) + 1]
    at = carets.index("^")
    assert source[at : at + 6] == '"key7"'
    assert carets == f"    | {' ' * (at - 6)}^^^^^^"
    # The same words as ever, but for the line of source.
    told = [line for line in lines if line not in (source, carets)]
    piped = [line for line in PIPED.splitlines() if " | " not in line]
    assert " ".join(told).split() == " ".join([*piped, SUMMARY]).split()
    assert "" in lines


def test_the_short_format_is_one_line_on_a_terminal_too(wide: Repository) -> None:
    assert on_terminal(wide, 400, "--format", "short") == (
        f"a.json:1:{len(KEYS) + 2}: error[duplicate-key] {MESSAGE}\n{SUMMARY}"
    )
