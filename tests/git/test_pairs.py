"""Pairs of files between commits, the index and the disk, renames followed."""

import pytest

from confledger.git import pairs
from confledger.git.repository import discover
from support import Repository

LONG = "".join(f"key{number}: {number}\n" for number in range(30))


@pytest.fixture
def moved(repository: Repository) -> Repository:
    """One file renamed and edited on disk, one new, one gone, one as it was."""
    for name, content in (("a b.yaml", LONG), ("gone.yaml", "x: 1\n"), ("same.yaml", "y: 1\n")):
        repository.write(name, content)
    repository.commit()
    (repository.root / "a b.yaml").unlink()
    (repository.root / "gone.yaml").unlink()
    repository.write("dir/ä\n.yaml", LONG + "more: 1\n")
    repository.write("new.yaml", "z: 2\n")
    return repository


def shown(found: list[pairs.Pair]) -> list[tuple[str | None, str | None]]:
    sides = ((one.old, one.new) for one in found)
    return [(old.path if old else None, new.path if new else None) for old, new in sides]


EXPECTED = [("a b.yaml", "dir/ä\n.yaml"), ("gone.yaml", None), (None, "new.yaml")]


def test_the_index_the_disk_and_a_commit_give_the_same_pairs(moved: Repository) -> None:
    git = discover(str(moved.root))
    moved.git("add", "--all", "--intent-to-add")
    moved.git("add", "--all")

    index, disk = pairs.of_index(git, "HEAD"), pairs.of_disk(git, "HEAD")
    moved.commit()
    trees = pairs.of_trees(git, "HEAD~1", "HEAD")

    assert [shown(one) for one in (index, disk, trees)] == [EXPECTED] * 3
    assert [one.old_path for one in trees] == ["a b.yaml", None, None]


def test_a_conflict_is_one_pair_that_says_so(repository: Repository) -> None:
    repository.write("a.yaml", "x: 1\n")
    repository.commit()
    repository.git("checkout", "-q", "-b", "other")
    repository.write("a.yaml", "x: 2\n")
    repository.commit()
    repository.git("checkout", "-q", "main")
    repository.write("a.yaml", "x: 3\n")
    repository.commit()
    repository.try_git("merge", "other")

    found = pairs.of_index(discover(str(repository.root)), "HEAD")

    assert [(one.path, one.unmerged) for one in found] == [("a.yaml", True)]


def test_before_the_first_commit_there_is_nothing_to_compare_with(repository: Repository) -> None:
    git = discover(str(repository.root))
    repository.write("a.yaml", "x: 1\n")
    repository.git("add", ".")

    assert shown(pairs.of_index(git, pairs.head(git))) == [(None, "a.yaml")]
    repository.commit()
    assert pairs.head(git) == "HEAD"
