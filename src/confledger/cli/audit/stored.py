"""The ledger that is kept here, held against one made anew from git, and the reference log."""

import os
import sqlite3
from tempfile import TemporaryDirectory

from confledger.cli import workspace
from confledger.cli.failure import shown
from confledger.cli.opened_ledger import opened
from confledger.cli.streams import put
from confledger.git.reference_verification import read
from confledger.git.repository import NotARepository, Repository
from confledger.git.snapshot import RevisionNotFound, resolve
from confledger.ledger.rewrites import noticed
from confledger.ledger.store import FILE, Store
from confledger.ledger.verify import difference, last, look, number_of, stands_for

_ANEW = "make it anew: confledger ledger build --rebuild"


def verify(since: str | None) -> int:
    """Print what was compared; return 1 where something differs."""
    repository = workspace.repository_here()
    if repository is None:
        raise NotARepository(os.getcwd())
    after = None if since is None else resolve(repository, since, "commit")
    kept = os.path.join(repository.cache_dir, FILE)
    stored = _kept(kept)
    lines, wrong = [], []
    with (
        TemporaryDirectory(prefix="confledger-") as folder,
        opened(_tip(repository, stored), repository=repository, folder=folder) as made,
    ):
        number, oid, chain = made.store.head()
        lines.append(f"{number:,} commits up to {oid[:12]}, the chain ends with {chain.hex()}")
        if isinstance(stored, str):
            wrong.append(f"the ledger kept here {stored}; {_ANEW}")
        elif stored is None:
            lines.append("no ledger is kept here yet: there is nothing to compare")
        elif stands_for(stored) != stands_for(made.store.connection):
            lines.append("the ledger kept here is of other settings, and will be made anew")
        else:
            start = 0 if after is None else number_of(made.store.connection, after)
            found = difference(stored, made.store.connection, start)
            if found:
                wrong += [f"the ledger kept here: {found}", _ANEW]
            else:
                lines.append("the ledger kept here is the same, row by row")
        faults = _log(repository, made.store, lines)
        if isinstance(stored, sqlite3.Connection):
            lines += _rewritten(stored, repository)
    if isinstance(stored, sqlite3.Connection):
        stored.close()
    put("".join(f"{shown(line)}\n" for line in [*lines, *_marked(wrong), *_marked(faults)]))
    return int(bool(wrong or faults))


def _marked(found: list[str]) -> list[str]:
    return [f"{'  ' if at else 'DIFFERS: '}{one}" for at, one in enumerate(found)]


def _kept(path: str) -> sqlite3.Connection | str | None:
    """Return the ledger that is kept; why it cannot be read; None where there is none."""
    if not os.path.exists(path):
        return None
    try:
        connection = look(path)
        last(connection)
        stands_for(connection)
        # An index that was changed would hide rows, and those themselves be as they should.
        (sound,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
        if sound != "ok":
            connection.close()
            return f"is damaged: {sound}"
    except (sqlite3.Error, ValueError) as error:
        return f"cannot be read: {error}"
    return connection


def _tip(repository: Repository, stored: sqlite3.Connection | str | None) -> str:
    """Return the commit that the ledger kept here ends with, if git has it, else HEAD."""
    if isinstance(stored, sqlite3.Connection):
        try:
            return resolve(repository, last(stored), "commit")
        except RevisionNotFound:
            pass
    return "HEAD"


def _rewritten(stored: sqlite3.Connection, repository: Repository) -> list[str]:
    """Return what this clone saw of it: that is no fault of the ledger."""
    try:
        return [f"seen here: {one}" for one in noticed(stored, repository)]
    except sqlite3.Error:
        return []


def _log(repository: Repository, made: Store, lines: list[str]) -> list[str]:
    """Return what of the reference log is broken, or notes another head of the ledger."""
    log = read(repository)
    if log.head is None:
        lines.append("there is no reference log: what was rewritten before cannot be told")
        return []
    faults = [f"the reference log is broken at {oid[:12]}: {why}" for oid, why in log.faults]
    noted = [entry for entry in log.entries if entry.ledger is not None]
    entries = f"the reference log is whole: entries {len(log.entries)}"
    if not noted:
        lines.append(f"{entries}, none of them has a head of the ledger")
        return faults
    assert noted[-1].ledger is not None
    oid, chain = noted[-1].ledger
    found = made.connection.execute("SELECT chain FROM commits WHERE oid=?", (oid,)).fetchone()
    if found is None:
        faults.append(f"the reference log knows commit {oid[:12]}, and this history does not")
    elif bytes(found[0]).hex() != chain:
        faults.append(
            f"the reference log has another head of the ledger at {oid[:12]}: the rows were "
            "others, or the settings are others since (then: confledger audit record --ledger)"
        )
    elif not faults:
        lines.append(f"{entries}, the head of the ledger at {oid[:12]} is the one noted there")
    return faults
