"""Where backups are: as named, or as the settings of HEAD say; commands are never of a file."""

import json
import os
from pathlib import Path

import pytest

from backing_up import Keeper
from support import Repository


@pytest.fixture
def keeper(tmp_path: Path, repository: Repository) -> Keeper:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()
    return Keeper(tmp_path, repository)


def shown(keeper: Keeper, *arguments: str) -> list[str]:
    done = keeper.run("list", "--format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    return [one["place"] for one in json.loads(done.stdout)["places"]]


def commands(far: Path) -> dict[str, str]:
    return {
        "put": f"dd status=none of={far}/{{name}}",
        "get": f"cat {far}/{{name}}",
        "list": f"ls {far}",
        "delete": f"rm {far}/{{name}}",
    }


def test_the_settings_that_count_are_those_of_head(keeper: Keeper, tmp_path: Path) -> None:
    keeper.repository.write("confledger.yaml", "backup: {destinations: [../one, two]}\n")
    assert keeper.run("list").returncode == 2
    keeper.repository.commit()
    keeper.repository.write("confledger.yaml", "backup: {destinations: [../evil]}\n")
    (keeper.repository.root / "below").mkdir()

    assert shown(keeper) == [str(tmp_path / "one"), str(keeper.repository.root / "two")]
    assert shown(keeper, "--from", "x") == [str(keeper.repository.root / "x")]


def test_commands_come_from_the_configuration_of_git_or_the_command_line(
    keeper: Keeper, tmp_path: Path
) -> None:
    far = tmp_path / "far"
    far.mkdir()
    keeper.repository.write("confledger.yaml", 'backup: {destinations: ["command:off"]}\n')
    keeper.repository.commit()
    without = keeper.run("list")
    given = [
        word for verb, one in commands(far).items() for word in ("--to-command", f"{verb}={one}")
    ]
    made = keeper.run("create", *given, "--plain")
    for verb, one in {**commands(far), "timeout": "30"}.items():
        keeper.repository.git("config", f"confledger-backup.off.{verb}", one)
    again = keeper.run("create", "--incremental", "--plain")
    trial = keeper.run("verify", "--restore-to", str(tmp_path / "trial"))
    gone = keeper.run("prune", "--keep", "last 1", "--yes")
    elsewhere = keeper.run("list", "--from", "command:on")

    assert (without.returncode, elsewhere.returncode) == (2, 2)
    assert "would be code of whoever wrote it" in without.stderr
    assert "help: there are off" in elsewhere.stderr
    assert [one.returncode for one in (made, again, trial, gone)] == [0, 0, 0, 0]
    assert sorted(name.partition(".")[2] for name in os.listdir(far)) == [
        *("backup", "backup", "backup.restored", "backup.whole", "backup.whole"),
    ]


def test_a_setting_of_the_repository_cannot_name_a_command_itself(keeper: Keeper) -> None:
    keeper.repository.write(
        "confledger.yaml", "backup: {destinations: [{command: {put: touch /tmp/x}}]}\n"
    )
    keeper.repository.commit()

    done = keeper.run("list")

    assert done.returncode == 2
    assert "confledger.yaml" in done.stderr


def test_a_remote_is_one_of_the_repository_a_path_from_here_or_an_address(
    keeper: Keeper, tmp_path: Path
) -> None:
    bare = Repository.create(tmp_path / "off.git", "--bare")
    keeper.repository.git("remote", "add", "off", str(bare.root))

    assert keeper.run("create", "--plain", "--to", "git:off").returncode == 0
    listed = [
        json.loads(keeper.run("list", "--format", "json", "--from", one).stdout)["places"][0]
        for one in ("git:off", "git:../off.git", f"git:file://{bare.root}")
    ]
    done = keeper.run("verify", "--from", "git:../off.git", "--restore-to", str(tmp_path / "back"))

    assert [one["place"] for one in listed] == [
        *("git:off", f"git:{bare.root}", f"git:file://{bare.root}"),
    ]
    assert [len(one["backups"]) for one in listed] == [1, 1, 1]
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "back/a.yaml").read_text() == "a: 1\n"
