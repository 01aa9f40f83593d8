"""One configuration that was loaded, whole and for good, and what is known of it."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

    from confledger.loader.access import Counts
    from confledger.loader.findings import Finding
    from confledger.loader.resolution import Resolution
    from confledger.loader.secret import Openers
    from confledger.location import Path


class Snapshot:
    """What a Config comes from.

    `digest` is the SHA-256 of the files that took part, in their order, with environment and
    host; never of a variable, flag or secret. `stale_since` is a time in UTC (ISO 8601) where
    its source says something else by now or cannot be reached, and this is the last that was
    good; else None. `generation` counts what `watch` has published, from 1; it is 0 for `load`.
    `commit` is what the repository stood at when it was read, and `loaded_at` when that was;
    None where nobody asked. `openers` opens its secrets, and counts that. `findings` is what was
    remarkable, such as a variable that stands for no key.
    """

    __slots__ = (
        *("commit", "counts", "digest", "environment", "files", "generation", "loaded_at"),
        "findings",
        "openers",
        *("resolution", "root", "stale_since", "top"),
    )

    def __init__(
        self,
        resolution: "Resolution",
        *,
        top: str,
        root: str,
        environment: str | None,
        files: tuple[str, ...],
        digest: str,
        stale_since: str | None = None,
        counts: "Counts | None" = None,
    ) -> None:
        self.resolution = resolution
        self.top = top
        self.root = root
        self.environment = environment
        self.files = files
        self.digest = digest
        self.stale_since = stale_since
        self.counts = counts
        self.generation = 0
        self.commit: str | None = None
        self.loaded_at: str | None = None
        self.openers: Openers | None = None
        self.findings: tuple[Finding, ...] = ()

    def reads(self, path: "Path", names: "Iterable[str]") -> "dict[str, int] | None":
        """Return what counts the reads of each key of a map; None where nothing is counted."""
        if self.counts is None:
            return None
        node = self.counts.setdefault(path, {})
        for name in names:
            node.setdefault(name, 0)
        return node

    def close(self) -> None:
        """Overwrite every secret that was opened; none of it can be opened again."""
        if self.openers is not None:
            self.openers.close()

    def said(self) -> str:
        """Return what it is the configuration of, in a few words."""
        root = self.root or self.top.rpartition("/")[2]
        return root if self.environment is None else f"{root} ({self.environment})"


def digest_of(files: dict[str, bytes], *words: str) -> str:
    """Return the SHA-256 of files in their order and some words, each with its length before it."""
    from confledger.loader.digests import sha256

    state = sha256()
    for word in words:
        _add(state, word.encode("utf-8", "surrogateescape"))
    for path in sorted(files):
        _add(state, path.encode("utf-8", "surrogateescape"))
        _add(state, files[path])
    return state.hexdigest()


def _add(state: "Any", data: bytes) -> None:
    state.update(b"%d:" % len(data) + data)
