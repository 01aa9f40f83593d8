"""What a ledger holds, in numbers."""

import os

from confledger.ledger.store import Store

_UNPARSABLE = """
  SELECT f.path, count(*) FROM versions v JOIN files f ON f.id = v.file
  WHERE v.state = 'unparsable' GROUP BY f.path ORDER BY f.path
"""
# What each number counts.
_COUNTS = {
    "commits": "SELECT count(*) FROM commits",
    "mainline": "SELECT count(*) FROM commits WHERE mainline",
    "baselines": "SELECT count(*) FROM commits WHERE baseline",
    "entries": "SELECT count(*) FROM changes",
    "files": "SELECT count(DISTINCT lineage) FROM files",
    "keys": "SELECT count(*) FROM keys",
}


class Account:
    """The numbers, and where it ends; `unparsable` has how many versions of each path."""

    __slots__ = ("chain", "counts", "head", "rewrites", "size", "unparsable")

    def __init__(self, store: Store) -> None:
        run = store.connection.execute
        self.counts = {name: int(run(sql).fetchone()[0]) for name, sql in _COUNTS.items()}
        _, self.head, chain = store.head()
        self.chain = chain.hex()
        self.unparsable: dict[str, int] = {str(path): int(n) for path, n in run(_UNPARSABLE)}
        self.rewrites: list[tuple[str, str, str, int]] = [
            (str(ref), str(old), str(new), int(lost))
            for ref, old, new, lost in run("SELECT ref, old, new, lost FROM rewrites ORDER BY id")
        ]
        self.size = sum(
            os.path.getsize(path)
            for path in (store.path, f"{store.path}-wal")
            if os.path.exists(path)
        )
