"""What a watched configuration says of itself: which generation, since when stale, and why."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Self

# What is counted, each from the start of the process.
COUNTS = (
    "checks",  # looks at the source
    "loads",  # of them, those that read it
    "updates",  # generations that were published
    "invalid",  # that the schema, a reference or the syntax refused
    "refused",  # that a subscriber refused
    "unreachable",  # times that the source was found gone
    "commit_errors",  # subscribers that raised after an update
    "last_good_errors",  # copies that could not be written
    "watcher_restarts",  # times that what watches had died
)


class Status:
    """The state at one moment; never changed, but replaced as a whole.

    `generation`, `digest`, `commit` and `loaded_at` are those of the values in use.
    `stale_since` is when it was first found that the source says something else, or is gone,
    None while the values are those of the source; `last_error` is why, or what else went wrong
    last; None once all is well again. Times are UTC, ISO 8601. `watching` says whether changes
    are noticed, and `by` how: `inotify`, `polling`, or why there is no inotify.
    """

    __slots__ = (
        *("by", "commit", "counts", "digest", "generation", "last_checked", "last_error"),
        *("loaded_at", "stale_since", "watching"),
    )

    def __init__(
        self,
        *,
        generation: int,
        digest: str,
        commit: str | None,
        loaded_at: str | None,
        stale_since: str | None,
        last_error: str | None,
        last_checked: str | None,
        watching: bool,
        by: str,
        counts: dict[str, int],
    ) -> None:
        self.generation = generation
        self.digest = digest
        self.commit = commit
        self.loaded_at = loaded_at
        self.stale_since = stale_since
        self.last_error = last_error
        self.last_checked = last_checked
        self.watching = watching
        self.by = by
        self.counts = counts

    def but(self, **changed: object) -> "Self":
        """Return the same with some of it changed."""
        held = {name: getattr(self, name) for name in self.__slots__}
        return type(self)(**held | changed)

    def as_dict(self) -> dict[str, object]:
        """Return all of it, for a health check that answers in JSON."""
        return {name: getattr(self, name) for name in _ORDER} | {"counts": dict(self.counts)}

    def __repr__(self) -> str:
        state = f"stale since {self.stale_since}" if self.stale_since else "fresh"
        return f"<Status generation {self.generation}, {state}>"


_ORDER = (
    *("generation", "digest", "commit", "loaded_at", "stale_since", "last_error"),
    *("last_checked", "watching", "by"),
)


def metrics(status: Status, now: float) -> dict[str, float]:
    """Return a state as numbers, by names as Prometheus wants them."""
    found = {
        "confledger_generation": float(status.generation),
        "confledger_stale": float(status.stale_since is not None),
        "confledger_stale_seconds": _ago(status.stale_since, now),
        "confledger_age_seconds": _ago(status.loaded_at, now),
        "confledger_checked_seconds": _ago(status.last_checked, now),
        "confledger_watching": float(status.watching),
        "confledger_error": float(status.last_error is not None),
    }
    return found | {f"confledger_{name}_total": float(status.counts[name]) for name in COUNTS}


def _ago(moment: str | None, now: float) -> float:
    """Return how many seconds ago a moment was; none, if there was none."""
    if not moment:
        return 0.0
    from calendar import timegm
    from time import strptime

    try:
        return max(0.0, now - timegm(strptime(moment, "%Y-%m-%dT%H:%M:%SZ")))
    except ValueError:
        return 0.0
