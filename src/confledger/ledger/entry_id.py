"""The id of a row: its commit, and its number among the rows of that commit.

It is the same in every ledger that is built by the same rules, and is said in one breath.
"""

import re

from confledger.ledger.entry import Entry, entries
from confledger.ledger.store import Store, bound

_ID = re.compile(r"([0-9a-f]{4,64}):([1-9]\d{0,8})")
_SHOWN = 10


class EntryIds:
    """Names the rows of one ledger."""

    def __init__(self, store: Store) -> None:
        self._run = store.connection.execute
        self._first: dict[object, int] = {}

    def __call__(self, entry: Entry) -> str:
        """Return the id of a row."""
        if entry.number not in self._first:
            found = self._run(
                'SELECT min(rowid) FROM changes WHERE "commit" = ?', (entry.number,)
            ).fetchone()
            self._first[entry.number] = int(found[0])
        row = entry.row
        assert isinstance(row, int)
        return f"{str(entry.commit)[:_SHOWN]}:{row - self._first[entry.number] + 1}"


def parsed(text: str) -> tuple[str, int] | None:
    """Return the start of the commit's id and the number; None for what is no id."""
    found = _ID.fullmatch(text)
    return None if found is None else (found[1], int(found[2]))


def commits_named(store: Store, start: str) -> list[int]:
    """Return the numbers of the commits whose ids begin so."""
    found = store.connection.execute(
        "SELECT id FROM commits WHERE oid >= ? AND oid < ?", (start, start + "g")
    )
    return [int(one) for (one,) in found]


def entry_of(store: Store, commit: int, number: int) -> Entry | None:
    """Return the row with a number among those of a commit; None where it has fewer."""
    row = store.connection.execute(
        'SELECT rowid FROM changes WHERE "commit" = ? ORDER BY rowid LIMIT 1 OFFSET ?',
        (commit, number - 1),
    ).fetchone()
    return None if row is None else next(entries(store, "x.rowid = ?", row), None)


def beside(store: Store, entry: Entry) -> tuple[Entry | None, Entry | None]:
    """Return the rows of the same key of the same file on the mainline before and after one."""
    where = 'k.text = CAST(? AS TEXT) AND f.lineage = ? AND c.mainline AND x."commit" {} ?'
    given = (bound(str(entry.key)), entry.lineage, entry.number)
    before = entries(store, where.format("<"), given, 'x."commit" DESC LIMIT 1')
    after = entries(store, where.format(">"), given, 'x."commit" LIMIT 1')
    return next(before, None), next(after, None)


def names_of(store: Store, lineage: str) -> list[str]:
    """Return all paths that a file ever had, the newest first."""
    found = store.connection.execute(
        "SELECT f.path FROM files f LEFT JOIN versions v ON v.file = f.id WHERE f.lineage = ? "
        'GROUP BY f.path ORDER BY max(v."commit") DESC, f.path',
        (lineage,),
    )
    return [str(one) for (one,) in found]
