"""Every version of every encrypted file of a history, found among all that the history holds."""

from confledger.git.blobs import Blobs, TooLarge
from confledger.git.history import HistoryIncomplete, commits
from confledger.git.snapshot import FILE
from confledger.secrets.rules import FILE as RULES
from confledger.secrets.sops_file import MOST_BYTES
from confledger.secrets.tokens import BEGINNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.git.history import Commit
    from confledger.git.repository import Repository
    from confledger.git.snapshot import Entry

    # A commit, the entry of a file in each parent compared with, and the entry that it has.
    Changed = tuple[Commit, tuple[Entry | None, ...], Entry | None]
    Progress = Callable[[int, int], None]

# Whatever its name and format, a file with an encrypted value and metadata has both.
_MARKS = (b"sops", BEGINNING.encode("ascii"))
# After so many objects, somebody who waits is told.
_OFTEN = 1000


class Versions:
    """Each change with an encrypted side, and the content of both its sides by object id.

    `rules` are all versions of rule files, the oldest first. Encrypted files may have any name,
    so each distinct object of the history is read once; raise HistoryIncomplete where one is
    not there.
    """

    __slots__ = ("changes", "content", "rules")

    def __init__(
        self,
        repository: "Repository",
        start: str,
        progress: "Progress | None" = None,
        paths: tuple[str, ...] = (),
    ) -> None:
        listed: list[Changed] = []
        oids: dict[str, None] = {}
        ruling: dict[str, None] = {}
        for commit in commits(repository, start, paths=paths):
            for change in commit.changes:
                sides = [one for one in (*change.before, change.after) if one is not None]
                if all(one.kind == FILE for one in sides):
                    listed.append((commit, change.before, change.after))
                    oids.update((one.oid or "", None) for one in sides)
                    if change.after is not None and change.after.path.endswith(RULES):
                        ruling[change.after.oid or ""] = None
            commit.changes = []
        self.content = _encrypted(repository, list(oids), progress)
        self.changes = [
            (commit, before, after)
            for commit, before, after in listed
            if any(one is not None and one.oid in self.content for one in (*before, after))
        ]
        others = dict.fromkeys(
            one.oid or ""
            for _, before, after in self.changes
            for one in (*before, after)
            if one is not None and one.oid not in self.content
        )
        self.content |= _read(repository, list(others))
        self.rules = list(_read(repository, list(ruling)).values())


def _encrypted(
    repository: "Repository", oids: list[str], progress: "Progress | None"
) -> dict[str, bytes]:
    """Read all objects; return those that may be encrypted."""
    kept = {}
    blobs = Blobs(repository, MOST_BYTES)
    try:
        for index, (oid, content) in enumerate(zip(oids, blobs.read(oids), strict=True)):
            if progress is not None and not index % _OFTEN:
                progress(index, len(oids))
            if isinstance(content, bytes):
                if all(mark in content for mark in _MARKS):
                    kept[oid] = content
            elif not isinstance(content, TooLarge):
                raise HistoryIncomplete
    finally:
        blobs.close()
    return kept


def _read(repository: "Repository", oids: list[str]) -> dict[str, bytes]:
    """Read what encrypted files were before, or became, and what ruled them."""
    blobs = Blobs(repository, MOST_BYTES)
    try:
        return {
            oid: content
            for oid, content in zip(oids, blobs.read(oids), strict=True)
            if isinstance(content, bytes)
        }
    finally:
        blobs.close()
