"""`--push`, with remotes that are there, that have moved, and that refuse."""

from pathlib import Path

import pytest

from rolling import Rolling, shop
from support import Repository

TO = ("--to", "HEAD~1", "--scope", "./config", "--yes")
HOOK = '#!/bin/sh\necho "main is protected here" >&2\nexit 1\n'


@pytest.fixture
def remote(repository: Repository, tmp_path: Path) -> Repository:
    """A bare remote that has both states of the shop."""
    shop(repository)
    remote = Repository.create(tmp_path / "remote.git", "--bare")
    repository.git("remote", "add", "origin", str(remote.root))
    repository.git("push", "-q", "-u", "origin", "main")
    return remote


def test_a_remote_that_has_not_moved_gets_the_commit(
    repository: Repository, remote: Repository, rolling: Rolling
) -> None:
    repository.git("tag", "-a", "-m", "no", "not-asked-for")
    repository.git("config", "push.followTags", "true")
    repository.git("config", "push.default", "nothing")

    told = rolling(*TO, "--push")

    assert told.code == 0
    assert told.err.endswith("pushed to origin/main\n")
    assert remote.git("rev-parse", "main") == repository.git("rev-parse", "HEAD", "@{u}")[:40]
    assert remote.git("for-each-ref", "--format=%(refname)") == "refs/heads/main"


def test_what_was_not_pushed_before_is_named(
    repository: Repository, remote: Repository, rolling: Rolling
) -> None:
    repository.write("notes.txt", "two\n")
    repository.commit()

    told = rolling("--to", "HEAD~2", "--scope", "./config", "--plan", "--push")

    assert told.code == 1
    assert "a commit of main that origin does not have goes there too" in told.out
    assert remote.git("rev-list", "--count", "main") == "2"


def test_nothing_is_done_where_the_remote_has_moved(
    repository: Repository, remote: Repository, rolling: Rolling, tmp_path: Path
) -> None:
    other = Repository(tmp_path / "other")
    repository.git("clone", "-q", str(remote.root), str(other.root))
    other.write("notes.txt", "mine\n")
    theirs = other.commit()
    other.git("push", "-q")
    head = repository.git("rev-parse", "HEAD")

    told = rolling(*TO, "--push")

    assert (told.code, told.err) == (
        2,
        "error: nothing was changed: origin/main has commits that are not in main: fetch first, "
        "git fetch origin, then merge them\n  help: nothing overrides this\n",
    )
    assert repository.git("rev-parse", "HEAD") == head
    assert remote.git("rev-parse", "main") == theirs


def test_a_remote_that_refuses_leaves_the_commit_and_says_what_to_type(
    repository: Repository, remote: Repository, rolling: Rolling
) -> None:
    remote.write("hooks/pre-receive", HOOK).chmod(0o755)
    before = remote.git("rev-parse", "main")
    first = repository.git("rev-parse", "HEAD~1")[:8]

    told = rolling(*TO, "--push")

    made = repository.git("rev-parse", "HEAD")[:10]
    assert told.code == 2
    assert told.err == (
        f"to take it back: confledger undo {made}\n"
        "remote: main is protected here\n"
        f"error: the commit {made} is made on main, and not pushed; origin/main did not take it: "
        "(pre-receive hook declined)\n"
        f"  help: git push origin {made}:refs/heads/rollback/config-{first}, and ask for a merge; "
        "the next time: --branch --push\n"
    )
    assert remote.git("rev-parse", "main") == before
    assert repository.git("rev-list", "--count", "HEAD") == "3"
    # What it says to type is what works.
    (remote.root / "hooks/pre-receive").unlink()
    repository.git(*told.err.split("help: git ")[1].split(",")[0].split())
    assert remote.git("rev-parse", f"rollback/config-{first}")[:10] == made


def test_a_remote_that_moves_at_the_last_moment_is_not_overwritten(
    repository: Repository, remote: Repository, rolling: Rolling
) -> None:
    # The hook stands for somebody else, between the look and the push.
    theirs = remote.git("commit-tree", "-p", "main", "-m", "theirs", "main^{tree}")
    hook = f"#!/bin/sh\ngit --git-dir='{remote.root}' update-ref refs/heads/main {theirs}\n"
    repository.write(".git/hooks/pre-push", hook).chmod(0o755)

    told = rolling(*TO, "--push")

    made = repository.git("rev-parse", "HEAD")[:10]
    assert told.code == 2
    assert told.err.splitlines()[-1] == "  help: git pull origin main; git push origin main"
    assert f"the commit {made} is made on main, and not pushed" in told.err
    assert remote.git("rev-parse", "main") == theirs


