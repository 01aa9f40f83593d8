"""Who wrote what a merge brought to the mainline.

The mainline is where a value took effect; the commit that wrote it lies on a side branch. It is
the last one among those that the merge landed which gave this key of this file that value.
"""

from bisect import bisect_left

from confledger.ledger.entry import Entry
from confledger.ledger.store import Store, bound

_ROWS = """
  SELECT x."commit", c.landed, n.text
  FROM keys k
  CROSS JOIN changes x ON x.key = k.id AND x.file IN (SELECT value FROM json_each(?))
  JOIN commits c ON c.id = x."commit"
  LEFT JOIN vals n ON n.id = x.new
  WHERE k.text = CAST(? AS TEXT) ORDER BY x."commit", x.rowid
"""
_FILES = """
  SELECT id FROM files WHERE lineage = ?
  OR lineage IN (SELECT lineage FROM files WHERE path = CAST(? AS TEXT))
"""
_Row = tuple[int, int, str | None]
# Of so many keys of files the changes are kept in memory.
_MOST_KEYS = 2000


class Attribution:
    """Answers from the rows of side branches; remembers where each merge begins."""

    def __init__(self, store: Store) -> None:
        self._run = store.connection.execute
        self._first: dict[int, int] = {}
        self._known: dict[tuple[str, str, str], list[_Row]] = {}
        self._files: dict[tuple[str, str], str] = {}

    def written(self, entry: Entry) -> int:
        """Return the number of the commit that wrote an entry: mostly its own."""
        number = entry.number
        if not entry.mainline or entry.merged or " " not in entry.parents:
            return number
        rows = self._rows(entry.key, entry.path, entry.lineage)
        # What a merge landed stands right before it.
        for at in range(bisect_left(rows, (number,)) - 1, -1, -1):
            commit, landed, new = rows[at]
            if landed != number:
                break
            if new == entry.new:
                return commit
        return number

    def _rows(self, key: str, path: str, lineage: str) -> list[_Row]:
        """Return commit, landing and new value of each change of a key of a file, in order."""
        found = self._known.get((key, path, lineage))
        if found is None:
            if len(self._known) >= _MOST_KEYS:
                self._known.clear()
            found = self._run(_ROWS, (self._of(path, lineage), bound(key))).fetchall()
            self._known[key, path, lineage] = found
        return found

    def of_file(self, number: int, path: str, kind: str) -> int:
        """Return the number of the commit that added, removed or moved a file."""
        first = self._begin(number)
        found = self._run(
            'SELECT max(v."commit") FROM files f JOIN versions v ON v.file = f.id '
            'WHERE f.path = CAST(? AS TEXT) AND v."commit" > ? AND v."commit" < ? AND v.kind = ?',
            (bound(path), first, number, kind),
        ).fetchone()
        return number if found[0] is None else int(found[0])

    def _begin(self, number: int) -> int:
        """Return the commit of the mainline before one."""
        if number not in self._first:
            found = self._run(
                "SELECT id FROM commits WHERE id < ? AND mainline ORDER BY id DESC LIMIT 1",
                (number,),
            ).fetchone()
            self._first[number] = int(found[0]) if found else 0
        return self._first[number]

    def _of(self, path: str, lineage: str) -> str:
        """Return the files that may be this one: on its branch a new file is one of its own."""
        found = self._files.get((path, lineage))
        if found is None:
            rows = self._run(_FILES, (lineage, bound(path)))
            found = f"[{','.join(str(one) for (one,) in rows)}]"
            self._files[path, lineage] = found
        return found
