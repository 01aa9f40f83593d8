"""A backup is worth what comes back: the whole repository, from one file or a chain of them."""

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from backing_up import Keeper, refs_of
from sopsing import identity
from support import Repository


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    repository = Repository.create(tmp_path / "shop")
    repository.write("config/app.yaml", "port: 1\n")
    repository.commit("first")
    return Keeper(tmp_path, repository)


def a_life(keeper: Keeper) -> None:
    """Make three backups of a repository in which everything happens that references can do."""
    repository = keeper.repository
    repository.write("größe/naïve.yaml", "a: 1\r\n")
    (repository.root / "link").symlink_to("config/app.yaml")
    repository.write("run.sh", "#!/bin/sh\n").chmod(0o755)
    repository.commit("second")
    repository.git("branch", "feature")
    repository.git("branch", "gone")
    repository.git("tag", "-a", "-m", "one", "v1")
    repository.git("tag", "blob", repository.git("rev-parse", "HEAD:run.sh"))
    repository.git("notes", "add", "-m", "said later")
    repository.git("remote", "add", "origin", "https://ada:hush@example.org/shop.git?token=hush")
    repository.git("update-ref", "refs/remotes/origin/main", "HEAD~1")
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    repository.git("config", "branch.main.remote", "origin")
    repository.git("config", "branch.main.merge", "refs/heads/main")
    repository.git("config", "core.sshCommand", "touch /tmp/hush")
    repository.git("config", "http.extraHeader", "Authorization: hush")
    assert keeper.run("record", command="audit").returncode == 0
    assert keeper.run("build", command="ledger").returncode == 0
    keeper.create()
    repository.write("config/app.yaml", "port: 2\n")
    repository.commit("third")
    repository.git("branch", "-D", "gone", "feature")
    # Where a branch was, a folder of branches is now.
    repository.git("branch", "feature/one")
    keeper.create("--incremental")
    repository.git("tag", "v2")
    repository.git("checkout", "-q", "-b", "side", "HEAD~1")
    repository.write("config/side.yaml", "a: 1\n")
    repository.commit("fourth")
    repository.git("merge", "-q", "--no-edit", "main")
    keeper.create("--incremental")


def test_a_chain_brings_back_every_reference_file_and_harmless_setting(
    keeper: Keeper, tmp_path: Path
) -> None:
    a_life(keeper)

    done = keeper.verify("--restore-to", str(tmp_path / "trial"))
    again = keeper.restore(str(tmp_path / "back"))

    assert (done.returncode, again.returncode) == (0, 0), done.stderr + again.stderr
    for back in (Repository(tmp_path / "trial"), Repository(tmp_path / "back")):
        assert refs_of(back) == refs_of(keeper.repository)
        assert back.git("status", "--porcelain") == ""
        assert back.git("ls-files", "-s") == keeper.repository.git("ls-files", "-s")
        assert os.readlink(back.root / "link") == "config/app.yaml"
        assert back.git("config", "remote.origin.url") == "https://example.org/shop.git"
        assert back.git("config", "branch.main.merge") == "refs/heads/main"
        assert "hush" not in (back.root / ".git/config").read_text()
        ledger = sqlite3.connect(back.root / ".git/confledger/ledger.sqlite")
        assert ledger.execute("SELECT count(*) FROM commits").fetchone() == (2,)
        ledger.close()
        said = json.loads(back.confledger("ledger", "status", "--format", "json").stdout)
        assert said["head"] == keeper.repository.git("rev-parse", "HEAD")
    trial, restored = map(
        json.loads, (keeper.state / "confledger/restores.jsonl").read_text().splitlines()
    )
    assert (trial["how"], trial["behind"], trial["age"]) == ("trial", 0, 0)
    assert (restored["how"], restored["tip"]) == ("restore", trial["tip"])
    assert sorted(os.listdir(tmp_path)) == ["back", "backups", "key.txt", "shop", "state", "trial"]


def test_each_backup_of_a_chain_is_a_point_to_go_back_to(keeper: Keeper, tmp_path: Path) -> None:
    a_life(keeper)
    full, first, _ = keeper.names()

    done = keeper.restore(full, str(tmp_path / "back"))

    assert done.returncode == 0, done.stderr
    back = Repository(tmp_path / "back")
    assert back.git("branch", "--format=%(refname:short)").split() == ["feature", "gone", "main"]
    assert (back.root / "config/app.yaml").read_text() == "port: 1\n"
    os.unlink(keeper.folder / full)
    for done in (keeper.verify(first), keeper.verify("--restore-to", str(tmp_path / "other"))):
        assert done.returncode == 1
        assert f"follows a backup {full.split('-')[3][:12]}, which is not in" in done.stdout
    assert keeper.restore(str(tmp_path / "other")).returncode == 2
    assert not (tmp_path / "other").exists()


