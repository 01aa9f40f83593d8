"""From the history of git to rows: a ledger is brought to a revision, and nothing is done twice."""

import gc
import os
import sqlite3
from hashlib import blake2b

from confledger import __version__
from confledger.changes.identity import Identities
from confledger.changes.leaves import LEAVES
from confledger.checks.selection import Selection
from confledger.documents.limits import Limits
from confledger.git.head import standing
from confledger.git.history import boundary
from confledger.git.landing import AsStored, Commit, commits_of
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.git.snapshot import Entry, RevisionNotFound, resolve
from confledger.ledger.rewrites import branch, settle
from confledger.ledger.rows import Building
from confledger.ledger.store import Store, explained

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.checks.list_keys import ListKeys
    from confledger.secrets.governed import Governed
    from confledger.secrets.scope import Scope
    from confledger.settings import Settings

# The settings that decide which rows there are.
_NAMES = ("ignore", "dialects", "list-keys", "reports")
# So many commits are written at once: what a kill loses.
_BATCH = 2000
# More would have to wait for the one process that writes.
_WORKERS = 4
# Of a shallow clone, the commits at which it ends.
_BOUNDARY = "boundary"


class Rules:
    """What decides which rows there are: settings of the commit that the ledger is about."""

    def __init__(
        self,
        settings: "Settings",
        identities: Identities,
        limits: Limits,
        governed: "Governed | None" = None,
    ) -> None:
        self.selection = Selection(settings)
        self._governed = governed
        self.identities = identities
        self.limits = limits
        self._dialects: dict[str, str | None] = {}
        self._list_keys = _list_keys(settings)
        self._declared: dict[str, tuple[str, Identities] | None] = {}

    def scope_of(self, path: str) -> "Scope | None":
        """Return which values of a file ought to be encrypted; None if none has to be."""
        return None if self._governed is None else self._governed.scope_of(path)

    def identities_of(self, path: str) -> "tuple[str, Identities] | None":
        """Return how items of lists are told apart in one file alone, by a name of its own."""
        if self._list_keys is None:
            return None
        if path not in self._declared:
            declared = self._list_keys.declared(path)
            self._declared[path] = None if declared is None else (path, Identities(declared))
        return self._declared[path]

    def dialect(self, entry: Entry | None) -> str | None:
        """Return what an entry is read as; None where it is no configuration."""
        if entry is None:
            return None
        if entry.kind == "submodule":
            return "submodule"
        if entry.path not in self._dialects:
            left_out = self.selection.listed(entry.path) is not None
            self._dialects[entry.path] = None if left_out else self.selection.dialect(entry.path)
        return self._dialects[entry.path]


def _list_keys(settings: "Settings") -> "ListKeys | None":
    entries = settings.values.get("list-keys")
    if not entries:
        return None
    from confledger.checks.list_keys import ListKeys

    return ListKeys(entries)


def digest_of(settings: "Settings", limits: Limits, governed: "Governed | None" = None) -> str:
    """Return what stands for everything that decides which rows there are, but the history.

    Also for our own version: what is read, and what is hidden, may differ in another one.
    """
    text = repr([(name, settings.values.get(name)) for name in _NAMES])
    bounds = (limits.max_bytes, limits.max_depth, limits.max_nodes, limits.max_aliased_nodes)
    text += repr((bounds, LEAVES, __version__))
    text += "" if governed is None else governed.names
    return blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()


def update(
    store: Store,
    repository: Repository,
    rules: Rules,
    revision: str = "HEAD",
    progress: "Callable[[int, int], None] | None" = None,
) -> int:
    """Bring a ledger to a revision; return how many commits are new.

    One process at a time; the others wait, and then have nothing to do. Whatever ends this, what
    was written is right as far as it goes, and the next time it goes on from there. Raise
    RevisionNotFound, HistoryIncomplete, and ConfledgerError where nothing can be written.
    """
    at = standing(repository) if revision == "HEAD" else None
    tip = at[1] if at else resolve(repository, revision, "commit")
    ref = branch(repository, revision)
    cut = _cut(repository)
    try:
        if _ready(store, tip, ref, cut):
            return 0
        with store.locked():
            if _ready(store, tip, ref, cut):
                return 0
            if store.head()[0]:
                store.index()
            new = _new(store, repository, tip, cut)
            # Nothing that is made here refers to itself, and there is very much of it.
            collecting = gc.isenabled()
            gc.disable()
            try:
                building = Building(store, repository, rules, new, _workers())
                building.run(progress, _BATCH)
            finally:
                if collecting:
                    gc.enable()
            _finish(store, repository, ref, tip, cut)
            return len(new)
    except sqlite3.DatabaseError as error:
        raise explained(error, store.path) from error


def _workers() -> int:
    """Return how many processes there is a processor for."""
    return min(len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1, _WORKERS)


def _ready(store: Store, tip: str, ref: str, cut: str) -> bool:
    return (
        store.current()
        and store.head()[1] == tip
        and (not ref or store.seen(ref) == tip)
        and store.meta(_BOUNDARY) == cut
        and store.indexed()
    )


def _cut(repository: Repository) -> str:
    """Return what stands for the commits at which a shallow clone ends; nothing of a whole one."""
    found = boundary(repository)
    if not found:
        return ""
    return blake2b("".join(sorted(found)).encode("ascii"), digest_size=16).hexdigest()


def _new(store: Store, repository: Repository, tip: str, cut: str) -> list[Commit]:
    """Return the commits to add, once the ledger ends where their mainline begins."""
    number, head, _ = store.head()
    if head == tip and store.meta(_BOUNDARY) == cut:
        return []
    fork = None
    if number and store.meta(_BOUNDARY) == cut:
        try:
            new = commits_of(repository, tip, after=head)
        except (RevisionNotFound, GitFailed):
            # The last commit is gone from this clone, or none of ours.
            new = []
        first = next((one for one in new if one.mainline), None)
        if first is not None and first.parents[:1] == [head]:
            return new
        fork = _fork(store, repository, tip)
    run = store.connection.execute
    run("BEGIN IMMEDIATE")
    store.forget_after(fork[0] if fork else 0)
    store.note(_BOUNDARY, cut)
    run("COMMIT")
    if fork and fork[1] == tip:
        return []
    return commits_of(repository, tip, after=fork[1] if fork else None)


def _fork(store: Store, repository: Repository, tip: str) -> tuple[int, str] | None:
    """Return the last commit of the mainline that the ledger has on its mainline too."""
    listed = AsStored(repository).run("rev-list", "--first-parent", tip)
    run = store.connection.execute
    for oid in listed.decode("ascii").split():
        found = run("SELECT id, mainline FROM commits WHERE oid=?", (oid,)).fetchone()
        if found and found[1]:
            return int(found[0]), oid
    return None


def _finish(store: Store, repository: Repository, ref: str, tip: str, cut: str) -> None:
    store.index()
    run = store.connection.execute
    run("BEGIN IMMEDIATE")
    try:
        settle(store, repository, ref, tip, shallow=bool(cut))
        store.note(_BOUNDARY, cut)
        run("COMMIT")
    except BaseException:
        run("ROLLBACK")
        raise
