"""What is opened is noted down before it is; where that cannot be, it is said or refused."""

import getpass
import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from confledger.cli.secrets import access, place
from confledger.errors import ConfledgerError
from confledger.git.snapshot import blob_id
from support import Repository

REQUIRED = "audit: {required: true}\n"


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("CONFLEDGER_JOURNAL", str(tmp_path / "journal.jsonl"))
    monkeypatch.setattr(access, "_told", set())
    return tmp_path / "journal.jsonl"


def test_an_event_has_names_and_no_values(
    repository: Repository, journal: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write("a/b.yaml", "ciphertext")
    commit = repository.commit()
    monkeypatch.chdir(repository.root / "a")
    before = datetime.now(UTC)

    access.note(place.here(), "view", "a/b.yaml", [("db", "pass/word"), ("hosts", 0)])

    [line] = journal.read_text().splitlines()
    event = json.loads(line)
    assert before.timestamp() - 1 < datetime.fromisoformat(event.pop("time")).timestamp()
    assert len(event.pop("hash")) == 64
    parent = Path(f"/proc/{os.getppid()}/comm")
    assert event == {
        "action": "view",
        "blob": blob_id(b"ciphertext"),
        "commit": commit,
        "format": 1,
        "host": os.uname().nodename,
        "path": "a/b.yaml",
        "pointers": ["/db/pass~1word", "/hosts/0"],
        "previous": "0" * 64,
        "process": {
            "parent": parent.read_text().strip() if parent.exists() else None,
            "pid": os.getpid(),
        },
        "repository": os.path.realpath(repository.root),
        "sequence": 1,
        "user": {"name": getpass.getuser(), "uid": os.getuid()},
    }


def test_what_there_is_not_is_not_made_up(
    tmp_path: Path, journal: Path, repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside = tmp_path / "no repository"
    outside.mkdir()
    monkeypatch.chdir(outside)
    access.note(place.here(), "get", "gone.yaml")
    access.note(place.here(), "get", "gone.yaml", data=b"from elsewhere")
    monkeypatch.chdir(repository.root)
    access.note(place.here(), "get", "gone.yaml")

    told = [json.loads(line) for line in journal.read_text().splitlines()]
    assert [(one["blob"], one["commit"], one["pointers"]) for one in told] == [
        (None, None, []),
        (blob_id(b"from elsewhere"), None, []),
        (None, None, []),
    ]


def bad_places(tmp_path: Path, repository: Repository) -> dict[str, tuple[str, str]]:
    """Journals that cannot be, and the reason."""
    inside = repository.root / "journal.jsonl"
    other = tmp_path / "notes"
    other.write_text("- milk\n")
    return {
        "inside": (str(inside), "it is inside of this work tree"),
        "device": ("/dev/null", "it is not a regular file"),
        "below a file": (str(other / "x" / "j"), "not a directory"),
        "no journal": (str(other), "it holds no event, so it is something else"),
    }


@pytest.mark.parametrize("which", ["inside", "device", "below a file", "no journal"])
def test_what_cannot_be_noted_is_told_once_or_not_opened(
    which: str,
    tmp_path: Path,
    repository: Repository,
    journal: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path, reason = bad_places(tmp_path, repository)[which]
    monkeypatch.setenv("CONFLEDGER_JOURNAL", path)
    monkeypatch.chdir(repository.root)
    wrong = f"the journal {path} cannot be used: {reason}"

    here = place.here()
    access.note(here, "view", "a.yaml")
    access.note(here, "view", "b.yaml")

    said = capsys.readouterr()
    assert (said.out, said.err) == (
        "",
        f"warning: this opening of secrets is not noted down: {wrong}\n",
    )
    repository.write("confledger.yaml", REQUIRED)
    with pytest.raises(ConfledgerError) as raised:
        access.note(place.here(), "view", "a.yaml")
    assert str(raised.value) == (
        f"nothing was opened, as it cannot be noted down (audit.required): {wrong}"
    )
    assert raised.value.help is not None


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_a_folder_that_must_not_be_written_is_told(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    monkeypatch.setenv("CONFLEDGER_JOURNAL", str(closed / "journal.jsonl"))
    repository.write("confledger.yaml", REQUIRED)
    monkeypatch.chdir(repository.root)

    with pytest.raises(ConfledgerError, match="permission denied"):
        access.note(place.here(), "view", "a.yaml")
