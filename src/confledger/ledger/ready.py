"""Whether a ledger is known to have all there is: told without git, and without reading a commit.

What decides which rows there are stands in a commit. Which digest that of the last one had is
noted; while HEAD stands there and the ledger ends there, nothing has to be read again.
"""

import os
import sqlite3
from contextlib import closing

from confledger import __version__
from confledger.changes.leaves import LEAVES
from confledger.git.head import standing
from confledger.git.repository import Repository
from confledger.ledger.store import FILE, VERSION, Store

_NOTE = "known"


def ready(repository: Repository, folder: str) -> Store | None:
    """Return the ledger in a folder if it is known to have all that HEAD has; else None."""
    at = standing(repository)
    path = os.path.join(folder, FILE)
    # What a shallow clone has may grow while HEAD stays.
    if at is None or not os.path.exists(path):
        return None
    if os.path.exists(os.path.join(repository.common_dir, "shallow")):
        return None
    rules = _noted(path, at[1])
    if rules is None:
        return None
    store = Store(folder, rules)
    try:
        if store.temporary is None and _ends(store, *at):
            return store
    except sqlite3.DatabaseError:
        # It is said when all is done as if nothing were known.
        pass
    store.close()
    return None


def note(store: Store, tip: str) -> None:
    """Note that the rules of a ledger are those of a commit; nothing where it cannot be noted."""
    text = _text(tip, store.rules)
    try:
        if store.meta(_NOTE) == text:
            return
        run = store.connection.execute
        run("BEGIN IMMEDIATE")
        store.note(_NOTE, text)
        run("COMMIT")
    except sqlite3.OperationalError:
        if store.connection.in_transaction:
            store.connection.execute("ROLLBACK")


def _text(tip: str, rules: str) -> str:
    return f"{tip} {rules} {VERSION} {LEAVES} {__version__}"


def _noted(path: str, tip: str) -> str | None:
    """Return the digest that was noted of a commit, if the ledger was made by it."""
    asked = "SELECT name, value FROM meta WHERE name IN ('rules', ?)"
    try:
        with closing(sqlite3.connect(path, timeout=60)) as connection:
            found = dict(connection.execute(asked, (_NOTE,)))
    except sqlite3.DatabaseError:
        return None
    rules = str(found.get("rules"))
    return rules if found.get(_NOTE) == _text(tip, rules) else None


def _ends(store: Store, ref: str, tip: str) -> bool:
    """Whether a ledger ends with a commit, and has seen the branch there."""
    named = ref.encode("utf-8", "backslashreplace").decode("utf-8")
    return (
        store.head()[1] == tip
        and (not ref or store.seen(named) == tip)
        and not store.meta("boundary")
        and store.indexed()
    )
