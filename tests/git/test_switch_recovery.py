"""A switch that was stopped is finished, or taken back; what others did meanwhile stays."""

import os
from collections.abc import Callable

import pytest

from confledger.git.repository import discover
from confledger.git.switch_intent import place
from confledger.git.switching import Busy, alone, recover, switch
from support import Repository


@pytest.fixture(name="two")
def _two(repository: Repository) -> tuple[str, str]:
    """Make two commits, and stand on the first; return both."""
    repository.write("a.yaml", "a: 1\n")
    repository.write("b.yaml", "b: 1\n")
    repository.write("gone.yaml", "gone: 1\n")
    old = repository.commit("old")
    repository.write("a.yaml", "a: 2\n")
    repository.write("b.yaml", "b: 2\n")
    repository.write("new/c.yaml", "c: 2\n")
    (repository.root / "gone.yaml").unlink()
    new = repository.commit("new")
    repository.git("reset", "--hard", "--quiet", old)
    return old, new


def stopped(repository: Repository, two: tuple[str, str], renames: int) -> None:
    """Switch in a process that ends at one of its renames: its notes, each file, the index."""
    child = os.fork()
    if child == 0:
        real, count = os.rename, iter(range(renames))

        def rename(*given: str) -> None:
            if next(count, None) is None:
                os._exit(9)
            real(*given)

        os.rename = rename  # type: ignore[assignment]  # in that process alone
        where = discover(str(repository.root))
        try:
            with alone(where):
                switch(where, "refs/heads/main", *two, "a test")
        finally:
            os._exit(70)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def finished(repository: Repository) -> tuple[bool, list[str]] | None:
    """Recover; return whether the branch had moved, and what was left alone."""
    where = discover(str(repository.root))
    with alone(where):
        left = recover(where)
    assert not os.path.lexists(place(where))
    return None if left is None else (left.moved, left.paths)


def test_before_the_intent_is_there_nothing_has_happened(
    repository: Repository, two: tuple[str, str]
) -> None:
    stopped(repository, two, 0)
    assert finished(repository) is None
    assert repository.git("rev-parse", "HEAD") == two[0]
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize("renames", [1, 2, 3, 4])
def test_after_the_branch_has_moved_all_follows(
    repository: Repository, two: tuple[str, str], renames: int
) -> None:
    stopped(repository, two, renames)
    assert repository.git("rev-parse", "HEAD") == two[1]
    assert repository.git("status", "--porcelain") != ""
    assert finished(repository) == (True, [])
    assert repository.git("status", "--porcelain") == ""
    assert not (repository.root / ".git" / "index.lock").exists()


def unlock(repository: Repository) -> None:
    """Do what git says to somebody who finds a lock: remove it; and stage something."""
    (repository.root / ".git" / "index.lock").unlink()
    repository.write("mine.yaml", "mine: 1\n")
    repository.git("add", "mine.yaml")


def stage(repository: Repository) -> None:
    """Remove the lock, and stage what is about to be replaced."""
    (repository.root / ".git" / "index.lock").unlink()
    oid = repository.git("rev-parse", "HEAD:b.yaml")
    repository.git("update-index", "--cacheinfo", f"100644,{oid},a.yaml")


def edit(repository: Repository) -> None:
    """Write a file that is about to be replaced, and one that is about to go."""
    repository.write("b.yaml", "b: mine\n")
    repository.write("gone.yaml", "gone: mine\n")


def put_back(repository: Repository) -> None:
    """Let the branch be where it was."""
    repository.git("update-ref", "refs/heads/main", "HEAD~1")


def put_back_and_lock(repository: Repository) -> None:
    """Let the branch be where it was, while another program writes the index."""
    put_back(repository)
    (repository.root / ".git" / "index.lock").unlink()
    repository.write(".git/index.lock", "")


def go_on(repository: Repository) -> None:
    """Commit on top, without index and work tree."""
    tree = repository.git("rev-parse", "HEAD^{tree}")
    made = repository.git("commit-tree", "-p", "HEAD", "-m", "more", tree)
    repository.git("update-ref", "refs/heads/main", made)


@pytest.mark.parametrize(
    ("meanwhile", "found", "status"),
    [
        (unlock, (True, []), "A  mine.yaml"),
        (stage, (True, []), "MM a.yaml"),
        (edit, (True, ["b.yaml", "gone.yaml"]), " M b.yaml\n?? gone.yaml"),
        (put_back, (False, []), " D gone.yaml"),
        (put_back_and_lock, (False, []), " D gone.yaml"),
        (go_on, (True, []), ""),
    ],
)
def test_what_others_did_after_the_stop_stays(
    repository: Repository,
    two: tuple[str, str],
    meanwhile: Callable[[Repository], None],
    found: tuple[bool, list[str]],
    status: str,
) -> None:
    # Its notes; no file has its place yet.
    stopped(repository, two, 1)
    meanwhile(repository)
    assert finished(repository) == found
    assert repository.git("status", "--porcelain") == status
    locked = (repository.root / ".git" / "index.lock").exists()
    assert locked == (meanwhile is put_back_and_lock)


@pytest.mark.parametrize("cut", [None, 0, 10])
def test_without_links_the_lock_is_a_copy(
    repository: Repository, two: tuple[str, str], monkeypatch: pytest.MonkeyPatch, cut: int | None
) -> None:
    def link(*_: str) -> None:
        raise PermissionError(1, "no links on this file system")

    monkeypatch.setattr("os.link", link)
    lock = repository.root / ".git" / "index.lock"
    if cut is None:
        # All that is left is to be done.
        stopped(repository, two, 1)
        assert finished(repository) == (True, [])
    else:
        where = discover(str(repository.root))
        lock.write_bytes(b"")
        with alone(where), pytest.raises(Busy):
            switch(where, "refs/heads/main", *two, "a test")
        lock.unlink()
        half_locked(repository, two, cut)
        assert lock.stat().st_size == cut
        assert finished(repository) == (False, [])
    assert repository.git("status", "--porcelain") == ""
    assert not lock.exists()


def half_locked(repository: Repository, two: tuple[str, str], size: int) -> None:
    """Switch in a process that ends when so much of the lock is written."""
    child = os.fork()
    if child == 0:
        real = os.fsync

        def fsync(file: int) -> None:
            if os.readlink(f"/proc/self/fd/{file}").endswith("/index.lock"):
                os.ftruncate(file, size)
                os._exit(9)
            real(file)

        os.fsync = fsync  # type: ignore[assignment]  # in that process alone
        where = discover(str(repository.root))
        try:
            with alone(where):
                switch(where, "refs/heads/main", *two, "a test")
        finally:
            os._exit(70)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
