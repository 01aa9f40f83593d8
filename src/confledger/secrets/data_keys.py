"""Which files have the same data key, as far as that shows without a key."""

from confledger.location import Path
from confledger.secrets.tokens import BEGINNING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.secrets.sops_file import SopsFile


def ciphertexts(file: "SopsFile | None") -> dict[tuple[int, Path], str]:
    """Return the ciphertexts of a file by document and path, those of comments left out."""
    if file is None:
        return {}
    return {
        (leaf.document, leaf.path): leaf.value
        for leaf in file.leaves()
        if isinstance(leaf.value, str) and leaf.value.startswith(BEGINNING)
    }


def proofs(file: "SopsFile | None") -> set[str]:
    """Return all that can only stand in files with the same data key.

    The ciphertexts, the MAC, and the data key itself as it was wrapped for each recipient: each
    is made with random bytes.
    """
    if file is None or file.metadata is None:
        return set()
    found = set(ciphertexts(file).values())
    found.update(one.enc for one in file.metadata.recipients if one.enc)
    if file.metadata.mac is not None:
        found.add(file.metadata.mac)
    return found


class Keys:
    """Data keys, told apart by what was written under them: each is a set of joined proofs."""

    __slots__ = ("_above", "_cut", "_since")

    def __init__(self) -> None:
        self._above: dict[str, str] = {}
        self._since: dict[str, int] = {}
        self._cut: set[str] = set()

    def add(self, file: "SopsFile", time: int, *, cut: bool = False) -> None:
        """Note a version of a file: whatever is in it has one data key.

        `cut` says that what came before this version is not known.
        """
        found = sorted(proofs(file))
        if not found:
            return
        tops = {self._top(one) for one in found}
        top = min(tops)
        since = min(time, *(self._since.get(one, time) for one in tops))
        if cut or tops & self._cut:
            self._cut.add(top)
        for one in tops:
            self._above[one] = top
        self._since[top] = since

    def of(self, file: "SopsFile") -> str | None:
        """Return what stands for the data key of a file; None where no version noted has it."""
        for one in sorted(proofs(file)):
            if one in self._above:
                return self._top(one)
        return None

    def since(self, file: "SopsFile") -> int | None:
        """Return when the data key of a file was first seen."""
        top = self.of(file)
        return None if top is None else self._since[top]

    def is_cut(self, file: "SopsFile") -> bool:
        """Whether the data key may be older than the first version that is known."""
        return self.of(file) in self._cut

    def _top(self, one: str) -> str:
        while (above := self._above.get(one, one)) != one:
            self._above[one] = self._above.get(above, above)
            one = above
        return one
