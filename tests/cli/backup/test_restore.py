"""A backup that somebody else wrote: it fills the folder that was named, and does nothing else."""

import gzip
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from backing_up import Keeper, as_member, forged
from confledger.backup import bundle
from confledger.backup.manifest import Manifest
from confledger.backup.opening import TooLarge
from confledger.backup.rebuilding import Fresh, check_out
from support import Repository

Change = Callable[[Manifest, dict[str, bytes]], None]


@pytest.fixture
def keeper(tmp_path: Path) -> Keeper:
    repository = Repository.create(tmp_path / "shop")
    repository.write("app.yaml", "port: 1\n")
    repository.commit("first")
    repository.git("config", "user.name", "Ada")
    return Keeper(tmp_path, repository)


def _ref(name: str) -> Change:
    def change(manifest: Manifest, contents: dict[str, bytes]) -> None:
        before = bundle._head(manifest)
        manifest.refs[name] = manifest.tip
        fitting = bundle._head(manifest) + contents["repository.bundle"][len(before) :]
        contents["repository.bundle"] = fitting
        manifest.members = [one for one in manifest.members if one.name != "repository.bundle"]
        manifest.members.append(as_member("repository.bundle", fitting))

    return change


def _head(said: str) -> Change:
    def change(manifest: Manifest, _: dict[str, bytes]) -> None:
        manifest.head = said

    return change


def _symref(name: str, target: str) -> Change:
    def change(manifest: Manifest, _: dict[str, bytes]) -> None:
        manifest.symrefs[name] = target

    return change


def _member(name: str) -> Change:
    def change(manifest: Manifest, contents: dict[str, bytes]) -> None:
        manifest.members.append(as_member(name, b"mine"))
        contents[name] = b"mine"

    return change


def _bomb(manifest: Manifest, contents: dict[str, bytes]) -> None:
    contents["journal.jsonl.gz"] = gzip.compress(b"\0" * (64 << 20))
    member = as_member("journal.jsonl", b"\0" * 1024)
    member.packed = True
    manifest.members.append(member)


def _size(manifest: Manifest, _: dict[str, bytes]) -> None:
    manifest.members[0].size = 1 << 60


def _claimed(manifest: Manifest, _: dict[str, bytes]) -> None:
    manifest.refs["refs/heads/main"] = "1" * 40


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        pytest.param(_ref("refs/../../../evil"), "a name of a reference", id="a way out"),
        pytest.param(_ref("refs/heads/../../hooks/x"), "a name of a reference", id="to the hooks"),
        pytest.param(_ref("--upload-pack=touch"), "a name of a reference", id="an option"),
        pytest.param(_ref("refs/heads/-x"), "a name of a reference", id="an option at its end"),
        pytest.param(_ref("HEAD"), "a name of a reference", id="HEAD itself"),
        pytest.param(_ref("refs/heads/a\nb"), "a name of a reference", id="two lines"),
        pytest.param(_head("ref: ../../evil"), "a name of a reference", id="HEAD outside"),
        pytest.param(_head("--exec"), "its HEAD is neither a branch nor", id="HEAD an option"),
        pytest.param(_symref("refs/x", "/etc/passwd"), "a name of a ref", id="a link outside"),
        pytest.param(_member("../evil"), "a name that none can have", id="a member outside"),
        pytest.param(_member("config"), "which no backup has", id="a member of another name"),
        pytest.param(_member(".git"), "a name that none can have", id="a hidden member"),
        pytest.param(_bomb, "is longer than its manifest says", id="a bomb"),
        pytest.param(_size, "has room for", id="larger than the disk"),
        pytest.param(_claimed, "its bundle is another one", id="references of no bundle"),
    ],
)
def test_a_hostile_backup_is_refused_and_leaves_nothing(
    change: Change, reason: str, keeper: Keeper, tmp_path: Path
) -> None:
    forged(keeper.folder, str(keeper.create(plain=True)["name"]), change)
    before = sorted(os.listdir(tmp_path))

    done = keeper.restore(str(tmp_path / "in/back"))

    assert done.returncode == 2
    assert reason in done.stderr
    assert sorted(os.listdir(tmp_path)) == sorted([*before, "in"])
    assert os.listdir(tmp_path / "in") == []


def test_a_tree_that_says_it_holds_more_files_than_fit_is_not_checked_out(
    repository: Repository,
) -> None:
    """Nine trees of ten entries each: a thousand million files."""
    oid = repository.git("hash-object", "-w", "--stdin", input="x" * 20_000_000)
    kind, tree = "100644 blob", oid
    for _ in range(9):
        rows = "".join(f"{kind} {tree}\t{number}\n" for number in range(10))
        kind, tree = "040000 tree", repository.git("mktree", input=rows)
    manifest = Manifest()
    manifest.tip = repository.git("commit-tree", "-m", "bomb", tree)

    with pytest.raises(TooLarge, match="the disk has room for"):
        check_out(Fresh(str(repository.root), bare=False), manifest)


