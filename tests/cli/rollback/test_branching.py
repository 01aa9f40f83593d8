"""A rollback on a branch of its own."""

from pathlib import Path

import pytest

from confledger.cli.rollback.branching import proposed, verify_name
from confledger.errors import ConfledgerError
from confledger.git.repository import discover
from confledger.rollback.plan import Plan, Revision
from rolling import Rolling, shop
from support import Repository

TO = ("--to", "HEAD~1", "--scope", "./config", "--yes")


def test_a_branch_gets_the_commit_and_nothing_else_changes(
    repository: Repository, rolling: Rolling
) -> None:
    first, second = shop(repository)
    repository.write("config/prod.yaml", "pool: 9\n")
    before = repository.git("status", "--porcelain")

    told = rolling(*TO, "--branch", "fix", "--reason", "INC-7")

    assert told.code == 0
    title, empty, reason, *body = told.out.split("\n")
    assert (title, empty, reason) == (
        f"rollback: config as of {first[:10]} (Start)",
        "",
        "INC-7",
    )
    assert (
        body[1] == f"**Rollback of `config` to `{first[:10]}`** (2025-06-01, `Ada Tester`: `Start`)"
    )
    made = repository.git("rev-parse", "fix")
    assert told.err.splitlines()[-2:] == [
        f"{made[:10]} on the new branch fix; nothing else has changed",
        "to have it merged: git push origin fix",
    ]
    assert repository.git("rev-parse", "HEAD", "fix~1") == f"{second}\n{second}"
    assert repository.git("rev-parse", "fix:config") == repository.git(
        "rev-parse", f"{first}:config"
    )
    assert repository.git("status", "--porcelain") == before
    assert repository.git("symbolic-ref", "HEAD") == "refs/heads/main"


def test_a_branch_is_never_moved(repository: Repository, rolling: Rolling, tmp_path: Path) -> None:
    first, second = shop(repository)
    for name in ("fix", "fix-2", "rollback"):
        repository.git("branch", name)
    repository.git("worktree", "add", "-q", "-f", "--no-checkout", "--detach", str(tmp_path / "w"))
    repository.git("-C", str(tmp_path / "w"), "symbolic-ref", "HEAD", "refs/heads/born")
    refs = repository.git("for-each-ref")
    taken = "error: there is a branch {0!r}, or one that leaves no room for it"

    for name, free in (("fix", "fix-3"), ("fix/it", "fix-it"), ("born", "born-2")):
        told = rolling(*TO, f"--branch={name}")
        assert (told.code, told.out) == (2, "")
        help = f"choose another name, such as {free}"
        assert told.err == f"{taken.format(name)}\n  help: {help}\n"
    assert repository.git("for-each-ref") == refs

    # Without a name it gets one, and finds room for it.
    assert rolling(*TO, "--branch").code == 0
    assert repository.git("rev-parse", f"rollback-config-{first[:8]}~1") == second


@pytest.mark.parametrize("name", ["a..b", "HEAD", "-x", "a b"])
def test_a_branch_has_a_name_that_git_takes(repository: Repository, name: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        verify_name(discover(str(repository.root)), name)

    assert str(raised.value) == f"{name!r} cannot be the name of a branch"


@pytest.mark.parametrize(
    ("scope", "name"),
    [
        ("all", "rollback/all-12345678"),
        ("env:prod", "rollback/prod-12345678"),
        ("config/a b/../prod.yaml.lock", "rollback/config-a-b---prod.yaml.lock-12345678"),
        ("Käse:db.pool", "rollback/K-se-db.pool-12345678"),
        ("日本", "rollback/scope-12345678"),
    ],
)
def test_the_name_says_what_goes_back_where(repository: Repository, scope: str, name: str) -> None:
    plan = Plan("0" * 40, "refs/heads/main", scope)
    plan.target = Revision("12345678" * 5, 0, "", "")

    assert proposed(plan) == name
    assert repository.try_git("check-ref-format", f"refs/heads/{name}").returncode == 0
