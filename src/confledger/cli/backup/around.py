"""What `backup list`, `status` and `prune` look at: places, and what they have of a repository."""

import os
import shlex

from confledger.backup import record
from confledger.backup.listing import Listed, listed, seconds
from confledger.backup.status import Shelf
from confledger.cli.backup import places
from confledger.cli.secrets.journal_place import journal_path
from confledger.cli.workspace import repository_here
from confledger.errors import ConfledgerError
from confledger.git.history import boundary
from confledger.git.process import GitFailed
from confledger.git.repository import Repository

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from confledger.backup.destinations.place import Place
    from confledger.backup.record import Restored


class Around:
    """The places that were asked for, and what this user restored of this repository."""

    def __init__(self, asked: "Namespace") -> None:
        self.repository: Repository | None = repository_here()
        self.places: list[Place] = places.places(asked, self.repository)
        self.roots = roots(self.repository)
        # Of a shallow clone it is not known where it began, so all backups may be of it.
        self.shallow = self.repository is not None and bool(boundary(self.repository))
        done = record.read(record.place(journal_path()))
        self.restored: list[Restored] = [one for one in done if self._ours(one.repository)]

    def found(self, place: "Place") -> tuple[list[Listed], int]:
        """Return the backups of this repository, and how many there are of others."""
        there = listed(place, self.restored)
        ours = [one for one in there if one.header is None or self._ours(one.header.repository)]
        return ours, len(there) - len(ours)

    def shelves(self) -> list[Shelf]:
        """Look into all places; what cannot be looked into says so."""
        made = []
        for place in self.places:
            try:
                backups, others = self.found(place)
            except (ConfledgerError, OSError) as error:
                why = getattr(error, "strerror", None) or str(error).partition("\nhelp:")[0]
                made.append(Shelf(word(place), place.shown, [], 0, why))
            else:
                made.append(Shelf(word(place), place.shown, backups, others))
        return made

    def _ours(self, root: str) -> bool:
        """Whether a backup is of this repository; where there is none here, of which ever."""
        return self.repository is None or self.shallow or not root or root in self.roots


def word(place: "Place") -> str:
    """Return a place as a command line names it."""
    return shlex.quote(place.shown)


def missing(around: Around, last: Listed | None) -> int | None:
    """Return how many commits are not in the last backup; None where that cannot be told."""
    repository = around.repository
    if repository is None or around.shallow or last is None or last.header is None:
        return None
    from confledger.backup import catalogue

    known = catalogue.newest(repository, {last.name}, sorted(around.roots))
    if known is not None:
        asked = ("rev-list", "--count", "--all", "--ignore-missing", "--stdin")
        given = "".join(f"^{one}\n" for one in known.tips).encode()
        return _number(lambda: repository.fed(given, *asked))
    # Without its manifest: by number, and by time where references went since.
    behind = (_count(repository) or 0) - last.header.commits
    newest = seconds(last.header.newest)
    newer = 0 if newest is None else _count(repository, f"--since={newest + 1}")
    return max(0, behind, newer or 0)


def roots(repository: Repository | None) -> frozenset[str]:
    """Return all first commits, by which backups know whose they are."""
    if repository is None:
        return frozenset()
    said = repository.run("rev-list", "--max-parents=0", "--all", "--")
    return frozenset(os.fsdecode(said).split())


def _count(repository: Repository, *which: str) -> int | None:
    return _number(lambda: repository.run("rev-list", "--count", *which, "--all", "--"))


def _number(said: "Callable[[], bytes]") -> int | None:
    try:
        return int(said())
    except (GitFailed, ValueError):
        return None
