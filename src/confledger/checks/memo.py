"""Verdicts that still hold: clean files by what they contain and what they are judged by.

A record is kept under the object id of the file and a digest of everything in the settings
that bears on it; it names the schema files it rests on and their object ids, so an edit of a
schema makes it void. Only clean verdicts are kept: a fault is found anew each time.
"""

from confledger.checks.cache import digest
from confledger.checks.readers import telling_name
from confledger.checks.result import PASSED, WITHOUT_SCHEMA
from confledger.checks.store import Store

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

_CLOSURE = 8
_STATUSES = (PASSED, WITHOUT_SCHEMA)
Members = dict[str, "str | None"]


class Memo:
    """The verdicts of one repository; without a folder, of this process only."""

    def __init__(
        self,
        folder: str | None,
        rules: bytes,
        oid: "Callable[[str], str | None]",
        reader: "Callable[[str], str | None]" = lambda path: None,
    ) -> None:
        self._reader = reader
        self._store = Store(folder)
        self._rules = rules
        self._oid = oid
        self._closures: dict[bytes, bytes] = {}
        self._holds: dict[bytes, bool] = {}
        self._contexts: dict[tuple[str | None, ...], bytes] = {}
        self._members: dict[int, tuple[Members, bytes]] = {}
        self._new: dict[bytes, bytes] = {}
        # What else a verdict on a path rests on; empty for most.
        self.bearing: Callable[[str], bytes] | None = None

    def key(self, oid: str, path: str, dialect: str, setting: str | None) -> bytes:
        """Return the key of a file: its content, and what its path brings with it."""
        folder = path.rpartition("/")[0]
        context = (folder, dialect, setting, telling_name(path), self._reader(path))
        known = self._contexts.get(context)
        if known is None:
            text = "\0".join(part or "" for part in context)
            known = digest(self._rules + text.encode("utf-8", "surrogateescape"))
            self._contexts[context] = known
        more = b"" if self.bearing is None else self.bearing(path)
        return digest(oid.encode("ascii") + known + more)

    def status(self, key: bytes) -> str | None:
        """Return the verdict under a key, if there is one and its schemas have not changed."""
        record = self._store.get(key)
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
                members |= _closure(self._text(closure) or b"")
        return members

    def _still(self, closure: bytes) -> bool:
        held = self._holds.get(closure)
        if held is None:
            text = self._text(closure)
            held = text is not None and all(
                self._oid(path) == oid for path, oid in _closure(text).items()
            )
            self._holds[closure] = held
        return held

    def _text(self, closure: bytes) -> bytes | None:
        text = self._closures.get(closure)
        return self._store.texts.get(closure) if text is None else text

    def save(self) -> None:
        """Write what is new, with what was there; never fails for want of space or rights."""
        self._store.add(self._new, self._closures)


def closure_text(members: Members) -> bytes:
    """Write schema files and their object ids as bytes, in one order."""
    pairs = (f"{path}\0{oid or ''}" for path, oid in sorted(members.items()))
    return "\1".join(pairs).encode("utf-8", "surrogateescape")


def _closure(text: bytes) -> Members:
    pairs = text.decode("utf-8", "surrogateescape").split("\1") if text else []
    return {path: oid or None for path, _, oid in (pair.partition("\0") for pair in pairs)}
