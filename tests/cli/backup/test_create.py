"""What a new backup follows, who can open it, and what is said where that cannot be known."""

import json
import shutil
from pathlib import Path

import pytest

from backing_up import Keeper
from support import Repository


@pytest.fixture
def keeper(tmp_path: Path, repository: Repository) -> Keeper:
    repository.write("app.yaml", "port: 1\n")
    repository.commit("first")
    return Keeper(tmp_path, repository)


def test_without_its_manifest_a_backup_is_followed_with_the_key(
    keeper: Keeper, tmp_path: Path
) -> None:
    base = keeper.create()
    manifests = keeper.repository.root / ".git/confledger/backup/manifests"
    shutil.rmtree(manifests)

    followed = keeper.create("--incremental", "--identity", str(keeper.key))
    shutil.rmtree(manifests)
    alone = keeper.create("--incremental")

    assert (followed["base"], followed["number"], followed["objects"]) == (base["id"], 1, 0)
    assert (alone["base"], alone["kind"]) == (None, "full")


def test_what_stands_on_nothing_is_not_followed(keeper: Keeper) -> None:
    base = keeper.create(plain=True)
    keeper.create("--incremental", plain=True)
    (keeper.folder / str(base["name"])).unlink()

    done = keeper.run("create", "--incremental", "--plain", "--to", str(keeper.folder))

    assert done.returncode == 0
    assert done.stderr.splitlines()[-1] == (
        "note: there is no backup to follow, so this is a full one"
    )
    assert "follows a backup" in done.stderr
    assert done.stderr.startswith("warning: this backup is not encrypted;")


def test_what_another_place_has_lost_is_not_followed(keeper: Keeper, tmp_path: Path) -> None:
    both = ("--to", str(tmp_path / "second"))
    base = keeper.create(*both, plain=True)
    keeper.create(*both, "--incremental", plain=True)
    (tmp_path / "second" / str(base["name"])).unlink()

    said = keeper.create(*both, "--incremental", plain=True)

    assert (said["kind"], said["base"]) == ("full", None)


def test_what_is_pruned_elsewhere_meanwhile_is_followed_by_a_full_one(
    keeper: Keeper, tmp_path: Path
) -> None:
    """The base goes while what follows it is on its way."""
    place = tmp_path / "vault"
    place.mkdir()
    put = f"sh -c 'cat > {place}/$0; case $0 in *incr*) rm -f {place}/*-full-*;; esac' {{name}}"
    there = [f"put={put}", f"get=cat {place}/{{name}}", f"list=ls {place}"]
    there.append(f"delete=rm {place}/{{name}}")
    create = ["create", "--plain", *(part for one in there for part in ("--to-command", one))]
    assert keeper.run(*create).returncode == 0

    done = keeper.run(*create, "--incremental")

    assert done.returncode == 0
    assert "it went meanwhile, so a full backup is made\n" in done.stderr
    assert done.stdout.startswith("confledger-")
    (name,) = {one.name.removesuffix(".whole") for one in place.iterdir()}
    assert name == done.stdout.split()[0]
    assert "-full-" in name


def test_recipients_come_from_a_file_and_nobody_else_can_read(
    keeper: Keeper, tmp_path: Path
) -> None:
    file = tmp_path / "recipients"
    file.write_text(f"# the owner\n{keeper.owner.recipient}\n")
    create = ("create", "--to", str(keeper.folder))

    done = keeper.run(*create, "--recipients-file", str(file))
    both = keeper.run(*create, "--recipients-file", str(file), "--plain")
    none = keeper.run(*create, "--recipients-file", str(tmp_path / "none"))
    said = json.loads(keeper.verify("--format", "json").stdout)

    assert (done.returncode, both.returncode, none.returncode) == (0, 2, 2)
    assert "  encrypted for 1 recipient\n" in done.stdout
    assert "exclude each other" in both.stderr
    assert "cannot be read: no such file" in none.stderr
    assert (said["ok"], said["opened"], said["restored"]) == (True, True, None)


def test_a_trial_is_told_as_json_too(keeper: Keeper, tmp_path: Path) -> None:
    name = keeper.create()["name"]
    tip = keeper.repository.git("rev-parse", "HEAD")

    said = json.loads(
        keeper.verify("--restore-to", str(tmp_path / "back"), "--format", "json").stdout
    )
    again = json.loads(keeper.restore(str(tmp_path / "other"), "--format", "json").stdout)

    assert said.pop("restored").items() >= {"tip": tip, "behind": 0, "commits": 1}.items()
    assert said == {
        "version": 1,
        "name": name,
        "ok": True,
        "chain": [name],
        "opened": True,
        "faults": [],
        "notes": [],
    }
    assert (again["tip"], again["chain"], again["dry_run"]) == (tip, [name], False)
