"""Where a command works: the repository or folder, the snapshot, and its settings."""

import os

from confledger.checks.cache import digest
from confledger.documents.limits import Limits
from confledger.documents.settings_file import Found, Placed, settings_of
from confledger.errors import ConfledgerError
from confledger.git.repository import NotARepository, Repository, discover
from confledger.git.snapshot import CommitSnapshot, IndexSnapshot, Snapshot
from confledger.git.work_tree import WorkTreeSnapshot
from confledger.settings import ALTERNATIVES, FILE, Settings

__all__ = ["Found", "Placed", "settings_of"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from confledger.git.snapshot import Content

    class Source(Protocol):
        """What files are looked for in: a snapshot, most of the time."""

        def find(self, path: str) -> tuple[str, Content] | None:
            """Return object id and content of one path; None when it is not there."""


# Settings and schemas of a sensible size; `limits.max-bytes` is not known before they are read.
LIMIT = 64 * 1024 * 1024


def repository_here() -> Repository | None:
    """Return the repository of the current directory; None outside any."""
    try:
        return discover(os.getcwd())
    except NotARepository:
        return None


def work_tree(repository: Repository | None) -> WorkTreeSnapshot:
    """Return the files on disk: of the repository, or of the folder that holds the settings."""
    if repository is None:
        return WorkTreeSnapshot(None, _root_without_git(), LIMIT)
    if repository.top is None:
        raise ConfledgerError(
            "this is inside of the git directory, not of a work tree"
            if os.path.basename(repository.git_dir) == ".git"
            else "this repository is bare, it has no work tree",
            help="name a revision: confledger check --rev HEAD",
        )
    return WorkTreeSnapshot(repository, repository.top, LIMIT)


def snapshot(
    repository: Repository | None, *, staged: bool = False, revision: str | None = None
) -> Snapshot:
    """Return the files of a revision, of the index, or on disk."""
    if not staged and revision is None:
        return work_tree(repository)
    if repository is None:
        raise NotARepository(os.getcwd())
    if revision is not None:
        return CommitSnapshot(repository, revision, LIMIT)
    if repository.top is None and not os.path.exists(repository.index_file):
        raise ConfledgerError(
            "this repository is bare, it has no index",
            help="name a revision: confledger check --rev HEAD",
        )
    return IndexSnapshot(repository, LIMIT)


def _root_without_git() -> str:
    here = os.getcwd()
    while True:
        if any(os.path.isfile(os.path.join(here, name)) for name in (FILE, *ALTERNATIVES)):
            return here
        parent = os.path.dirname(here)
        if parent == here:
            return os.getcwd()
        here = parent


def limits_of(settings: Settings) -> Limits:
    """Return the limits of the settings as the readers take them."""
    return Limits(**{name.replace("-", "_"): value for name, value in settings.limits.items()})


def rules_digest(settings: Settings, engine: bytes, *, informed: bool = False) -> bytes:
    """Return a digest of all in the settings that bears on whether a file is clean.

    The schemas are not part of it: which one a file has is in the key of its verdict.
    `informed` runs look for more.
    """
    names = ("vendored-schemas", "formats", "limits", "checks", "readers", "plugins")
    bearing = {name: settings.values[name] for name in names}
    said = repr((bearing, informed))
    return digest(engine + said.encode("utf-8", "surrogateescape"))


def relative(path: str, top: str) -> str:
    """Return a path given on the command line from the root; raise when it lies outside."""
    # The folder is resolved, the last step is not: a link is judged as a link.
    full = os.path.abspath(path)
    folder, name = os.path.split(full)
    if full != top:
        full = os.path.join(os.path.realpath(folder), name)
    root = os.path.realpath(top)
    if full in (root, top):
        return ""
    if not full.startswith(root.rstrip("/") + "/"):
        raise ConfledgerError(
            f"{path!r} is outside of {top!r}", help="run it in the repository that holds the file"
        )
    return full[len(root.rstrip("/")) + 1 :]
