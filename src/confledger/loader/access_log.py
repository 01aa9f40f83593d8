"""The file with what was read of one configuration: a line for each time that something was.

Lines are added under a lock; when there are many, those of a process become one. What cannot be
understood is skipped: the file is a record of use, and nothing depends on it.
"""

import fcntl
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

if TYPE_CHECKING:
    from json.encoder import encode_basestring_ascii as _quoted
else:
    try:
        # The package that it belongs to costs a short script more than all the rest of its end.
        from _json import encode_basestring_ascii as _quoted
    except ImportError:
        from json.encoder import encode_basestring_ascii as _quoted

# Beyond what was left when lines were put together the last time.
_MORE_BYTES = 128 * 1024
# Of one file, whatever happens: all that is older is put together as one process.
_MOST_BYTES = 2 * 1024 * 1024
_MOST_KEYS = 20_000
_LONGEST = 300
OTHERS = "(others)"


class Reads:
    """How often a key was read, and between which moments, in UTC (ISO 8601)."""

    __slots__ = ("count", "first", "last")

    def __init__(self, count: int, first: str, last: str) -> None:
        self.count = count
        self.first = first
        self.last = last

    def add(self, other: "Reads") -> None:
        """Take what another one knows."""
        self.count += other.count
        self.first = min(self.first, other.first)
        self.last = max(self.last, other.last)


class Process:
    """What all runs of one program have read, and between which moments they were observed."""

    __slots__ = ("keys", "last", "name", "runs", "since")

    def __init__(self, name: str, runs: int, since: str, last: str) -> None:
        self.name = name
        self.runs = runs
        self.since = since
        self.last = last
        self.keys: dict[str, Reads] = {}

    def add(self, other: "Process") -> None:
        """Take what another one knows."""
        self.runs += other.runs
        self.since = min(self.since, other.since)
        self.last = max(self.last, other.last)
        for key, reads in other.keys.items():
            known = self.keys.get(key)
            if known is not None:
                known.add(reads)
            elif len(self.keys) < _MOST_KEYS:
                self.keys[key] = reads

    def line(self) -> bytes:
        """Return it as one line of the file."""
        # Most are of one stretch of time, which is that of the line.
        own = (self.since, self.last)
        reads = ",".join(
            f"{_quoted(key)}:{one.count}"
            if (one.first, one.last) == own
            else f"{_quoted(key)}:[{one.count},{_quoted(one.first)},{_quoted(one.last)}]"
            for key, one in sorted(self.keys.items())
        )
        since, last = map(_quoted, own)
        return (
            f'{{"version":1,"process":{_quoted(self.name)},"runs":{self.runs},'
            f'"from":{since},"to":{last},"reads":{{{reads}}}}}\n'
        ).encode()


def add(
    place: str, process: str, since: str, now: str, reads: dict[str, int], *, runs: int
) -> None:
    """Add what a process has read since then; raise OSError where that is not possible."""
    one = Process(process[:_LONGEST], runs, since, now)
    for key, count in reads.items():
        if len(key) <= _LONGEST and len(one.keys) < _MOST_KEYS:
            one.keys[key] = Reads(count, since, now)
    os.makedirs(os.path.dirname(place), mode=0o700, exist_ok=True)
    lock = os.open(place + ".lock", os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
        file = os.open(place, flags, 0o600)
        try:
            size = os.fstat(file).st_size
            # Where a disk was full, a line may have no end.
            broken = size and os.pread(file, 1, size - 1) != b"\n"
            size += os.write(file, (b"\n" if broken else b"") + one.line())
            head = os.pread(file, 64, 0)
        finally:
            os.close(file)
        if size > _left(head) + _MORE_BYTES:
            _compact(place)
    finally:
        # Closing it unlocks it.
        os.close(lock)


def observed(place: str | None) -> dict[str, Process]:
    """Return by name what each process has read; empty where nothing was ever observed."""
    if place is None:
        return {}
    try:
        file = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        return {}
    with open(file, "rb") as stream:
        return _together(_read(stream))


def _together(lines: "Iterable[Process]") -> dict[str, Process]:
    found: dict[str, Process] = {}
    for one in lines:
        known = found.get(one.name)
        if known is None:
            found[one.name] = one
        else:
            known.add(one)
    return dict(sorted(found.items()))


def _read(lines: "Iterable[bytes]") -> "Iterator[Process]":
    import json

    for line in lines:
        try:
            row = json.loads(line)
            one = Process(
                _text(row["process"]), int(row["runs"]), _text(row["from"]), _text(row["to"])
            )
            for key, said in row["reads"].items():
                if isinstance(said, int):
                    one.keys[key] = Reads(said, one.since, one.last)
                else:
                    count, first, last = said
                    one.keys[key] = Reads(int(count), _text(first), _text(last))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            continue
        yield one


def _text(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        raise ValueError
    return value


def _left(head: bytes) -> int:
    """Return how many bytes the lines had when they were put together; 0 if they never were."""
    start = b'{"compacted":'
    number = head[len(start) :].partition(b"}")[0] if head.startswith(start) else b""
    return min(int(number), _MOST_BYTES) if number.isdigit() else 0


def _compact(place: str) -> None:
    """Put the lines of each process together, and the oldest processes where they are too many."""
    newest = sorted(observed(place).values(), key=lambda one: one.last, reverse=True)
    lines: list[bytes] = []
    size = 0
    others = Process(OTHERS, 0, "9", "")
    for one in newest:
        line = one.line()
        if one.name == OTHERS or size + len(line) > _MOST_BYTES:
            others.add(one)
        else:
            lines.append(line)
            size += len(line)
    if others.runs or others.keys:
        while len(line := others.line()) > _MOST_BYTES:
            for key in sorted(others.keys)[::2]:
                del others.keys[key]
        lines.append(line)
        size += len(line)
    temporary = f"{place}.{os.getpid()}.tmp"
    file = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with open(file, "wb") as out:
        out.write(b'{"compacted":%d}\n' % size + b"".join(lines))
    os.replace(temporary, place)