def test_what_is_lost_since_is_said(keeper: Keeper, tmp_path: Path) -> None:
    keeper.create()
    keeper.repository.commit("later")

    done = keeper.verify("--restore-to", str(tmp_path / "trial"), "--discard")

    assert done.stdout.splitlines()[2] == (
        "  recovery point: 2025-06-01T12:00:00Z; 1 commit since, over 0.0 hours"
    )
    assert not (tmp_path / "trial").exists()


def test_only_who_it_was_made_for_can_open_it(keeper: Keeper, tmp_path: Path) -> None:
    other = identity("other").file(tmp_path / "other.txt")
    name = str(keeper.create()["name"])
    content = (keeper.folder / name).read_bytes()

    wrong = keeper.run(
        *("restore", "--from", str(keeper.folder), "--identity", str(other)),
        str(tmp_path / "back"),
    )
    none = keeper.restore(str(tmp_path / "back"), key=False)
    outside = keeper.verify(key=False)

    assert wrong.returncode == none.returncode == 2
    assert wrong.stderr.startswith("error: the identity given does not open this backup\n")
    assert none.stderr.startswith("error: it is encrypted, and no identity was given\n")
    assert (outside.returncode, outside.stdout) == (0, f"{name}: as it was written\n")
    assert not (tmp_path / "back").exists()
    assert b"config" not in content
    assert b"AGE-SECRET" not in content
    nobody = keeper.run("create", "--to", str(keeper.folder))
    assert (nobody.returncode, keeper.names()) == (2, [name])


def test_a_chain_is_brought_back_by_the_words_inside_of_it(keeper: Keeper, tmp_path: Path) -> None:
    """Only with tar and git: each line is a command, as it stands in README.txt."""
    repository = keeper.repository
    repository.git("branch", "gone")
    keeper.create(plain=True)
    repository.write("config/app.yaml", "port: 2\n")
    repository.commit("second")
    repository.git("notes", "add", "-m", "said later")
    keeper.create("--incremental", plain=True)
    # Without any new object.
    repository.git("branch", "-D", "gone")
    repository.git("branch", "back", "HEAD~1")
    keeper.create("--incremental", plain=True)
    by_hand = tmp_path / "hand"
    by_hand.mkdir()

    def words(name: str) -> list[str]:
        path = str(keeper.folder / name)
        subprocess.run(["tar", "-xf", path], cwd=by_hand, check=True)
        text = (by_hand / "README.txt").read_text().replace("FILE", path)
        return [line.strip() for line in text.splitlines() if line.startswith("    ")]

    full, *more = keeper.names()
    done = words(full)[1:5]
    for name in more:
        done += words(name)[5:]
    for command in done:
        subprocess.run(command, shell=True, cwd=by_hand, check=True, capture_output=True)
    subprocess.run("git clone -q all.git last", shell=True, cwd=by_hand, check=True)

    theirs = repository.git("for-each-ref")
    assert Repository(by_hand / "all.git").git("for-each-ref") == theirs
    assert (by_hand / "FOLDER/config/app.yaml").read_text() == "port: 1\n"
    assert (by_hand / "last/config/app.yaml").read_text() == "port: 2\n"
    assert json.loads((by_hand / "backup.json").read_text())["number"] == 2


def test_nothing_is_restored_over_something(keeper: Keeper, tmp_path: Path) -> None:
    keeper.create()
    (tmp_path / "empty").mkdir(0o750)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/mine").write_text("mine")

    assert keeper.restore(str(tmp_path / "empty")).returncode == 0
    refused = keeper.restore(str(tmp_path / "full"))
    again = keeper.restore(str(tmp_path / "empty"))
    trial = keeper.verify("--restore-to", str(tmp_path / "empty"))
    assert "it is what backup " in trial.stderr
    assert "of a trial, --discard leaves none" in trial.stderr
    keeper.create()
    newer = keeper.restore(str(tmp_path / "empty"))

    assert (tmp_path / "empty").stat().st_mode & 0o777 == 0o750
    for done in (refused, newer, trial):
        assert done.returncode == 2
        assert "is not empty, and nothing is ever restored over something" in done.stderr
    # Killed at the very end, the same command finds that nothing is left to do.
    assert (again.returncode, again.stdout) == (0, "")
    assert os.listdir(tmp_path / "full") == ["mine"]


def test_a_plan_writes_nothing(keeper: Keeper, tmp_path: Path) -> None:
    done = keeper.run("create", "--to", str(keeper.folder), "--plain", "--dry-run")
    assert (done.returncode, done.stdout.splitlines()) == (
        1,
        [
            f"would write one full backup to {keeper.folder}",
            "  1 references, 1 commits, the newest of 2025-06-01T12:00:00Z",
            "  not encrypted",
        ],
    )
    assert not keeper.folder.exists()
    name = keeper.create()["name"]

    done = keeper.restore("--dry-run", str(tmp_path / "back"))

    assert done.returncode == 1
    assert done.stdout.startswith(f"would restore {name} to {tmp_path / 'back'}\n")
    assert not (tmp_path / "back").exists()


