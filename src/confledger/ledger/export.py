"""All entries of the ledger in the order in which they landed, one at a time."""

from collections.abc import Iterator

from confledger.ledger.commit import Commit, Commits
from confledger.ledger.entry import Entry, entries
from confledger.ledger.store import Store


class Exported:
    """One entry with its place in the whole ledger, and the chain of hashes after its commit."""

    __slots__ = ("chain", "commit", "entry", "landed", "sequence")

    def __init__(
        self, sequence: int, entry: Entry, commit: Commit, landed: Commit, chain: str
    ) -> None:
        self.sequence = sequence
        self.entry = entry
        self.commit = commit
        self.landed = landed
        self.chain = chain


def exported(
    store: Store, *, since: int | None = None, after: int | None = None
) -> Iterator[Exported]:
    """Yield entries: those that landed at a time or later, and after a commit, by its number."""
    run = store.connection.execute
    first = 0 if after is None else after
    (sequence,) = run('SELECT count(*) FROM changes WHERE "commit" <= ?', (first,)).fetchone()
    commits = Commits(store)
    number, chain = 0, ""
    for entry in entries(store, 'x."commit" > ?', (first,)):
        sequence += 1
        assert isinstance(entry.number, int)
        if entry.number != number:
            number = entry.number
            (raw,) = run("SELECT chain FROM commits WHERE id = ?", (number,)).fetchone()
            chain = raw.hex()
        commit = commits[number]
        landed = commits[commit.landed]
        if since is None or (landed.committed is not None and landed.committed >= since):
            yield Exported(sequence, entry, commit, landed, chain)
