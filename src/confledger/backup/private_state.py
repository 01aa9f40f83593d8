"""What belongs to a repository and git does not have: the ledger, journals, settings of git.

Keys are never part of it: a file that holds what looks like one is left out, and that is said.
"""

import os
import sqlite3
from contextlib import closing
from hashlib import sha256

from confledger.backup.config_kept import as_text, kept, read
from confledger.backup.manifest import Manifest, Member, canonical
from confledger.git.process import GitFailed
from confledger.git.repository import Repository
from confledger.ledger.store import FILE as LEDGER

BUNDLE = "repository.bundle"
CONFIG = "git-config.json"
JOURNAL, CHECKPOINTS, RECORD = "journal.jsonl", "journal.checkpoints.jsonl", "restores.jsonl"
MANIFEST = "manifest.json"
# By the names that they have in a backup.
ALL = (BUNDLE, CONFIG, LEDGER, JOURNAL, CHECKPOINTS, RECORD)
_KEYS = (b"AGE-SECRET-KEY-", b"PRIVATE KEY-----")
_CHUNK = 1 << 20
__all__ = ["ALL", "BUNDLE", "CHECKPOINTS", "CONFIG", "JOURNAL", "LEDGER", "MANIFEST", "RECORD"]


class Gathered:
    """Files that go into a backup, by name: where each lies, and as what it is stored."""

    __slots__ = ("folder", "made", "paths")

    def __init__(self, folder: str, made: Manifest) -> None:
        self.folder = folder
        self.made = made
        # What is stored, and where it lies for that.
        self.paths: dict[str, str] = {}

    def place(self, name: str) -> str:
        """Return where a file is to be put before it is added."""
        return os.path.join(self.folder, name)

    def add(self, name: str, base: Manifest | None, *, packed: bool = True) -> None:
        """Add the file at its place, unless the chain has the same content already."""
        path = self.place(name)
        digest, size, secret = _looked_at(path)
        if secret and name != BUNDLE:
            self.made.notes.append(f"{name} is not inside: it holds what looks like a private key")
            os.unlink(path)
            return
        before = base.member(name) if base else None
        if base is not None and before is not None and before.sha256 == digest:
            self.keep(before, base)
            os.unlink(path)
            return
        stored = size
        if packed:
            stored = _pack(path, f"{path}.gz")
            os.unlink(path)
            path += ".gz"
        self.paths[name] = path
        self.made.members.append(Member(name, size, digest, stored, packed=packed))

    def keep(self, before: Member, base: Manifest) -> None:
        """Let a member be that of the backup before."""
        kept_in = before.kept_in or base.id
        self.made.members.append(
            Member(
                before.name, before.size, before.sha256, 0, packed=before.packed, kept_in=kept_in
            )
        )


def gather_ledger(repository: Repository, gathered: Gathered, base: Manifest | None) -> None:
    """Add a copy of the ledger, if there is one, as it is at one moment.

    One that the chain has already will do, though older: whatever it lacks is added from git
    when it is next asked, in a fraction of the time that making it anew takes.
    """
    path = os.path.join(repository.cache_dir, LEDGER)
    before = base.member(LEDGER) if base else None
    if base is not None and before is not None:
        gathered.keep(before, base)
        gathered.made.ledger = base.ledger
        return
    if not os.path.exists(path):
        return
    copy = gathered.place(LEDGER)
    try:
        with (
            closing(sqlite3.connect(path, timeout=60)) as there,
            closing(sqlite3.connect(copy)) as here,
        ):
            there.backup(here)
            here.execute("PRAGMA journal_mode=DELETE")
            gathered.made.ledger = ledger_head(here)
    except sqlite3.Error as error:
        for ending in ("", "-journal", "-wal", "-shm"):
            if os.path.lexists(copy + ending):
                os.unlink(copy + ending)
        gathered.made.notes.append(f"the ledger is not inside, as it cannot be read: {error}")
        return
    gathered.add(LEDGER, base)


def ledger_head(connection: sqlite3.Connection) -> str:
    """Return the last commit of a ledger and the end of its chain; nothing before the first."""
    asked = "SELECT oid, lower(hex(chain)) FROM commits ORDER BY id DESC LIMIT 1"
    return " ".join(map(str, connection.execute(asked).fetchone() or ()))


def gather_files(gathered: Gathered, files: dict[str, str], base: Manifest | None) -> None:
    """Add files by the name that they get, whole lines only; what is not there is not added."""
    for name, path in files.items():
        try:
            with open(path, "rb") as file:
                data = file.read()
        except (FileNotFoundError, NotADirectoryError):
            continue
        # A line that is being written now is of the next backup.
        whole = data[: data.rfind(b"\n") + 1]
        if whole:
            _write(gathered.place(name), whole)
            gathered.add(name, base)


def gather_config(repository: Repository, gathered: Gathered, base: Manifest | None) -> None:
    """Add the settings of git that are known to be harmless."""
    try:
        listed = repository.run("config", "--local", "--no-includes", "--null", "--list")
    except GitFailed:
        return
    entries = kept(read(listed))
    if entries:
        _write(gathered.place(CONFIG), canonical({"entries": entries, "version": 1}))
        gathered.add(CONFIG, base)


def config_text(data: bytes) -> str:
    """Return the settings in a backup as git's own file has them, whatever the backup says."""
    from json import loads

    try:
        entries = [(str(key), str(value)) for key, value in loads(data)["entries"]]
    except (ValueError, TypeError, KeyError, RecursionError):
        return ""
    return as_text(kept(entries))


def _looked_at(path: str) -> tuple[str, int, bool]:
    """Return digest and size of a file, and whether it holds what looks like a key."""
    digest, size, secret, end = sha256(), 0, False, b""
    with open(path, "rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            secret = secret or any(key in end + chunk for key in _KEYS)
            end = chunk[-32:]
    return digest.hexdigest(), size, secret


def _pack(path: str, packed: str) -> int:
    """Write a file as gzip, the same bytes for the same content; return their number.

    At the first level: a ledger gets hardly smaller in four times the time.
    """
    from gzip import GzipFile

    with open(path, "rb") as file, open(packed, "xb") as out:
        with GzipFile("", "wb", 1, out, mtime=0) as press:
            while chunk := file.read(_CHUNK):
                press.write(chunk)
        return out.tell()


def _write(path: str, data: bytes) -> None:
    with open(path, "xb") as file:
        file.write(data)
