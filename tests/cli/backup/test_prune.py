"""`backup prune`: the plan, the agreement, the order, and what comes in between."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from backing_up import Keeper
from confledger.backup.destinations.folder import Folder
from confledger.backup.retention import rule
from confledger.cli.backup.prune import _delete, _plan
from keeping import around, prove, put
from support import Repository


@pytest.fixture
def keeper(tmp_path: Path, repository: Repository) -> Keeper:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()
    return Keeper(tmp_path, repository)


def test_the_plan_says_why_and_what_goes_is_gone_with_its_note(
    keeper: Keeper, tmp_path: Path
) -> None:
    full = put(keeper.folder, keeper.repository, "2026-01-01")
    one = put(keeper.folder, keeper.repository, "2026-01-02", full)
    two = put(keeper.folder, keeper.repository, "2026-01-03", one)
    old = put(keeper.folder, keeper.repository, "2025-01-01")
    new = put(keeper.folder, keeper.repository, "2026-02-01")
    other = Repository.create(tmp_path / "other")
    other.commit("of another repository")
    put(keeper.folder, other, "2024-01-01")
    torn = "confledger-20240101T060000Z-full-0123456789ab.backup"
    (keeper.folder / torn).write_bytes(b"torn")
    prove(keeper.folder, one, "2026-01-05")
    prove(keeper.folder, old, "2025-01-05")
    to = ("--to", str(keeper.folder), "--keep", "last 1")

    planned = keeper.run("prune", *to, "--plan")
    said = json.loads(keeper.run("prune", *to, "--plan", "--format", "json").stdout)
    nobody = keeper.run("prune", *to)
    before = keeper.names()
    done = keeper.run("prune", *to, "--yes")
    again = keeper.run("prune", *to, "--yes")

    assert (planned.returncode, planned.stdout) == (
        1,
        f"""\
{keeper.folder}, keeping last 1
  stays  2026-02-01 06:00  full, 2.0 kB, {new.name()}
         the newest; 1 of the last 1
  goes   2026-01-03 06:00  incremental, 2.0 kB, {two.name()}
  stays  2026-01-02 06:00  incremental, 2.0 kB, {one.name()}
         the newest that a restore has proved
  stays  2026-01-01 06:00  full, 2.0 kB, {full.name()}
         needed by {one.name()}
  goes   2025-01-01 06:00  full, 2.0 kB, {old.name()}
  stays  2024-01-01 06:00  {torn}
         it cannot be read
  2 of 6 go, 4.1 kB
""",
    )
    assert said["places"][0]["goes"] == [two.name(), old.name()]
    assert (nobody.returncode, len(before)) == (2, 7)
    assert (done.returncode, done.stdout.removeprefix(planned.stdout)) == (
        0,
        f"deleted {two.name()} from {keeper.folder}\ndeleted {old.name()} from {keeper.folder}\n",
    )
    assert len(os.listdir(keeper.folder)) == 6
    assert (again.returncode, "nothing goes" in again.stdout) == (0, True)


def test_what_comes_meanwhile_keeps_what_it_stands_on(
    keeper: Keeper, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(keeper.repository.root)
    monkeypatch.setenv("XDG_STATE_HOME", str(keeper.state))
    full = put(keeper.folder, keeper.repository, "2026-01-01")
    gone = put(keeper.folder, keeper.repository, "2026-01-02")
    put(keeper.folder, keeper.repository, "2026-01-03")
    here = around(keeper.folder)
    place = Folder(str(keeper.folder))
    agreed = _plan(here, place, rule("last 1"))

    late = put(keeper.folder, keeper.repository, "2026-01-04", full)
    _delete(here, place, rule("last 1"), agreed, print)

    assert agreed.order == [full.name(), gone.name()]
    assert keeper.names() == sorted([full.name(), late.name(), place.names()[1]])
    assert "stays after all" in capsys.readouterr().err


def test_stopped_in_the_middle_nothing_has_lost_its_base_and_two_at_once_do_no_harm(
    keeper: Keeper,
) -> None:
    base = None
    for day in range(1, 29):
        base = put(keeper.folder, keeper.repository, f"2026-01-{day:02}", base)
    put(keeper.folder, keeper.repository, "2026-02-01")
    command = [sys.executable, "-m", "confledger", "backup", "prune", "--keep", "last 1"]
    command += ["--yes", "--to", str(keeper.folder)]
    env = {**os.environ, **keeper.environ}
    pipe = subprocess.PIPE

    with subprocess.Popen(
        command, cwd=keeper.repository.root, env=env, stdout=pipe, stderr=pipe
    ) as killed:
        assert killed.stdout is not None
        while b"deleted" not in killed.stdout.readline():
            pass
        killed.send_signal(signal.SIGKILL)
    left = keeper.names()
    listed = json.loads(keeper.run("list", "--from", str(keeper.folder), "--format", "json").stdout)
    together = [
        subprocess.Popen(command, cwd=keeper.repository.root, env=env, stdout=pipe, stderr=pipe)
        for _ in range(2)
    ]
    said = [one.communicate() for one in together]

    ids = {one["id"] for one in listed["places"][0]["backups"]}
    assert all(one["base"] in {None, *ids} for one in listed["places"][0]["backups"])
    assert 2 <= len(left) < 29
    assert [one.returncode for one in together] == [0, 0], said
    assert len(keeper.names()) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--keep", "7 days"], "error: '7' does not say how many backups to keep"),
        ([], "error: it is not said where backups are"),
        (["--to", "ftp:host"], "error: there is no kind of place 'ftp'"),
        (["--to", "git:nowhere"], "error: nowhere: fatal: 'nowhere' does not appear to be a git"),
        (["--to", "command:off"], "error: the configuration of git has no commands for 'off'"),
        (["--to-command", "ls=x"], "error: 'ls' is none of the commands of a place"),
        (["--to-command", "put=cat {name}"], "error: command:(--to-command) has no get"),
    ],
)
def test_what_is_not_understood_is_named(keeper: Keeper, arguments: list[str], said: str) -> None:
    if "--keep" in arguments:
        arguments = [*arguments, "--to", "x"]

    done = keeper.run("prune", *arguments)

    assert (done.returncode, done.stderr[: len(said)]) == (2, said)
