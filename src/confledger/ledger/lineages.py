"""Which file it is that is at a path: a file keeps its lineage wherever it is moved.

And its last version that could be read, which is what the next one is compared with.
"""

from hashlib import blake2b

from confledger.git.landing import Commit
from confledger.git.snapshot import Entry
from confledger.ledger.kinds import REMOVED, UNREAD
from confledger.ledger.store import Store, bound


class Lineages:
    """Of the mainline, and beside it of the commits that the next merge brings.

    Without a store, of a history that is looked at from its beginning.
    """

    def __init__(self, store: Store | None) -> None:
        self._store = store if store is not None and store.head()[0] else None
        self._mainline: dict[str, str | None] = {}
        self._aside: dict[str, str | None] = {}
        self._good: dict[str, Entry | None] = {}
        self._unread: dict[str, str] = {}

    def next_group(self) -> None:
        """Forget what was noted of commits beside the mainline."""
        self._aside = {}

    def of(self, path: str, commit: Commit) -> str:
        """Return the lineage of the file that is at a path now; a new one for a new file."""
        known = self._known(path, mainline=commit.mainline)
        if known is None:
            text = f"{path}\0{commit.oid}".encode("utf-8", "surrogateescape")
            known = blake2b(text, digest_size=6).hexdigest()
            (self._mainline if commit.mainline else self._aside)[path] = known
        return known

    def move(self, moves: dict[str, str], commit: Commit) -> dict[str, str]:
        """Note renames, from the new path to the old one; return the lineages by the new path.

        All at once: a file may be moved to where another one has just been.
        """
        found = {new: self.of(old, commit) for new, old in moves.items()}
        table = self._mainline if commit.mainline else self._aside
        for old in moves.values():
            table[old] = None
        table.update(found)
        return found

    def good(self, lineage: str) -> Entry | None:
        """Return the last version of a file on the mainline that could be read, if it is there."""
        if lineage not in self._good:
            self._good[lineage] = self._stored_good(lineage)
        return self._good[lineage]

    def unread(self, lineage: str) -> str:
        """Return why the version of the mainline cannot be read; nothing where it can."""
        if lineage not in self._unread:
            self._unread[lineage] = self._stored_unread(lineage)
        return self._unread[lineage]

    def note(self, lineage: str, after: Entry | None, state: str) -> None:
        """Note what the mainline has of a file now."""
        self._unread[lineage] = state if state in UNREAD else ""
        if after is None or state not in UNREAD:
            self._good[lineage] = after

    def _known(self, path: str, *, mainline: bool) -> str | None:
        if not mainline and path in self._aside:
            return self._aside[path]
        if path not in self._mainline:
            self._mainline[path] = self._stored(path)
        return self._mainline[path]

    def _stored(self, path: str) -> str | None:
        """Return what the rows of the mainline say of a path: unless it was moved away since."""
        if self._store is None:
            return None
        found = self._store.connection.execute(
            'SELECT f.id, f.lineage, v."commit" FROM files f JOIN versions v ON v.file = f.id '
            'WHERE f.path=CAST(? AS TEXT) AND v.mainline ORDER BY v."commit" DESC LIMIT 1',
            (bound(path),),
        ).fetchone()
        if found is None:
            return None
        gone = self._store.connection.execute(
            'SELECT 1 FROM versions WHERE old_file=? AND mainline AND "commit" > ?',
            (found[0], found[2]),
        ).fetchone()
        return None if gone else str(found[1])

    def _stored_good(self, lineage: str) -> Entry | None:
        if self._store is None:
            return None
        found = self._store.connection.execute(
            "SELECT f.path, v.type, v.blob, v.kind FROM versions v JOIN files f ON f.id = v.file "
            "WHERE f.lineage=? AND v.mainline AND (v.kind=? OR v.state NOT IN (?, ?)) "
            'ORDER BY v."commit" DESC LIMIT 1',
            (lineage, REMOVED, *UNREAD),
        ).fetchone()
        if found is None or found[3] == REMOVED:
            return None
        return Entry(found[0], found[1], found[2])

    def _stored_unread(self, lineage: str) -> str:
        if self._store is None:
            return ""
        found = self._store.connection.execute(
            "SELECT v.state FROM versions v JOIN files f ON f.id = v.file "
            'WHERE f.lineage=? AND v.mainline ORDER BY v."commit" DESC LIMIT 1',
            (lineage,),
        ).fetchone()
        return found[0] if found is not None and found[0] in UNREAD else ""
