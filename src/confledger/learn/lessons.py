"""The mainline as a row of lessons: what each commit that landed changed, and in which files.

A merge is one lesson with all that it brought: what was on the branch is not learned twice.
"""

import re
from collections.abc import Iterator

from confledger.changes.leaves import Leaves
from confledger.ledger.store import Store

# A robot by what it calls itself.
_ROBOT = re.compile(r"\[bot\]|(?:^|[\W_])(?:bot|renovate|dependabot|flux|actions)(?:$|[\W_])", re.I)
Row = tuple[str, str | None, str | None]


class File:
    """One file of a lesson: how it is now, and the rows that made it so.

    `old` is the path that a moved file had. `copied` says that another file, or this one
    earlier, had exactly this content.
    """

    __slots__ = ("copied", "kind", "leaves", "old", "path", "rows")

    def __init__(
        self, path: str, kind: str, rows: list[Row], leaves: Leaves, old: str = "", *, copied: bool
    ) -> None:
        self.path = path
        self.old = old
        self.kind = kind
        self.rows = rows
        self.leaves = leaves
        self.copied = copied


class Lesson:
    """One commit of the mainline with the files that it changed, in the order of their paths."""

    __slots__ = ("files", "number", "robot", "time")

    def __init__(self, number: int, time: int, robot: bool, files: list[File]) -> None:
        self.number = number
        self.time = time
        self.robot = robot
        self.files = files


def lessons(store: Store, after: int = 0, until: int | None = None) -> Iterator[Lesson]:
    """Yield what landed after a commit, in that order; commits are named by their number."""
    state = _State(store, after)
    execute = store.connection.execute
    last = until if until is not None else store.head()[0]
    commits = execute(
        "SELECT id, committed, author, mainline FROM commits WHERE id > ? AND id <= ? ORDER BY id",
        (after, last),
    ).fetchall()
    versions = _Groups(
        execute(
            'SELECT v."commit", v.file, f.path, f.lineage, v.kind, v.blob, o.path '
            "FROM versions v JOIN files f ON f.id = v.file LEFT JOIN files o ON o.id = v.old_file "
            'WHERE v.mainline AND v."commit" > ? AND v."commit" <= ? '
            'ORDER BY v."commit", v.rowid',
            (after, last),
        )
    )
    rows = _Groups(
        execute(
            'SELECT x."commit", x.file, k.text, o.text, n.text FROM changes x '
            'JOIN commits c ON c.id = x."commit" AND c.mainline '
            "JOIN keys k ON k.id = x.key LEFT JOIN vals o ON o.id = x.old "
            'LEFT JOIN vals n ON n.id = x.new WHERE x."commit" > ? AND x."commit" <= ? '
            'ORDER BY x."commit", x.rowid',
            (after, last),
        )
    )
    wrote = ""
    for number, time, author, mainline in commits:
        held = rows(number)
        if not mainline:
            wrote = author
            continue
        files = state.step(number, versions(number), held)
        # Of a merge, the last of those who wrote what it brings.
        robot = _ROBOT.search(wrote or author) is not None
        wrote = ""
        yield Lesson(number, time or 0, robot, files)


class _State:
    """What each file holds; of a file not seen yet, what the ledger says that it held."""

    def __init__(self, store: Store, after: int) -> None:
        self._store = store
        self._after = after
        self._held: dict[str, Leaves] = {}
        self._blobs: set[str] = set()

    def step(
        self, number: int, versions: list[tuple[object, ...]], rows: list[tuple[object, ...]]
    ) -> list[File]:
        """Go to the next commit of the mainline; return the files that it changed."""
        moved: dict[str, Leaves] = {}
        for _, path, lineage, kind, _, old in versions:
            if kind == "moved":
                moved[str(path)] = self._of(str(old), str(lineage), number)
                self._held.pop(str(old), None)
        self._held.update(moved)
        by_file: dict[object, list[Row]] = {}
        for file, key, was, now in rows:
            by_file.setdefault(file, []).append((key, was, now))  # type: ignore[arg-type]  # columns of the query
        found = []
        for file, path, lineage, kind, blob, old in versions:
            leaves = self._of(str(path), str(lineage), number)
            changed = sorted(by_file.get(file, ()), key=_key)
            for key, _, now in changed:
                if now is None:
                    leaves.pop(key, None)
                else:
                    leaves[key] = now
            copied = kind == "added" and self._seen(str(blob), number)
            was = str(old) if kind == "moved" else ""
            found.append(File(str(path), str(kind), changed, leaves, was, copied=copied))
            if kind == "removed":
                self._held.pop(str(path), None)
        self._blobs.update(str(blob) for _, _, _, _, blob, _ in versions)
        return sorted(found, key=_path)

    def _of(self, path: str, lineage: str, number: int) -> Leaves:
        held = self._held.get(path)
        if held is None:
            held = self._held[path] = self._stored(lineage, number) if self._after else {}
        return held

    def _stored(self, lineage: str, number: int) -> Leaves:
        """Return what the rows of a lineage come to before a commit."""
        leaves: Leaves = {}
        for key, now in self._store.connection.execute(
            "SELECT k.text, n.text FROM files f JOIN changes x ON x.file = f.id "
            'JOIN commits c ON c.id = x."commit" JOIN keys k ON k.id = x.key '
            "LEFT JOIN vals n ON n.id = x.new "
            'WHERE f.lineage = ? AND c.mainline AND x."commit" < ? ORDER BY x."commit", x.rowid',
            (lineage, number),
        ):
            if now is None:
                leaves.pop(key, None)
            else:
                leaves[key] = now
        return leaves

    def _seen(self, blob: str, number: int) -> bool:
        if blob in self._blobs or not self._after:
            return blob in self._blobs
        found = self._store.connection.execute(
            'SELECT 1 FROM versions WHERE blob = ? AND mainline AND "commit" < ? LIMIT 1',
            (blob, number),
        ).fetchone()
        return found is not None


class _Groups:
    """Rows in the order of their first field: those of one number at a time."""

    def __init__(self, rows: "Iterator[tuple[object, ...]]") -> None:
        self._rows = rows
        self._next = next(rows, None)

    def __call__(self, number: int) -> list[tuple[object, ...]]:
        """Return the rows of a number, without it; numbers are asked in their order."""
        found = []
        while self._next is not None and int(self._next[0]) <= number:  # type: ignore[call-overload]  # columns of the query
            if self._next[0] == number:
                found.append(self._next[1:])
            self._next = next(self._rows, None)
        return found


def _key(row: Row) -> str:
    return row[0]


def _path(file: File) -> str:
    return file.path
