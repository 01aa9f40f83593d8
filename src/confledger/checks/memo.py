"""Verdicts that still hold: clean files by what they contain and what they are judged by.

A record is kept under the object id of the file and a digest of everything in the settings
that bears on it; it names the schema files it rests on and their object ids, so an edit of a
schema makes it void. Only clean verdicts are kept: a fault is found anew each time.

One file of sorted, fixed-size records, replaced as a whole by an atomic rename: a reader
sees the old or the new one, a crash loses nothing but time, and it can be deleted at any
time. Of two writers the last wins.
"""

import os

from confledger.checks.result import PASSED, WITHOUT_SCHEMA

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_KEY = 16
_CLOSURE = 8
_RECORD = _KEY + 1 + _CLOSURE
_MAGIC = b"confledger verdicts 1\n"
# 200,000 files under 5 sets of rules; past that the oldest half would have to go, and there
# is no telling which that is, so all but this run's are dropped.
MOST = 1_000_000
_STATUSES = (PASSED, WITHOUT_SCHEMA)
Members = dict[str, "str | None"]


def digest(data: bytes, size: int = _KEY) -> bytes:
    """Return a BLAKE2b digest of `size` bytes."""
    from _blake2 import blake2b  # hashlib would load OpenSSL for it

    return bytes(blake2b(data, digest_size=size).digest())


class Memo:
    """The verdicts of one repository; without a folder, of this process only."""

    def __init__(
        self, folder: str | None, rules: bytes, oid: "Callable[[str], str | None]"
    ) -> None:
        self._folder = folder
        self._rules = rules
        self._oid = oid
        self._known: dict[bytes, bytes] | None = None
        self._closures: dict[bytes, bytes] = {}
        self._holds: dict[bytes, bool] = {}
        self._contexts: dict[tuple[str, str, str | None], bytes] = {}
        self._members: dict[int, tuple[Members, bytes]] = {}
        self._new: dict[bytes, bytes] = {}

    def key(self, oid: str, path: str, dialect: str, setting: str | None) -> bytes:
        """Return the key of a file: its content, and what its path brings with it."""
        context = (path.rpartition("/")[0], dialect, setting)
        known = self._contexts.get(context)
        if known is None:
            text = "\0".join((context[0], dialect, setting or "", "set" if setting else ""))
            known = digest(self._rules + text.encode("utf-8", "surrogateescape"))
            self._contexts[context] = known
        return digest(oid.encode("ascii") + known)

    def status(self, key: bytes) -> str | None:
        """Return the verdict under a key, if there is one and its schemas have not changed."""
        if self._known is None:
            self._load()
        assert self._known is not None
        record = self._known.get(key)
        if record is None or not self._still(record[1:]):
            return None
        return _STATUSES[record[0]]

    def keep(self, key: bytes, status: str, members: Members) -> None:
        """Remember a clean verdict until `save`."""
        known = self._members.get(id(members))
        if known is None:
            text = closure_text(members)
            known = self._members[id(members)] = (members, digest(text, _CLOSURE))
            self._closures[known[1]] = text
            self._holds[known[1]] = True
        self._new[key] = bytes([_STATUSES.index(status)]) + known[1]

    def used(self) -> Members:
        """Return every schema file that a verdict of this run rests on."""
        members: Members = {}
        for closure, holds in self._holds.items():
            if holds:
                members |= _closure(self._closures[closure])
        return members

    def _still(self, closure: bytes) -> bool:
        held = self._holds.get(closure)
        if held is None:
            text = self._closures.get(closure)
            held = text is not None and all(
                self._oid(path) == oid for path, oid in _closure(text).items()
            )
            self._holds[closure] = held
        return held

    def _load(self) -> None:
        self._known = {}
        if self._folder is None:
            return
        try:
            with open(os.path.join(self._folder, "verdicts"), "rb") as file:
                data = file.read()
        except OSError:
            return
        closures, records = _decoded(data)
        self._closures = closures | self._closures
        self._known = {
            records[at : at + _KEY]: records[at + _KEY : at + _RECORD]
            for at in range(0, len(records), _RECORD)
        }

    def save(self) -> None:
        """Write what is new, with what was there; never fails for want of space or rights."""
        if self._folder is None or not self._new:
            return
        self._known = None
        self._load()
        assert self._known is not None
        merged = {**self._known, **self._new}
        if len(merged) > MOST:
            merged = self._new
        used = {record[1:] for record in merged.values()}
        closures = {key: text for key, text in self._closures.items() if key in used}
        write(self._folder, "verdicts", _encoded(closures, merged))


def closure_text(members: Members) -> bytes:
    """Write schema files and their object ids as bytes, in one order."""
    pairs = (f"{path}\0{oid or ''}" for path, oid in sorted(members.items()))
    return "\1".join(pairs).encode("utf-8", "surrogateescape")


def _closure(text: bytes) -> Members:
    pairs = text.decode("utf-8", "surrogateescape").split("\1") if text else []
    return {path: oid or None for path, _, oid in (pair.partition("\0") for pair in pairs)}


def _encoded(closures: dict[bytes, bytes], records: dict[bytes, bytes]) -> bytes:
    """Lay out: magic, digest of the rest, number of closures, each with its length, records."""
    parts = [len(closures).to_bytes(4, "big")]
    for key, text in sorted(closures.items()):
        parts += [key, len(text).to_bytes(4, "big"), text]
    parts += [key + record for key, record in sorted(records.items())]
    body = b"".join(parts)
    return _MAGIC + digest(body) + body


def _decoded(data: bytes) -> tuple[dict[bytes, bytes], bytes]:
    """Read what `_encoded` wrote; anything else is as good as nothing."""
    head = len(_MAGIC) + _KEY
    body = data[head:]
    if not data.startswith(_MAGIC) or data[len(_MAGIC) : head] != digest(body):
        return {}, b""
    closures = {}
    at = 4
    for _ in range(int.from_bytes(body[:4], "big")):
        key = body[at : at + _CLOSURE]
        size = int.from_bytes(body[at + _CLOSURE : at + _CLOSURE + 4], "big")
        at += _CLOSURE + 4
        closures[key] = body[at : at + size]
        at += size
    return closures, body[at:]


def write(folder: str, name: str, data: bytes) -> None:
    """Replace a file of the cache as a whole; give up silently where it cannot be written."""
    temporary = os.path.join(folder, f"{name}.{os.getpid()}.tmp")
    try:
        os.makedirs(folder, exist_ok=True)
        with open(temporary, "wb") as file:
            file.write(data)
        os.replace(temporary, os.path.join(folder, name))
    except OSError:
        try:
            os.unlink(temporary)
        except OSError:
            pass
