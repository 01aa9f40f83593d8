"""Verdicts that cannot change, kept beside the repository by what they were reached with."""

import os

from confledger.git.repository import Repository
from confledger.git.signatures.verdict import SSH, Verdict

_FILE = "signatures.sqlite"
# Another form of the table is another file's content: what is there is thrown away.
_FORM = 1
# What is asked for at once.
_MANY = 500

TYPE_CHECKING = False
if TYPE_CHECKING:
    import sqlite3


class Remembered:
    """A table of verdicts. Where it cannot be used, nothing is remembered, and nothing lost."""

    def __init__(self, repository: Repository, digest: str) -> None:
        self._digest = digest
        self._path = os.path.join(repository.cache_dir, _FILE)
        self._usable = not _replaces(repository)

    def look(self, oids: list[str]) -> dict[str, Verdict]:
        """Return what is known of these."""
        import sqlite3

        found: dict[str, Verdict] = {}
        if not self._usable or not os.path.exists(self._path):
            return found
        try:
            database = self._open()
            try:
                asked = "SELECT oid, status, kind, signer, key, reason, word FROM verdicts"
                if len(oids) > _MANY:
                    rows = database.execute(f"{asked} WHERE digest = ?", (self._digest,))
                    wanted = set(oids)
                    return {row[0]: Verdict(*row[1:]) for row in rows if row[0] in wanted}
                marks = ",".join("?" * len(oids))
                rows = database.execute(
                    f"{asked} WHERE digest = ? AND oid IN ({marks})",
                    (self._digest, *oids),
                )
                return {row[0]: Verdict(*row[1:]) for row in rows}
            finally:
                database.close()
        except (sqlite3.Error, OSError):
            return found

    def keep(self, verdicts: dict[str, Verdict]) -> None:
        """Remember these, all or none, unless they may be others tomorrow."""
        import sqlite3

        rows = [(oid, self._digest, *verdict.fields()) for oid, verdict in verdicts.items()]
        if not rows or not self._usable:
            return
        try:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            database = self._open()
            try:
                with database:
                    database.executemany(
                        "INSERT OR REPLACE INTO verdicts VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows
                    )
            finally:
                database.close()
        except (sqlite3.Error, OSError, UnicodeError):
            pass

    def _open(self) -> "sqlite3.Connection":
        import sqlite3

        database = sqlite3.connect(self._path, timeout=5.0)
        try:
            # It can be computed again: a power cut may cost it, two at once may not.
            database.execute("PRAGMA synchronous = OFF")
            if database.execute("PRAGMA user_version").fetchone()[0] != _FORM:
                with database:
                    database.execute("BEGIN IMMEDIATE")
                    if database.execute("PRAGMA user_version").fetchone()[0] != _FORM:
                        database.execute("DROP TABLE IF EXISTS verdicts")
                        database.execute(
                            "CREATE TABLE verdicts (oid TEXT, digest TEXT, status TEXT, kind TEXT,"
                            " signer TEXT, key TEXT, reason TEXT, word TEXT,"
                            " PRIMARY KEY (digest, oid)) WITHOUT ROWID"
                        )
                        database.execute(f"PRAGMA user_version = {_FORM}")
        except sqlite3.DatabaseError as error:
            database.close()
            if not isinstance(error, sqlite3.OperationalError):
                # Damaged, or no database: the next run makes a new one.
                os.unlink(self._path)
            raise
        return database


def lasting(verdict: Verdict) -> bool:
    """Whether a verdict depends on nothing but the object and whom we believe."""
    return verdict.kind in (SSH, "none") and verdict.word != "unknown"


def _replaces(repository: Repository) -> bool:
    """Whether an id may stand for another object: `git replace` was used here."""
    return bool(repository.run("for-each-ref", "--count=1", "refs/replace/"))
