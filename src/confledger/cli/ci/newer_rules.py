"""What has become right since a change began: whoever makes it chooses where it begins."""

from confledger.checks.selection import Selection
from confledger.cli import workspace
from confledger.cli.ci.judges import judges
from confledger.errors import ConfledgerError
from confledger.git.deltas import of_trees
from confledger.git.repository import Repository
from confledger.git.snapshot import FILE, CommitSnapshot
from confledger.settings import Settings


class Newer:
    """The files that say what is right and that the target has otherwise than the base.

    `paths` are sorted. `reviews` says whether the target asks for approvals of what changes.
    """

    __slots__ = ("paths", "reviews")

    def __init__(self, paths: list[str], *, reviews: bool = False) -> None:
        self.paths = paths
        self.reviews = reviews


def newer(repository: Repository, base: str, head: str, tip: str, settings: Settings) -> Newer:
    """Return what the target of a change, which ends at `tip`, has newer than the base."""
    deltas = [] if tip in ("", base) else of_trees(repository, base, tip)
    if not deltas:
        return Newer([])
    snapshot = CommitSnapshot(repository, tip, workspace.LIMIT)
    try:
        try:
            latest = workspace.settings_of(snapshot).settings
        except ConfledgerError:
            latest = settings
        paths = {
            one.path
            for one in deltas
            if any(judges(one.path, known) for known in (settings, latest))
        }
        selections = [
            Selection(known, lambda path: snapshot.find(path) is not None)
            for known in (settings, latest)
        ]
        asked = bool(paths) and any(latest.reviews.values())
        touched = asked and any(
            selection.ignored(one.path, FILE) is None
            for one in of_trees(repository, base, head)
            for selection in selections
        )
    finally:
        snapshot.close()
    return Newer(sorted(paths), reviews=touched)
