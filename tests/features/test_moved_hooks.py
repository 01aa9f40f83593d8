"""The plain hook of git, moved aside by a hook manager: known, and taken out again."""

import subprocess
import sys
from pathlib import Path

import pytest

from commits import target
from support import Repository

MORE = (
    "prepare-commit-msg, commit-msg, post-merge, post-checkout, post-rewrite: not installed; "
    "for all: confledger git install --all\n"
)
ADVICE = "to install: confledger git install    to see first: add --dry-run\n"


@pytest.fixture
def plain(tmp_path: Path) -> Repository:
    return target(tmp_path / "a repository")


def git(repository: Repository, *arguments: str) -> tuple[int, str, str]:
    done = repository.confledger("git", *arguments)
    return done.returncode, done.stdout, done.stderr


def hooks(repository: Repository) -> dict[str, str]:
    """Return the hooks that are there, but the samples of git."""
    folder = repository.root / ".git" / "hooks"
    files = [file for file in sorted(folder.iterdir()) if file.suffix != ".sample"]
    return {file.name: file.read_text() for file in files}


@pytest.mark.parametrize("manager", ["pre-commit", "prek"])
def test_a_hook_that_a_manager_moved_aside_is_known(plain: Repository, manager: str) -> None:
    plain.write(".pre-commit-config.yaml", "repos: []\n")
    plain.commit()
    git(plain, "install")
    program = Path(sys.executable).with_name(manager)
    subprocess.run([program, "install"], cwd=plain.root, capture_output=True, check=True)
    theirs = hooks(plain)["pre-commit"]
    moved = (
        "pre-commit: {}, in pre-commit.legacy, which the hook manager runs\n"
        f"pre-merge-commit: installed\n{MORE}"
    )
    nothing = ".git/hooks/pre-commit.legacy: nothing to do\n"

    assert git(plain, "status") == (0, moved.format("installed"), "")
    assert git(plain, "install")[1].startswith(nothing)
    plain.write("app.yaml", "poool: 5\n")
    assert plain.try_git("commit", "--all", "--message=bad").returncode == 1
    (plain.root / ".git/hooks/pre-commit.legacy").chmod(0o644)
    off = "installed, but switched off: the file is not executable, so git ignores it"
    assert git(plain, "status") == (0, moved.format(off) + ADVICE, "")
    (plain.root / ".git/hooks/pre-commit").chmod(0o644)
    assert git(plain, "status")[1].startswith(
        "pre-commit: not installed; another hook is there, and would be kept\n"
        "pre-commit.legacy: our lines are in it, but nothing runs it\n"
    )
    assert git(plain, "uninstall", "--dry-run")[1] == (
        ".git/hooks/pre-commit: nothing to do\n"
        "would remove .git/hooks/pre-commit.legacy\n"
        "would remove .git/hooks/pre-merge-commit\n"
    )
    assert git(plain, "uninstall")[0] == 0
    assert hooks(plain) == {"pre-commit": theirs}


@pytest.mark.parametrize("manager", ["pre-commit", "prek"])
def test_a_commit_is_checked_once_by_the_manager_or_by_the_hook_that_it_moved(
    plain: Repository, manager: str
) -> None:
    said = "app.yaml:1:1   unknown-key"
    plain.confledger("init", "--yes")
    plain.try_git("commit", "--all", "--message=adopt")
    program = Path(sys.executable).with_name(manager)
    subprocess.run([program, "install"], cwd=plain.root, capture_output=True, check=True)
    assert "pre-commit.legacy" in hooks(plain)
    plain.write("app.yaml", "poool: 5\n")

    both = plain.try_git("commit", "--all", "--message=bad")
    plain.write(".pre-commit-config.yaml", "repos: []  # id: confledger-check\n")
    alone = plain.try_git("commit", "--all", "--message=bad")

    for done in (both, alone):
        assert done.returncode == 1
        assert (done.stdout + done.stderr).count(said) == 1


def test_what_the_manager_runs_by_itself_is_not_called_missing(plain: Repository) -> None:
    plain.confledger("init", "--yes", "--hooks", "pre-commit")
    program = Path(sys.executable).with_name("pre-commit")
    subprocess.run([program, "install"], cwd=plain.root, capture_output=True, check=True)
    by_it = "{}: run by the hook manager, as .pre-commit-config.yaml says\n"

    assert git(plain, "status")[1] == (
        by_it.format("pre-commit") + by_it.format("pre-merge-commit") + MORE
    )

    before = hooks(plain)
    left = ".git/hooks/{}: left to the hook manager, which runs us\n"
    said = git(plain, "install")[1]
    assert said.startswith(left.format("pre-commit") + left.format("pre-merge-commit"))
    assert hooks(plain) == before
    plain.write(".pre-commit-config.yaml", "repos: []\n")
    assert git(plain, "status")[1].startswith("pre-commit: not installed; another hook is there")


def test_a_hook_that_was_moved_aside_and_is_not_run_is_known(plain: Repository) -> None:
    git(plain, "install")
    folder = plain.root / ".git" / "hooks"
    (folder / "pre-commit").rename(folder / "pre-commit.legacy")
    (folder / "pre-merge-commit.legacy").symlink_to("pre-merge-commit")

    assert git(plain, "status") == (
        0,
        "pre-commit: not installed\n"
        "pre-commit.legacy: our lines are in it, but nothing runs it\n"
        "to take them out: confledger git uninstall\n"
        "pre-merge-commit: installed\n" + MORE + ADVICE,
        "",
    )
    assert git(plain, "install")[1].startswith("wrote .git/hooks/pre-commit\n")
    assert git(plain, "uninstall")[1] == (
        "removed .git/hooks/pre-commit\n"
        "removed .git/hooks/pre-commit.legacy\n"
        "removed .git/hooks/pre-merge-commit\n"
    )
