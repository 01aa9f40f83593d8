"""What is known of the reads of a configuration: who reads each key, and what nobody reads."""

from confledger.loader.access import pattern
from confledger.loader.access_log import Process, Reads
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from confledger.loader.resolution import Resolution


class Key:
    """One key with all reads of it, and those of each program; `there` unless it is gone."""

    __slots__ = ("name", "readers", "reads", "there")

    def __init__(self, name: str, *, there: bool) -> None:
        self.name = name
        self.there = there
        self.reads: Reads | None = None
        self.readers: dict[str, Reads] = {}

    def add(self, program: str, reads: Reads) -> None:
        """Add what one program has read of it."""
        self.readers[program] = reads
        if self.reads is None:
            self.reads = Reads(0, reads.first, reads.last)
        self.reads.add(reads)


class Usage:
    """The reads of one environment.

    `programs` are those that were observed, with the number of their runs, from `since` to
    `last` in UTC; without any, nothing can be said of a key. `indirect` are keys that are read
    only as parts of others, or by the loader. `unused` are read by nobody.
    """

    __slots__ = ("environment", "indirect", "keys", "last", "programs", "since", "unused")

    def __init__(self, environment: str | None) -> None:
        self.environment = environment
        self.programs: dict[str, int] = {}
        self.since: str | None = None
        self.last: str | None = None
        self.keys: list[Key] = []
        self.unused: list[str] = []
        self.indirect: list[str] = []

    @property
    def total(self) -> int:
        """How many keys there are."""
        return len(self.unused) + len(self.indirect) + sum(one.there for one in self.keys)


def usage(
    environment: str | None,
    resolution: "Resolution",
    observed: "Mapping[str, Process]",
    own: "tuple[Path, ...]" = (),
) -> Usage:
    """Return who reads each key of a configuration, in its order; then keys that are gone.

    `own` are the keys that the loader reads itself, with all below them.
    """
    found = Usage(environment)
    if not observed:
        return found
    found.programs = {name: one.runs for name, one in sorted(observed.items())}
    found.since = min(one.since for one in observed.values())
    found.last = max(one.last for one in observed.values())
    read: dict[str, Key] = {}
    there = dict.fromkeys(pattern(path) for path in leaves(resolution.tree))
    inner = {pattern(path) for path in _maps(resolution.tree)}
    for name, process in sorted(observed.items()):
        for key, reads in sorted(process.keys.items()):
            if key not in inner:
                read.setdefault(key, Key(key, there=key in there)).add(name, reads)
    used = _parts(resolution, set(read)) | {pattern(path) for path in own}
    for key in there:
        if key in read:
            found.keys.append(read[key])
        elif any(key == one or key.startswith((one + ".", one + "[")) for one in used):
            found.indirect.append(key)
        else:
            found.unused.append(key)
    found.keys += [one for key, one in read.items() if key not in there]
    return found


def leaves(value: object, at: Path = ()) -> "Iterator[Path]":
    """Yield the path of each value that is read as one: no map with keys, no list of maps."""
    if isinstance(value, dict) and value:
        for name, one in value.items():
            yield from leaves(one, (*at, name))
    elif isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value):
        for index, one in enumerate(value):
            if isinstance(one, (dict, list)):
                yield from leaves(one, (*at, index))
    elif at:
        yield at


def _maps(value: object, at: Path = ()) -> "Iterator[Path]":
    """Yield the path of each map and list that leads to others: to read it is to read nothing."""
    inside = value.items() if isinstance(value, dict) else ()
    if isinstance(value, list) and any(isinstance(one, (dict, list)) for one in value):
        inside = enumerate(value)  # type: ignore[assignment]  # pairs, either way
    for count, (step, one) in enumerate(inside):
        if not count and at:
            yield at
        yield from _maps(one, (*at, step))


def _parts(resolution: "Resolution", read: set[str]) -> set[str]:
    """Return the keys that values which are read were made of, and those that these were."""
    made = {
        pattern(path): {pattern(one) for one in inputs if isinstance(one, tuple)}
        for path, inputs in resolution.inputs.items()
    }
    found: set[str] = set()
    todo = [key for key in read if key in made]
    while todo:
        more = made[todo.pop()] - found
        found |= more
        todo += [key for key in more if key in made]
    return found
