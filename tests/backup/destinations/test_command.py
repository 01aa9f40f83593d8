"""Backups wherever commands bring them: without a shell, whole, and never waited for for ever."""

import io
import os
import re
import sys
import time
from pathlib import Path

import pytest

from confledger.backup.destinations.command import Command
from confledger.backup.destinations.destination import NotThere
from confledger.backup.destinations.place import Failed

ONE = "confledger-20260131T120000Z-full-0123456789ab.backup"
TWO = "confledger-20260301T120000Z-incr-0123456789ac.backup"
LARGE = os.urandom(3_000_000)


def place(folder: Path, seconds: float = 20, **other: str) -> Command:
    """Four commands as they are on any machine: a folder with a space, and a listing with dates."""
    commands = {
        "put": f"dd status=none 'of={folder}/{{name}}'",
        "get": f"cat '{folder}/{{name}}'",
        "list": f"ls -l '{folder}'",
        "delete": f"rm '{folder}/{{name}}'",
    }
    return Command("offsite", {**commands, **other}, os.environ, seconds=seconds)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "far away"
    path.mkdir()
    return path


def test_what_is_put_there_can_be_listed_read_and_removed(folder: Path) -> None:
    there = place(folder)

    there.write(TWO, io.BytesIO(b""))
    there.write(ONE, io.BytesIO(LARGE))
    there.note(ONE, b"proved\n")

    assert (there.names(), there.notes()) == ([ONE, TWO], {ONE: b"proved\n"})
    with there.read(ONE) as file:
        assert file.read() == LARGE
    with there.read(TWO) as file:
        assert file.read() == b""
    there.delete(ONE)
    there.delete(ONE)
    assert sorted(os.listdir(folder)) == [TWO, f"{TWO}.whole"]
    with pytest.raises(NotThere):
        there.read(ONE)


def test_the_start_of_a_backup_can_be_read_without_the_rest(folder: Path) -> None:
    there = place(folder, get="sh -c 'cat /dev/zero; echo {name} > ended'")

    with there.read(ONE) as file:
        assert file.read(10) == b"\0" * 10

    assert not (folder / "ended").exists()


def test_what_did_not_arrive_as_a_whole_is_no_backup_and_goes_some_day(folder: Path) -> None:
    there = place(folder, put=f"sh -c 'head -c 9 > \"{folder}/$0\"; exit 7' {{name}}")

    with pytest.raises(Failed, match="put of command:offsite ended with exit code 7"):
        there.write(ONE, io.BytesIO(LARGE))

    assert (there.names(), os.listdir(folder)) == ([], [ONE])
    place(folder).write(TWO, io.BytesIO(b"two"))
    assert sorted(os.listdir(folder)) == [TWO, f"{TWO}.whole"]


@pytest.mark.parametrize(
    ("verb", "command", "said"),
    [
        ("put", "true {name}", "put of command:offsite did not take all of it"),
        ("put", "false {name}", "put of command:offsite ended with exit code 1"),
        (
            "put",
            "sh -c 'echo no room >&2; cat > /dev/null; exit 3' {name}",
            "put of command:offsite ended with exit code 3: no room",
        ),
        (
            "put",
            "sh -c 'sleep 60' {name}",
            "put of command:offsite did nothing for 0.3 seconds, and was stopped",
        ),
        (
            "put",
            "sh -c 'exec >&- 2>&-; cat > /dev/null; sleep 60' {name}",
            "put of command:offsite closed its output and did not end",
        ),
        (
            "put",
            "no-such-program {name}",
            "put of command:offsite: 'no-such-program' could not be started: "
            "no such file or directory",
        ),
        ("list", "sh -c 'exit 5'", "list of command:offsite ended with exit code 5"),
    ],
)
def test_a_command_that_does_not_work_says_so_and_is_not_waited_for(
    folder: Path, verb: str, command: str, said: str
) -> None:
    there = place(folder, 0.3, **{verb: command})
    before = time.monotonic()

    with pytest.raises(Failed) as raised:
        there.write(ONE, io.BytesIO(LARGE))

    assert str(raised.value).partition("\n")[0] == said
    assert time.monotonic() - before < 15


def test_a_failure_in_the_middle_of_reading_is_no_end(folder: Path) -> None:
    there = place(folder, get="sh -c 'printf {name}; exit 9'")

    with there.read(ONE) as file, pytest.raises(Failed, match="exit code 9"):
        file.read()


@pytest.mark.parametrize(
    ("commands", "said"),
    [
        ({"get": "cat {name}"}, "command:x has no put"),
        ({"put": "cat 'x"}, "put of command:x cannot be split into words: no closing quotation"),
        ({"put": "cat x"}, "put of command:x does not say which backup"),
    ],
)
def test_commands_are_looked_at_before_any_is_run(commands: dict[str, str], said: str) -> None:
    with pytest.raises(Failed, match=re.escape(said)):
        Command("x", commands, {})


def test_no_shell_reads_a_command(folder: Path) -> None:
    show = f"{sys.executable} -c 'import sys; print(sys.argv[1:])'"
    there = place(folder, get=f"{show} $HOME ; rm * '{{name}}' `id`")

    with there.read(ONE) as file:
        assert file.read().decode() == f"{['$HOME', ';', 'rm', '*', ONE, '`id`']}\n"
