"""Run from a hook of another repository, we look at the one that we stand in."""

import shutil
from pathlib import Path

import pytest

from support import Repository

GOOD = "a: 1\n"
BAD = "a: 1\na: 2\n"
DUPLICATE = ":2:1: error[duplicate-key]"


@pytest.fixture
def outer(tmp_path: Path) -> Repository:
    """A repository whose hooks run a command in the repository beside it."""
    outer = Repository.create(tmp_path / "outer")
    outer.write("outer.yaml", BAD)
    outer.git("add", "--all")
    return outer


@pytest.mark.parametrize(
    "passed_on",
    [
        {"GIT_DIR": "{outer}/.git"},
        {"GIT_DIR": "{outer}/.git", "GIT_WORK_TREE": "."},
        {"GIT_DIR": "{outer}/.git", "GIT_WORK_TREE": "{outer}"},
        {"GIT_DIR": "{outer}/.git", "GIT_INDEX_FILE": "{outer}/.git/index"},
        {"GIT_DIR": "{outer}/.git", "GIT_INDEX_FILE": "{outer}/temporary"},
        {"GIT_DIR": "{outer}/.git", "GIT_CEILING_DIRECTORIES": "/"},
        {"GIT_INDEX_FILE": "{outer}/.git/index"},
        {"GIT_INDEX_FILE": ".git/index"},
        {"GIT_INDEX_FILE": ".git/next-index-1.lock"},
        {"GIT_OBJECT_DIRECTORY": "{outer}/.git/objects", "GIT_DIR": "{outer}/.git"},
        {"GIT_COMMON_DIR": "{outer}/.git"},
        {"GIT_NAMESPACE": "n", "GIT_LITERAL_PATHSPECS": "1", "GIT_PREFIX": "sub/"},
        {"GIT_EXTERNAL_DIFF": "false", "GIT_TRACE": "1", "GIT_DIFF_OPTS": "-u9"},
        {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "core.worktree", "GIT_CONFIG_VALUE_0": "/"},
    ],
    ids="+".join,
)
def test_what_a_hook_of_another_repository_passes_on_is_not_followed(
    repository: Repository, outer: Repository, passed_on: dict[str, str]
) -> None:
    shutil.copy(outer.root / ".git" / "index", outer.root / "temporary")
    env = {name: value.format(outer=outer.root) for name, value in passed_on.items()}
    repository.write("sub/x.yaml", GOOD)
    repository.commit()
    repository.write("sub/x.yaml", BAD)
    repository.git("add", "--all")
    below = Repository(repository.root / "sub")

    for where, found in ((repository, f"sub/x.yaml{DUPLICATE}"), (below, f"x.yaml{DUPLICATE}")):
        for source in ([], ["--staged"]):
            assert where.check(*source, env=env) == (1, [found])
    assert repository.endings("--rev", "HEAD", env=env) == {"sub/x.yaml": "without_schema"}


def test_a_repository_that_is_named_on_purpose_is_followed(
    tmp_path: Path, outer: Repository
) -> None:
    elsewhere = Repository(tmp_path)
    named = {"GIT_DIR": str(outer.root / ".git"), "GIT_WORK_TREE": str(outer.root)}
    nested = Repository.create(outer.root / "nested")

    found = (1, [f"outer/outer.yaml{DUPLICATE}"])
    assert elsewhere.check("--staged", env=named) == found
    assert nested.check("--staged", env=named) == (1, [f"../outer.yaml{DUPLICATE}"])
    index = outer.root / "temporary"
    shutil.copy(outer.root / ".git" / "index", index)
    outer.git("rm", "--quiet", "--cached", "outer.yaml")
    assert outer.check("--staged") == (0, [])
    assert outer.check("--staged", env={"GIT_INDEX_FILE": str(index)}) == (
        1,
        [f"outer.yaml{DUPLICATE}"],
    )
