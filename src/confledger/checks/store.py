"""Fixed-size records by key, in two files of the cache: a large one, and what came since.

Both are sorted, and replaced as a whole by an atomic rename: a reader sees the old or the new
one, a crash loses nothing but time, and they can be deleted at any time. Of two writers the
last wins. Few keys are looked up where they stand; for many the files are read as a whole.
The recent file stays small, so that a run that found little out has little to write.
"""

import os

from confledger.checks.cache import digest, write

KEY = 16
VALUE = 9
_CHECK = 3
_RECORD = KEY + VALUE + _CHECK
NEWS = "verdicts"
SETTLED = "verdicts-settled"
_MAGIC = b"confledger verdicts 2\n"
_HEAD = len(_MAGIC) + KEY + 8
# 200,000 files under 5 sets of rules; past that the oldest half would have to go, and there
# is no telling which that is, so all but what is recent is dropped.
MOST = 1_000_000
# So many recent records that one more run would rather write the large file.
RECENT = 4_096
# So many lookups that reading everything costs less than they do.
_MANY = 256
Texts = dict[bytes, bytes]


class Store:
    """The records under `folder`; without one, of this process only.

    A value is VALUE bytes. `texts` are what values refer to, by all but their first byte. A
    damaged record is as good as none.
    """

    __slots__ = ("_all", "_folder", "_large", "_lookups", "_new", "_recent", "texts")

    def __init__(self, folder: str | None) -> None:
        self._folder = folder
        self._large: _File | None = None
        self._recent: dict[bytes, bytes] = {}
        self._all: dict[bytes, bytes] | None = None
        self._lookups = 0
        self.texts: Texts = {}

    def get(self, key: bytes) -> bytes | None:
        """Return the value under a key; None when there is none."""
        if self._large is None:
            self._open()
        assert self._large is not None
        record = self._recent.get(key)
        if record is not None:
            return _checked(record)
        if self._all is None:
            self._lookups += 1
            if self._lookups < _MANY:
                return self._large.find(key)
            self._all = self._large.records()
        return _checked(self._all.get(key))

    def _open(self) -> None:
        self._large = _File(self._folder, SETTLED)
        recent = _File(self._folder, NEWS)
        self.texts |= {**self._large.texts, **recent.texts}
        self._recent = recent.records()

    def add(self, new: dict[bytes, bytes], texts: Texts) -> None:
        """Write records, with what other runs wrote meanwhile; never fails for want of space."""
        if self._folder is None or not new:
            return
        self.close()
        self._open()
        assert self._large is not None
        recent = {**self._recent, **{key: _record(key, value) for key, value in new.items()}}
        if len(recent) <= max(RECENT, self._large.count // 8):
            self._write(NEWS, recent, texts)
            return
        merged = {**self._large.records(), **recent}
        self._write(SETTLED, merged if len(merged) <= MOST else recent, texts)
        self._write(NEWS, {}, {})

    def _write(self, name: str, records: dict[bytes, bytes], texts: Texts) -> None:
        assert self._folder is not None
        known = self.texts | texts
        used = {record[KEY + 1 : -_CHECK] for record in records.values()}
        write(self._folder, name, _encoded({key: known[key] for key in used & set(known)}, records))

    def close(self) -> None:
        """Let go of the files."""
        if self._large is not None:
            self._large.close()
        self._large = self._all = None
        self._recent = {}
        self._lookups = 0


class _File:
    """One file of sorted records; one that is missing or damaged is an empty one."""

    __slots__ = ("_file", "_start", "count", "texts")

    def __init__(self, folder: str | None, name: str) -> None:
        self._file = -1
        self._start = 0
        self.count = 0
        self.texts: Texts = {}
        if folder is None:
            return
        try:
            self._file = os.open(os.path.join(folder, name), os.O_RDONLY | os.O_CLOEXEC)
            self._read_head()
        except OSError:
            self.close()

    def _read_head(self) -> None:
        """Read the texts, and check that the records are as many as there should be."""
        head = os.pread(self._file, _HEAD, 0)
        if len(head) < _HEAD or not head.startswith(_MAGIC):
            return
        size = int.from_bytes(head[-8:], "big")
        total = os.fstat(self._file).st_size - _HEAD - size
        body = os.pread(self._file, size, _HEAD) if total >= 0 else b""
        if total < 0 or len(body) != size or digest(head[-8:] + body) != head[-24:-8]:
            return
        count = int.from_bytes(body[:8], "big")
        if count * _RECORD != total:
            return
        self.count, self._start, self.texts = count, _HEAD + size, _texts(body[8:])

    def find(self, key: bytes) -> bytes | None:
        """Return the value of one key, which stands near where its first bytes say."""
        low, high = 0, self.count
        guess = int.from_bytes(key[:4], "big") * self.count >> 32
        reach = 64
        while low < high:
            start, end = max(low, guess - reach), min(high, guess + reach)
            if start >= end:
                start, end = low, high
            window = self._records(start, end)
            if window is None:
                return None
            if key < window[:KEY]:
                high = start
            elif key > window[-_RECORD : KEY - _RECORD]:
                low = end
            else:
                return _checked(_bisected(window, key))
            guess = low if guess <= low else min(guess, high)
            reach *= 8
        return None

    def records(self) -> dict[bytes, bytes]:
        """Return every record whole, by its key: to be checked when it is used."""
        data = self._records(0, self.count) or b""
        return {data[at : at + KEY]: data[at : at + _RECORD] for at in range(0, len(data), _RECORD)}

    def _records(self, start: int, end: int) -> bytes | None:
        """Return the bytes of some records; None when they cannot be read."""
        size = (end - start) * _RECORD
        try:
            data = os.pread(self._file, size, self._start + start * _RECORD) if size else b""
        except OSError:
            return None
        return data if len(data) == size else None

    def close(self) -> None:
        """Let go of the file."""
        if self._file >= 0:
            os.close(self._file)
        self._file = -1
        self.count = 0


def _bisected(window: bytes, key: bytes) -> bytes | None:
    """Return the whole record of a key."""
    low, high = 0, len(window) // _RECORD
    while low < high:
        middle = (low + high) // 2
        at = middle * _RECORD
        found = window[at : at + KEY]
        if found == key:
            return window[at : at + _RECORD]
        if found < key:
            low = middle + 1
        else:
            high = middle
    return None


def _record(key: bytes, value: bytes) -> bytes:
    return key + value + digest(key + value, _CHECK)


def _checked(record: bytes | None) -> bytes | None:
    """Return the value of a record; None for one that is damaged."""
    if record is None or digest(record[:-_CHECK], _CHECK) != record[-_CHECK:]:
        return None
    return record[KEY:-_CHECK]


def _encoded(texts: Texts, records: dict[bytes, bytes]) -> bytes:
    """Lay out: magic, digest of the head, its size, count of records, texts, records."""
    parts = [len(records).to_bytes(8, "big")]
    for key, text in sorted(texts.items()):
        parts += [key, len(text).to_bytes(4, "big"), text]
    body = b"".join(parts)
    size = len(body).to_bytes(8, "big")
    rest = b"".join(record for _, record in sorted(records.items()))
    return b"".join((_MAGIC, digest(size + body), size, body, rest))


def _texts(body: bytes) -> Texts:
    found: Texts = {}
    width = VALUE - 1
    at = 0
    while at + width + 4 <= len(body):
        size = int.from_bytes(body[at + width : at + width + 4], "big")
        start = at + width + 4
        found[body[at : at + width]] = body[start : start + size]
        at = start + size
    return found
