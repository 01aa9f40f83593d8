"""The commits along first parents, the newest first, with the files of each."""

from pathlib import Path

import pytest

from confledger.git.mainline import count, is_cut, steps
from confledger.git.process import GitFailed
from confledger.git.repository import discover
from support import Repository


def told(repository: Repository, *paths: str) -> list[str]:
    """Return the subject of each step and, of each file, its mode before and after."""
    return [
        " ".join(
            [step.subject]
            + [
                f"{path}:{before.mode if before else '-'}>{after.mode if after else '-'}"
                for path, (before, after) in sorted(step.changes.items())
            ]
        )
        for step in steps(discover(str(repository.root)), "HEAD", paths)
    ]


@pytest.fixture
def merged(repository: Repository) -> Repository:
    """A branch that was merged, a file of another name, and one that became a link."""
    repository.write("a ü.yaml", "a: 1\n")
    repository.commit("one")
    repository.git("checkout", "-q", "-b", "side")
    repository.write("envs/b.yaml", "b: 1\n")
    repository.commit("on a branch")
    repository.git("checkout", "-q", "main")
    repository.git("mv", "a ü.yaml", "c.yaml")
    repository.commit("two")
    repository.git("merge", "-q", "--no-ff", "-m", "merged", "side")
    (repository.root / "c.yaml").unlink()
    (repository.root / "c.yaml").symlink_to("envs/b.yaml")
    repository.commit("linked")
    return repository


def test_a_merge_brings_what_its_first_parent_has_not(merged: Repository, tmp_path: Path) -> None:
    here = discover(str(merged.root))

    assert told(merged) == [
        "linked c.yaml:100644>120000",
        "merged envs/b.yaml:->100644",
        "two a ü.yaml:100644>- c.yaml:->100644",
        "one a ü.yaml:->100644",
    ]
    assert told(merged, "envs") == ["merged envs/b.yaml:->100644"]
    assert (count(here, "HEAD"), count(here, "HEAD", ("envs",)), is_cut(here, "HEAD")) == (
        *(4, 1, False),
    )
    clone = tmp_path / "clone"
    merged.git("clone", "-q", "--depth=2", f"file://{merged.root}", str(clone))
    assert is_cut(discover(str(clone)), "HEAD")
    with pytest.raises(GitFailed):
        list(steps(here, "nothing"))
