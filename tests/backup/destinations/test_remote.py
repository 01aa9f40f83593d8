"""Backups in a git repository: under references of their own, in pieces, without a trace here."""

import io
import os
from pathlib import Path

import pytest

from confledger.backup.destinations.destination import NotThere
from confledger.backup.destinations.place import LARGEST_NOTE
from confledger.backup.destinations.remote import GitRemote
from confledger.git.remote_objects import RemoteFailed, masked
from confledger.git.repository import discover
from support import Repository

ONE = "confledger-20260131T120000Z-full-0123456789ab.backup"
TWO = "confledger-20260201T120000Z-incr-0123456789ac.backup"
LARGE = os.urandom(25_000)


@pytest.fixture
def bare(tmp_path: Path) -> Repository:
    return Repository.create(tmp_path / "off site.git", "--bare")


def content(remote: GitRemote, name: str) -> bytes:
    with remote.read(name) as file:
        return file.read()


def references(repository: Repository) -> list[str]:
    form = "--format=%(objecttype) %(refname)"
    return repository.git("for-each-ref", form).splitlines()


def files(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def test_a_backup_goes_to_a_remote_and_comes_back_on_a_machine_without_the_repository(
    repository: Repository, bare: Repository
) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()
    repository.git("remote", "add", "offsite", str(bare.root))
    before = files(repository.root)
    here = GitRemote("offsite", discover(str(repository.root)), chunk=10_000)

    here.write(ONE, io.BytesIO(LARGE))
    here.write(TWO, io.BytesIO(b"small"))
    here.note(ONE, b"first\n")
    here.note(ONE, b"second\n")
    here.write(TWO, io.BytesIO(b"the same backup again, which is there"))

    assert files(repository.root) == before
    assert references(bare) == [
        f"tree refs/confledger/backups/{ONE}",
        f"blob refs/confledger/backups/{TWO}",
        f"blob refs/confledger/headers/{ONE}",
        f"blob refs/confledger/headers/{TWO}",
        f"blob refs/confledger/notes/{ONE}",
    ]
    assert bare.git("fsck", "--strict", "--no-dangling") == ""
    elsewhere = GitRemote(str(bare.root), None)
    assert elsewhere.names() == [ONE, TWO]
    assert (content(elsewhere, ONE), content(elsewhere, TWO)) == (LARGE, b"small")
    assert elsewhere.notes() == here.notes() == {ONE: b"second\n"}


def test_the_start_of_a_backup_costs_no_more_than_itself(
    bare: Repository,
) -> None:
    remote = GitRemote(str(bare.root), None)
    remote.write(ONE, io.BytesIO(LARGE))
    bare.git("update-ref", "-d", f"refs/confledger/backups/{ONE}")

    with remote.read(ONE) as file:
        assert file.read(8000) == LARGE[:8000]
        with pytest.raises(NotThere):
            file.read()


def test_without_its_start_a_backup_is_read_as_a_whole(bare: Repository) -> None:
    remote = GitRemote(str(bare.root), None)
    remote.write(ONE, io.BytesIO(LARGE))
    bare.git("update-ref", "-d", f"refs/confledger/headers/{ONE}")

    assert content(GitRemote(str(bare.root), None), ONE) == LARGE


def test_what_is_removed_is_gone_with_all_that_belongs_to_it(bare: Repository) -> None:
    remote = GitRemote(str(bare.root), None)
    bare.git(
        "update-ref",
        "refs/confledger/backups/of-others",
        bare.git("hash-object", "-w", "-t", "tree", os.devnull),
    )
    remote.write(ONE, io.BytesIO(b"one"))
    remote.note(ONE, b"proved\n")
    assert content(remote, ONE) == b"one"

    remote.delete(ONE)
    remote.delete(ONE)

    assert references(bare) == ["tree refs/confledger/backups/of-others"]
    assert (remote.names(), remote.notes()) == ([], {})
    with pytest.raises(NotThere):
        remote.read(ONE)


def test_what_somebody_else_put_there_spoils_no_backup(bare: Repository) -> None:
    remote = GitRemote(str(bare.root), None)
    remote.write(ONE, io.BytesIO(b"one"))
    tree = bare.git("hash-object", "-w", "-t", "tree", os.devnull)
    other = ONE.replace("full-0", "full-1")
    for kind in ("headers", "notes", "backups"):
        bare.git("update-ref", f"refs/confledger/{kind}/{other}", tree)
    large = bare.git("hash-object", "-w", "--stdin", input="x" * 100_000)
    bare.git("update-ref", f"refs/confledger/notes/{ONE}", large)

    assert content(remote, ONE) == b"one"
    assert content(remote, other) == b""
    assert remote.notes() == {ONE: b"x" * LARGEST_NOTE}


def test_no_program_is_run_for_an_address(tmp_path: Path) -> None:
    ran = tmp_path / "ran"

    for address in (f"ext::touch {ran}", f"--upload-pack=touch {ran}"):
        with pytest.raises(RemoteFailed):
            GitRemote(address, None).names()

    assert not ran.exists()


def test_what_git_says_is_told_without_credentials(tmp_path: Path) -> None:
    with pytest.raises(RemoteFailed) as raised:
        GitRemote(str(tmp_path / "nowhere.git"), None).names()

    assert "does not appear to be a git repository" in str(raised.value)
    assert masked("fatal: https://ada:hunter2@host/x") == "fatal: https://host/x"
    assert GitRemote("https://ada:hunter2@host/x", None).shown == "git:https://host/x"


def test_a_remote_that_refuses_is_quoted(bare: Repository) -> None:
    hook = bare.write("hooks/pre-receive", "#!/bin/sh\necho no room >&2\nexit 1\n")
    hook.chmod(0o755)

    with pytest.raises(RemoteFailed, match="pre-receive hook declined"):
        GitRemote(str(bare.root), None).write(ONE, io.BytesIO(b"one"))

    assert references(bare) == []


def test_what_ssh_said_is_the_reason(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ssh = tmp_path / "ssh"
    ssh.write_text("#!/bin/sh\necho ssh: no route to host >&2\nexit 255\n")
    ssh.chmod(0o755)
    monkeypatch.setenv("GIT_SSH", str(ssh))

    with pytest.raises(RemoteFailed, match=r"^ssh://host/x: ssh: no route to host"):
        GitRemote("ssh://host/x", None).names()
