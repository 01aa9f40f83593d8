"""History that was rewritten: what a branch had when it was seen last, and has no more.

To switch to another branch is none. Of a shallow clone nothing is said: what it lacks may be
there.
"""

import os
import sqlite3

from confledger.errors import ConfledgerError
from confledger.git.history import boundary, is_ancestor
from confledger.git.landing import AsStored, commits_of
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.ledger.redacted import subject
from confledger.ledger.store import Store

_BRANCHES = "refs/heads/"
_SHORT = 10
# With one of these, a revision leads from a name to something else.
_OF_COMMITS = "~^:"


def branch(repository: Repository, revision: str) -> str:
    """Return the full name of the branch that a revision is; nothing of any other revision."""
    if revision == "HEAD":
        try:
            with open(os.path.join(repository.git_dir, "HEAD"), "rb") as file:
                named = os.fsdecode(file.read(4096)).strip()
        except OSError:
            return ""
        if named.startswith(f"ref: {_BRANCHES}") and not named.endswith("/.invalid"):
            return _unicode(named[len("ref: ") :])
        if not named.startswith("ref: "):
            return ""
    if any(mark in revision for mark in _OF_COMMITS) and "@{" not in revision:
        return ""
    try:
        asked = ("rev-parse", "--symbolic-full-name", "--verify", "--quiet", "--end-of-options")
        answer = os.fsdecode(repository.run(*asked, revision)).split()
    except GitFailed:
        return ""
    named = answer[-1] if answer else ""
    return _unicode(named) if named.startswith("refs/") else ""


def _unicode(ref: str) -> str:
    """Return a name as any program takes it: it outlives what is known of the texts beside it."""
    return ref.encode("utf-8", "backslashreplace").decode("utf-8")


def settle(store: Store, repository: Repository, ref: str, tip: str, *, shallow: bool) -> None:
    """Note where a branch is now, and what it has lost since it was seen; in a transaction."""
    run = store.connection.execute
    old = store.seen(ref) if ref else ""
    if old and old != tip and not shallow and not _has(store, old):
        lost = _lost(store, repository, old, tip)
        added = run(
            "INSERT INTO rewrites(ref, old, new, kept, lost) VALUES (?, ?, ?, ?, ?)",
            (ref, old, tip, _common(repository, old, tip), len(lost)),
        )
        store.connection.executemany(
            "INSERT INTO orphans VALUES (?, ?, ?, ?, ?, ?)",
            [(added.lastrowid, *row) for row in lost],
        )
    run("DELETE FROM orphans WHERE rewrite = 0")
    if ref and old != tip:
        run("INSERT OR REPLACE INTO seen VALUES (?, ?)", (ref, tip))


def noticed(ledger: sqlite3.Connection, repository: Repository) -> list[str]:
    """Say what was rewritten as far as this clone has seen it: noted before, or to be seen now."""
    found = []
    for ref, old, new, lost in ledger.execute("SELECT ref, old, new, lost FROM rewrites"):
        gone = f"{lost} {'commit was' if lost == 1 else 'commits were'}"
        found.append(f"{ref} was rewritten, {_move(old, new)}: {gone} left out")
    whole = not boundary(repository)
    own = AsStored(repository)
    for ref, old in ledger.execute("SELECT ref, oid FROM seen ORDER BY ref"):
        try:
            asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}")
            new = own.run(*asked).decode("ascii").strip()
        except GitFailed:
            continue
        if old != new and whole and not is_ancestor(own, str(old), new):
            found.append(f"{ref} was rewritten, {_move(old, new)}, since the ledger saw it")
    return found


def _move(old: str, new: str) -> str:
    return f"{old[:_SHORT]} -> {new[:_SHORT]}"


def _has(store: Store, oid: str) -> bool:
    found = store.connection.execute("SELECT 1 FROM commits WHERE oid=?", (oid,)).fetchone()
    return found is not None


def _common(repository: Repository, old: str, new: str) -> str:
    try:
        return AsStored(repository).run("merge-base", old, new).decode("ascii").split()[0]
    except GitFailed:
        return ""


_Lost = tuple[str, str, str, int | None, int | None]


def _lost(store: Store, repository: Repository, old: str, tip: str) -> list[_Lost]:
    """Return the commits that only the old state had: from git, else from what was dropped."""
    run = store.connection.execute
    known = {
        row[0]: row
        for row in run("SELECT oid, subject, author, authored, rows FROM orphans WHERE rewrite=0")
    }
    try:
        found = commits_of(repository, old, after=tip)
    except ConfledgerError:
        return [row for oid, row in known.items() if not _has(store, oid)]
    return [
        known.get(one.oid, (one.oid, subject(one.subject), one.author, one.authored, None))
        for one in found
    ]
