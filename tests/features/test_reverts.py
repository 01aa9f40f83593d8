"""What takes a commit back is told on both sides; a revert that leaves nonsense is warned of."""

import json
from collections.abc import Callable

import jsonschema_rs
import pytest

from confledger.cli.git_hooks import OTHERS
from confledger.cli.hook_script import with_block
from confledger.reports.ledger.model import schema
from support import Repository

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def history(  # noqa: PLR0915  # a story, told from its beginning to its end
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Repository, dict[str, str]]:
    """A repository with each way of taking back, and the commits by name."""
    shop = Repository.create(tmp_path_factory.mktemp("reverts") / "shop")
    known: dict[str, str] = {}

    def note(name: str) -> None:
        known[name] = shop.git("rev-parse", "HEAD")

    def write(name: str, a: int, b: int) -> None:
        shop.write("envs/prod/a.yaml", f"pool: {a}\n")
        shop.write("envs/dev/b.yaml", f"pool: {b}\n")
        known[name] = shop.commit(name)

    write("first", 1, 1)
    shop.git("tag", "v1.4")
    write("two", 2, 1)
    shop.git("revert", "--no-edit", "HEAD")
    note("revert")
    shop.git("revert", "--no-edit", "HEAD")
    # As git writes it from 2.43 on.
    shop.git("commit", "--amend", "-m", f'Reapply "two"\n\nThis reverts commit {known["revert"]}.')
    note("reapply")
    shop.git("switch", "--quiet", "--create", "side")
    write("dev", 2, 5)
    shop.git("switch", "--quiet", "main")
    shop.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    note("merge")
    shop.git("revert", "--no-edit", "-m", "1", "HEAD")
    note("unmerge")
    write("three", 3, 9)
    asked = ("--to", "v1.4", "--scope", "prod", "--yes", "--reason", "CASE-1")
    done = shop.confledger("rollback", *asked)
    assert done.returncode == 0, done.stderr
    note("rollback")
    shop.write("envs/prod/a.yaml", "pool: 3\n")
    again = f"Restores: {known['three']}\nScope: prod:pool"
    known["again"] = shop.commit(f"rollback: prod:pool\n\n{again}")
    # Nobody knows what was done with it.
    known["resolved"] = shop.commit(f'Revert "first"\n\nThis reverts commit {known["first"]}.')
    # On a branch, a rollback takes back only what that branch has.
    shop.git("switch", "--quiet", "--create", "later")
    write("four", 4, 9)
    shop.git("switch", "--quiet", "main")
    write("five", 3, 7)
    shop.git("switch", "--quiet", "later")
    shop.git("commit", "--allow-empty", "-m", "Nothing")
    shop.write("envs/prod/a.yaml", "pool: 3\n")
    shop.write("envs/dev/b.yaml", "pool: 3\n")
    shop.commit(f"rollback: prod\n\nRestores: {known['again'][:12]}\nScope: env:prod")
    note("later")
    shop.write("envs/prod/c.yaml", "pool: 1\n")
    known["six"] = shop.commit("six")
    shop.git("switch", "--quiet", "main")
    shop.git("merge", "--quiet", "--no-ff", "-Xours", "-m", "merge later", "later")
    for message in ('Revert "it"', "undo it", "rollback: it\n\nRestores: 0123456789"):
        shop.commit(message)
    # The subject says nothing of it.
    shop.write("envs/dev/b.yaml", "pool: 1\n")
    known["silent"] = shop.commit(f"Pool of dev\n\nThis reverts commit {known['five'][:7]} (x).")
    shop.write("envs/prod/c.yaml", "pool: 2\n")
    known["seven"] = shop.commit("seven")
    shop.write("envs/prod/c.yaml", "pool: 1\n")
    undo = f"This reverts commit {known['seven']}.\n\nRestores: {known['silent']}\nScope: all"
    known["undo"] = shop.commit(f"undo: seven\n\n{undo}\nReason: CASE-2")
    return shop, known


def beside(out: str, known: dict[str, str]) -> dict[str, list[str]]:
    """Return what a log says of commits beside their subjects, with names for the ids."""
    found = {}
    for line in out.splitlines():
        if not line.startswith(" "):
            for name, oid in known.items():
                line = line.replace(oid[:8], name)
            _, name, _, rest = line.split("  ", 3)
            starts = ("reverts ", "restores ", "taken back ")
            found[name] = [one for one in rest.split(" (") if one.startswith(starts)]
    return found


def test_a_log_tells_what_a_commit_takes_back_and_what_took_it_back(
    run: Run, history: tuple[Repository, dict[str, str]]
) -> None:
    repository, known = history

    code, out, _ = run(repository, "log", "--all")

    assert (code, beside(out, known)) == (
        0,
        {
            "undo": ["reverts seven, reason CASE-2)"],
            "seven": ["taken back by undo)"],
            "silent": [],
            "six": [],
            "later": ["restores again for prod)"],
            "five": [],
            "four": ["taken back by later)"],
            "again": ["restores three for prod:pool)"],
            "rollback": ["restores v1.4", "taken back by again)"],
            "three": ["taken back in part by rollback, put back in part by again)"],
            "unmerge": ["reverts merge)"],
            "dev": ["taken back by unmerge)"],
            "reapply": ["reverts revert)", "taken back by rollback)"],
            "revert": [
                "reverts two)",
                "taken back by reapply, put back by rollback, taken back by again)",
            ],
            "two": ["taken back by rollback)"],
            "first": ["taken back by resolved)"],
        },
    )