@pytest.mark.parametrize(
    ("program", "code", "last"),
    [
        ('git-receive-pack "$1"; exit 3', 0, "pushed to origin/main, though git says: "),
        ('mv "$1" "$1.gone"; exit 3', 2, "  help: git push origin "),
    ],
)
def test_a_line_that_goes_dead_is_looked_at_once_more(
    repository: Repository,
    remote: Repository,
    rolling: Rolling,
    program: str,
    code: int,
    last: str,
) -> None:
    receiver = repository.write(".git/receiver", f"#!/bin/sh\n{program}\n")
    receiver.chmod(0o755)
    repository.git("config", "remote.origin.receivepack", f"'{receiver}'")

    told = rolling(*TO, "--push")

    assert (told.code, told.err.splitlines()[-1][: len(last)]) == (code, last)
    assert repository.git("rev-list", "--count", "HEAD") == "3"


def test_the_printed_commands_push_as_well(
    repository: Repository, remote: Repository, rolling: Rolling
) -> None:
    script = repository.write(".git/script", rolling(*TO, "--push", "--print-commands").out)
    assert remote.git("rev-list", "--count", "main") == "2"

    repository.git("-c", f"alias.it=!sh '{script}'", "it")

    assert remote.git("rev-parse", "main") == repository.git("rev-parse", "HEAD")
    assert remote.git("rev-list", "--count", "main") == "3"


def test_a_new_branch_is_pushed_under_its_own_name(
    repository: Repository, remote: Repository, rolling: Rolling
) -> None:
    told = rolling(*TO, "--push", "--branch", "fix", "--format", "json")
    assert (told.code, told.err.splitlines()[-1]) == (0, "pushed to origin/fix")
    assert remote.git("rev-parse", "fix") == repository.git("rev-parse", "fix")
    assert remote.git("rev-parse", "main") == repository.git("rev-parse", "main")

    repository.git("branch", "-D", "fix")
    again = rolling(*TO, "--push", "--branch", "fix")
    assert (again.code, again.out) == (2, "")
    assert again.err == (
        "error: origin has a branch 'fix' already\n  help: choose another name: --branch\n"
    )


def test_the_upstream_of_the_branch_is_what_is_pushed_to(
    repository: Repository, remote: Repository, rolling: Rolling
) -> None:
    repository.git("remote", "add", "backup", str(remote.root))
    repository.git("switch", "-q", "-c", "local", "--track", "origin/main")

    assert rolling(*TO, "--push").err.endswith("pushed to origin/main\n")

    # Not where the remote is another one: there it is called as it is here.
    repository.write("confledger.yaml", "version: 1\nrollback: {remote: backup}\n")
    repository.commit()
    told = rolling("--to", "HEAD~2", "--scope", "./config", "--yes", "--push")
    assert (told.code, told.err.splitlines()[-1]) == (0, "pushed to backup/local")
    assert remote.git("rev-parse", "local") == repository.git("rev-parse", "HEAD")


def test_no_remote_is_found(repository: Repository, rolling: Rolling, tmp_path: Path) -> None:
    shop(repository)
    head = repository.git("rev-parse", "HEAD")
    evil = "ext::touch " + str(tmp_path / "ran")

    for settings, options, error in (
        ("", (), "there is no remote to push to\n  help: add one: git remote add origin URL"),
        ("", ("--remote", evil), f"there is no remote {evil!r}\n  help: add one: git remote add "),
        ("--no-remotes", (), "it is not known which remote to push to\n  help: name it: --remote"),
        ("", ("--remote", "x"), "there is no remote 'x'\n  help: there are: a, b"),
        ("", ("--remote", "a"), "a does not answer: '/nowhere' does not appear to be a git"),
    ):
        if settings:
            repository.git("remote", "add", "a", "/nowhere")
            repository.git("remote", "add", "b", "/nowhere")
        told = rolling(*TO, "--push", *options)
        assert (told.code, told.out) == (2, "")
        assert told.err.startswith(f"error: {error}"), told.err
    repository.git("checkout", "-q", "--detach")
    told = rolling(*TO, "--push")
    assert (told.code, told.err.splitlines()[-1]) == (
        2,
        "  help: to do it all the same: --branch NAME",
    )
    assert repository.git("rev-parse", "HEAD") == head
    assert not (tmp_path / "ran").exists()
