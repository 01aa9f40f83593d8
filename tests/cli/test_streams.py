"""Lines beside a heading: as they are for programs, folded for people at a terminal."""

import os
import pty
import subprocess
import sys

import pytest

SAID = "one `a b` two three-four\nfive"
PROGRAM = (
    "from confledger.cli.streams import hanging, put\n"
    f"put(hanging('  label  ', {SAID!r}) + hanging('empty  ', 'x'))\n"
)


def test_a_program_gets_each_line_whole() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, check=True)

    assert done.stdout.decode() == "  label  one `a b` two three-four\n         five\nempty  x\n"


@pytest.mark.parametrize(
    ("columns", "shown"),
    [
        (80, ["  label  one `a b` two three-four", "         five", "empty  x"]),
        (30, ["  label  one `a b` two", "         three-four", "         five", "empty  x"]),
        # So narrow that a text would be a column of words: it is left to the terminal.
        (9, ["  label  one `a b` two", "         three-four", "         five", "empty  x"]),
    ],
)
def test_on_a_terminal_no_word_is_torn(columns: int, shown: list[str]) -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns)}
    subprocess.run([sys.executable, "-c", PROGRAM], check=True, stdout=theirs, env=environment)
    os.close(theirs)
    said = os.read(ours, 4096).decode()
    os.close(ours)

    assert said.splitlines() == shown
