"""The files of a snapshot, as they are on disk and in a commit."""

from collections.abc import Iterator

import pytest

from confledger.checks.memory import Memory
from confledger.checks.schemas import Schemas
from confledger.checks.selection import Selection
from confledger.checks.whole import Whole
from confledger.documents.limits import DEFAULT
from confledger.git.repository import discover
from confledger.git.snapshot import CommitSnapshot, Snapshot
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.settings import Settings
from support import Repository


def whole_of(snapshot: Snapshot, touched: set[str] | None = None) -> Whole:
    settings = Settings({"ignore": [{"paths": ["old"], "reason": "as it was"}]})
    schemas = Schemas(snapshot.find, vendored={}, limits=DEFAULT, formats=False)
    memory = Memory(None, b"")
    return Whole(snapshot, Selection(settings), settings, DEFAULT, schemas, memory, touched)


@pytest.fixture
def changed(repository: Repository) -> Repository:
    """A commit, after which a file was changed, one deleted, and one made."""
    for path in ("a/kept.yaml", "a/changed.yaml", "a/deleted.yaml", "old/x.yaml"):
        repository.write(path, "x: 1\n")
    (repository.root / "link").symlink_to("a")
    repository.commit()
    repository.write("a/changed.yaml", "x: 2\n")
    (repository.root / "a/deleted.yaml").unlink()
    repository.write("new/made.yaml", "x: 3\n")
    return repository


@pytest.fixture
def disk(changed: Repository) -> Iterator[Whole]:
    """What is on disk."""
    snapshot = WorkTreeSnapshot(discover(str(changed.root)), str(changed.root), 1 << 20)
    yield whole_of(snapshot)
    snapshot.close()


@pytest.fixture
def commit(changed: Repository) -> Iterator[Whole]:
    """What is in the commit."""
    snapshot = CommitSnapshot(discover(str(changed.root)), "HEAD", 1 << 20)
    yield whole_of(snapshot, {"a/kept.yaml", "a/gone.yaml"})
    snapshot.close()


def test_on_disk_what_is_there_is_there_and_what_is_deleted_is_not(disk: Whole) -> None:
    paths = ["a/kept.yaml", "a/changed.yaml", "a/deleted.yaml", "new/made.yaml", "lost.yaml"]
    folders = ["", "a", "new", "lost"]

    assert [path for path in paths if disk.has(path)] == [paths[0], paths[1], paths[3]]
    assert [path for path in folders if disk.has_folder(path)] == ["", "a", "new"]
    assert disk.documents("a/changed.yaml") == [{"x": 2}]
    assert disk.documents("new/made.yaml") == [{"x": 3}]
    assert disk.documents("a/deleted.yaml") is None


def test_a_commit_knows_nothing_of_the_disk(commit: Whole) -> None:
    assert commit.has("a/deleted.yaml")
    assert not commit.has("new/made.yaml")
    assert not commit.has_folder("new")
    assert commit.documents("a/changed.yaml") == [{"x": 1}]
    assert commit.gone == {"a/gone.yaml"}


def test_what_leads_through_a_link_is_opaque_and_what_is_ignored_is_not_judged(
    commit: Whole,
) -> None:
    paths = ["a/kept.yaml", "link", "link/kept.yaml", "old/x.yaml"]

    assert [path for path in paths if commit.opaque(path)] == ["link", "link/kept.yaml"]
    assert [path for path in paths if commit.judged(path)] == ["a/kept.yaml"]
    assert commit.matching(["**/*.yaml"]) == ["a/changed.yaml", "a/deleted.yaml", "a/kept.yaml"]


def test_answers_are_those_of_the_content(disk: Whole) -> None:
    def answer(data: bytes, documents: object) -> object:
        return data.decode() if b"1" not in data else None

    paths = ["a/kept.yaml", "a/changed.yaml", "a/deleted.yaml", "link"]

    assert disk.ask(paths, "q", answer) == {"a/changed.yaml": "x: 2\n"}
