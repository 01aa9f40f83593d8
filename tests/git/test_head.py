"""What files say of HEAD is what git says, or nothing."""

import subprocess
from pathlib import Path

import pytest

from confledger.git.head import standing
from confledger.git.repository import discover
from support import Repository


def asked(repository: Repository, root: Path | None = None) -> tuple[str, str]:
    """Return what git says."""
    where = ("-C", str(root or repository.root))
    ref = repository.try_git(*where, "symbolic-ref", "--quiet", "HEAD").stdout.strip()
    return ref, repository.git(*where, "rev-parse", "HEAD")


def test_wherever_git_keeps_it_the_same_is_found(repository: Repository, tmp_path: Path) -> None:
    repository.commit("one")
    here = discover(str(repository.root))
    assert standing(here) == asked(repository)
    # As in packed-refs of a repository with much else: a name that ends alike, a tag's commit.
    for name in ("a/main", "main2", "x-main"):
        repository.git("branch", name)
    repository.commit("two")
    repository.git("tag", "--annotate", "--message", "t", "t")
    repository.git("pack-refs", "--all")
    assert not (repository.root / ".git" / "refs" / "heads" / "main").exists()
    assert standing(here) == asked(repository)
    # A file comes before what was packed.
    repository.commit("three")
    assert standing(here) == asked(repository)
    repository.git("worktree", "add", "--quiet", "-b", "aside", str(tmp_path / "tree"), "HEAD~1")
    there = discover(str(tmp_path / "tree"))
    assert standing(there) == asked(repository, tmp_path / "tree") != standing(here)
    repository.git("checkout", "--quiet", "--detach", "HEAD~2")
    assert standing(here) == asked(repository)
    assert standing(here) == ("", repository.git("rev-parse", "x-main"))


@pytest.mark.parametrize(
    ("head", "branch"),
    [
        pytest.param("ref: refs/heads/gone\n", None, id="no commit yet"),
        pytest.param("ref: refs/heads/.invalid\n", None, id="kept in another way"),
        pytest.param("ref: refs/notes/main\n", None, id="on no branch"),
        pytest.param("ref: refs/heads/../x\n", None, id="a name that is none"),
        pytest.param("ref: refs/heads/main\n", "ref: refs/heads/other\n", id="another name"),
        pytest.param("ref: refs/heads/main\n", "", id="empty, after a crash"),
        pytest.param("ref: refs/heads/main\n", "F" * 40, id="no id"),
        pytest.param("0123\n", None, id="a part of an id"),
    ],
)
def test_what_leaves_a_doubt_is_left_to_git(
    repository: Repository, head: str, branch: str | None
) -> None:
    repository.commit("one")
    folder = repository.root / ".git"
    (folder / "HEAD").write_text(head)
    if branch is not None:
        (folder / "refs" / "heads" / "main").write_text(branch)

    assert standing(discover(str(repository.root))) is None


def test_references_in_a_table_are_left_to_git(tmp_path: Path) -> None:
    made = Repository(tmp_path / "r")
    command = ("git", "init", "--quiet", "--ref-format=reftable", str(made.root))
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("this git keeps references in files alone")
    made.commit("one")

    assert standing(discover(str(made.root))) is None
