"""What differs between HEAD, index, work tree and two commits, by path, with kind and object."""

from collections.abc import Callable

import pytest

from confledger.git.deltas import Delta, between, has_commits, of_trees, on_disk, staged
from confledger.git.process import GitFailed
from confledger.git.repository import discover
from confledger.git.snapshot import Entry, blob_id
from support import Repository

OLD, NEW = blob_id(b"old\n"), blob_id(b"new\n")
Shown = tuple[tuple[str, str | None] | None, tuple[str, str | None] | None, bool]


def shown(deltas: list[Delta]) -> dict[str, Shown]:
    def entry(one: Entry | None) -> tuple[str, str | None] | None:
        return None if one is None else (one.kind, one.oid)

    return {one.path: (entry(one.before), entry(one.after), one.unmerged) for one in deltas}


def changed(repository: Repository) -> None:
    repository.write("x", "new\n")


def deleted(repository: Repository) -> None:
    (repository.root / "x").unlink()


def renamed(repository: Repository) -> None:
    (repository.root / "x").rename(repository.root / "y")


def linked(repository: Repository) -> None:
    (repository.root / "x").unlink()
    (repository.root / "x").symlink_to("old\n")


def executable(repository: Repository) -> None:
    (repository.root / "x").chmod(0o755)


def replaced_by_a_folder(repository: Repository) -> None:
    (repository.root / "x").unlink()
    repository.write("x/in", "new\n")


def touched(repository: Repository) -> None:
    repository.write("x", "old\n")
    repository.git("update-index", "--refresh")


WAYS: list[tuple[Callable[[Repository], None], dict[str, Shown], dict[str, Shown]]] = [
    (
        changed,
        {"x": (("file", OLD), ("file", NEW), False)},
        {"x": (("file", OLD), ("file", None), False)},
    ),
    (
        deleted,
        {"x": (("file", OLD), None, False)},
        {"x": (("file", OLD), None, False)},
    ),
    (
        renamed,
        {"x": (("file", OLD), None, False), "y": (None, ("file", OLD), False)},
        {"x": (("file", OLD), None, False)},
    ),
    (
        linked,
        {"x": (("file", OLD), ("symlink", OLD), False)},
        {"x": (("file", OLD), ("symlink", None), False)},
    ),
    (
        executable,
        {"x": (("file", OLD), ("file", OLD), False)},
        {"x": (("file", OLD), ("file", None), False)},
    ),
    (
        replaced_by_a_folder,
        {"x": (("file", OLD), None, False), "x/in": (None, ("file", NEW), False)},
        {"x": (("file", OLD), None, False)},
    ),
    (touched, {}, {}),
]


@pytest.mark.parametrize(("change", "in_index", "on_the_disk"), WAYS, ids=lambda v: "")
def test_a_change_is_seen_on_disk_in_the_index_and_in_the_commit(
    repository: Repository,
    change: Callable[[Repository], None],
    in_index: dict[str, Shown],
    on_the_disk: dict[str, Shown],
) -> None:
    repository.write("x", "old\n")
    repository.write("same", "same\n")
    repository.commit()
    repository.git("branch", "start")
    found = discover(str(repository.root))

    change(repository)

    assert shown(on_disk(found)) == on_the_disk
    assert shown(on_disk(found, "HEAD^{tree}")) == on_the_disk
    assert shown(staged(found)) == {}
    repository.git("add", "--all")
    assert shown(staged(found)) == in_index
    assert shown(on_disk(found)) == {}
    repository.commit()
    assert shown(staged(found)) == {}
    assert shown(between(found, "start", "HEAD")) == in_index
    assert shown(between(found, "HEAD", "start")) == {}
    assert shown(of_trees(found, "start", "HEAD")) == in_index


def test_before_the_first_commit_everything_is_new(repository: Repository) -> None:
    repository.write("x", "new\n")
    repository.git("add", "--all")
    found = discover(str(repository.root))

    everything: dict[str, Shown] = {"x": (None, ("file", NEW), False)}
    assert (has_commits(found), shown(staged(found))) == (False, everything)
    repository.git("branch", "--force", "other", repository.commit())
    repository.git("pack-refs", "--all")
    repository.git("checkout", "-q", "--orphan", "fresh")
    assert (has_commits(found), shown(staged(found))) == (False, everything)
    repository.commit()
    assert (has_commits(found), shown(staged(found))) == (True, {})


def test_an_unmerged_path_comes_once_and_says_so(repository: Repository) -> None:
    repository.write("x", "old\n")
    repository.commit()
    repository.git("switch", "--quiet", "--create", "topic")
    repository.write("x", "new\n")
    repository.commit()
    repository.git("switch", "--quiet", "main")
    repository.write("x", "ours\n")
    repository.commit()
    repository.try_git("merge", "topic")
    found = discover(str(repository.root))

    ours = blob_id(b"ours\n")
    assert shown(staged(found)) == {"x": (("file", ours), ("file", None), True)}
    disk = shown(on_disk(found))
    assert list(disk) == ["x"]
    assert disk["x"][1:] == (("file", None), True)


def test_a_damaged_repository_is_an_error_and_not_everything(repository: Repository) -> None:
    repository.write("d/x", "old\n")
    repository.commit()
    tree = repository.git("rev-parse", "HEAD^{tree}")
    (repository.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    found = discover(str(repository.root))
    repository.write("y", "new\n")
    repository.git("update-index", "--add", "y")

    with pytest.raises(GitFailed, match="git diff-index"):
        staged(found)
