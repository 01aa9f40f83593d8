"""A ledger of a repository of a test, and what it says, as plain values."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from confledger.changes.identity import Identities
from confledger.documents.limits import DEFAULT, Limits
from confledger.git.repository import discover
from confledger.git.snapshot import CommitSnapshot
from confledger.ledger.build import Rules, digest_of, update
from confledger.ledger.redacted import redacted
from confledger.ledger.store import Store
from confledger.ledger.versions import Versions
from confledger.settings import Settings
from replay import Replay


@contextmanager
def ledger(
    root: Path, revision: str = "HEAD", *, limits: Limits = DEFAULT, folder: Path | None = None
) -> Iterator[Store]:
    """Open the ledger of a repository, brought to a revision; kept in `folder` if one is given."""
    repository = discover(str(root))
    settings = Settings()
    store = Store(str(folder or repository.cache_dir), digest_of(settings, limits))
    try:
        update(store, repository, Rules(settings, Identities(), limits), revision)
        yield store
    finally:
        store.close()


def rows(store: Store) -> list[str]:
    """Return `subject: path key old -> new` of every row, in the order of landing."""
    found = store.connection.execute(
        "SELECT c.subject, f.path, k.text, o.text, n.text, x.merged FROM changes x "
        'JOIN commits c ON c.id = x."commit" JOIN files f ON f.id = x.file '
        "JOIN keys k ON k.id = x.key LEFT JOIN vals o ON o.id = x.old "
        "LEFT JOIN vals n ON n.id = x.new ORDER BY x.rowid"
    )
    return [
        f"{subject}: {path} {key} {old or '-'} -> {new or '-'}" + (" (merge)" if merged else "")
        for subject, path, key, old, new, merged in found
    ]


def versions(store: Store) -> list[str]:
    """Return `subject: kind path state` of every version, in the order of landing."""
    found = store.connection.execute(
        "SELECT c.subject, v.kind, f.path, v.state, o.path FROM versions v "
        'JOIN commits c ON c.id = v."commit" JOIN files f ON f.id = v.file '
        "LEFT JOIN files o ON o.id = v.old_file ORDER BY v.rowid"
    )
    return [
        f"{subject}: {kind} {path}" + (f" from {old}" if old else "") + (f", {state}" * bool(state))
        for subject, kind, path, state, old in found
    ]


def dump(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """Return all that is in a ledger but numbers that depend on how it was built."""
    run = store.connection.execute
    commits = run(
        "SELECT c.oid, c.parents, c.mainline, l.oid, c.baseline, c.subject, hex(c.chain) "
        "FROM commits c LEFT JOIN commits l ON l.id = c.landed ORDER BY c.id"
    )
    return {"commits": commits.fetchall(), "rows": list(rows(store)), "versions": versions(store)}


def wrong(store: Store, root: Path, every: int = 1, limits: Limits = DEFAULT) -> list[str]:
    """Return each file of the mainline whose state the rows do not give, at every n-th commit."""
    repository = discover(str(root))
    rules = Rules(Settings(), Identities(), limits)
    reader = Versions(repository, Identities(), limits, [])
    known: dict[tuple[str, str], dict[str, str] | None] = {}
    found = []
    for number, (oid, replay) in enumerate(Replay(store).states()):
        if number % every:
            continue
        snapshot = CommitSnapshot(repository, oid, limits.max_bytes)
        expected: dict[str, dict[str, str] | None] = {}
        for path, entry in snapshot.entries().items():
            dialect = rules.dialect(entry)
            if dialect is None:
                continue
            name = (entry.oid or "", f"{entry.kind} {dialect}")
            if name not in known:
                leaves = reader.of(entry, dialect)
                known[name] = None if leaves is None else redacted(leaves, None)
            expected[path] = known[name]
        snapshot.close()
        state = replay.state()
        for path in sorted(expected.keys() | state.keys()):
            if (path in expected, expected.get(path)) != (path in state, state.get(path)):
                found.append(f"{oid} {path}")
    reader.close()
    return found
