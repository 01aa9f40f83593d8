"""What the mainline has otherwise after a range of commits than before it, value by value.

A value that changed and came back is no difference. Two secrets cannot be told apart: whatever
touched one may have changed it.
"""

from bisect import bisect_left

from confledger.changes.leaves import ITEMS
from confledger.ledger.redacted import HIDDEN
from confledger.ledger.scope import present
from confledger.ledger.store import Store

_ROWS = """
  SELECT f.lineage, x.key, x.old, x.new, x."commit" FROM commits c
  JOIN changes x ON x."commit" = c.id JOIN files f ON f.id = x.file
  WHERE c.mainline AND NOT c.baseline AND c.id > ? AND c.id <= ? ORDER BY x."commit", x.rowid
"""
_TEXTS = "SELECT id, text FROM {} WHERE id IN (SELECT value FROM json_each(?))"
ADDED, REMOVED, CHANGED, MOVED = "added", "removed", "changed", "moved"


class Value:
    """One key of one file: typed texts before and after, and the last landing that changed it.

    `secret` says that it is hidden on one side at least.
    """

    __slots__ = ("key", "new", "number", "old", "secret")

    def __init__(self, key: str, old: str | None, new: str | None, number: int) -> None:
        self.key = key
        self.old = old
        self.new = new
        self.number = number
        self.secret = any(one is not None and one[:1] == HIDDEN for one in (old, new))

    @property
    def kind(self) -> str:
        """What became of it."""
        return ADDED if self.old is None else REMOVED if self.new is None else CHANGED


class File:
    """One file that differs: where it is, or was; `values` are sorted by key."""

    __slots__ = ("kind", "old_path", "path", "values")

    def __init__(self, path: str, kind: str, old_path: str) -> None:
        self.path = path
        self.kind = kind
        self.old_path = old_path
        self.values: list[Value] = []

    @property
    def secrets(self) -> list[Value]:
        """Those that are hidden."""
        return [one for one in self.values if one.secret]


def between(store: Store, first: int, last: int) -> list[File]:
    """Return the files that differ after the commit `last` from what they were after `first`."""
    net: dict[tuple[str, int], list[int]] = {}
    for lineage, key, old, new, commit in store.connection.execute(_ROWS, (first, last)):
        found = net.get((lineage, key))
        if found is None:
            net[lineage, key] = [old, new, commit]
        else:
            found[1], found[2] = new, commit
    numbers = {one for old, new, _ in net.values() for one in (old, new)}
    texts = _texts(store, "vals", numbers)
    keys = _texts(store, "keys", {key for _, key in net})
    before = {lineage: path for path, lineage in present(store, first).items()}
    after = {lineage: path for path, lineage in present(store, last).items()}
    files: dict[str, File] = {}
    for lineage in sorted({lineage for lineage, _ in net} | (before.keys() ^ after.keys())):
        files[lineage] = _file(before.get(lineage), after.get(lineage))
    for lineage in before.keys() & after.keys():
        if before[lineage] != after[lineage]:
            files[lineage] = _file(before[lineage], after[lineage])
    for (lineage, key), (old, new, commit) in net.items():
        value = Value(keys[key], texts.get(old), texts.get(new), commit)
        if old != new or value.secret:
            files[lineage].values.append(value)
    for file in files.values():
        file.values = _told(sorted(file.values, key=lambda one: one.key))
    kept = (one for one in files.values() if one.values or one.kind in (MOVED, ADDED, REMOVED))
    return sorted(kept, key=lambda one: one.path)


def _file(before: str | None, after: str | None) -> File:
    if before is None:
        return File(after or "", ADDED if after else CHANGED, "")
    if after is None:
        return File(before, REMOVED, before)
    return File(after, MOVED if before != after else CHANGED, before)


def _told(values: list[Value]) -> list[Value]:
    """Leave out the order of lists in which something else changed as well."""
    suffix = "/" + ITEMS
    others = [one.key for one in values if not one.key.endswith(suffix)]
    found = []
    for one in values:
        if one.key.endswith(suffix):
            above = one.key[: -len(ITEMS)]
            near = bisect_left(others, above)
            if near < len(others) and others[near].startswith(above):
                continue
        found.append(one)
    return found


def _texts(store: Store, table: str, numbers: set[int]) -> dict[int, str]:
    listed = f"[{','.join(map(str, sorted(numbers)))}]"
    return dict(store.connection.execute(_TEXTS.format(table), (listed,)))
