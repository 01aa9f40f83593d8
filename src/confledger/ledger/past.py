"""What a key held before: whether a value came back, and how often it changed at all."""

from confledger.ledger.commit import Commit, Commits
from confledger.ledger.entry import Entry, hidden
from confledger.ledger.store import Store, bound

# CROSS: the file before the changes, since a key may have changed in thousands of files.
_ROWS = """
  SELECT x."commit", o.text, n.text
  FROM keys k
  CROSS JOIN files f
  CROSS JOIN changes x ON x.key = k.id AND x.file = f.id
  JOIN commits c ON c.id = x."commit"
  LEFT JOIN vals o ON o.id = x.old
  LEFT JOIN vals n ON n.id = x.new
  WHERE k.text = CAST(? AS TEXT) AND f.lineage = ? AND c.mainline
  ORDER BY x."commit"
"""


class Life:
    """How one key of one file fared on the mainline.

    `since` is the commit that gave it what it has now, which is None where it is gone.
    """

    __slots__ = ("changes", "first", "now", "since", "values")

    def __init__(self, rows: "list[tuple[int, str | None, str | None]]", commits: Commits) -> None:
        self.changes = sum(1 for _, old, new in rows if old is not None and new is not None)
        # Two secrets cannot be told apart: how many there were is not known.
        known = [new for _, _, new in rows if new is not None]
        self.values = None if any(hidden(one) for one in known) else len(set(known))
        self.first: Commit = commits[rows[0][0]]
        self.since: Commit = commits[rows[-1][0]]
        self.now = rows[-1][2]


class Past:
    """Answers for one key at a time, and remembers the last ones."""

    def __init__(self, store: Store, commits: Commits) -> None:
        self._run = store.connection.execute
        self._commits = commits
        self._known: dict[tuple[object, object], list[tuple[int, str | None, str | None]]] = {}

    def back_until(self, entry: Entry) -> Commit | None:
        """Return the commit that had taken away the value that an entry brought back."""
        new, number = entry.new, entry.number
        if not isinstance(new, str) or hidden(new) or not entry.mainline:
            return None
        assert isinstance(number, int)
        for commit, old, _ in reversed(self._rows(entry.key, entry.lineage)):
            if commit < number and old == new:
                return self._commits[commit]
        return None

    def life(self, key: object, lineage: object) -> Life | None:
        """Return how a key fared; None where the mainline never had it."""
        rows = self._rows(key, lineage)
        return Life(rows, self._commits) if rows else None

    def _rows(self, key: object, lineage: object) -> "list[tuple[int, str | None, str | None]]":
        found = self._known.get((key, lineage))
        if found is None:
            if len(self._known) > 1000:
                self._known.clear()
            found = self._run(_ROWS, (bound(str(key)), lineage)).fetchall()
            self._known[key, lineage] = found
        return found
