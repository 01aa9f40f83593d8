"""`confledger.watch`: a configuration that follows its source, one whole generation at a time."""

import atexit
import os
import threading
from weakref import WeakSet

from confledger.errors import ConfledgerError
from confledger.loader import surroundings
from confledger.loader.booting import RAISE, Standby
from confledger.loader.loading import load_from, reopener_of
from confledger.loader.status import Status, metrics
from confledger.loader.updating import Updater
from confledger.loader.waking import SETTLE, Waker

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from contextlib import AbstractContextManager
    from typing import Self

    from confledger.loader.awaiting import Changes
    from confledger.loader.config import Config
    from confledger.loader.folder import Folder
    from confledger.loader.layer import Layer
    from confledger.loader.subscribers import Subscription

    Overlays = Sequence[Layer] | Callable[[], Sequence[Layer]]


def watch(
    root: "str | os.PathLike[str]" = "config",
    environment: str | None = None,
    *,
    host: str | None = None,
    flags: "Mapping[str, object] | None" = None,
    environ: "Mapping[str, str] | None" = None,
    overlays: "Overlays" = (),
    secrets: str = "open",
    access: "bool | float | None" = None,
    every: float | None = None,
    settle: float = SETTLE,
    inotify: bool = True,
    background: bool = True,
    last_good: "str | os.PathLike[str] | bool | None" = True,
    on_invalid: str = RAISE,
) -> "Watched":
    """Return a configuration that is read again when its source changes.

    `root` to `access` are those of `load`; `overlays` may be a function, called each time.
    It is looked for changes `every` so many seconds (1, or 10 with inotify), and when inotify
    tells of one, after `settle` seconds without another; with `background=False`, only by
    `refresh` and `nudge`. `last_good` is where the last good copy is kept: a path, True for the
    usual place, None for none. With `on_invalid="last-good"`, the process starts from the copy
    also where the source is there, but wrong.

    Raise what `load` raises, if there is no copy to start from.
    """
    if every is not None and every <= 0:
        raise ConfledgerError(f"every={every!r}", help="it is a number of seconds, above 0")
    full = os.path.abspath(os.fspath(root))
    reopen = reopener_of(full, environ, secrets)

    def load(source: "Folder", inside: str) -> "Config":
        return load_from(
            source,
            inside,
            environment,
            host=host,
            flags=flags,
            environ=environ,
            overlays=overlays() if callable(overlays) else overlays,
            secrets=secrets,
            access=access,
        )

    def updater(publish: "Callable[[Config], None]") -> Updater:
        return Updater(
            full,
            load,
            Standby(last_good, full, environment, host, environ, reopen),
            on_invalid=on_invalid,
            publish=publish,
            now=surroundings.clock,
        )

    def waker(watched: Watched) -> Waker:
        return Waker(
            watched._updater.look,
            watched._updater.folders,
            every=every,
            settle=settle,
            inotify=inotify,
            died=watched._died,
            by=watched._by,
        )

    return Watched(updater, waker if background else None)


