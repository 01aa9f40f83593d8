"""Where `explain` reads from: the files on disk, or those of a commit, as the loader takes them."""

import os

from confledger.errors import ConfledgerError
from confledger.git.repository import NotARepository, Repository, discover
from confledger.git.snapshot import CommitSnapshot, resolve
from confledger.loader.folder import MOST_BYTES, Folder, top_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from confledger.loader.folder import Source


class CommitFolder:
    """The files of a commit below a folder of the repository, as a source of the loader."""

    def __init__(self, repository: Repository, commit: str, below: str) -> None:
        self._snapshot = CommitSnapshot(repository, commit, MOST_BYTES)
        self._below = below
        self._listed: dict[str, list[str]] | None = None
        self.top = "/" if repository.top is None else os.path.join(repository.top, below)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of a file; None where the commit has none; raise ConfledgerError."""
        found = self._snapshot.find(self._below + os.path.normpath(path))
        if found is None:
            return None
        if isinstance(found[1], bytes):
            return found[1]
        reason = getattr(found[1], "reason", "it is too large")
        raise ConfledgerError(f"{path} cannot be read: {reason}")

    def names(self, folder: str) -> list[str]:
        """Return the names in a folder, sorted, folders with a `/`; empty where there is none."""
        if self._listed is None:
            self._listed = _by_folder(self._snapshot.entries())
        at = (self._below + folder).strip("/")
        return self._listed.get("" if at == "." else at, [])

    def close(self) -> None:
        """End the process that reads them."""
        self._snapshot.close()


def _by_folder(paths: "Iterable[str]") -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for path in paths:
        name, folder = path, path
        while folder:
            folder, _, last = folder.rpartition("/")
            found.setdefault(folder, set()).add(last if name == path else last + "/")
            name = folder
    return {folder: sorted(names) for folder, names in found.items()}


class Place:
    """One configuration: its source, the folder or file in it, and the repository around it.

    `commit` is the full id of the commit that the history begins at: the one asked for, or HEAD;
    None where there is none. `prefix` leads from the top of the repository to that of the source.
    """

    __slots__ = ("commit", "dated", "prefix", "repository", "root", "source")

    def __init__(
        self,
        source: "Folder | CommitFolder",
        root: str,
        repository: Repository | None,
        prefix: str,
        commit: str | None,
        *,
        dated: bool,
    ) -> None:
        self.source = source
        self.root = root
        self.repository = repository
        self.prefix = prefix
        self.commit = commit
        # Whether the files are those of the commit, and not those on disk.
        self.dated = dated

    def find(self, path: str) -> tuple[str, bytes] | None:
        """Return the content of a file from the top of the source; it has no object id here."""
        data = self.source.read(path)
        return None if data is None else ("", data)

    def close(self) -> None:
        """End what reads a commit."""
        if isinstance(self.source, CommitFolder):
            self.source.close()


def place_of(folder: str | None, revision: str | None) -> Place:
    """Return where a configuration is that was named, or that the settings name; or raise."""
    here = os.getcwd()
    if revision is not None:
        return _at(folder, revision, here)
    if folder is None:
        top = top_of(here)
        root = _root_of(Folder(top))
        full = os.path.join(top, root)
    else:
        full = os.path.realpath(folder)
        top = top_of(full if os.path.isdir(full) else os.path.dirname(full))
    if not os.path.lexists(full):
        raise ConfledgerError(
            f"there is no configuration folder {folder or os.path.relpath(full)!r}",
            help="name the folder that holds base.yaml, or a file: --folder DIR",
        )
    inside = os.path.relpath(full, top)
    repository = _repository(top)
    prefix = _prefix(repository, top)
    commit = None if repository is None else _head(repository)
    root = "" if inside == "." else inside
    return Place(Folder(top), root, repository, prefix, commit, dated=False)


def _at(folder: str | None, revision: str, here: str) -> Place:
    repository = _repository(here)
    if repository is None:
        raise ConfledgerError(
            "there is no git repository here, so nothing has a past state", help="leave out --at"
        )
    commit = resolve(repository, revision, "commit")
    top = top_of(here)
    prefix = _prefix(repository, top)
    source = CommitFolder(repository, commit, prefix)
    if folder is None:
        root = _root_of(source)
    else:
        inside = os.path.relpath(os.path.realpath(folder), top)
        if inside.startswith(".."):
            raise ConfledgerError(f"{folder!r} is outside of {top!r}", help="run it in there")
        root = "" if inside == "." else inside
    return Place(source, root, repository, prefix, commit, dated=True)


def _root_of(source: "Source") -> str:
    """Return the folder that the settings name, or the usual one."""
    from confledger.loader.loading import settings_of

    return str(settings_of(source).load["folder"])


def _repository(top: str) -> Repository | None:
    try:
        return discover(top)
    except NotARepository:
        return None


def _prefix(repository: Repository | None, top: str) -> str:
    if repository is None or repository.top is None:
        return ""
    inside = os.path.relpath(top, os.path.realpath(repository.top))
    return "" if inside == "." or inside.startswith("..") else inside + "/"


def _head(repository: Repository) -> str | None:
    from confledger.git.deltas import has_commits
    from confledger.git.head import standing

    found = standing(repository)
    if found is not None:
        return found[1]
    return resolve(repository, "HEAD", "commit") if has_commits(repository) else None
