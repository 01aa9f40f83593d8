"""The examples of a migration: what it makes of one file, byte for byte, and the way back.

In the folder `migrations/0002-rename-pool` stand `before.yaml` and `after.yaml`, or any other
suffix, and more pairs as `NAME.before.yaml` and `NAME.after.yaml`.
"""

from confledger.changes.sameness import exactly_same
from confledger.documents.dialect import dialect_of
from confledger.documents.load import load
from confledger.errors import ConfledgerError
from confledger.loader.migration.migration import Migration
from confledger.loader.migration.operation import Operation
from confledger.loader.migration.rewriting import Rewriting

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.loader.folder import Source


class Example:
    """One comparison: its file, what came out and what was to; `fault` says why nothing did.

    The way forward is compared byte for byte. On the way `back`, a key that was moved comes back
    at the end of its map: there, values and lines have to be the same, in any order.
    """

    __slots__ = ("back", "fault", "file", "made", "wanted")

    def __init__(
        self, file: str, made: bytes, wanted: bytes, fault: str = "", *, back: bool = False
    ) -> None:
        self.back = back
        self.file = file
        self.made = made
        self.wanted = wanted
        self.fault = fault

    @property
    def holds(self) -> bool:
        """Whether it came out as it should."""
        if self.fault or self.made == self.wanted:
            return not self.fault
        if not self.back or _lines(self.made) != _lines(self.wanted):
            return False
        dialect = dialect_of(self.file) or ""
        made, wanted = load(self.made, dialect), load(self.wanted, dialect)
        return exactly_same(made.documents, wanted.documents)


def examples(source: "Source", migration: Migration) -> list[Example]:
    """Run the examples of a migration both ways, where there is a way back; sorted by file."""
    folder = migration.stem
    names = source.names(folder)
    found = []
    for name in names:
        if not (name.startswith("before.") or ".before." in name):
            continue
        other = name.replace("before.", "after.", 1)
        before, after = f"{folder}/{name}", f"{folder}/{other}"
        if other not in names:
            found.append(Example(before, b"", b"", f"there is no {other} beside it"))
            continue
        old, new = source.read(before) or b"", source.read(after) or b""
        found.append(_example(migration, before, old, after, new, back=False))
        if not migration.irreversible:
            found.append(_example(migration, after, new, before, old, back=True))
    return found


def _example(
    migration: Migration, start: str, old: bytes, end: str, new: bytes, *, back: bool
) -> Example:
    try:
        text = Rewriting(old, dialect_of(start) or "", start)
        for number, document in enumerate(text.documents):
            text.make(number, list(migration.operations(document, back=back)))
        _number(text, migration.number - back)
    except ConfledgerError as error:
        return Example(end, b"", new, str(error))
    return Example(end, text.data, new, back=back)


def _lines(data: bytes) -> list[bytes]:
    """Return the lines without what a key at the end of JSON has no comma for; sorted."""
    return sorted(line.strip().rstrip(b",") for line in data.splitlines())


def _number(text: Rewriting, version: int) -> None:
    from confledger.loader.migration.planning import KEY, version_of

    if version_of(text.documents) not in (None, version):
        text.make(0, [Operation("replace", (KEY,), value=version)])