def test_no_setting_that_could_run_a_program_comes_back(keeper: Keeper, tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    touch = f"touch {marker}"
    hostile = [
        ("core.fsmonitor", touch),
        ("core.sshcommand", touch),
        ("core.hookspath", str(tmp_path)),
        ("core.pager", touch),
        ("core.worktree", "/"),
        ("include.path", "/evil"),
        ("alias.status", f"!{touch}"),
        ("filter.x.smudge", touch),
        ("diff.x.textconv", touch),
        ("remote.origin.url", f"ext::sh -c {touch}"),
        ("remote.origin.uploadpack", touch),
        ("remote.origin.fetch", "--upload-pack=x"),
        ("remote.--x.url", "https://example.org"),
        ("branch.main.remote", f"ext::sh -c {touch}"),
        ("branch.main.merge", "refs/heads/main:refs/heads/main"),
        ('remote.a"]\n[core]\n\tfsmonitor = x\n[x "y.url', "/x"),
        ("user.name", f'x"\n[core]\n\tfsmonitor = "{touch}'),
        ("user.email", 'quoted "and\\'),
        ("pull.rebase", "true"),
    ]

    def change(manifest: Manifest, contents: dict[str, bytes]) -> None:
        data = json.dumps({"entries": hostile}).encode()
        manifest.members = [one for one in manifest.members if one.name != "git-config.json"]
        manifest.members.append(as_member("git-config.json", data))
        contents["git-config.json"] = data
        keeper.repository.git("config", "filter.x.smudge", touch)

    forged(keeper.folder, str(keeper.create(plain=True)["name"]), change)

    done = keeper.restore(str(tmp_path / "back"))

    assert done.returncode == 0, done.stderr
    back = Repository(tmp_path / "back")
    assert back.git("status", "--porcelain") == ""
    assert back.git("config", "--local", "--list").splitlines()[-2:] == [
        'user.email=quoted "and\\',
        "pull.rebase=true",
    ]
    assert len(back.git("config", "--local", "--list").splitlines()) == 6
    assert os.listdir(back.root / ".git/hooks") if (back.root / ".git/hooks").exists() else True
    assert not marker.exists()


def test_a_ledger_that_lies_is_left_out(keeper: Keeper, tmp_path: Path) -> None:
    keeper.run("build", command="ledger")

    def change(manifest: Manifest, contents: dict[str, bytes]) -> None:
        manifest.members = [one for one in manifest.members if one.name != "ledger.sqlite"]
        manifest.members.append(as_member("ledger.sqlite", b"SQLite format 3\0" + b"x" * 500))
        contents["ledger.sqlite"] = b"SQLite format 3\0" + b"x" * 500

    forged(keeper.folder, str(keeper.create(plain=True)["name"]), change)

    trial = keeper.verify("--restore-to", str(tmp_path / "trial"))
    done = keeper.restore(str(tmp_path / "back"))

    assert (trial.returncode, done.returncode) == (1, 0)
    assert "the copy of the ledger cannot be read" in trial.stdout
    assert "it is not restored, and is made again when it is needed" in done.stderr
    assert not (tmp_path / "trial").exists()
    assert not (tmp_path / "back/.git/confledger/ledger.sqlite").exists()


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        pytest.param(["--at", "2020-01-01"], "was made until 2020-01-01", id="before the first"),
        pytest.param(["--at", "soon"], "'soon' is no time", id="no time"),
        pytest.param(["--at", "2020-01-01", "--latest"], "more than one way", id="both"),
        pytest.param(["0000"], "there is no backup '0000'", id="another"),
    ],
)
def test_a_backup_that_is_not_there_is_named(
    asked: list[str], expected: str, keeper: Keeper, tmp_path: Path
) -> None:
    keeper.create(plain=True)

    done = keeper.restore(*asked, str(tmp_path / "back"))

    assert done.returncode == 2
    assert expected in done.stderr


def test_a_backup_is_named_by_its_id_or_its_time(keeper: Keeper, tmp_path: Path) -> None:
    said = keeper.create(plain=True)

    for number, asked in enumerate(([str(said["id"])[:6]], ["--at", "2999-01-01"], ["--latest"])):
        assert keeper.restore(*asked, str(tmp_path / str(number))).returncode == 0
