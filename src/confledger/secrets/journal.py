"""The journal of opened secrets: one event a line, each bound to the one before by its hash.

A line is canonical JSON (names sorted, no spaces, ASCII) whose last member is `hash`: the
SHA-256 of the line as it is without that member. `previous` is the hash of the event before, so
nothing can be changed, taken out, put in or moved without breaking the chain. Values, their
lengths and their hashes are never part of it.
"""

import fcntl
import hashlib
import json
import os
import stat
import time

from confledger.errors import ConfledgerError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FORMAT = 1
# The event that tells of a line which a crash or a full disk has cut off; `torn` is its SHA-256.
TORN = "torn-line"
# What the first event follows.
NOTHING = "0" * 64
_HASH = ',"hash":"'
_END = '"}'
_AFTER = len(_HASH) + 64 + len(_END)
_BEGINNING = b'{"action":"'
# So many bytes are read at once, from the end, to find the last event.
_CHUNK = 1 << 16
# Another process writes one line, in less than a millisecond; so many seconds are a fault.
_PATIENCE = 20.0


class JournalUnusable(ConfledgerError):
    """The journal cannot be read, or nothing can be added to it."""

    def __init__(self, path: str, reason: str, help: str | None = None) -> None:
        super().__init__(
            f"the journal {path} cannot be used: {reason}",
            help=help or "CONFLEDGER_JOURNAL names another place",
        )
        self.reason = reason


class Event:
    """One line that is an event; `intact` says whether its hash is that of its text."""

    __slots__ = ("fields", "hash", "intact", "previous", "sequence")

    def __init__(self, fields: "dict[str, object]", digest: str, *, intact: bool) -> None:
        self.fields = fields
        self.hash = digest
        self.intact = intact
        self.sequence: int = fields["sequence"]  # type: ignore[assignment]
        self.previous = str(fields["previous"])


def canonical(value: "Mapping[str, object]") -> str:
    """Write a map as canonical JSON; what is no Unicode is escaped, and comes back as it was."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"))


def line_of(fields: "Mapping[str, object]") -> bytes:
    """Return the line of an event, its hash at the end."""
    body = canonical(fields)
    digest = hashlib.sha256(body.encode()).hexdigest()
    return f"{body[:-1]}{_HASH}{digest}{_END}\n".encode()


def parsed(line: bytes) -> Event | None:
    """Return the event that a line, without its end, is; None where it is none."""
    try:
        text = line.decode("ascii")
        fields = json.loads(text)
    except (ValueError, RecursionError):
        return None
    ending = text[-_AFTER:]
    if not (ending.startswith(_HASH) and ending.endswith(_END)) or not isinstance(fields, dict):
        return None
    digest = fields.pop("hash", None)
    sequence = fields.get("sequence")
    if not isinstance(sequence, int) or sequence < 1 or not isinstance(digest, str):
        return None
    body = text[:-_AFTER] + "}"
    real = hashlib.sha256(body.encode()).hexdigest()
    fields.setdefault("previous", "")
    return Event(fields, digest, intact=ending == f"{_HASH}{real}{_END}")


def lines(path: str) -> "Iterator[bytes]":
    """Yield each line as it is, the last one maybe without its end; nothing without a journal."""
    try:
        with open(path, "rb") as file:
            yield from file
    except FileNotFoundError:
        return
    except OSError as error:
        raise JournalUnusable(path, _reason(error), "see who may read it") from error


def append(path: str, fields: "Mapping[str, object]", *, patience: float = _PATIENCE) -> Event:
    """Add one event, under a lock, on the disk when this returns; raise JournalUnusable.

    `sequence` and `previous` are set here. A line that was cut off stays, and an event that
    tells of it comes first.
    """
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK
        journal = os.open(path, flags, 0o600)
    except OSError as error:
        raise JournalUnusable(path, _reason(error)) from error
    try:
        if not stat.S_ISREG(os.fstat(journal).st_mode):
            raise JournalUnusable(path, "it is not a regular file")
        _lock(journal, path, patience)
        return _added(journal, path, fields)
    except OSError as error:
        raise JournalUnusable(path, _reason(error)) from error
    finally:
        os.close(journal)


def _lock(journal: int, path: str, patience: float) -> None:
    """Wait until no other process writes."""
    until = time.monotonic() + patience
    while True:
        try:
            return fcntl.flock(journal, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise JournalUnusable(
                    path,
                    f"another process has held it for {patience:g} s",
                    f"see which: fuser {path}",
                ) from None
            time.sleep(0.002)


def _added(journal: int, path: str, fields: "Mapping[str, object]") -> Event:
    last, rest = _tail(journal, path)
    sequence, previous = (last.sequence, last.hash) if last is not None else (0, NOTHING)
    text = b""
    if rest:
        text = b"\n"
        # Only its end may be missing: then it is the last event, and all is said.
        if parsed(rest) is None:
            shared = ("format", "host", "process", "time", "user")
            told = {name: fields[name] for name in shared if name in fields}
            told |= {"action": TORN, "torn": hashlib.sha256(rest).hexdigest()}
            sequence += 1
            text += line_of({**told, "sequence": sequence, "previous": previous})
            previous = _digest_of(text)
    text += line_of({**fields, "sequence": sequence + 1, "previous": previous})
    left = text
    while left:
        # As a rule one call; a disk that is almost full takes less.
        left = left[os.write(journal, left) :]
    os.fsync(journal)
    event = parsed(text[:-1].rpartition(b"\n")[2])
    assert event is not None
    return event


def _digest_of(line: bytes) -> str:
    """Return the hash that stands at the end of a line."""
    return line[-len(_END) - 65 : -len(_END) - 1].decode()


def _tail(journal: int, path: str) -> tuple[Event | None, bytes]:
    """Return the last event, and what comes after the last end of a line."""
    size = os.fstat(journal).st_size
    start, held = size, b""
    while start:
        step = min(_CHUNK, start)
        start -= step
        held = os.pread(journal, step, start) + held
        pieces = held.split(b"\n")
        # The first piece may begin before what was read.
        for piece in reversed(pieces if not start else pieces[1:]):
            event = parsed(piece)
            if event is not None:
                return event, pieces[-1]
    begun = held.startswith(_BEGINNING) or _BEGINNING.startswith(held)
    if b"\n" in held or not begun:
        raise JournalUnusable(path, "it holds no event, so it is something else")
    return None, held


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
