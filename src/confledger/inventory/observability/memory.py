"""What files were found to log, measure, alert and show, kept from earlier runs."""

from confledger.inventory.kept import Kept, Row, key_of
from confledger.inventory.observability.item import Item

NAME = "observed"
_LARGEST = 64 << 20


class Found:
    """One file: what it is written in (empty: nothing that is looked into), lines, items."""

    __slots__ = ("items", "language", "lines", "path")

    def __init__(self, path: str, language: str, lines: int, items: list[Item]) -> None:
        self.path = path
        self.language = language
        self.lines = lines
        self.items = items


class Memory:
    """What is known from earlier runs; without a folder, nothing is."""

    def __init__(self, folder: str | None, build: bytes) -> None:
        self._kept = Kept(folder, NAME, build, _LARGEST)

    def get(self, oid: str, path: str) -> Found | None:
        """Return what a content at a path was found to say."""
        return self._kept.get(key_of(oid, path), lambda row: _found(path, row))

    def keep(self, oid: str, found: Found) -> None:
        """Remember it until `save`."""
        rows = [[*one[:2], *one[3:5], [list(pair) for pair in one.more]] for one in found.items]
        self._kept.keep(key_of(oid, found.path), [found.language, found.lines, rows])

    def save(self) -> None:
        """Write what is known now; never fails for want of space or rights."""
        self._kept.save()


def _found(path: str, row: Row) -> Found:
    language, lines, rows = row
    if not (isinstance(language, str) and isinstance(lines, int) and isinstance(rows, list)):
        raise TypeError
    items = [
        Item(
            str(kind),
            str(name),
            path,
            int(line),
            str(how),
            tuple((str(a), str(b)) for a, b in more),
        )
        for kind, name, line, how, more in rows
    ]
    return Found(path, language, lines, items)
