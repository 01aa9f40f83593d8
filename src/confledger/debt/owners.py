"""Who answers for a file, by CODEOWNERS, and the folders for which nobody does."""

from collections.abc import Iterator
from shlex import quote

from confledger.checks.codeowners import PLACES, Codeowners
from confledger.checks.whole import Whole
from confledger.debt.item import Item, item

RULE = "missing-owner"


class Owners:
    """The owners of the files of one commit; `path` is where they stand, empty for nowhere."""

    __slots__ = ("_codeowners", "_known", "path")

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self._codeowners = Codeowners(path, text) if path else None
        self._known: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Return who owns a path, in the order in which they stand there; empty for nobody."""
        if self._codeowners is None:
            return ""
        known = self._known.get(path)
        if known is None:
            known = self._known[path] = ", ".join(self._codeowners.owners(path))
        return known

    def lacking(self, paths: list[str]) -> Iterator[Item]:
        """Yield an item for each folder with a file that nobody owns, or one where no file says."""
        if self._codeowners is None:
            if paths:
                yield item(
                    RULE,
                    PLACES[0],
                    address="CODEOWNERS",
                    message=f"no CODEOWNERS says who owns any of the {len(paths):,} files",
                    subject="none",
                    command="git shortlog -sn HEAD",
                )
            return
        folders: dict[str, int] = {}
        for path in paths:
            if not self.of(path):
                folder = path.rpartition("/")[0]
                folders[folder] = folders.get(folder, 0) + 1
        for folder, count in sorted(folders.items()):
            yield item(
                RULE,
                self.path,
                address=f"{folder}/" if folder else "/",
                message=f"nobody owns `{folder or '.'}/` ({count:,} file{'s' * (count > 1)})",
                subject=folder or "/",
                command=f"git shortlog -sn HEAD -- {quote(folder or '.')}",
            )


def owners(whole: Whole) -> Owners:
    """Read CODEOWNERS where GitHub and GitLab look for it; the first place counts."""
    for path in PLACES:
        data = whole.content(path) if path in whole.entries else None
        if data is not None:
            return Owners(path, data.decode("utf-8", "replace"))
    return Owners("", "")