def test_show_tells_it_in_full_and_reads_what_no_subject_says(
    run: Run, history: tuple[Repository, dict[str, str]]
) -> None:
    repository, known = history
    names = ("reverts ", "restores ", "since then ")

    def told(name: str) -> list[str]:
        out = run(repository, "show", known[name])[1]
        return [" ".join(line.split()) for line in out.splitlines() if line.startswith(names)]

    assert {name: told(name) for name in ("rollback", "revert", "unmerge", "silent", "undo")} == {
        "rollback": [
            f"restores v1.4 ({known['first'][:8]}) for prod, reason CASE-1",
            f"since then taken back by {known['again'][:10]}",
        ],
        "revert": [
            f"reverts {known['two']}",
            f"since then taken back by {known['reapply'][:10]}, "
            f"put back by {known['rollback'][:10]}, taken back by {known['again'][:10]}",
        ],
        "unmerge": [f"reverts {known['merge']}"],
        "silent": [f"reverts {known['five'][:7]}"],
        "undo": [f"reverts {known['seven']}, reason CASE-2"],
    }


def test_programs_are_told_it_too(run: Run, history: tuple[Repository, dict[str, str]]) -> None:
    repository, known = history

    said = {
        name: json.loads(run(repository, "show", known[name], "--format", "json")[1])
        for name in ("rollback", "revert")
    }

    for one in said.values():
        jsonschema_rs.validate(schema(), one)
    fields = ("reverts", "restores", "taken_back")
    assert {name: [one["entries"][0][key] for key in fields] for name, one in said.items()} == {
        "rollback": [
            [],
            {"commit": known["first"], "scope": "env:prod", "reason": "CASE-1"},
            [known["again"]],
        ],
        "revert": [
            [known["two"]],
            None,
            [known[name] for name in ("reapply", "rollback", "again")],
        ],
    }


def test_an_audit_counts_reverts_and_rollbacks_apart(
    run: Run, history: tuple[Repository, dict[str, str]]
) -> None:
    repository, known = history

    report = json.loads(run(repository, "audit", "report", "--format", "json")[1])

    total = report["configuration"]["total"]
    assert (total["reverts"], total["rollbacks"]) == (5, 4)
    assert {one["rollback_to"] for one in report["commits"]} == {
        *("", known["first"], known["three"], known["again"][:12], "0123456789", known["silent"])
    }


SCHEMA = '{"properties": {"pool": {"type": "integer"}}}'
WRONG = """\
warning: what this revert leaves does not pass the checks
envs/prod.yaml:1:7: error[schema] `pool` is a string, expected an integer
  help: give it up, or `git reset --keep HEAD~1` once it is made; then, key by key: \
confledger rollback --entry {} --plan
"""


@pytest.fixture
def strict(repository: Repository) -> Repository:
    """A repository with a merge, whose schema now asks for more than before it, and the hooks."""
    repository.write("confledger.yaml", "schemas: [{paths: [envs/*], schema: app.json}]\n")
    repository.write("app.json", "{}")
    repository.write("envs/prod.yaml", "pool: five\n")
    repository.write("envs/dev.yaml", "pool: 1\n")
    repository.commit("One")
    repository.git("switch", "--quiet", "--create", "side")
    repository.write("envs/prod.yaml", "pool: 5\n")
    repository.commit("Two")
    repository.git("switch", "--quiet", "main")
    repository.write("app.json", '{"properties": {"pool": {"type": "integer"}}}')
    repository.commit("Three")
    repository.git("merge", "--quiet", "--no-ff", "-m", "merge", "side")
    repository.git("tag", "merge")
    repository.write("envs/dev.yaml", "pool: 2\n")
    repository.commit("Four")
    for name in ("prepare-commit-msg", "commit-msg"):
        hook = with_block(None, OTHERS[name]) or ""
        repository.write(f".git/hooks/{name}", hook).chmod(0o755)
    return repository


def wrong(repository: Repository, commit: str) -> str:
    """Return the warning of a revert of a commit."""
    return (
        "warning: what this revert leaves does not pass the checks\n"
        "envs/prod.yaml:1:7: error[schema] `pool` is a string, expected an integer\n"
        "  help: give it up, or `git reset --keep HEAD~1` once it is made; then, key by key: "
        f"confledger rollback --entry {repository.git('rev-parse', commit)[:10]} --plan\n"
    )


def test_a_revert_that_leaves_what_is_wrong_today_is_warned_of_and_made(
    strict: Repository,
) -> None:
    first = strict.try_git("revert", "--no-edit", "HEAD", "merge^2")
    again = strict.try_git("revert", "--no-edit", "HEAD")

    # Of several, each is looked at by itself; the revert of what was wrong is right again.
    assert (first.returncode, first.stderr) == (0, wrong(strict, "merge^2"))
    assert (again.returncode, again.stderr) == (0, "")


def test_a_revert_of_a_merge_is_looked_at_when_it_goes_on_after_a_conflict(
    strict: Repository,
) -> None:
    strict.write("envs/prod.yaml", "pool: 6\n")
    strict.git("commit", "--quiet", "--no-verify", "--all", "--message=Six")

    stopped = strict.try_git("revert", "--no-edit", "-m", "1", "merge")
    strict.write("envs/prod.yaml", "pool: five\n")
    strict.git("add", "--all")
    (strict.root / ".git/hooks/prepare-commit-msg").unlink()
    # The message may say nothing of it: git itself knows what it is doing.
    done = strict.try_git("commit", "--quiet", "--message=Back")

    assert (stopped.returncode, "warning: " in stopped.stderr) == (1, False)
    assert (done.returncode, done.stderr) == (0, wrong(strict, "merge"))
