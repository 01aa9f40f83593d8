"""Files on disk: read whole or not at all, never outside of the tree."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from confledger.git.blobs import TooLarge
from confledger.git.repository import discover
from confledger.git.snapshot import FILE, SUBMODULE, SYMLINK, Entry, Unreadable
from confledger.git.work_tree import WorkTreeSnapshot
from support import Repository

LIMIT = 100


def tree(repository: Repository) -> WorkTreeSnapshot:
    return WorkTreeSnapshot(discover(str(repository.root)), str(repository.root), LIMIT)


def shown(content: object) -> object:
    if isinstance(content, Unreadable):
        return content.reason
    return content.size if isinstance(content, TooLarge) else content


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("x", b"x"),
        ("empty", b""),
        ("full", b"f" * LIMIT),
        ("large", LIMIT + 1),
        ("nosuch", "it is deleted in the work tree"),
        ("x/below", "it is deleted in the work tree"),
        ("folder", "it is not a regular file"),
        ("pipe", "it is not a regular file"),
        ("link", "it is a symbolic link"),
        ("loop", "it is a symbolic link"),
        ("away/secret", "it lies outside the repository, behind a symbolic link"),
        ("near/x", b"x"),
        ("n" * 300, "file name too long"),
    ],
)
def test_content_or_the_reason_why_there_is_none(
    repository: Repository, path: str, content: object
) -> None:
    root = repository.root
    for name, text in (("x", b"x"), ("empty", b""), ("full", b"f" * LIMIT), ("folder/x", b"x")):
        repository.write(name, text)
    repository.write("large", b"f" * (LIMIT + 1))
    os.mkfifo(root / "pipe")
    for name, target in (("link", "x"), ("loop", "loop"), ("away", ".."), ("near", "folder")):
        (root / name).symlink_to(target)
    (root.parent / "secret").write_text("secret")

    assert shown(tree(repository).read(Entry(path, FILE, None))) == content


def test_a_file_that_grows_while_it_is_read_is_read_to_its_end() -> None:
    # Of files in /proc the size is not known before they are read: it is said to be 0.
    proc = WorkTreeSnapshot(None, "/proc/self", 10_000)
    assert proc.read(Entry("cmdline", FILE, None)) == Path("/proc/self/cmdline").read_bytes()
    proc.limit = 10
    size = Path("/proc/self/cmdline").stat().st_size
    grown = proc.read(Entry("cmdline", FILE, None))
    assert (size, isinstance(grown, TooLarge)) == (0, True)


def test_a_file_that_cannot_be_read_to_its_end_is_reported() -> None:
    proc = WorkTreeSnapshot(None, "/proc/self", 10_000)

    assert shown(proc.read(Entry("mem", FILE, None))) == "input/output error"


def deleted(root: Path) -> None:
    (root / "x").unlink()


def now_a_folder(root: Path) -> None:
    (root / "x").unlink()
    (root / "x").mkdir()


def now_a_link(root: Path) -> None:
    (root / "x").unlink()
    (root / "x").symlink_to("nowhere")


@pytest.mark.parametrize(
    ("change", "kinds", "reason"),
    [
        (deleted, {}, "it is deleted in the work tree"),
        (now_a_folder, {}, "it is not a regular file"),
        (now_a_link, {"x": SYMLINK}, "it is a symbolic link"),
    ],
    ids=["deleted", "a folder", "a link"],
)
def test_a_file_may_change_between_being_listed_and_being_read(
    repository: Repository, change: Callable[[Path], None], kinds: dict[str, str], reason: str
) -> None:
    repository.write("x", "x")
    repository.commit()
    files = tree(repository)
    entries = list(files.entries().values())
    assert [(one.path, one.kind) for one in entries] == [("x", FILE)]

    change(repository.root)

    assert [shown(content) for _, content in files.stream(entries)] == [reason]
    assert {path: entry.kind for path, entry in tree(repository).below("").items()} == kinds


def test_below_a_folder_are_tracked_and_new_files_but_no_ignored_ones(
    repository: Repository,
) -> None:
    repository.write(".gitignore", "*.log\n")
    for path in ("d/b", "d/a", "d/c", "d/kept.log", "da"):
        repository.write(path, path)
    repository.git("add", "--all")
    repository.git("add", "--force", "d/kept.log")
    (repository.root / "d" / "b").unlink()
    repository.write("d/new", "new")
    repository.write("d/new.log", "new")
    nested = Repository.create(repository.root / "d" / "nested")
    nested.write("n", "n")
    nested.commit()
    repository.write("d/deep/new", "new")
    other = Repository.create(repository.root / "d" / "sub")
    other.write("x", "x")
    other.commit()
    repository.try_git("-c", "advice.addEmbeddedRepo=false", "add", "d/sub")

    found = tree(repository).below("d")

    assert {path: (entry.kind, entry.oid) for path, entry in found.items()} == {
        "d/a": (FILE, None),
        "d/c": (FILE, None),
        "d/deep/new": (FILE, None),
        "d/kept.log": (FILE, None),
        "d/new": (FILE, None),
        "d/sub": (SUBMODULE, None),
    }


def test_a_folder_without_git_is_walked(tmp_path: Path) -> None:
    folder = Repository(tmp_path)
    for path in ("b/x", "a", ".git/config", "b/.git/x", ".hidden"):
        folder.write(path, "")
    (tmp_path / "link").symlink_to("b")
    files = WorkTreeSnapshot(None, str(tmp_path), LIMIT)

    everything = {".hidden": FILE, "a": FILE, "b/x": FILE, "link": SYMLINK}
    assert {path: entry.kind for path, entry in files.entries().items()} == everything
    assert list(files.below("b")) == ["b/x"]
    assert list(files.below("nosuch")) == []
    assert files.find("nosuch") is None
    assert files.find("b") is None
    # The id that git gives nothing: `git hash-object /dev/null`.
    assert files.find("a") == ("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", b"")


def test_files_that_git_does_not_watch_are_those_of_the_index(repository: Repository) -> None:
    for path in ("watched", "assumed", "skipped", "both"):
        repository.write(path, "old")
    repository.commit()
    repository.git("update-index", "--assume-unchanged", "assumed", "both")
    repository.git("update-index", "--skip-worktree", "skipped", "both")
    for path in ("watched", "assumed", "both"):
        repository.write(path, "new")
    (repository.root / "skipped").unlink()
    files = tree(repository)

    entries = files.entries()
    assert {entry.path: content for entry, content in files.stream(list(entries.values()))} == {
        "assumed": b"old",
        "both": b"old",
        "skipped": b"old",
        "watched": b"new",
    }
    assert [path for path in entries if files.unwatched(path)] == ["assumed", "both", "skipped"]
    assert files.below("")["skipped"].oid is not None
    assert files.read(Entry("assumed", FILE, None)) == b"new"
    files.close()
