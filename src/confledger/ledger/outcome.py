"""What a commit made of one file, ready to be hashed and to be given numbers.

One process writes a ledger, however many read the history: what can be done before is done there.
"""

from array import array
from collections.abc import Iterable, Iterator

from confledger.ledger.chain import Piece, piece
from confledger.ledger.differing import Rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.ledger.dictionary import Dictionary

# The numbers of a key, of its values before and after, and whether a merge made the change.
Numbers = tuple[int, int, int, int]
# What became of a file, what is hashed of its rows, and the numbers of these.
Packed = tuple[str, Piece, bytes]
# What is new of the texts, whether they begin anew after this, and what became of some files.
Bundle = tuple[list[str], list[str], bool, list[Packed]]
# So many texts are remembered on both sides.
_MOST = 60_000
_NUMBERS = "I"


class Outcome:
    """What became of a file, its `state`, with its rows."""

    __slots__ = ("_rows", "count", "piece", "state")

    def __init__(self, state: str, rows: Rows) -> None:
        self.state = state
        self._rows = rows
        self.count = len(rows)
        self.piece = _piece(rows)

    def numbers(self, dictionary: "Dictionary") -> Iterable[Numbers]:
        """Return the numbers of each row, in their order."""
        key, value = dictionary.key, dictionary.value
        return [
            (key(name), value(was), value(now), merged) for name, was, now, merged in self._rows
        ]


class Unpacked:
    """An Outcome that another process has packed."""

    __slots__ = ("_numbers", "_texts", "count", "piece", "state")

    def __init__(self, packed: Packed, texts: "Texts") -> None:
        self.state, self.piece, numbers = packed
        self._numbers = array(_NUMBERS, numbers)
        self._texts = texts
        self.count = len(self._numbers) // 4

    def numbers(self, dictionary: "Dictionary") -> Iterable[Numbers]:
        """Return the numbers of each row, in their order."""
        keys, values = self._texts.keys, self._texts.values
        at = iter(self._numbers)
        for key, was, now, merged in zip(at, at, at, at, strict=True):
            name, old, new = keys[key], values[was], values[now]
            # In the order in which they are met first, wherever they were read.
            if name.__class__ is str:
                name = keys[key] = dictionary.key(name)
            if old.__class__ is str:
                old = values[was] = dictionary.value(old)
            if new.__class__ is str:
                new = values[now] = dictionary.value(new)
            yield name, old, new, merged  # type: ignore[misc]  # texts are numbers by now


class Texts:
    """The keys and values that another process has sent: their numbers, once they have any."""

    __slots__ = ("keys", "values")

    def __init__(self) -> None:
        self.keys: list[str | int] = []
        self.values: list[str | int] = [0]


class Packing:
    """Packs outcomes: what repeats is sent once."""

    def __init__(self) -> None:
        self._keys: dict[str, int] = {}
        self._values: dict[str | None, int] = {None: 0}
        self._new_keys: list[str] = []
        self._new_values: list[str] = []
        self._packed: list[Packed] = []

    def add(self, state: str, rows: Rows) -> None:
        """Pack what became of one file."""
        keys, values = self._keys, self._values
        numbers = array(_NUMBERS)
        for key, was, now, merged in rows:
            number = keys.get(key)
            if number is None:
                number = keys[key] = len(keys)
                self._new_keys.append(key)
            old, new = values.get(was), values.get(now)
            if old is None:
                old = self._value(was)
            if new is None:
                new = self._value(now)
            numbers.extend((number, old, new, merged))
        self._packed.append((state, _piece(rows), numbers.tobytes()))

    def __len__(self) -> int:
        return len(self._packed)

    def taken(self) -> Bundle:
        """Return what was packed since the last time."""
        anew = len(self._keys) + len(self._values) > _MOST
        if anew:
            self._keys, self._values = {}, {None: 0}
        bundle = (self._new_keys, self._new_values, anew, self._packed)
        self._new_keys, self._new_values, self._packed = [], [], []
        return bundle

    def _value(self, text: str | None) -> int:
        number = self._values.get(text)
        if number is None:
            assert text is not None
            number = self._values[text] = len(self._values)
            self._new_values.append(text)
        return number


def unpacked(bundle: Bundle, texts: Texts) -> Iterator[Unpacked]:
    """Yield what was packed; `texts` are those of all bundles before."""
    keys, values, _, packed = bundle
    texts.keys += keys
    texts.values += values
    for one in packed:
        yield Unpacked(one, texts)


def _piece(rows: Rows) -> Piece:
    if rows.piece is None:
        fields = []
        for key, was, now, merged in rows:
            was, now = was or "", now or ""
            fields.append(f"{len(key)},{len(was)},{len(now)},{merged} {key}{was}{now}")
        rows.piece = piece(fields)
    return rows.piece
