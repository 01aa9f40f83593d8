"""How often what is debt was changed: commits with meaning, from the ledger, in one pass."""

import sqlite3
from collections.abc import Iterable, Sequence

# A month is so many days, wherever minutes a month are told.
MONTH = 30
_DAY = 86_400
_CHANGED = """
  SELECT f.lineage, k.text, x."commit"
  FROM commits c JOIN changes x ON x."commit" = c.id
  JOIN files f ON f.id = x.file JOIN keys k ON k.id = x.key
  WHERE c.committed > ? AND c.committed <= ? AND NOT c.baseline
"""
_LINEAGES = "SELECT path, lineage FROM files WHERE id IN (SELECT max(id) FROM files GROUP BY path)"
_LAST = """
  SELECT f.lineage, max(c.committed) FROM
    (SELECT file, max("commit") AS last FROM changes GROUP BY file) x
  JOIN files f ON f.id = x.file JOIN commits c ON c.id = x.last GROUP BY f.lineage
"""


class Churn:
    """The commits of a window by file and by key; `days` is how long it is."""

    __slots__ = ("_files", "_keys", "_lineages", "_prefixes", "days")

    def __init__(self, days: int) -> None:
        self.days = days
        self._lineages: dict[str, str] = {}
        self._files: dict[str, set[int]] = {}
        self._keys: dict[str, dict[str, set[int]]] = {}
        self._prefixes: dict[str, dict[str, set[int]]] = {}

    @property
    def months(self) -> float:
        """How long the window is, in months."""
        return self.days / MONTH

    def of_file(self, path: str) -> set[int]:
        """Return the commits that changed any value of a file."""
        return self._files.get(self._lineages.get(path, ""), set())

    def of_key(self, path: str, pointer: str) -> set[int]:
        """Return the commits that changed a value, or anything below it.

        Items of lists are known by other names here: of one, the whole list counts.
        """
        steps = []
        for step in pointer.split("/")[1:]:
            if step.isdigit():
                break
            steps.append(step)
        if not steps:
            return self.of_file(path)
        return self._below(self._lineages.get(path, "")).get("/".join(["", *steps]), set())

    def _below(self, lineage: str) -> dict[str, set[int]]:
        """Return the commits of a file by each key and all that it is in; made once."""
        known = self._prefixes.get(lineage)
        if known is None:
            known = self._prefixes[lineage] = {}
            for key, commits in self._keys.get(lineage, {}).items():
                at = key.find("#") + 1
                text = key[at:]
                while text:
                    known.setdefault(text, set()).update(commits)
                    text = text.rpartition("/")[0]
        return known

    def of_paths(self, paths: Iterable[str]) -> set[int]:
        """Return the commits that changed any of several files."""
        return set().union(*(self.of_file(path) for path in paths))


def churn(connection: sqlite3.Connection, as_of: int, days: int) -> Churn:
    """Read the changes of the last `days` before a moment."""
    found = Churn(days)
    for path, lineage in connection.execute(_LINEAGES):
        found._lineages[path] = lineage
    for lineage, key, commit in connection.execute(_CHANGED, (as_of - days * _DAY, as_of)):
        found._files.setdefault(lineage, set()).add(commit)
        found._keys.setdefault(lineage, {}).setdefault(key, set()).add(commit)
    return found


def last_changes(connection: sqlite3.Connection, paths: Sequence[str]) -> dict[str, int]:
    """Return when each file last got another value, in seconds since 1970."""
    lineages = dict(connection.execute(_LINEAGES))
    wanted = {lineages[path] for path in paths if path in lineages}
    times = {
        lineage: time
        for lineage, time in connection.execute(_LAST)
        if lineage in wanted and time is not None
    }
    return {path: times[lineages[path]] for path in paths if lineages.get(path) in times}
