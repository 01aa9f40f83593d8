"""The numbers of what is stored once: paths, keys and values."""

from hashlib import blake2b

from confledger.ledger.store import Store, bound, odd

# Longer values are remembered by what they hash to.
_SHORT = 200


class Dictionary:
    """Gives numbers, and writes what is new when told to.

    Of an empty ledger, it knows itself what there is; else it asks for what it has not met.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._run = store.connection.execute
        highest = [
            self._run(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()[0]  # noqa: S608 - ours
            for table in ("files", "keys", "vals")
        ]
        self._next_file, self._next_key, self._next_value = [one + 1 for one in highest]
        self._empty = not any(highest)
        self._files: dict[tuple[str, str], int] = {}
        self._keys: dict[str, int] = {}
        self._values: dict[str | bytes, int] = {}
        self._new_files: list[tuple[int, bytes, str]] = []
        self._new_keys: list[_Key] = []
        self._new_values: list[_Value] = []

    def file(self, path: str, lineage: str) -> int:
        """Return the number of a path within a lineage."""
        found = self._files.get((path, lineage))
        if found is None:
            row = None
            if not self._empty:
                query = "SELECT id FROM files WHERE path=CAST(? AS TEXT) AND lineage=?"
                row = self._run(query, (bound(path), lineage)).fetchone()
            if row is None:
                found = self._next_file
                self._next_file += 1
                self._new_files.append((found, bound(path), lineage))
                if odd(path):
                    self._store.note_odd()
            else:
                found = int(row[0])
            self._files[path, lineage] = found
        return found

    def key(self, text: str) -> int:
        """Return the number of a key."""
        found = self._keys.get(text)
        if found is None:
            row = None
            if not self._empty:
                query = "SELECT id FROM keys WHERE text=CAST(? AS TEXT)"
                row = self._run(query, (bound(text),)).fetchone()
            if row is None:
                found = self._next_key
                self._next_key += 1
                self._new_keys.append((found, text))
            else:
                found = int(row[0])
            self._keys[text] = found
        return found

    def value(self, text: str | None) -> int:
        """Return the number of a typed value; 0 for none."""
        if text is None:
            return 0
        name: str | bytes = text
        digest = b""
        if len(text) > _SHORT:
            name = digest = blake2b(bound(text), digest_size=24).digest()
        found = self._values.get(name)
        if found is None:
            digest = digest or blake2b(bound(text), digest_size=24).digest()
            number = int.from_bytes(digest[:8], "big", signed=True)
            row = None
            if not self._empty:
                query = "SELECT id FROM vals WHERE digest=? AND text=CAST(? AS TEXT)"
                row = self._run(query, (number, bound(text))).fetchone()
            if row is None:
                found = self._next_value
                self._next_value += 1
                self._new_values.append((found, number, text))
            else:
                found = int(row[0])
            self._values[name] = found
        return found

    def write(self) -> None:
        """Write what is new; within a transaction."""
        many = self._store.connection.executemany
        if self._new_files:
            many("INSERT INTO files VALUES (?, CAST(? AS TEXT), ?)", self._new_files)
            self._new_files.clear()
        try:
            many("INSERT INTO keys VALUES (?, ?)", self._new_keys)
        except UnicodeEncodeError:
            self._again("keys", self._new_keys)
        self._new_keys.clear()
        try:
            many("INSERT INTO vals VALUES (?, ?, ?)", self._new_values)
        except UnicodeEncodeError:
            self._again("vals", self._new_values)
        self._new_values.clear()

    def _again(
        self, table: str, rows: "list[tuple[int, str]] | list[tuple[int, int, str]]"
    ) -> None:
        """Write rows one of which is no Unicode; some of them may be there already."""
        self._store.note_odd()
        marks = "?, CAST(? AS TEXT)" if table == "keys" else "?, ?, CAST(? AS TEXT)"
        self._store.connection.executemany(
            f"INSERT OR REPLACE INTO {table} VALUES ({marks})",  # noqa: S608 - ours
            [(*row[:-1], bound(row[-1])) for row in rows],
        )


_Key = tuple[int, str]
_Value = tuple[int, int, str]
