"""What a file held after a commit of the mainline, and which commit gave each key its value."""

from confledger.ledger.entry import Entry, entries
from confledger.ledger.store import Store, bound

REMOVED, UNPARSABLE = "removed", "unparsable"

_CALLED = """
  SELECT f.lineage FROM files f JOIN versions v ON v.file = f.id
  WHERE f.path = CAST(? AS TEXT) AND v.mainline
"""
_UNTIL = 'AND v."commit" <= ? ORDER BY v."commit" DESC, v.rowid DESC LIMIT 1'
_AFTER = 'AND v."commit" > ? ORDER BY v."commit", v.rowid LIMIT 1'


class State:
    """One file after a commit.

    `values` has the typed value of each key, of secrets only that there is one. `rows` has the
    row that gave it, where the ledger was asked. `unparsable` says that the version itself
    cannot be read: the values are those of the last one that could.
    """

    __slots__ = ("blob", "lineage", "path", "rows", "unparsable", "values")

    def __init__(self, path: str, lineage: str, blob: str, *, unparsable: bool) -> None:
        self.path = path
        self.lineage = lineage
        self.blob = blob
        self.unparsable = unparsable
        self.rows: dict[str, Entry] = {}
        self.values: dict[str, str] = {}


def lineage_at(store: Store, path: str, number: int) -> str | None:
    """Return which file a path means at a commit: the one there, else what is called so later."""
    run = store.connection.execute
    for part in (_UNTIL, _AFTER):
        row = run(_CALLED + part, (bound(path), number)).fetchone()
        if row is not None and version_at(store, str(row[0]), number) is not None:
            return str(row[0])
    return None


def version_at(store: Store, lineage: str, number: int) -> State | None:
    """Return a file after a commit, without its rows; None where it is not there."""
    row = store.connection.execute(
        "SELECT f.path, v.kind, v.state, v.blob FROM files f JOIN versions v ON v.file = f.id "
        'WHERE f.lineage = ? AND v.mainline AND v."commit" <= ? '
        'ORDER BY v."commit" DESC, v.rowid DESC LIMIT 1',
        (lineage, number),
    ).fetchone()
    if row is None or row[1] == REMOVED:
        return None
    return State(str(row[0]), lineage, str(row[3]), unparsable=row[2] == UNPARSABLE)


def state_at(store: Store, lineage: str, number: int) -> State | None:
    """Return a file after a commit of the mainline; None where it is not there."""
    found = version_at(store, lineage, number)
    if found is None:
        return None
    newest: dict[int, tuple[int, int]] = {}
    changed = store.connection.execute(
        "SELECT x.key, x.new, x.rowid FROM files f JOIN changes x ON x.file = f.id "
        'JOIN commits c ON c.id = x."commit" WHERE f.lineage = ? AND c.mainline '
        'AND x."commit" <= ? ORDER BY x."commit", x.rowid',
        (lineage, number),
    )
    for key, new, row in changed:
        newest[key] = (new, row)
    rows = ",".join(str(row) for new, row in newest.values() if new)
    where = "x.rowid IN (SELECT value FROM json_each(?))"
    for entry in entries(store, where, (f"[{rows}]",), "k.text"):
        found.rows[str(entry.key)] = entry
        found.values[str(entry.key)] = str(entry.new)
    return found


def lineages_with(store: Store, keys: list[int]) -> set[str]:
    """Return the lineages of the files that ever had one of these keys."""
    found = store.connection.execute(
        "SELECT DISTINCT f.lineage FROM changes x JOIN files f ON f.id = x.file "
        "WHERE x.key IN (SELECT value FROM json_each(?))",
        (f"[{','.join(str(one) for one in keys)}]",),
    )
    return {str(one) for (one,) in found}


def texts_of(store: Store, keys: list[int]) -> set[str]:
    """Return keys by their numbers."""
    found = store.connection.execute(
        "SELECT text FROM keys WHERE id IN (SELECT value FROM json_each(?))",
        (f"[{','.join(str(one) for one in keys)}]",),
    )
    return {str(one) for (one,) in found}
