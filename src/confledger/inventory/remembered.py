"""What files were found to say in earlier runs, by path and the id of their content."""

from confledger.inventory.facts import Facts, facts_of_row
from confledger.inventory.kept import Kept, Row, key_of

NAME = "inventoried"
_LARGEST = 128 << 20


class Remembered:
    """The memory of one repository; without a folder, of nothing. Damage is as good as nothing."""

    def __init__(self, folder: str | None, build: bytes) -> None:
        self._kept = Kept(folder, NAME, build, _LARGEST)

    def get(self, oid: str, path: str) -> Facts | None:
        """Return what a content at a path says, if that is known."""
        return self._kept.get(key_of(oid, path), facts_of_row)

    def keep(self, oid: str, path: str, facts: Facts) -> None:
        """Remember it until `save`."""
        self._kept.keep(key_of(oid, path), facts.row())

    def asked(self, question: bytes) -> list[str] | None:
        """Return the answer to a question about a whole tree, if that is known."""
        return self._kept.get(question.hex(), _texts)

    def answer(self, question: bytes, found: list[str]) -> None:
        """Remember the answer to a question about a whole tree until `save`."""
        self._kept.keep(question.hex(), list(found))

    def save(self) -> None:
        """Write what is known; never fails for want of space or rights."""
        self._kept.save()


def _texts(row: Row) -> list[str]:
    found = [one for one in row if isinstance(one, str)]
    if len(found) < len(row):
        raise TypeError
    return found
