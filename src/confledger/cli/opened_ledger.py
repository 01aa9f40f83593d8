"""The ledger of the repository we stand in, brought up to date before it is asked."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from confledger.changes.identity import Identities
from confledger.cli import workspace
from confledger.cli.governed import governed
from confledger.cli.progress import Progress
from confledger.cli.streams import tell
from confledger.errors import ConfledgerError
from confledger.git.deltas import has_commits
from confledger.git.repository import NotARepository, Repository
from confledger.git.snapshot import CommitSnapshot
from confledger.ledger.build import Rules, digest_of, update
from confledger.ledger.store import Store, explained
from confledger.settings import Settings


class Opened:
    """A ledger that ends at `revision`, and the settings of that commit.

    `new` is how many commits were added to it just now.
    """

    __slots__ = ("new", "repository", "rules", "settings", "store")

    def __init__(
        self, repository: Repository, settings: Settings, store: Store, rules: Rules, new: int
    ) -> None:
        self.repository = repository
        self.settings = settings
        self.store = store
        self.rules = rules
        self.new = new


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
    repository = repository or workspace.repository_here()
    if repository is None:
        raise NotARepository(os.getcwd())
    if revision == "HEAD" and not has_commits(repository):
        raise ConfledgerError("there is no commit yet", help="commit something first")
    snapshot = CommitSnapshot(repository, revision, 0)
    try:
        snapshot.limit = workspace.limits_of(Settings()).max_bytes
        settings = workspace.settings_of(snapshot).settings
        rules = governed(snapshot, snapshot.entries())
    finally:
        snapshot.close()
    limits = workspace.limits_of(settings)
    store = Store(folder or repository.cache_dir, digest_of(settings, limits, rules))
    progress = Progress("reading the history")
    try:
        chosen = Rules(settings, Identities(), limits, rules)
        if store.temporary is not None:
            tell(
                f"note: {store.path_wanted!r} cannot be written ({store.temporary.lower()}); "
                "the ledger is made in a temporary folder, and made again the next time\n"
            )
        if rebuild:
            store.rebuild()
        new = update(store, repository, chosen, revision, progress)
        progress.close()
        store.connection.execute("BEGIN")
        yield Opened(repository, settings, store, chosen, new)
    except sqlite3.DatabaseError as error:
        raise explained(error, store.path) from error
    finally:
        progress.close()
        store.close()
