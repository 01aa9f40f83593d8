"""What was once taken out of a file, kept for as long as the file stays what it is.

One file of the cache, replaced as a whole; each value under a digest of the object id, of what
was asked of the object, and of the program that answered.
"""

import marshal
import os

from confledger.checks.cache import digest, write

NAME = "facts"
_MAGIC = b"confledger facts 1\n"
_DIGEST = 16
# What is not asked for is kept as well, for other branches, until there is so much of it.
MOST = 100_000


class Memory:
    """The answers of one repository; without a folder, of this process only."""

    __slots__ = ("_engine", "_folder", "_known", "_new", "_read", "_used")

    def __init__(self, folder: str | None, engine: bytes) -> None:
        self._folder = folder
        self._engine = engine
        self._known: dict[bytes, bytes] = {}
        self._new: dict[bytes, bytes] = {}
        self._used: set[bytes] = set()
        self._read = False

    def key(self, oid: str, question: str) -> bytes:
        """Return what an answer is kept under."""
        text = f"{oid}\0{question}".encode("utf-8", "surrogateescape")
        return digest(self._engine + text)

    def get(self, key: bytes) -> tuple[object] | None:
        """Return the answer, which may be None, in a tuple; None when there is none."""
        if not self._read:
            self._known, self._read = self._load(), True
        value = self._known.get(key)
        if value is None:
            value = self._new.get(key)
        if value is None:
            return None
        self._used.add(key)
        # Only what was written here is decoded: marshal is no format for strangers.
        return (marshal.loads(value),)  # noqa: S302

    def keep(self, key: bytes, answer: object) -> None:
        """Remember an answer until `save`; it is made of what marshal takes."""
        self._new[key] = marshal.dumps(answer)  # type: ignore[arg-type]

    def save(self, *, everything: bool) -> None:
        """Write what is new; after a look at everything, what is old may be forgotten."""
        if self._folder is None or not self._new:
            return
        known = self._load()
        if everything and len(known) + len(self._new) > MOST:
            known = {key: value for key, value in known.items() if key in self._used}
        body = marshal.dumps({**known, **self._new})
        write(self._folder, NAME, _MAGIC + digest(body, _DIGEST) + body)

    def _load(self) -> dict[bytes, bytes]:
        if self._folder is None:
            return {}
        try:
            with open(os.path.join(self._folder, NAME), "rb") as file:
                data = file.read()
        except OSError:
            return {}
        head = len(_MAGIC) + _DIGEST
        body = data[head:]
        if not data.startswith(_MAGIC) or data[len(_MAGIC) : head] != digest(body, _DIGEST):
            return {}
        known = marshal.loads(body)  # noqa: S302
        return known if isinstance(known, dict) else {}
