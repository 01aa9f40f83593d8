"""Who wrote what a merge brought to the mainline.

The mainline is where a value took effect; the commit that wrote it lies on a side branch. It is
the last one among those that the merge landed which gave this key of this file that value.
"""

from bisect import bisect_left

from confledger.ledger.entry import Entry
from confledger.ledger.store import Store, bound

_ROWS = """
  SELECT x."commit", x.file, n.text
  FROM keys k JOIN changes x ON x.key = k.id LEFT JOIN vals n ON n.id = x.new
  WHERE k.text = CAST(? AS TEXT) ORDER BY x."commit"
"""
_Row = tuple[int, int, str | None]
# The changes of so many keys are kept in memory.
_MOST_KEYS = 2000


class Attribution:
    """Answers from the rows of side branches; remembers where each merge begins."""

    def __init__(self, store: Store) -> None:
        self._run = store.connection.execute
        self._first: dict[object, int] = {}
        self._known: dict[object, list[_Row]] = {}
        self._files: dict[tuple[object, object], frozenset[int]] = {}

    def written(self, entry: Entry) -> int:
        """Return the number of the commit that wrote an entry: mostly its own."""
        number = entry.number
        assert isinstance(number, int)
        if not entry.mainline or entry.merged or " " not in str(entry.parents):
            return number
        first = self._begin(number)
        if first >= number - 1:
            return number
        rows = self._rows(entry.key)
        files: frozenset[int] | None = None
        for at in range(bisect_left(rows, (number,)) - 1, -1, -1):
            commit, file, new = rows[at]
            if commit <= first:
                break
            if new == entry.new:
                if files is None:
                    files = self._of(entry.path, entry.lineage)
                if file in files:
                    return commit
        return number

    def _rows(self, key: object) -> "list[_Row]":
        """Return commit, file and new value of each change of a key, in order."""
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_KEYS:
                self._known.clear()
            found = self._known[key] = self._run(_ROWS, (bound(str(key)),)).fetchall()
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

    def _of(self, path: object, lineage: object) -> frozenset[int]:
        """Return the files that may be this one: on its branch a new file is one of its own."""
        if (path, lineage) not in self._files:
            found = self._run(
                "SELECT id FROM files WHERE lineage = ? OR lineage IN "
                "(SELECT lineage FROM files WHERE path = CAST(? AS TEXT))",
                (lineage, bound(str(path))),
            ).fetchall()
            self._files[path, lineage] = frozenset(int(one) for (one,) in found)
        return self._files[path, lineage]
