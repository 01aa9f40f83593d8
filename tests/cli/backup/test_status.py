"""`backup status` and `list`: what a restore proved comes first, and each worry has a command."""

import json
import shutil
from pathlib import Path

import pytest

from backing_up import Keeper
from confledger.backup.status import add_missing, standing
from confledger.reports.backup.standing import markdown, text
from keeping import around, prove, put, seconds
from sopsing import identity
from support import Repository

NOW = seconds("2026-02-01T12:00:00Z")


@pytest.fixture
def keeper(tmp_path: Path, repository: Repository) -> Keeper:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()
    return Keeper(tmp_path, repository)


def worries(keeper: Keeper, *arguments: str) -> dict[str, str]:
    done = keeper.run("status", "--format", "json", *arguments)
    said = json.loads(done.stdout)
    assert done.returncode == int(not said["ok"]) == int(bool(said["warnings"]))
    return {one["id"]: one["command"] for one in said["warnings"]}


def test_from_no_backup_to_one_that_a_restore_has_proved(keeper: Keeper) -> None:
    there = ("--from", str(keeper.folder))
    create = f"confledger backup create --to {keeper.folder}"
    verify = f"confledger backup verify --latest --from {keeper.folder} --restore-to FOLDER"

    assert worries(keeper, *there) == {"no-backup": create}
    keeper.create()
    assert worries(keeper, *there) == {"never-proved": verify}
    assert keeper.verify("--restore-to", str(keeper.state / "trial")).returncode == 0
    assert worries(keeper, *there) == {}
    keeper.repository.commit("later")
    keeper.repository.git("branch", "side")

    done = keeper.run("status", *there)

    lines = [line.partition("  ") for line in done.stdout.splitlines()]
    told = {name: what.strip() for name, _, what in lines}
    assert list(told) == [
        *("last restore", "recovery time", "recovery point", "last backup", "newest commit"),
        *("in no backup", "", "everything is in order"),
    ]
    assert told["in no backup"] == "1 commit"
    shutil.rmtree(keeper.repository.root / ".git/confledger/backup/manifests")
    assert "in no backup    1 commit\n" in keeper.run("status", *there).stdout
    assert told["recovery point"] == "2025-06-01 12:00 UTC, 0 commits behind then"


