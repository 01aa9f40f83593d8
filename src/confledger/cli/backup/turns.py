"""Backups are made together and let go alone: none goes that one being made stands on."""

import os
from contextlib import contextmanager
from fcntl import LOCK_EX, LOCK_NB, LOCK_SH, flock

from confledger.cli.streams import tell
from confledger.git.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

_PLACE = os.path.join("backup", "lock")


@contextmanager
def together(repository: Repository) -> "Iterator[None]":
    """Make a backup, beside others that are made."""
    with _held(repository, LOCK_SH, "backups are being pruned"):
        yield


@contextmanager
def alone(repository: Repository | None) -> "Iterator[None]":
    """Let backups go while none is made from here; without a repository, none can be."""
    if repository is None:
        yield
        return
    with _held(repository, LOCK_EX, "a backup is being made or pruned"):
        yield


@contextmanager
def _held(repository: Repository, how: int, busy: str) -> "Iterator[None]":
    path = os.path.join(repository.cache_dir, _PLACE)
    try:
        os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
        file = open(path, "ab")  # noqa: SIM115 - closed below
    except OSError:
        # Where nothing can be written, nothing is made either but elsewhere.
        yield
        return
    with file:
        try:
            flock(file, how | LOCK_NB)
        except BlockingIOError:
            tell(f"{busy}; waiting for its end\n")
            flock(file, how)
        yield
