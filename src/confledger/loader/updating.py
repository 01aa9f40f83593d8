"""From one generation to the next: read, judge, ask the subscribers, swap, tell them; or keep.

No thread is started here; whoever calls is the one that works. One at a time: the others wait.
"""

import threading

from confledger.errors import ConfledgerError
from confledger.loader import subscribers
from confledger.loader.booting import stamp, start, utc, warn
from confledger.loader.generation import Attempt, alike, attempt, resealed
from confledger.loader.status import COUNTS, Status
from confledger.loader.subscribers import Subscription, UpdateRefused

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.loader.booting import Standby
    from confledger.loader.config import Config
    from confledger.loader.generation import Load


class Updater:
    """The generation that holds, and the way to the next one.

    `publish` makes a new one seen by readers; `now` tells the time, in seconds since 1970.
    """

    def __init__(
        self,
        root: str,
        load: "Load",
        standby: "Standby",
        *,
        on_invalid: str,
        publish: "Callable[[Config], None]",
        now: "Callable[[], float]",
    ) -> None:
        self.root = root
        self._load = load
        self._standby = standby
        self._publish = publish
        self._now = now
        self._subscriptions: list[Subscription] = []
        # Those that have prepared for what is not yet decided, with the values they were given.
        self._pending: tuple[list[Subscription], Config] | None = None
        self._counts = dict.fromkeys(COUNTS, 0)
        self._again = False
        self._lock = threading.RLock()
        self._worker: int | None = None
        self._last, self.current = start(root, load, standby, on_invalid)
        # The reading that the current generation came from, if it is not from a copy.
        self._source: Attempt | None = None if self._last.error is not None else self._last
        self.current.snapshot.generation = 1
        self._counts["loads"] = self._counts["updates"] = 1
        error = None if self._last.error is None else _said(self._last.error)
        if error is not None:
            self._counts[_kind(self._last)] += 1
        self._warned = error
        self.status = self._state(error, watching=False, by="")
        if self._source is not None:
            self._keep()

    def look(self) -> None:
        """Update if anything moved since the last time, or the source was gone then."""
        with self._lock:
            if self._updating():
                return
            self._counts["checks"] += 1
            last = self._last
            if self._again or last.unreachable or last.moved() or last.source.secrets_moved():
                try:
                    self._update()
                except Exception as error:
                    # It is in `last_error`; what is no error of ours is for the log as well.
                    if not isinstance(error, ConfledgerError):
                        warn("the update raised %s", type(error).__name__)
            self.status = self.status.but(last_checked=utc(self._now()), counts=dict(self._counts))

    def refresh(self) -> "Config":
        """Read again, whether anything moved or not; return what holds, or raise why it does."""
        with self._lock:
            if self._updating():
                raise ConfledgerError(
                    "an update is under way in this thread, and cannot begin another",
                    help="let subscribers and signal handlers call `nudge()`",
                )
            self._counts["checks"] += 1
            try:
                self._update()
            finally:
                self.status = self.status.but(
                    last_checked=utc(self._now()), counts=dict(self._counts)
                )
            return self.current

    def subscribe(self, subscriber: object, key: str | None) -> Subscription:
        """Add a subscriber, for what is published from now on."""
        one = Subscription(subscriber, key, self._unsubscribe)
        # A new list each time: an update goes on with the one that it began with.
        self._subscriptions = [*self._subscriptions, one]
        return one

    def folders(self) -> set[str]:
        """Return the folders in which a change would be seen."""
        return self._last.folders()

    def count(self, name: str) -> None:
        """Count what happened elsewhere."""
        self._counts[name] += 1

    def told(self, error: str) -> None:
        """Note what went wrong elsewhere."""
        with self._lock:
            self.status = self.status.but(last_error=error, counts=dict(self._counts))

    def watched(self, by: str, *, watching: bool) -> None:
        """Note whether changes are noticed, and how."""
        with self._lock:
            if (self.status.by, self.status.watching) != (by, watching):
                self.status = self.status.but(by=by, watching=watching)

    def forked(self) -> None:
        """Go on in a child: locks that others held are of threads that are not here."""
        mine = self._updating()
        self._lock = threading.RLock()
        self._worker = threading.get_ident() if mine else None
        if not mine and self._pending is not None:
            asked, new = self._pending
            self._pending = None
            subscribers.abort(asked, new, self.current)

    def _updating(self) -> bool:
        return self._worker == threading.get_ident()

    def _unsubscribe(self, one: Subscription) -> None:
        self._subscriptions = [other for other in self._subscriptions if other is not one]

    def _update(self) -> None:
        self._worker = threading.get_ident()
        # Whatever ends it in the middle, the next look goes on.
        self._again = True
        try:
            self._counts["loads"] += 1
            gone = self._last.unreachable
            self._last = one = attempt(self.root, self._load)
            if one.config is None:
                assert one.error is not None
                if not (gone and one.unreachable):
                    self._counts[_kind(one)] += 1
                self._failed(one.error)
                raise one.error
            moved = resealed(one, self._source)
            if self._source is not None and self._same(one.config, moved):
                self._source = one
                self._well()
            else:
                self._offer(one, one.config, moved)
            self._again = False
        finally:
            self._worker = None

    def _offer(self, one: Attempt, new: "Config", moved: "frozenset[str] | None") -> None:
        stamp(new)
        old = self.current
        new.snapshot.generation = old.snapshot.generation + 1
        asked: list[Subscription] = []
        self._pending = asked, new
        try:
            subscribers.prepare(self._subscriptions, new, old, moved, asked)
        except UpdateRefused as refused:
            self._counts["refused"] += 1
            self._failed(refused)
            raise
        finally:
            self._pending = None
        self.current, self._source = new, one
        self._counts["updates"] += 1
        # Before anybody is told, who may look at it.
        self._warned = None
        self.status = self._state(None)
        self._publish(new)
        failed = subscribers.commit(asked, new, old)
        self._counts["commit_errors"] += len(failed)
        for text in failed:
            warn("%s; generation %d holds", text, new.snapshot.generation)
        self.status = self._state("\n       ".join(failed) or None)
        self._keep()

    def _same(self, config: "Config", moved: "frozenset[str] | None") -> bool:
        same = config.snapshot.digest == self.current.snapshot.digest
        return same and alike(config, self.current, moved)

    def _keep(self) -> None:
        """Write the last good copy; that it could not be written stops nothing, and is said."""
        error = self._standby.keep(self.current)
        if error is None:
            return
        self._counts["last_good_errors"] += 1
        self._warn(error)
        before = self.status.last_error
        self.status = self.status.but(
            last_error=error if before is None else f"{before}\n       {error}",
            counts=dict(self._counts),
        )

    def _well(self) -> None:
        """Note that the values in use are those of the source."""
        self.current.snapshot.stale_since = None
        self._warned = None
        self.status = self.status.but(stale_since=None, last_error=None, counts=dict(self._counts))

    def _failed(self, error: Exception) -> None:
        """Note why the values in use are not those of the source, and since when."""
        self._again = False
        snapshot = self.current.snapshot
        snapshot.stale_since = snapshot.stale_since or utc(self._now())
        text = _said(error)
        self._warn(text, f"; generation {snapshot.generation} is kept")
        self.status = self.status.but(
            stale_since=snapshot.stale_since, last_error=text, counts=dict(self._counts)
        )

    def _warn(self, text: str, more: str = "") -> None:
        """Log, once for as long as it stays."""
        if text != self._warned:
            warn("%s%s", text, more)
            self._warned = text

    def _state(
        self, error: str | None, *, watching: bool | None = None, by: str | None = None
    ) -> Status:
        snapshot = self.current.snapshot
        return Status(
            generation=snapshot.generation,
            digest=snapshot.digest,
            commit=snapshot.commit,
            loaded_at=snapshot.loaded_at,
            stale_since=snapshot.stale_since,
            last_error=error,
            last_checked=utc(self._now()),
            watching=self.status.watching if watching is None else watching,
            by=self.status.by if by is None else by,
            counts=dict(self._counts),
        )


def _kind(one: Attempt) -> str:
    return "unreachable" if one.unreachable else "invalid"


def _said(error: Exception) -> str:
    """Return what an error says; of one that is not ours, only what it is: it may quote."""
    return str(error) if isinstance(error, ConfledgerError) else type(error).__name__