class Watched:
    """A configuration that follows its source.

    `current` is the generation that holds: a Config, whole and never changed. Take it once for
    what belongs together. Reading it waits for nothing. After a fork, a child goes on from the
    generation that it was forked with, and watches from its first use of this.
    """

    current: "Config"

    def __init__(
        self,
        updater: "Callable[[Callable[[Config], None]], Updater]",
        waker: "Callable[[Watched], Waker] | None",
    ) -> None:
        self._make_waker = waker
        self._waker: Waker | None = None
        self.stopped = False
        self._changed = threading.Condition()
        self._listeners: tuple[Callable[[], None], ...] = ()
        self._forked: threading.Lock = threading.Lock()
        self._updater = updater(self._publish)
        self.current = self._updater.current
        _ALL.add(self)
        self._start()
        _export(self)

    @property
    def status(self) -> Status:
        """Generation, digest, commit, since when stale, the last error, and more, as of now."""
        self._here()
        return self._updater.status

    def metrics(self) -> dict[str, float]:
        """Return the status as numbers, by names as Prometheus wants them."""
        return metrics(self.status, surroundings.clock())

    def refresh(self) -> "Config":
        """Read the source now, and return what holds; raise why it is not taken, and keep.

        A source that is gone is an error here, whatever copy there is.
        """
        self._here()
        return self._updater.refresh()

    def nudge(self) -> None:
        """Let the thread that watches look now; to be called from anywhere, signal handlers too.

        Without that thread, look in this one.
        """
        self._here()
        if self._waker is not None:
            self._waker.ring()
        else:
            self._updater.look()

    def subscribe(self, key: object, subscriber: object = None) -> "Subscription":
        """Have a function, or an object with prepare, commit and abort, told of new generations.

        `subscribe(it)` hears of each, `subscribe("db", it)` of those in which `db` is another.
        Each step is called with the new value and the old one. What `prepare` raises refuses
        the whole update; those that had prepared abort.
        """
        self._here()
        if subscriber is None:
            return self._updater.subscribe(key, None)
        if not isinstance(key, str):
            raise ConfledgerError("the key of a part is a text, such as 'db.pool'")
        return self._updater.subscribe(subscriber, key)

    def pinned(self) -> "AbstractContextManager[Config]":
        """Return what gives one generation for a whole block: `with watched.pinned() as config`."""
        from contextlib import nullcontext

        return nullcontext(self.current)

    def wait(self, timeout: float | None = None, *, after: int | None = None) -> "Config | None":
        """Wait for a generation above `after`, or than the one that holds; None if none came."""
        self._here()
        seen = self.current.snapshot.generation if after is None else after
        with self._changed:
            self._changed.wait_for(
                lambda: self.stopped or self.current.snapshot.generation > seen, timeout
            )
        config = self.current
        return config if config.snapshot.generation > seen else None

    def changes(self) -> "Changes":
        """Return the generations from now on, for `async for`; one that comes late is the last."""
        from confledger.loader.awaiting import Changes

        self._here()
        return Changes(self)

    async def changed(self) -> "Config":
        """Wait for the next generation."""
        try:
            return await anext(self.changes())
        except StopAsyncIteration:
            raise ConfledgerError("the configuration is not watched any more") from None

    def stop(self) -> None:
        """End the threads; the generation that holds can be read, and refreshed, from then on."""
        self._here()
        self.stopped = True
        waker, self._waker = self._waker, None
        if waker is not None:
            waker.stop()
        self._tell()

    def __enter__(self) -> "Self":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"<Watched {self._updater.current.snapshot.said()}: {self._updater.status!r}>"

    def __reduce__(self) -> str:
        raise TypeError("what is watched is not pickled: watch it where it is needed")

    def __getattr__(self, name: str) -> object:
        # `current` is missing in a child, until somebody asks for it.
        if name == "current" and "_updater" in self.__dict__:
            self._here()
            return self.__dict__["current"]
        raise AttributeError(name)

    def _publish(self, config: "Config") -> None:
        # The one moment: who reads before has the old generation, who reads after the new one.
        self.current = config
        self._tell()

    def _tell(self) -> None:
        with self._changed:
            self._changed.notify_all()
        for listener in self._listeners:
            listener()

    def listen(self, listener: "Callable[[], None]") -> None:
        """Have a function called for each generation and at the end, in whatever thread."""
        with self._changed:
            self._listeners = (*self._listeners, listener)

    def unlisten(self, listener: "Callable[[], None]") -> None:
        """Call it no more."""
        with self._changed:
            self._listeners = tuple(one for one in self._listeners if one is not listener)

    def _start(self) -> None:
        if self._make_waker is not None and not self.stopped:
            self._waker = self._make_waker(self)
            self._waker.start()

    def _died(self, error: str) -> None:
        self._updater.count("watcher_restarts")
        self._updater.told(error)

    def _by(self, by: str) -> None:
        self._updater.watched(by, watching=not by.startswith("stopped"))

    def _after_fork(self) -> None:
        """Forget what a child has not got: threads, and what they held."""
        self._changed = threading.Condition()
        self._forked = threading.Lock()
        self._listeners = ()
        self._waker = None
        self._updater.forked()
        self.__dict__.pop("current", None)

    def _here(self) -> None:
        """Watch in this process, if it was forked from the one that did."""
        if "current" in self.__dict__:
            return
        with self._forked:
            if "current" not in self.__dict__:
                self._start()
                self.current = self._updater.current


_ALL: "WeakSet[Watched]" = WeakSet()


def _in_child() -> None:
    for one in list(_ALL):
        one._after_fork()


def _at_exit() -> None:
    # Threads that wait in another language do not survive the end of the interpreter.
    for one in list(_ALL):
        if "current" in one.__dict__:
            one.stop()


os.register_at_fork(after_in_child=_in_child)
atexit.register(_at_exit)


def _export(watched: Watched) -> None:
    """Hand the metrics to `confledger.obs`, if that is there."""
    from importlib import import_module

    try:
        collect = getattr(import_module("confledger.obs"), "collect", None)
    except ModuleNotFoundError:
        return
    if callable(collect):
        collect("config", watched.metrics)
