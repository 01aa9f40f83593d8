"""The ledger on disk: one SQLite file in the git directory that can be deleted at any time.

What repeats, such as paths, keys and values, is stored once and referred to by number. 0 stands
for what is not there. Commits are numbered in the order in which they landed, from 1.

Text that is no Unicode, such as a path of other bytes, is stored as it would be in UTF-8; such
a ledger is read with `surrogatepass`. To look for it: `CAST(? AS TEXT)` and `bound(text)`.
"""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from confledger.errors import ConfledgerError

# Of the tables and of what is put into them; another number makes everything anew.
VERSION = 3
FILE = "ledger.sqlite"
_LOCK = "ledger.lock"
_TABLES = """
CREATE TABLE meta(name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE commits(
  id INTEGER PRIMARY KEY, oid TEXT NOT NULL, parents TEXT NOT NULL, mainline INTEGER NOT NULL,
  landed INTEGER NOT NULL, baseline INTEGER NOT NULL, authored INTEGER, committed INTEGER,
  author TEXT NOT NULL, author_email TEXT NOT NULL, committer TEXT NOT NULL,
  committer_email TEXT NOT NULL, subject TEXT NOT NULL, chain BLOB NOT NULL);
CREATE UNIQUE INDEX commits_oid ON commits(oid);
CREATE TABLE files(id INTEGER PRIMARY KEY, path TEXT NOT NULL, lineage TEXT NOT NULL);
CREATE UNIQUE INDEX files_path ON files(path, lineage);
CREATE INDEX files_lineage ON files(lineage);
CREATE TABLE keys(id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE TABLE vals(id INTEGER PRIMARY KEY, digest INTEGER NOT NULL, text TEXT NOT NULL);
CREATE TABLE versions(
  "commit" INTEGER NOT NULL, file INTEGER NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
  blob TEXT NOT NULL, old_file INTEGER NOT NULL, mainline INTEGER NOT NULL, type TEXT NOT NULL);
CREATE TABLE changes(
  "commit" INTEGER NOT NULL, file INTEGER NOT NULL, key INTEGER NOT NULL,
  old INTEGER NOT NULL, new INTEGER NOT NULL, merged INTEGER NOT NULL);
"""
# What git does not know any more: kept when all else is made anew.
_SEEN = """
CREATE TABLE IF NOT EXISTS seen(ref TEXT PRIMARY KEY, oid TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS rewrites(
  id INTEGER PRIMARY KEY, ref TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL,
  kept TEXT NOT NULL, lost INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS orphans(
  rewrite INTEGER NOT NULL, oid TEXT NOT NULL, subject TEXT NOT NULL, author TEXT NOT NULL,
  authored INTEGER, rows INTEGER);
"""
_KEPT = ("seen", "rewrites", "orphans")
# Made when the first rows are there: that is faster than keeping them up to date meanwhile.
_INDEXES = """
CREATE UNIQUE INDEX IF NOT EXISTS keys_text ON keys(text);
CREATE INDEX IF NOT EXISTS vals_digest ON vals(digest);
CREATE INDEX IF NOT EXISTS versions_file ON versions(file, "commit");
CREATE INDEX IF NOT EXISTS versions_commit ON versions("commit");
CREATE INDEX IF NOT EXISTS versions_old ON versions(old_file) WHERE old_file > 0;
CREATE INDEX IF NOT EXISTS changes_key ON changes(key, file, "commit");
CREATE INDEX IF NOT EXISTS changes_commit ON changes("commit");
CREATE INDEX IF NOT EXISTS changes_file ON changes(file, "commit");
"""
_LAST_INDEX = "changes_file"
# To decode so takes longer, and hardly any repository needs it.
_ODD = "odd"


class Damaged(ConfledgerError):
    """The file is none of ours any more."""

    def __init__(self, path: str) -> None:
        super().__init__(
            f"the ledger {path!r} is damaged",
            help="make it anew: confledger ledger build --rebuild",
        )