def test_a_report_for_people_and_for_a_page(
    keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(keeper.repository.root)
    monkeypatch.setenv("XDG_STATE_HOME", str(keeper.state))
    full = put(keeper.folder, keeper.repository, "2026-01-01")
    put(keeper.folder, keeper.repository, "2026-01-30", full)
    put(keeper.folder, keeper.repository, "2099-01-01")
    lost = put(keeper.folder, keeper.repository, "2025-12-01")
    on_lost = put(keeper.folder, keeper.repository, "2025-12-02", lost)
    (keeper.folder / lost.name()).unlink()
    torn = "confledger-20240101T060000Z-full-0123456789ab.backup"
    (keeper.folder / torn).write_bytes(b"torn")
    prove(keeper.folder, full, "2026-01-01", 754.0)

    here = around(keeper.folder)
    said = standing(here.shelves(), here.restored, NOW, 30)
    add_missing(said, 1200)

    folder = keeper.folder
    assert (
        text(said)
        == f"""\
last restore    2026-01-01 07:00 UTC, 31 days ago: a trial, by ada, from {folder}
recovery time   13 min
recovery point  2025-06-01 12:00 UTC, 3 commits behind then
last backup     2026-01-30 06:00 UTC, 2 days ago: incremental 1, 2.0 kB, in {folder}
newest commit   2025-06-01 12:00 UTC
in no backup    1,200 commits

warning: {torn} cannot be read: its header is cut off
  help: confledger backup verify {torn} --from {folder}

warning: 1 backup stands on one that is not there any more, such as {on_lost.name()}
  help: bring back the one that is missing, or delete these by hand

warning: {said.shelves[0].backups[0].name} is dated in the future: the clock of who made it is wrong
  help: date -u

warning: the last restore from {folder} was 31 days ago; 30 is the limit
  help: confledger backup verify --latest --from {folder} --restore-to FOLDER

warning: the last backup is 54 hours old, and 1,200 commits came since
  help: confledger backup create --to {folder}
"""
    )
    assert markdown(said).splitlines()[:5] == [
        "# Backups",
        "",
        "| | |",
        "|---|---|",
        f"| last restore | 2026-01-01 07:00 UTC, 31 days ago: a trial, by ada, from {folder} |",
    ]


def test_a_list_names_each_backup_and_says_of_others_only_how_many(
    keeper: Keeper, tmp_path: Path
) -> None:
    full = put(keeper.folder, keeper.repository, "2026-01-01")
    more = put(keeper.folder, keeper.repository, "2026-01-02", full)
    prove(keeper.folder, full, "2026-01-03")
    other = Repository.create(tmp_path / "other")
    other.commit("of another repository")
    put(keeper.folder, other, "2024-01-01")

    done = keeper.run("list", "--from", str(keeper.folder), "--from", "not/there")

    assert (done.returncode, done.stdout) == (
        0,
        f"""\
{keeper.folder}
  2026-01-02 06:00  incremental 1, plain  2.0 kB  1 commit  never restored                     \
 {more.name()}
  2026-01-01 06:00  full, plain           2.0 kB  1 commit  restored 2026-01-03 07:00 in 2.5 s \
 {full.name()}
  and 1 of other repositories

{keeper.repository.root}/not/there
  no backups of this repository
""",
    )


def test_a_place_that_cannot_be_looked_into_is_a_worry_of_its_own(keeper: Keeper) -> None:
    file = keeper.repository.write("file", "")

    done = keeper.run("list", "--from", str(file))

    assert done.returncode == 1
    assert "could not be looked at" in done.stdout
    assert list(worries(keeper, "--from", str(file), "--from", "b")) == ["place", "no-backup"]


def test_who_left_is_named_as_long_as_backups_can_be_opened_by_them(keeper: Keeper) -> None:
    settings = "backup:\n  destinations: [../backups]\n  recipients: [{}]\n"
    rules = "creation_rules:\n  - path_regex: secrets/\n    age: {}\n"
    left, stays, safe = (identity(one).recipient for one in ("left", "stays", "in a safe"))
    repository = keeper.repository
    repository.write(".sops.yaml", rules.format(f"{left},{stays}"))
    repository.write("confledger.yaml", settings.format(f"{left}, {stays}, {safe}"))
    repository.commit()
    assert keeper.run("create").returncode == 0
    assert list(worries(keeper)) == ["never-proved"]

    repository.write(".sops.yaml", rules.format(stays))
    repository.commit()
    first = worries(keeper)
    repository.write("confledger.yaml", settings.format(f"{stays}, {safe}"))
    repository.commit()
    second = worries(keeper)
    assert keeper.run("create", "--full").returncode == 0

    assert first["recipient-left"] == "take them out of `backup` in confledger.yaml"
    assert second["recipient-left"].startswith("confledger backup create --full --to ")
    assert list(worries(keeper)) == ["never-proved"]


def test_doctor_says_whether_a_backup_was_ever_proved(keeper: Keeper) -> None:
    def said() -> str:
        lines = keeper.run(command="doctor").stdout.splitlines()
        return next((line for line in lines if line[9:].startswith("backups")), "")

    assert said() == ""
    owner = keeper.owner.recipient
    keeper.repository.write(
        "confledger.yaml", f"backup:\n  destinations: [../backups]\n  recipients: [{owner}]\n"
    )
    keeper.repository.commit()
    told = [said()]
    keeper.run("create")
    told.append(said())
    keeper.verify("--restore-to", str(keeper.state / "trial"))
    told.append(said())

    levels = [one.split()[0] for one in told]
    assert levels == ["ok", "warning", "ok"]
    ends = ("none was made here", "none was ever restored here", "a restore proved one today")
    assert [end in one for one, end in zip(told, ends, strict=True)] == [True] * 3


def test_where_no_repository_is_all_are_shown_and_a_shallow_clone_lets_none_go(
    keeper: Keeper, tmp_path: Path
) -> None:
    put(keeper.folder, keeper.repository, "2026-01-01")
    new = put(keeper.folder, keeper.repository, "2026-01-02")
    keeper.repository.commit()
    url = f"file://{keeper.repository.root}"
    keeper.repository.git("clone", "--quiet", "--depth=1", url, str(tmp_path / "shallow"))
    there = ("--from", str(keeper.folder))

    keeper.repository = Repository(tmp_path / "shallow")
    shallow = keeper.run("list", *there).stdout.count("never restored")
    refused = keeper.run("prune", "--keep", "last 1", "--to", str(keeper.folder), "--yes")
    in_no = "in no backup" in keeper.run("status", *there).stdout
    (tmp_path / "nowhere").mkdir()
    keeper.repository = Repository(tmp_path / "nowhere")
    listed = keeper.run("list", *there).stdout.count("never restored")
    status = keeper.run("status", *there)
    done = keeper.run("prune", "--to", str(keeper.folder), "--keep", "last 1", "--yes")

    assert (shallow, in_no, refused.returncode, listed) == (2, False, 2, 2)
    assert "this clone is shallow" in refused.stderr
    assert (status.returncode, done.returncode, keeper.names()) == (1, 0, [new.name()])
