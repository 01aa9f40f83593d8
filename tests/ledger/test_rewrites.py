"""History that was rewritten: how many commits a branch lost, and that it is told until known."""

import sqlite3
from pathlib import Path

from confledger.git.repository import discover
from confledger.ledger.rewrites import noticed
from ledgering import ledger
from support import Repository

TOKEN = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"


def told(store: sqlite3.Connection, root: Path) -> list[str]:
    return noticed(store, discover(str(root)))


def test_an_old_commit_that_was_amended_orphans_all_that_came_after(
    repository: Repository,
) -> None:
    repository.write("a.yaml", "replicas: 1\n")
    repository.commit("one")
    repository.write("README", "no configuration\n")
    repository.commit("two")
    repository.write("a.yaml", "replicas: 2\nport: 2\n")
    old = repository.commit(f"three {TOKEN}")
    with ledger(repository.root) as store:
        assert told(store.connection, repository.root) == []
    repository.git("reset", "--quiet", "--hard", "HEAD~2")
    repository.git("commit", "--quiet", "--amend", "--message", "one, amended")
    repository.git("cherry-pick", f"{old}~1")
    new = repository.git("rev-parse", "HEAD")
    kept = sqlite3.connect(repository.root / ".git" / "confledger" / "ledger.sqlite")
    moved = f"refs/heads/main was rewritten, {old[:10]} -> {new[:10]}"

    # Before the ledger is brought up to date, and after.
    assert told(kept, repository.root) == [f"{moved}, since the ledger saw it"]
    with ledger(repository.root) as store:
        assert told(store.connection, repository.root) == [f"{moved}: 3 commits were left out"]
        assert store.connection.execute("SELECT lost FROM rewrites").fetchall() == [(3,)]
    kept.close()


def test_commits_without_any_row_are_counted_too(repository: Repository) -> None:
    repository.write("a.yaml", "replicas: 1\n")
    repository.commit("one")
    repository.commit(f"nothing {TOKEN}")
    with ledger(repository.root):
        pass
    repository.git("branch", "other", "HEAD~1")
    repository.git("checkout", "--quiet", "other")
    with ledger(repository.root) as store:
        assert told(store.connection, repository.root) == []
    repository.git("branch", "--force", "main", "other")
    repository.git("checkout", "--quiet", "main")

    with ledger(repository.root) as store:
        asked = "SELECT r.lost, o.subject FROM rewrites r JOIN orphans o ON o.rewrite = r.id"
        assert store.connection.execute(asked).fetchall() == [(1, "<redacted>")]
        assert TOKEN not in "\n".join(store.connection.iterdump())


def test_what_git_does_not_have_any_more_is_told(repository: Repository) -> None:
    repository.write("a.yaml", "replicas: 1\n")
    repository.commit("one")
    repository.commit("two")
    with ledger(repository.root):
        pass
    repository.git("reset", "--quiet", "--hard", "HEAD~1")
    repository.git("reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "--quiet", "--prune=now")
    kept = sqlite3.connect(repository.root / ".git" / "confledger" / "ledger.sqlite")

    assert len(told(kept, repository.root)) == 1
    kept.close()
    with ledger(repository.root) as store:
        assert store.connection.execute("SELECT lost FROM rewrites").fetchall() == [(1,)]


def test_a_branch_may_be_called_by_bytes_that_are_no_text(repository: Repository) -> None:
    repository.write("a.yaml", "replicas: 1\n")
    repository.commit("one")
    head = repository.root / ".git" / "HEAD"
    repository.commit("two")
    packed = repository.root / ".git" / "packed-refs"
    packed.write_bytes(repository.git("rev-parse", "HEAD").encode() + b" refs/heads/caf\xe9\n")
    head.write_bytes(b"ref: refs/heads/caf\xe9\n")
    with ledger(repository.root):
        pass
    packed.write_bytes(repository.git("rev-parse", "HEAD~1").encode() + b" refs/heads/caf\xe9\n")

    with ledger(repository.root) as store:
        assert store.connection.execute("SELECT ref, lost FROM rewrites").fetchall() == [
            ("refs/heads/caf\\udce9", 1)
        ]
