"""We stand in the repository that git says we stand in, and find it without starting git."""

import os
from pathlib import Path

import pytest

from confledger.errors import ConfledgerError
from confledger.git.repository import NotARepository, discover, surely_unborn
from support import Repository


@pytest.fixture
def places(repository: Repository) -> Path:
    """A folder with a repository, a linked work tree, a submodule, a bare clone, and none."""
    root = repository.root.parent
    repository.write("sub/deep/x", "x")
    repository.commit()
    repository.git("worktree", "add", "--quiet", "../linked")
    repository.git("clone", "--quiet", "--bare", ".", "../bare.git")
    above = Repository.create(root / "above")
    allowed = ("-c", "protocol.file.allow=always")
    above.git(*allowed, "submodule", "--quiet", "add", str(repository.root), "parts/sub")
    repository.git("worktree", "add", "--quiet", "sub/nested-work-tree")
    (root / "by-link").symlink_to("a repository/sub")
    (root / "a repository" / ".git" / "hooks").mkdir(exist_ok=True)
    separate = root / "separate"
    repository.git(
        "clone", "--quiet", "--separate-git-dir", str(root / "apart"), ".", str(separate)
    )
    (root / "plain").mkdir()
    return root


PLACES = [
    "a repository",
    "a repository/sub/deep",
    "a repository/sub/nested-work-tree/sub",
    "a repository/.git/hooks",
    "linked",
    "linked/sub",
    "above",
    "above/parts",
    "above/parts/sub/sub/deep",
    "by-link",
    "bare.git",
    "bare.git/refs",
    "separate/sub",
]


def test_what_is_found_is_what_git_finds(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for place in PLACES:
        directory = os.path.realpath(places / place)
        git = Repository(Path(directory))
        inside = git.git("rev-parse", "--is-inside-work-tree") == "true"
        expected = (
            git.git("rev-parse", "--show-toplevel") if inside else None,
            git.git("rev-parse", "--absolute-git-dir"),
            os.path.realpath(git.git("rev-parse", "--path-format=absolute", "--git-common-dir")),
        )
        for ceiling in (None, "/"):
            if ceiling is not None:
                monkeypatch.setenv("GIT_CEILING_DIRECTORIES", ceiling)
            found = discover(directory)
            assert (found.top, found.git_dir, found.common_dir) == expected
            assert found.index_file == os.path.join(found.git_dir, "index")
            assert found.cache_dir == os.path.join(found.common_dir, "confledger")
        monkeypatch.delenv("GIT_CEILING_DIRECTORIES")


def test_where_there_is_none_that_is_said(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = str(places / "plain")
    for name, value in ((None, ""), ("GIT_CEILING_DIRECTORIES", str(places))):
        if name is not None:
            monkeypatch.setenv(name, value)
        with pytest.raises(NotARepository) as raised:
            discover(plain)
        assert str(raised.value) == f"{plain!r} is not inside a git repository"
    monkeypatch.setenv("GIT_DIR", "/nowhere")
    with pytest.raises(ConfledgerError, match="not a git repository"):
        discover(plain)


def test_a_ceiling_is_respected(places: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    deep = places / "a repository" / "sub" / "deep"
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(deep.parent))

    with pytest.raises(NotARepository):
        discover(str(deep))
    assert discover(str(deep.parent.parent)).top == str(deep.parent.parent)


@pytest.mark.parametrize(
    ("variables", "index"),
    [
        ({}, "{here}/.git/index"),
        ({"GIT_INDEX_FILE": ".git/index"}, "{here}/.git/index"),
        ({"GIT_INDEX_FILE": ".git/other"}, "{here}/.git/other"),
        ({"GIT_INDEX_FILE": "/tmp/of-mine"}, "/tmp/of-mine"),
        ({"GIT_INDEX_FILE": "{above}/.git/index"}, "{here}/.git/index"),
        ({"GIT_INDEX_FILE": "{above}/.git/nosuch"}, "{here}/.git/index"),
        ({"GIT_INDEX_FILE": ".git/nosuch.lock"}, "{here}/.git/index"),
        ({"GIT_INDEX_FILE": ""}, "{here}/.git/index"),
        ({"GIT_DIR": "{above}/.git", "GIT_INDEX_FILE": "/tmp/of-theirs"}, "{here}/.git/index"),
        ({"GIT_DIR": ".git", "GIT_INDEX_FILE": "/tmp/of-mine"}, "/tmp/of-mine"),
        ({"GIT_DIR": "{here}/.git", "GIT_INDEX_FILE": ".git/other"}, "{here}/.git/other"),
    ],
)
def test_the_index_of_the_environment_is_used_if_it_can_be_ours(
    places: Path, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], index: str
) -> None:
    here, above = places / "a repository", places / "above"
    (here / ".git" / "other").write_bytes(b"")
    for name, value in variables.items():
        monkeypatch.setenv(name, value.format(here=here, above=above))

    found = discover(str(here))

    assert (found.top, found.git_dir) == (str(here), str(here / ".git"))
    assert found.index_file == index.format(here=here)


def test_git_dir_of_the_same_repository_does_not_move_its_root(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What a hook of a linked work tree has in its environment, also in a subfolder.
    here = places / "linked"
    monkeypatch.setenv("GIT_DIR", str(places / "a repository/.git/worktrees/linked"))

    assert discover(str(here / "sub")).top == str(here)
    assert discover(str(here)).top == str(here)


def test_a_branch_without_commits_is_known_by_its_files(repository: Repository) -> None:
    found = discover(str(repository.root))
    assert surely_unborn(found)
    repository.write("x", "x")
    repository.commit()
    assert not surely_unborn(found)
    repository.git("checkout", "--quiet", "--orphan", "fresh")
    assert surely_unborn(found)
    repository.git("pack-refs", "--all")
    assert not surely_unborn(found)
    repository.git("checkout", "--quiet", "--detach", "main")
    assert not surely_unborn(found)
    (repository.root / ".git" / "HEAD").unlink()
    assert not surely_unborn(found)
