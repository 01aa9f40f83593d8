"""Which keys changed most often in a period: on the mainline, in files that were there before."""

from confledger.ledger.redacted import HIDDEN
from confledger.ledger.store import Store

_ROWS = """
  SELECT x.key, f.lineage, count(DISTINCT x."commit") AS times, count(DISTINCT x.new),
    max(x."commit"), max(f.path), max(x.new)
  FROM versions v
  CROSS JOIN changes x INDEXED BY changes_file ON x."commit" = v."commit" AND x.file = v.file
  JOIN files f ON f.id = x.file
  WHERE v.mainline AND v.kind = 'changed' AND v."commit" >= ? AND x.old AND x.new
  GROUP BY x.key, f.lineage HAVING times > 1
  ORDER BY times DESC, max(x."commit") DESC, f.lineage, x.key LIMIT ?
"""


class Busy:
    """One key of one file: how often it got another value, and how many there were.

    `values` is None of a secret. `last` is the number of the commit that changed it last.
    """

    __slots__ = ("key", "last", "path", "times", "values")

    def __init__(self, path: str, key: str, times: int, values: int | None, last: int) -> None:
        self.path = path
        self.key = key
        self.times = times
        self.values = values
        self.last = last


def busiest(store: Store, since: int, most: int) -> list[Busy]:
    """Return the keys that changed most often from the commit with a number on."""
    run = store.connection.execute
    found = []
    for key, _, times, values, last, path, new in run(_ROWS, (since, most)).fetchall():
        (text,) = run("SELECT text FROM keys WHERE id = ?", (key,)).fetchone()
        (value,) = run("SELECT text FROM vals WHERE id = ?", (new,)).fetchone()
        hidden = str(value).startswith(HIDDEN)
        found.append(Busy(str(path), str(text), times, None if hidden else values, last))
    return found
