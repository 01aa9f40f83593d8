"""Which keys a process reads, counted in memory: who reads a key, and what nobody reads.

A read is one addition to a number. What was read is written to a file of the state folder when
the process ends, and now and then where that is asked for: keys, counts and times, and never a
value. What cannot be written is counted, and stops nobody. A count may miss a read where threads
read the same key at the same moment.
"""

import os
from _thread import allocate_lock

from confledger.loader import surroundings
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from threading import Event

    from confledger.settings import Settings

    # By path of a map: how often each of its keys was read.
    Counts = dict[Path, dict[str, int]]

VARIABLE = "CONFLEDGER_ACCESS"
_OFF = ("off", "0", "no", "false")


class Recorder:
    """What this process reads of one configuration, through all of its generations.

    `counts` grows with each read; `place` is the file that `flush` adds to, None where there is
    none; `failed` counts what could not be written.
    """

    __slots__ = ("_lock", "_runs", "_since", "_told", "counts", "failed", "place")

    def __init__(self, place: str | None) -> None:
        self.counts: Counts = {}
        self.place = place
        self.failed = 0
        self.begin(1)

    def begin(self, runs: int) -> None:
        """Forget what was counted so far: a process that was forked begins with nothing."""
        self._lock = allocate_lock()
        self._told = {path: dict(node) for path, node in list(self.counts.items())}
        self._since = surroundings.moment()
        self._runs = runs

    def flush(self, *, idle: bool = True) -> bool:
        """Write what was read since the last time; whether that was possible.

        Without `idle`, nothing is written where nothing was read.
        """
        if self.place is None:
            return False
        from confledger.loader.access_log import add

        with self._lock:
            now = {path: dict(node) for path, node in list(self.counts.items())}
            reads = _more(self._told, now)
            if not reads and not idle:
                return True
            moment = surroundings.moment()
            try:
                add(
                    *(self.place, surroundings.process(), self._since, moment, reads),
                    runs=self._runs,
                )
            except OSError:
                # Tried again with the next: nothing is lost but time.
                self.failed += 1
                return False
            self._told, self._since, self._runs = now, moment, 0
        return True


def pattern(path: Path) -> str:
    """Return the name under which reads are counted: the items of a list are one, `jobs[].run`."""
    from confledger.location import dotted

    text = ""
    for step in path:
        part = "[]" if isinstance(step, int) else dotted((step,))
        text += part if part.startswith("[") or not text else "." + part
    return text


def recorder(
    top: str,
    root: str,
    environment: str | None,
    settings: "Settings",
    access: "bool | float | None" = None,
) -> Recorder | None:
    """Return what counts the reads of a configuration in this process; None where nothing does.

    `access` is False for none, or the seconds after which what was read is written; without it,
    `load.access` of the settings says. The variable CONFLEDGER_ACCESS=off wins.
    """
    if access is False:
        return None
    environ = surroundings.environ()
    if environ.get(VARIABLE, "").lower() in _OFF:
        return None
    wanted = _wanted(settings)
    if access is None and wanted.get("enabled") is False:
        return None
    key = (top, root, environment)
    found = _recorders.get(key)
    if found is None:
        found = Recorder(place_of(top, root, environment, settings, environ))
        _recorders[key] = found
        _at_the_end()
    every = (
        access if isinstance(access, (int, float)) and access is not True else wanted.get("every")
    )
    if isinstance(every, (int, float)) and every > 0 and found.place is not None:
        _writer.start(float(every))
    return found


def place_of(
    top: str,
    root: str,
    environment: str | None,
    settings: "Settings",
    environ: "Mapping[str, str]",
) -> str | None:
    """Return the file with what is read of a configuration; None where there is no place for it."""
    folder = _wanted(settings).get("folder")
    name = environment or "base"
    if isinstance(folder, str) and folder:
        # Said in the repository, for all machines on which it is, wherever that may be.
        return os.path.join(top, folder, _file(root or "config", name))
    state = surroundings.state_folder(environ)
    if state is None:
        return None
    from confledger.loader.digests import short

    return os.path.join(state, "confledger", "access", short(top, root), _file("", name))


def _file(root: str, name: str) -> str:
    """Return a name that no folder of the configuration can lead out of."""
    both = f"{root}-{name}" if root else name
    return "".join(one if one.isalnum() or one in "-_." else "_" for one in both) + ".jsonl"


def flush() -> bool:
    """Write what this process has read of all its configurations; whether that was possible."""
    done = [one.flush() for one in list(_recorders.values())]
    return all(done)


def _wanted(settings: "Settings") -> "Mapping[str, object]":
    found = settings.load["access"]
    assert isinstance(found, dict)
    return found


def _more(before: "Counts", now: "Counts") -> dict[str, int]:
    """Return by pattern how often each key was read since then."""
    found: dict[str, int] = {}
    for path, node in now.items():
        known = before.get(path, _NOTHING)
        for name, count in node.items():
            more = count - known.get(name, 0)
            # A map is read on the way to what is in it.
            if more > 0 and not now.get((*path, name)):
                key = pattern((*path, name))
                found[key] = found.get(key, 0) + more
    return found


_NOTHING: dict[str, int] = {}
_recorders: dict[tuple[str, str, str | None], Recorder] = {}
_registered = False


class _Writer:
    """A thread that writes every few seconds; there is none until somebody wants it."""

    def __init__(self) -> None:
        self.every: float | None = None
        self.stop: Event | None = None

    def start(self, every: float) -> None:
        """Write at least this often from now on."""
        self.every = every if self.every is None else min(self.every, every)
        if self.stop is None:
            from threading import Event, Thread

            self.stop = stop = Event()
            Thread(target=self._run, args=(stop,), name="confledger-access", daemon=True).start()

    def _run(self, stop: "Event") -> None:
        while self.every is not None and not stop.wait(self.every):
            for one in list(_recorders.values()):
                one.flush(idle=False)


_writer = _Writer()


def _at_the_end() -> None:
    """Have everything written when the process ends, and nothing twice after a fork."""
    global _registered  # noqa: PLW0603 - once for a process
    if not _registered:
        import atexit

        _registered = True
        atexit.register(flush)
        os.register_at_fork(after_in_child=_forked)


def _forked() -> None:
    for one in _recorders.values():
        one.begin(1)
    every, _writer.every, _writer.stop = _writer.every, None, None
    if every is not None:
        _writer.start(every)
