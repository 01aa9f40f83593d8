"""A ledger that has everything is opened without git, and never when it has not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from confledger.cli.opened_ledger import opened
from confledger.git.repository import discover
from confledger.ledger.ready import ready
from support import Repository

RULES = "creation_rules:\n  - path_regex: a\\.yaml$\n    age: age1x\n"


def known(repository: Repository) -> bool:
    """Whether a ledger is known to have all there is."""
    here = discover(str(repository.root))
    found = ready(here, here.cache_dir)
    if found is not None:
        found.close()
    return found is not None


def test_nothing_new_needs_no_git_and_little_else(repository: Repository) -> None:
    repository.write("a.yaml", "tag: 1\n")
    repository.commit("one")
    repository.write("a.yaml", "tag: 2\n")
    repository.commit("two")
    first = repository.confledger("log", "a.yaml#tag")
    code = (
        "import sys; from confledger.cli.program import run; "
        "run(['log', 'a.yaml#tag']); run(['ledger', 'build']); "
        "print(*(one for one in sys.modules if one.startswith(('confledger.ledger.build', "
        "'confledger.ledger.rows', 'confledger.documents.formats', 're2', 'rich'))))"
    )
    # Without PATH, no git is found.
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=repository.root,
        env={**os.environ, "PATH": "/nowhere"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )

    assert (done.returncode, done.stderr.splitlines()[:-1]) == (0, [])
    assert done.stdout == f"{first.stdout}up to date\n2 commits, 2 entries\n\n"


def test_what_may_have_changed_is_looked_at(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    repository.write("a.yaml", "tag: one\n")
    repository.commit("one")
    assert not known(repository)
    with opened() as ledger:
        assert ledger.new == 1
    assert known(repository)
    with opened() as ledger:
        # They are read when they are asked for.
        assert (ledger.new, ledger.settings.limits["max-depth"] > 1) == (0, True)
        assert ledger.rules.scope_of("a.yaml") is None
    # Another commit, other rules; and as it was, which the ledger no longer is.
    repository.write(".sops.yaml", RULES)
    repository.commit("two")
    assert not known(repository)
    with opened() as ledger:
        assert (ledger.new, ledger.rules.scope_of("a.yaml") is None) == (2, False)
    assert known(repository)
    with opened("HEAD~1"):
        pass
    assert not known(repository)
    repository.git("checkout", "--quiet", "--detach", "HEAD~1")
    assert not known(repository)
    with opened() as ledger:
        assert ledger.new == 0
    assert known(repository)
    # Of the same commit, another branch has not been seen there.
    repository.git("checkout", "--quiet", "-b", "other")
    assert not known(repository)
    with opened(rebuild=True) as ledger:
        assert ledger.new == 1
    assert known(repository)
    (repository.root / ".git" / "shallow").write_text(repository.git("rev-parse", "HEAD") + "\n")
    assert not known(repository)


def test_a_ledger_of_other_rules_or_none_of_ours_is_not_taken(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    repository.write("a.yaml", "tag: one\n")
    repository.commit("one")
    with opened() as ledger:
        path = ledger.store.path
    for ending in ("-wal", "-shm"):
        Path(path + ending).unlink(missing_ok=True)
    Path(path).write_bytes(b"no database" * 100)
    assert not known(repository)
    with opened() as ledger:
        assert ledger.new == 1
    with opened() as ledger:
        store = ledger.store
        store.connection.execute("COMMIT")
        store.connection.execute("UPDATE meta SET value = 'x' WHERE name = 'rules'")
    assert not known(repository)
    with opened() as ledger:
        assert ledger.new == 1
