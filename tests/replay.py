"""The state of all files after any commit of the mainline, from nothing but the rows."""

from collections.abc import Iterator

from confledger.changes.leaves import Leaves
from confledger.ledger.kinds import MOVED, REMOVED, UNREAD
from confledger.ledger.store import Store

# None is a version that cannot be read.
State = dict[str, Leaves | None]


class Replay:
    """Goes through the mainline from its beginning; the values of secrets are not there."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # What was last read of each path, and which of them cannot be read now.
        self._held: dict[str, Leaves] = {}
        self._unparsable: set[str] = set()

    def states(self) -> "Iterator[tuple[str, Replay]]":
        """Yield each commit of the mainline, with this, which then is at that commit."""
        run = self._store.connection.execute
        for number, oid in run("SELECT id, oid FROM commits WHERE mainline ORDER BY id").fetchall():
            self._step(number)
            yield oid, self

    def state(self) -> State:
        """Return the leaves of each file as they are now."""
        found: State = dict(self._held)
        for path in self._unparsable:
            found[path] = None
        return found

    def _step(self, number: int) -> None:
        run = self._store.connection.execute
        versions = run(
            "SELECT v.file, f.path, v.kind, v.state, o.path FROM versions v "
            "JOIN files f ON f.id = v.file LEFT JOIN files o ON o.id = v.old_file "
            'WHERE v."commit" = ? ORDER BY v.rowid',
            (number,),
        ).fetchall()
        if not versions:
            return
        # All renames at once: two files may have changed places.
        moved = {old: self._held.pop(old, {}) for *_, kind, _, old in versions if kind == MOVED}
        self._unparsable.difference_update(moved)
        paths = {}
        for file, path, kind, state, old in versions:
            paths[file] = path
            if kind == MOVED:
                self._held[path] = moved[old]
            self._unparsable.discard(path)
            if kind != REMOVED and state in UNREAD:
                self._unparsable.add(path)
        rows = run(
            "SELECT x.file, k.text, n.text FROM changes x JOIN keys k ON k.id = x.key "
            'LEFT JOIN vals n ON n.id = x.new WHERE x."commit" = ?',
            (number,),
        )
        for file, key, new in rows:
            held = self._held.setdefault(paths[file], {})
            if new is None:
                held.pop(key, None)
            else:
                held[key] = new
        for _, path, kind, state, _ in versions:
            if kind == REMOVED:
                self._held.pop(path, None)
            elif state not in UNREAD:
                self._held.setdefault(path, {})
