"""The end of the reference log that was last seen here, so that a log that was cut is noticed."""

import os

from confledger.git.history import is_ancestor
from confledger.git.references import LOG
from confledger.git.repository import Repository

_FILE = "reference-log"


def seen(repository: Repository, ref: str = LOG) -> str | None:
    """Return the commit that the log ended at when it was last looked at; None at first."""
    for known, oid in _lines(repository):
        if known == ref:
            return oid
    return None


def remember(repository: Repository, oid: str, ref: str = LOG) -> None:
    """Keep the end of a log; where nothing can be written, nothing is kept."""
    lines = [(known, other) for known, other in _lines(repository) if known != ref]
    text = "".join(f"{other} {known}\n" for known, other in sorted([*lines, (ref, oid)]))
    path = os.path.join(repository.cache_dir, _FILE)
    temporary = f"{path}.{os.getpid()}.tmp"
    try:
        os.makedirs(repository.cache_dir, exist_ok=True)
        with open(temporary, "w", encoding="utf-8", errors="surrogateescape") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        os.replace(temporary, path)
    except OSError:
        pass


def lost(repository: Repository, head: str | None, ref: str = LOG) -> str | None:
    """Return the end that was last seen where the log no longer comes from it; None if it does."""
    last = seen(repository, ref)
    if last is None or last == head:
        return None
    if head is not None and is_ancestor(repository, last, head):
        return None
    return last


def _lines(repository: Repository) -> list[tuple[str, str]]:
    path = os.path.join(repository.cache_dir, _FILE)
    try:
        with open(path, encoding="utf-8", errors="surrogateescape") as file:
            parts = [line.rstrip("\n").partition(" ") for line in file]
    except OSError:
        return []
    return [(ref, oid) for oid, _, ref in parts if ref and oid]