class Store:
    """An open ledger; `rules` is the digest of what decides which rows there are.

    One that other rules made stays as it is until it is `locked`, which makes it anew.
    Where the folder cannot be written, it is made in a temporary one, and `temporary` says why.
    """

    def __init__(self, folder: str, rules: str) -> None:
        self.rules = rules
        self.path_wanted = os.path.join(folder, FILE)
        self.temporary: str | None = None
        self._aside: object = None
        self._locked = False
        try:
            self._open(folder)
        except (OSError, sqlite3.OperationalError) as error:
            if not _refused(error):
                raise _explained(error, folder) from error
            from tempfile import TemporaryDirectory

            self.temporary = getattr(error, "strerror", None) or str(error)
            held = TemporaryDirectory(prefix="confledger-")
            self._aside = held
            self._open(held.name)

    def _open(self, folder: str) -> None:
        os.makedirs(folder, exist_ok=True)
        self._folder = folder
        self.path = os.path.join(folder, FILE)
        try:
            self._connect()
            if self._is_ours():
                if not self.current() and not os.access(folder, os.W_OK):
                    raise PermissionError(errno.EACCES, "Permission denied", folder)
                return
        except sqlite3.DatabaseError as error:
            if not _spoilt(error):
                raise
        with self.locked(fresh=False):
            try:
                self._connect()
                if not self._is_ours():
                    self._make()
            except sqlite3.DatabaseError as error:
                if not _spoilt(error):
                    raise
                self._remove()
                self._connect()
                self._make()

    def _connect(self) -> None:
        connection = sqlite3.connect(self.path, isolation_level=None, timeout=60)
        self.connection = connection
        run = connection.execute
        run("PRAGMA synchronous=NORMAL")
        run("PRAGMA temp_store=MEMORY")
        run("PRAGMA cache_size=-16000")
        # Of what sorts the rows of an index.
        run("PRAGMA threads=2")
        if run("PRAGMA journal_mode").fetchone()[0] != "wal":
            run("PRAGMA journal_mode=WAL")
        stat = os.stat(self.path)
        self._inode = (stat.st_dev, stat.st_ino)

    def _remove(self) -> None:
        self.connection.close()
        for ending in ("", "-wal", "-shm"):
            if os.path.lexists(self.path + ending):
                os.remove(self.path + ending)

    @contextmanager
    def locked(self, *, fresh: bool = True) -> Iterator[None]:
        """Keep others from writing; wait for one who does. Readers are not kept from reading."""
        import fcntl

        if self._locked:
            yield
            return
        descriptor = os.open(os.path.join(self._folder, _LOCK), os.O_RDWR | os.O_CREAT, 0o666)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            self._locked = True
            if fresh and not self._same_file():
                # Somebody has put a new file in its place while we waited.
                self.connection.close()
                self._open(self._folder)
            if fresh and not (self._is_ours() and self.current()):
                self._make()
            yield
        finally:
            self._locked = False
            os.close(descriptor)

    def _same_file(self) -> bool:
        try:
            stat = os.stat(self.path)
        except FileNotFoundError:
            return False
        return (stat.st_dev, stat.st_ino) == self._inode

    def _is_ours(self) -> bool:
        """Whether the file has our tables; nothing may be doubtful then."""
        run = self.connection.execute
        tables = run("SELECT count(*) FROM sqlite_master WHERE name IN ('meta','orphans')")
        if tables.fetchone()[0] < 2:
            return False
        found = dict(run("SELECT name, value FROM meta"))
        if found.get(_ODD):
            self._read_odd()
        return found.get("version") == str(VERSION)

    def _read_odd(self) -> None:
        self.connection.text_factory = partial(str, encoding="utf-8", errors="surrogatepass")

    def _make(self) -> None:
        """Make all tables anew, but for what git itself would not tell again."""
        run = self.connection.execute
        run("BEGIN IMMEDIATE")
        found = run("SELECT type, name FROM sqlite_master WHERE type IN ('table', 'view')")
        for kind, name in found.fetchall():
            if not name.startswith("sqlite_") and (kind, name) not in _SHAPED:
                quoted = name.replace('"', '""')
                run(f'DROP {kind} "{quoted}"')
        for statement in (_TABLES + _SEEN).split(";\n"):
            if statement.strip():
                run(statement)
        run("INSERT INTO meta VALUES ('version', ?), ('rules', ?)", (str(VERSION), self.rules))
        run("COMMIT")

    def current(self) -> bool:
        """Whether what is there was made by these rules."""
        return self.meta("rules") == self.rules

    def rebuild(self) -> None:
        """Make everything anew, whatever is there."""
        with self.locked():
            try:
                self._make()
            except sqlite3.DatabaseError as error:
                if not _spoilt(error):
                    raise
                self._remove()
                self._connect()
                self._make()

    def meta(self, name: str) -> str:
        """Return what was noted under a name, else the empty string."""
        found = self.connection.execute("SELECT value FROM meta WHERE name=?", (name,)).fetchone()
        return str(found[0]) if found else ""

    def note(self, name: str, value: str) -> None:
        """Note something under a name; within a transaction."""
        self.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def note_odd(self) -> None:
        """Say that there is text that is no Unicode; within a transaction."""
        self.note(_ODD, "1")
        self._read_odd()

    def head(self) -> tuple[int, str, bytes]:
        """Return number, id and chain of the last commit; 0 and nothing before the first."""
        found = self.connection.execute(
            "SELECT id, oid, chain FROM commits ORDER BY id DESC LIMIT 1"
        ).fetchone()
        return found or (0, "", b"")

    def seen(self, ref: str) -> str:
        """Return the commit at which a branch was seen last."""
        found = self.connection.execute("SELECT oid FROM seen WHERE ref=?", (ref,)).fetchone()
        return str(found[0]) if found else ""

    def forget_after(self, number: int) -> None:
        """Drop every commit after one, with its rows; within a transaction.

        Which ones is noted, until it is known whether they come again.
        """
        run = self.connection.execute
        run(
            "INSERT INTO orphans SELECT 0, c.oid, c.subject, c.author, c.authored, "
            '(SELECT count(*) FROM changes x WHERE x."commit" = c.id) FROM commits c WHERE id > ?',
            (number,),
        )
        run('DELETE FROM changes WHERE "commit" > ?', (number,))
        run('DELETE FROM versions WHERE "commit" > ?', (number,))
        run("DELETE FROM commits WHERE id > ?", (number,))

    def indexed(self) -> bool:
        """Whether all indexes are there."""
        run = self.connection.execute
        return (
            run("SELECT 1 FROM sqlite_master WHERE name=?", (_LAST_INDEX,)).fetchone() is not None
        )

    def index(self) -> None:
        """Make the indexes that a first run goes without."""
        if not self.indexed():
            self.connection.executescript(_INDEXES)

    def close(self) -> None:
        """Close the file; one in a temporary folder is gone then."""
        self.connection.close()
        if self._aside is not None:
            self._aside.cleanup()  # type: ignore[attr-defined]  # a TemporaryDirectory, not imported for its name
            self._aside = None