@pytest.mark.parametrize("kind", ["bare", "detached", "unborn", "sha256"])
def test_every_kind_of_repository_comes_back(kind: str, tmp_path: Path) -> None:
    options = {"bare": ["--bare"], "sha256": ["--object-format=sha256"]}.get(kind, [])
    repository = Repository.create(tmp_path / "shop", *options)
    if kind == "bare":
        repository.git("update-ref", "refs/heads/main", _commit(repository))
    elif kind != "unborn":
        repository.commit("first")
        repository.commit("second")
    if kind == "detached":
        repository.git("checkout", "-q", "--detach", "HEAD~1")
    keeper = Keeper(tmp_path, repository)
    keeper.create()
    keeper.create("--incremental")

    done = keeper.verify("--restore-to", str(tmp_path / "back"))

    assert done.returncode == 0, done.stdout + done.stderr
    back = Repository(tmp_path / "back")
    assert back.git("rev-parse", "--is-bare-repository") == str(kind == "bare").lower()
    if kind != "unborn":
        assert refs_of(back) == refs_of(repository)


def test_a_clone_that_lacks_something_is_refused_with_the_reason(
    keeper: Keeper, tmp_path: Path
) -> None:
    keeper.repository.commit("second")
    source = f"file://{keeper.repository.root}"
    keeper.repository.git("config", "uploadpack.allowFilter", "true")
    keeper.repository.git("clone", "-q", "--depth=1", source, str(tmp_path / "shallow"))
    keeper.repository.git("clone", "-q", "--filter=blob:none", source, str(tmp_path / "partial"))
    shallow, partial = (
        Keeper(tmp_path, Repository(tmp_path / name)) for name in ("shallow", "partial")
    )

    told = [one.run("create", "--plain", "--to", "x") for one in (shallow, partial)]
    shallow.create("--allow-shallow")
    done = shallow.verify("--restore-to", str(tmp_path / "back"))

    assert [one.returncode for one in told] == [2, 2]
    assert "it is shallow, without older commits" in told[0].stderr
    assert "it is a partial one" in told[1].stderr
    assert done.returncode == 0, done.stdout + done.stderr
    assert Repository(tmp_path / "back").git("rev-list", "--count", "HEAD") == "1"


def test_what_is_not_inside_is_said(keeper: Keeper) -> None:
    repository = keeper.repository
    repository.write(".gitattributes", "*.bin filter=lfs\n")
    repository.write("keys/old.txt", "AGE-SECRET-KEY-1QQQQ\n")
    commit = repository.git("rev-parse", "HEAD")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{commit},modules/one")
    (repository.root / "modules/one").mkdir(parents=True)
    repository.commit("second")
    journal = keeper.state / "confledger/journal.jsonl"
    journal.parent.mkdir(parents=True)
    journal.write_text("-----BEGIN OPENSSH PRIVATE KEY-----\n")

    said = keeper.create()

    assert said["notes"] == [
        "submodules: 1, whose repositories are not inside",
        "files kept by Git LFS are not inside, only what points to them",
        "committed, and so inside as in every clone: what looks like keys: 'keys/old.txt'",
        "journal.jsonl is not inside: it holds what looks like a private key",
    ]


def test_a_killed_run_leaves_no_backup_and_the_next_removes_the_rest(
    keeper: Keeper, tmp_path: Path
) -> None:
    """Ended where objects were packed already; every other point is of scripts/crash-test."""
    code = (
        "import os, sys, confledger.backup.archive as a\n"
        "a.write = lambda *_: os._exit(9)\n"
        "from confledger.cli import entry\n"
        "sys.exit(entry.main())\n"
    )
    killed = subprocess.run(
        [sys.executable, "-c", code, "backup", "create", "--plain", "--to", str(keeper.folder)],
        cwd=keeper.repository.root,
        env={**os.environ, **keeper.environ},
        capture_output=True,
        check=False,
    )
    assert killed.returncode == 9, killed.stderr
    making = keeper.repository.root / ".git/confledger/backup"
    assert [one[:7] for one in sorted(os.listdir(making))] == ["lock", "making-"]
    assert not keeper.folder.exists()
    (tmp_path / ".back.restoring-123").mkdir()

    keeper.create()
    assert keeper.restore(str(tmp_path / "back")).returncode == 0

    assert sorted(os.listdir(making)) == ["lock", "manifests"]
    assert not [one for one in os.listdir(tmp_path) if one.startswith(".")]


def _commit(repository: Repository) -> str:
    tree = repository.git("hash-object", "-t", "tree", "-w", "--stdin", input="")
    return repository.git("commit-tree", "-m", "first", tree)
