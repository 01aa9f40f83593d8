"""What reports are made from: one commit, and what is derived from it, each thing read once.

A report is about the last commit that changed anything but the reports themselves, so that
committing them makes no report out of date. Its clock is the time of that commit.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cached_property
from hashlib import sha256

from confledger.checks.codeowners import PLACES
from confledger.checks.selection import NOT_CONFIGURATION
from confledger.cli import workspace
from confledger.cli.opened_ledger import Opened, opened
from confledger.errors import ConfledgerError
from confledger.git.landing import AsStored
from confledger.git.repository import NotARepository, Repository
from confledger.git.snapshot import CommitSnapshot, resolve
from confledger.ledger.mailmap import FILE as MAILMAP
from confledger.settings import Settings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.codeowners import Codeowners
    from confledger.checks.result import Result

# Goes up when the same input makes another report.
FORMAT = 1
_NEWEST = ("log", "-1", "--no-show-signature")


class Basis:
    """One commit of a repository, its files, settings, findings and ledger.

    `revision` is the id of the commit that reports are about, `head` of the one that was asked
    for; `as_of` the moment that ages are counted to, in seconds since 1970.
    """

    def __init__(
        self, repository: Repository, revision: str = "HEAD", *, as_of: int | None = None
    ) -> None:
        # What `git replace` puts over objects is of one clone alone.
        self.repository: Repository = AsStored(repository)
        self.head = resolve(self.repository, revision, "commit")
        folder = _folder(self.repository, self.head)
        self.revision = _subject(self.repository, self.head, folder)
        self.committed = _committed(self.repository, self.revision)
        self.as_of = self.committed if as_of is None else as_of
        self.snapshot = CommitSnapshot(self.repository, self.revision, workspace.LIMIT)
        self.found = workspace.settings_of(self.snapshot)
        self.settings: Settings = self.found.settings
        self.limits = workspace.limits_of(self.settings)
        self.snapshot.limit = self.limits.max_bytes
        self._opened: Opened | None = None

    @property
    def today(self) -> str:
        """The day that ages are counted to, in UTC: `2026-01-31`."""
        from datetime import UTC, datetime

        return datetime.fromtimestamp(self.as_of, UTC).strftime("%Y-%m-%d")

    @cached_property
    def shallow(self) -> bool:
        """Whether older commits are missing here, so that ages and authors are not known."""
        return os.path.exists(os.path.join(self.repository.common_dir, "shallow"))

    @cached_property
    def codeowners(self) -> "Codeowners | None":
        """Who owns what; None where nobody says so."""
        from confledger.cli.ownership import codeowners

        return codeowners(self.snapshot)

    @cached_property
    def result(self) -> "Result":
        """What the checks say of the commit, with all information."""
        from confledger.cli.checking import Checking
        from confledger.cli.options import Options

        options = Options()
        options.rev = self.revision
        options.verbose = options.files = True
        checking = Checking(options, self.today)
        try:
            return checking.result()
        finally:
            checking.close()

    @cached_property
    def bearing(self) -> set[str]:
        """The files that bear on what is found: configuration, its rules, and what has findings."""
        files = self.result.files or ()
        found = {path for path, _, reason in files if reason != NOT_CONFIGURATION}
        found.update(one.path for one in self.result.findings)
        return found.union(PLACES, (MAILMAP,))

    @contextmanager
    def ledger(self) -> Iterator[Opened]:
        """Open the ledger up to the commit; opened once, and closed with the basis."""
        if self._opened is None:
            with opened(self.revision, repository=self.repository) as found:
                self._opened = found
                try:
                    yield found
                finally:
                    self._opened = None
        else:
            yield self._opened

    def digest(
        self, kind: str, paths: Iterable[str] | None = None, *, history: bool = False
    ) -> str:
        """Return what stands for all that a report of a kind was made from.

        `paths` are the files that it has read, without any it is all but the reports. With
        `history`, the commit that last changed configuration stands for everything before it.
        """
        made = sha256(f"{FORMAT}\0{kind}\0{self.settings.given!r}\0".encode("utf-8", "replace"))
        entries = self.snapshot.entries()
        own = self.settings.reports["folder"].rstrip("/") + "/"
        for path in sorted(entries if paths is None else set(paths)):
            entry = entries.get(path)
            if entry is not None and not path.startswith(own):
                made.update(f"{entry.oid}\0{path}\0".encode("utf-8", "surrogateescape"))
        if history:
            made.update(self._last_change().encode("ascii"))
        return made.hexdigest()

    def _last_change(self) -> str:
        with self.ledger() as found:
            row = found.store.connection.execute(
                'SELECT oid FROM commits WHERE id = (SELECT max("commit") FROM versions)'
            ).fetchone()
        return "" if row is None else str(row[0])

    def close(self) -> None:
        """End what is still running."""
        self.snapshot.close()


def standing_here(revision: str = "HEAD", *, as_of: int | None = None) -> Basis:
    """Return the basis of reports on the repository that we stand in; whoever asks closes it.

    Raise ConfledgerError outside of one, and before the first commit.
    """
    from confledger.git.deltas import has_commits

    repository = workspace.repository_here()
    if repository is None:
        raise NotARepository(os.getcwd())
    if revision == "HEAD" and not has_commits(repository):
        raise ConfledgerError("there is no commit yet", help="commit something first")
    return Basis(repository, revision, as_of=as_of)


@contextmanager
def basis(revision: str = "HEAD", *, as_of: int | None = None) -> Iterator[Basis]:
    """Yield the same, and close it at the end."""
    made = standing_here(revision, as_of=as_of)
    try:
        yield made
    finally:
        made.close()


def _folder(repository: Repository, head: str) -> str:
    """Return where the settings of a commit keep reports."""
    snapshot = CommitSnapshot(repository, head, workspace.LIMIT)
    try:
        folder: str = workspace.settings_of(snapshot).settings.reports["folder"]
        return folder.rstrip("/")
    finally:
        snapshot.close()


def _subject(repository: Repository, head: str, folder: str) -> str:
    """Return the newest commit up to `head` that changed anything but the reports."""
    but_for = ("--", ".", f":(top,exclude,literal){folder}/")
    found = repository.run(*_NEWEST, "--format=%H", head, *but_for).decode("ascii").strip()
    return found or head


def _committed(repository: Repository, revision: str) -> int:
    return int(repository.run(*_NEWEST, "--format=%ct", revision).decode("ascii"))