_SHAPED = frozenset(("table", name) for name in _KEPT)


def bound(text: str) -> bytes:
    """Return a text as what is bound to `CAST(? AS TEXT)`, whatever is in it."""
    return text.encode("utf-8", "surrogatepass")


def odd(text: str) -> bool:
    """Whether a text is no Unicode: SQLite would not take it."""
    if text.isascii():
        return False
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def explained(error: sqlite3.Error, path: str) -> ConfledgerError:
    """Return what an error of SQLite is to a person."""
    return _explained(error, os.path.dirname(path))


def _explained(error: Exception, folder: str) -> ConfledgerError:
    path = os.path.join(folder, FILE)
    said = str(getattr(error, "strerror", None) or error).lower()
    if isinstance(error, sqlite3.DatabaseError) and not isinstance(error, sqlite3.OperationalError):
        return Damaged(path)
    if "malformed" in said or "not a database" in said:
        return Damaged(path)
    if "full" in said or "no space" in said or "disk i/o" in said or "too large" in said:
        return ConfledgerError(
            f"the ledger {path!r} cannot be written: {said}",
            help="it is as it was before; make room, then run it again",
        )
    if "locked" in said:
        return ConfledgerError(
            f"the ledger {path!r} is being written by another program",
            help="run it again when that has ended",
        )
    return ConfledgerError(f"the ledger {path!r} cannot be used: {said}", help="delete the file")


def _spoilt(error: sqlite3.DatabaseError) -> bool:
    """Whether the file itself is at fault, which only another one can mend."""
    said = str(error)
    return not isinstance(error, sqlite3.OperationalError) or "unsupported file format" in said


def _refused(error: Exception) -> bool:
    """Whether nothing may be written there at all, which is no fault of the disk."""
    if isinstance(error, OSError):
        return error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.EEXIST, errno.ENOTDIR)
    said = str(error)
    return "readonly" in said or "unable to open" in said
