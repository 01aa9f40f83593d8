"""The threads that notice changes: one looks, now and then and when woken; one wakes it.

What wakes is inotify, by way of watchfiles, where that is installed. It is never relied on: file
systems over a network tell nothing, and a volume that is mounted over a folder ends it unnoticed.
"""

import threading
import time
from queue import Empty, SimpleQueue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

# How often it is looked if nobody says, in seconds: with inotify, and without.
SELDOM, OFTEN = 10.0, 1.0
# How long it stays quiet until changes are taken for done, and how many such times at most.
SETTLE, _MOST_SETTLES = 0.05, 20
# After a thread has died, or inotify could not be had, so long.
_AGAIN, _AGAIN_INOTIFY = 1.0, 30.0
_STEP_MS, _TIMEOUT_MS = 50, 5000
INOTIFY, POLLING, STOPPED = "inotify", "polling", "stopped"


class Waker:
    """Calls `look` in a thread of its own until it is stopped.

    `folders` are those in which changes would be seen, by now; `died` is told of what ended a
    thread, which goes on at once; `by` of how changes are noticed.
    """

    def __init__(
        self,
        look: "Callable[[], None]",
        folders: "Callable[[], set[str]]",
        *,
        every: float | None,
        settle: float,
        inotify: bool,
        died: "Callable[[str], None]",
        by: "Callable[[str], None]",
    ) -> None:
        self._look = look
        self._folders = folders
        self._every = every
        self._settle = settle
        self._inotify = inotify
        self._died = died
        self._by = by
        # Its `put` may be called from a signal handler, whatever was interrupted.
        self._bell: SimpleQueue[None] = SimpleQueue()
        self._stopping = False
        self._native = False
        self._threads: list[threading.Thread] = []

    @property
    def alive(self) -> bool:
        """Whether the thread that looks is there."""
        return bool(self._threads) and self._threads[0].is_alive()

    def start(self) -> None:
        """Begin, in threads that do not keep the process from ending."""
        self._stopping = False
        self._by(POLLING)
        targets = [("confledger-watch", self._watch)]
        if self._inotify:
            targets.append(("confledger-inotify", self._listen))
        self._threads = [
            threading.Thread(target=target, name=name, daemon=True) for name, target in targets
        ]
        for one in self._threads:
            one.start()

    def stop(self, timeout: float = 5.0) -> None:
        """End the threads, and wait for them, unless this is one of them."""
        self._stopping = True
        self.ring()
        for one in self._threads:
            if one is not threading.current_thread() and one.is_alive():
                one.join(timeout)
        self._by(STOPPED)

    def ring(self) -> None:
        """Let it look now; from any thread, and from a signal handler."""
        self._bell.put(None)

    def _watch(self) -> None:
        while not self._stopping:
            try:
                if self._woken():
                    self._quiet()
                if not self._stopping:
                    self._look()
            except BaseException as error:
                # Not even an exit that somebody asked for in this thread may leave values old.
                self._died(f"what watches raised {type(error).__name__}, and was started again")
                self._sleep(_AGAIN)

    def _woken(self) -> bool:
        """Wait until something rings or it is time; whether something did."""
        every = self._every or (SELDOM if self._native else OFTEN)
        try:
            self._bell.get(timeout=every)
        except Empty:
            return False
        return True

    def _quiet(self) -> None:
        """Wait until nothing has rung for a while, so that a burst of changes is one."""
        for _ in range(_MOST_SETTLES):
            if self._stopping:
                return
            try:
                self._bell.get(timeout=self._settle)
            except Empty:
                return
            self._drain()

    def _drain(self) -> None:
        try:
            while True:
                self._bell.get_nowait()
        except Empty:
            return

    def _sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._stopping and time.monotonic() < end:
            time.sleep(min(0.05, seconds))

    def _listen(self) -> None:
        try:
            from watchfiles import watch
        except ImportError:
            return
        while not self._stopping:
            armed = _Armed(self)
            try:
                for _ in watch(
                    *sorted(armed.folders),
                    watch_filter=None,
                    recursive=False,
                    debounce=200,
                    step=_STEP_MS,
                    rust_timeout=_TIMEOUT_MS,
                    yield_on_timeout=False,
                    raise_interrupt=False,
                    ignore_permission_denied=True,
                    stop_event=armed,
                ):
                    self.ring()
            except FileNotFoundError:
                # A folder went between the look and the watch: those that are there now.
                self._sleep(0.05)
            except BaseException as error:
                self._lost(error)
                self._sleep(_AGAIN_INOTIFY)

    def _lost(self, error: BaseException) -> None:
        """Say that there is no inotify; without it, it is looked more often."""
        self._native = False
        self._by(f"{POLLING}: inotify raised {type(error).__name__}")
        self.ring()


class _Armed:
    """One set of folders that is watched, and what ends that: another set, or the end of all."""

    __slots__ = ("_at", "_seen", "_waker", "folders")

    def __init__(self, waker: Waker) -> None:
        self._waker = waker
        self._seen: object = None
        self._at = 0.0
        self.folders = self._now()

    def is_set(self) -> bool:
        """Whether to stop; asked many times a second, from when the folders are watched."""
        waker = self._waker
        if waker._stopping:
            return True
        if self._seen is None:
            # What changed before they were watched would have been missed.
            waker._native = True
            waker._by(INOTIFY)
            waker.ring()
            self._seen, self._at = _identities(self.folders), time.monotonic()
            return False
        if time.monotonic() - self._at < _LOOK_AT_FOLDERS:
            return False
        self._at = time.monotonic()
        return self._now() != self.folders or _identities(self.folders) != self._seen

    def _now(self) -> set[str]:
        return {_there(one) for one in self._waker._folders()}


_LOOK_AT_FOLDERS = 0.5


def _there(folder: str) -> str:
    """Return the nearest folder that exists, from one up."""
    from os.path import dirname, isdir

    while not isdir(folder) and folder != dirname(folder):
        folder = dirname(folder)
    return folder


def _identities(folders: set[str]) -> list[object]:
    from os import stat

    found: list[object] = []
    for one in sorted(folders):
        try:
            there = stat(one)
        except OSError:
            found.append(None)
        else:
            found.append((there.st_dev, there.st_ino))
    return found
