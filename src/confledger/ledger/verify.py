"""Whether two ledgers hold the same, and if not, in which commit and row they first differ."""

import sqlite3
from collections.abc import Iterator
from functools import partial
from itertools import zip_longest
from urllib.parse import quote

from confledger.errors import ConfledgerError

_TABLES = (
    (
        "commit",
        'SELECT c.oid, "", "", c.parents, c.mainline, l.oid, c.baseline, c.authored, c.committed, '
        "c.author, c.author_email, c.committer, c.committer_email, c.subject "
        "FROM commits c LEFT JOIN commits l ON l.id = c.landed WHERE c.id > ? ORDER BY c.id",
    ),
    (
        "file",
        'SELECT c.oid, f.path, "", f.lineage, v.kind, v.state, v.blob, o.path, v.mainline '
        'FROM versions v LEFT JOIN commits c ON c.id = v."commit" '
        "LEFT JOIN files f ON f.id = v.file LEFT JOIN files o ON o.id = v.old_file "
        'WHERE v."commit" > ? ORDER BY v."commit", v.rowid',
    ),
    (
        "value",
        "SELECT c.oid, f.path, k.text, f.lineage, o.text, n.text, x.merged "
        'FROM changes x LEFT JOIN commits c ON c.id = x."commit" '
        "LEFT JOIN files f ON f.id = x.file LEFT JOIN keys k ON k.id = x.key "
        "LEFT JOIN vals o ON o.id = x.old LEFT JOIN vals n ON n.id = x.new "
        'WHERE x."commit" > ? ORDER BY x."commit", x.rowid',
    ),
    # Last, because it follows from the others: what made it another one is told before.
    (
        "hash of the chain",
        'SELECT oid, "", "", chain FROM commits WHERE id > ? ORDER BY id',
    ),
)
_Row = tuple[object, ...]


def look(path: str) -> sqlite3.Connection:
    """Open a ledger to look at it, whatever is in it; raise sqlite3.Error where that fails."""
    connection = sqlite3.connect(f"file:{quote(path)}?mode=ro", uri=True)
    connection.text_factory = partial(str, encoding="utf-8", errors="surrogatepass")
    return connection


def stands_for(ledger: sqlite3.Connection) -> tuple[str, str]:
    """Return the version and the rules that a ledger was made by."""
    found = dict(ledger.execute("SELECT name, value FROM meta"))
    return str(found.get("version", "")), str(found.get("rules", ""))


def last(ledger: sqlite3.Connection) -> str:
    """Return the last commit of a ledger; the empty string when it has none."""
    found = ledger.execute("SELECT oid FROM commits ORDER BY id DESC LIMIT 1").fetchone()
    return str(found[0]) if found else ""


def number_of(ledger: sqlite3.Connection, oid: str) -> int:
    """Return the place of a commit; raise ConfledgerError where the ledger does not have it."""
    found = ledger.execute("SELECT id FROM commits WHERE oid=?", (oid,)).fetchone()
    if found is None:
        raise ConfledgerError(
            f"{oid[:12]} is not in this ledger", help="name a commit that HEAD comes from"
        )
    return int(found[0])


def difference(stored: sqlite3.Connection, made: sqlite3.Connection, after: int = 0) -> str | None:
    """Name the first place behind a commit where they differ; None where they do not."""
    for what, query in _TABLES:
        try:
            held: Iterator[_Row] = stored.execute(query, (after,))
            for one, two in zip_longest(held, made.execute(query, (after,))):
                if one != two:
                    return _named(what, one, two)
        except sqlite3.DatabaseError as error:
            return f"its file is damaged: {error}"
    return None


def _named(what: str, held: _Row | None, wanted: _Row | None) -> str:
    place = wanted or held
    assert place is not None
    where = f"commit {str(place[0])[:12]}"
    if place[1]:
        where += f", {place[1]}"
    if place[2]:
        where += f", {place[2]}"
    if held is None:
        return f"{where}: this {what} is missing"
    if wanted is None:
        return f"{where}: there is no such {what} in git"
    if held[:3] != wanted[:3]:
        there = ", ".join(
            str(one)[: 12 if at == 0 else None] for at, one in enumerate(held[:3]) if one
        )
        return f"{where}: this {what} should be next, and there is {there}"
    return f"{where}: this {what} is not what git gives"
