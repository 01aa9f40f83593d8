"""How each value stands in a file, encrypted or in clear text; of files that SOPS may have made."""

from confledger.location import Path
from confledger.secrets import tokens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.secrets.sops_file import Leaf, SopsFile

# How a value stands in a file: encrypted; in clear text, as the scope says; in clear text
# although it is to be encrypted; nothing, or an empty text, map or list; a ciphertext that is none.
SECRET, PLAIN, BARE, EMPTY, BROKEN = "secret", "plain", "bare", "empty", "broken"
Place = tuple[int, Path]


class Values:
    """The values of one file by place, each with how it stands there."""

    __slots__ = ("ciphertexts", "leaves", "states")

    def __init__(self, file: "SopsFile | None") -> None:
        self.leaves: dict[Place, Leaf] = {}
        self.states: dict[Place, str] = {}
        self.ciphertexts: dict[object, Place] = {}
        if file is None:
            return
        for leaf in entries(file):
            place = (leaf.document, leaf.path)
            self.leaves[place] = leaf
            self.states[place] = state = state_of(file, leaf)
            if state == SECRET:
                self.ciphertexts.setdefault(leaf.value, place)

    def of(self, place: Place) -> object:
        """Return a value, as it is written."""
        return self.leaves[place].value


def entries(file: "SopsFile") -> "Iterator[Leaf]":
    """Yield every value of a file, and each map and list that is empty."""
    from confledger.secrets.sops_file import Leaf

    leaves = iter(file.leaves())
    for number, document in enumerate(file.documents):
        todo: list[tuple[Path, object]] = [((), document)]
        while todo:
            path, value = todo.pop()
            if isinstance(value, dict) and value:
                todo += reversed([((*path, name), item) for name, item in value.items()])
            elif isinstance(value, list) and value:
                todo += reversed([((*path, index), item) for index, item in enumerate(value)])
            elif isinstance(value, dict | list):
                yield Leaf(number, path, value)
            else:
                yield next(leaves)


def state_of(file: "SopsFile", leaf: "Leaf") -> str:
    """Return how a value stands in its file."""
    value = leaf.value
    if isinstance(value, str) and value.startswith(tokens.BEGINNING):
        return BROKEN if tokens.read(value) is None else SECRET
    if value is None or value in ("", {}, []):
        return EMPTY
    if file.metadata is None:
        return PLAIN
    return BARE if file.selected(leaf) else PLAIN


def bound(path: Path) -> str:
    """Return what a ciphertext is bound to: the keys above it, but no index of a list."""
    return ":".join(step for step in path if isinstance(step, str))
