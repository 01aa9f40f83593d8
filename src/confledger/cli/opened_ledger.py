"""The ledger of the repository we stand in, brought up to date before it is asked."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from confledger.errors import ConfledgerError
from confledger.git.head import standing
from confledger.git.repository import Repository, discover
from confledger.ledger.ready import note, ready
from confledger.ledger.store import Store, explained

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.ledger.build import Rules
    from confledger.settings import Settings


class Opened:
    """A ledger that ends at `revision`, and the settings of that commit.

    `new` is how many commits were added to it just now.
    """

    __slots__ = ("_chosen", "new", "repository", "store")

    def __init__(
        self, repository: Repository, store: Store, new: int, chosen: "_Chosen | None"
    ) -> None:
        self.repository = repository
        self.store = store
        self.new = new
        self._chosen = chosen

    @property
    def settings(self) -> "Settings":
        """The settings of the commit."""
        return self._read().settings

    @property
    def rules(self) -> "Rules":
        """What decided which rows there are."""
        return self._read().rules

    def _read(self) -> "_Chosen":
        if self._chosen is None:
            self._chosen = _Chosen(self.repository, self.store.head()[1])
        return self._chosen


class _Chosen:
    """What a commit says of how it is to be read."""

    __slots__ = ("digest", "revision", "rules", "settings")

    def __init__(self, repository: Repository, revision: str) -> None:
        from confledger.changes.identity import Identities
        from confledger.cli import workspace
        from confledger.cli.governed import governed
        from confledger.git.snapshot import CommitSnapshot
        from confledger.ledger.build import Rules, digest_of
        from confledger.secrets.rules import FILE as RULES
        from confledger.settings import Settings

        self.revision = revision
        snapshot = CommitSnapshot(repository, revision, 0)
        try:
            snapshot.limit = workspace.limits_of(Settings()).max_bytes
            self.settings = workspace.settings_of(snapshot).settings
            # Where else a rule file could be, none has to be looked for.
            listed = [path for path in snapshot.entries() if path.rpartition("/")[2] == RULES]
            scopes = governed(snapshot, listed)
        finally:
            snapshot.close()
        limits = workspace.limits_of(self.settings)
        self.rules = Rules(self.settings, Identities(), limits, scopes)
        self.digest = digest_of(self.settings, limits, scopes)


@contextmanager
def opened(
    revision: str = "HEAD",
    *,
    repository: Repository | None = None,
    folder: str | None = None,
    rebuild: bool = False,
) -> Iterator[Opened]:
    """Open the ledger, add what is new up to a revision, and close it at the end.

    It is that of another `repository`, or kept in another `folder`, where these are given. What
    is read from it is one state of it, whoever adds to it meanwhile; nothing may be written.
    Raise NotARepository, RevisionNotFound, and ConfledgerError before the first commit.
    """
    repository = repository or discover(os.getcwd())
    place = folder or repository.cache_dir
    store = None
    chosen = None
    if revision == "HEAD" and not rebuild:
        store = ready(repository, place)
    if store is None:
        chosen = _chosen(repository, revision)
        store = Store(place, chosen.digest)
    try:
        new = 0 if chosen is None else _update(store, repository, chosen, revision, rebuild=rebuild)
        store.connection.execute("BEGIN")
        yield Opened(repository, store, new, chosen)
    except sqlite3.DatabaseError as error:
        raise explained(error, store.path) from error
    finally:
        store.close()


def _chosen(repository: Repository, revision: str) -> _Chosen:
    from confledger.git.deltas import has_commits

    at = standing(repository) if revision == "HEAD" else None
    if at is not None:
        return _Chosen(repository, at[1])
    if revision == "HEAD" and not has_commits(repository):
        raise ConfledgerError("there is no commit yet", help="commit something first")
    return _Chosen(repository, revision)


def _update(
    store: Store, repository: Repository, chosen: _Chosen, revision: str, *, rebuild: bool
) -> int:
    """Add what is new; return how many commits."""
    from confledger.cli.progress import Progress
    from confledger.cli.streams import tell
    from confledger.ledger.build import update

    if store.temporary is not None:
        tell(
            f"note: {store.path_wanted!r} cannot be written ({store.temporary.lower()}); "
            "the ledger is made in a temporary folder, and made again the next time\n"
        )
    if rebuild:
        store.rebuild()
    progress = Progress("reading the history")
    try:
        new = update(store, repository, chosen.rules, revision, progress)
    finally:
        progress.close()
    if store.head()[1] == chosen.revision:
        note(store, chosen.revision)
    return new
