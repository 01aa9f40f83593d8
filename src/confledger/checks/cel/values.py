"""The values of expressions that Python does not have, and how any two of them compare.

A number is an `int` (64 bits, checked by the operators), a Uint or a `float`; text, bytes,
booleans, null, lists and maps are Python's. Numbers are equal across their types, and nothing
else is.
"""

from __future__ import annotations

from confledger.checks.cel.faults import Unanswerable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.cel.budget import Budget

NANOS = 1_000_000_000


class Uint(int):
    """A number without sign."""

    __slots__ = ()


class Moment:
    """A timestamp or a duration, in nanoseconds; a timestamp counts from 1970."""

    __slots__ = ("nanos",)

    def __init__(self, nanos: int) -> None:
        self.nanos = nanos

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.nanos == other.nanos

    def __hash__(self) -> int:
        return hash((type(self).__name__, self.nanos))


class Timestamp(Moment):
    """A point in time, from the year 1 to 9999."""

    __slots__ = ()


class Duration(Moment):
    """A stretch of time, of up to 292 years."""

    __slots__ = ()


class Type:
    """The type of a value, which is a value too."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Type) and self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)


class Maybe:
    """A value that may not be there: what `.?key` gives."""

    __slots__ = ("there", "value")

    def __init__(self, value: object = None, *, there: bool = False) -> None:
        self.value = value
        self.there = there


_NAMES: dict[type, str] = {
    bool: "bool",
    int: "int",
    Uint: "uint",
    float: "double",
    str: "string",
    bytes: "bytes",
    type(None): "null_type",
    list: "list",
    dict: "map",
    Type: "type",
    Timestamp: "google.protobuf.Timestamp",
    Duration: "google.protobuf.Duration",
    Maybe: "optional_type",
}
TYPES = {name: Type(name) for name in _NAMES.values()}


def type_name(value: object) -> str:
    """Return what expressions call the type of a value."""
    return _NAMES[type(value)]


def is_number(value: object) -> bool:
    """Whether it is a number of any of the three types."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def _alike(one: object, other: object) -> tuple[float, float]:
    """Return two numbers as they are compared: both as doubles when one is."""
    if isinstance(one, float) or isinstance(other, float):
        return as_double(one), as_double(other)  # type: ignore[arg-type]
    return one, other  # type: ignore[return-value]


def as_double(number: float) -> float:
    """Return a number as a double; beyond all of them, as infinite: a document may hold any."""
    try:
        return float(number)
    except OverflowError:
        return float("inf") if number > 0 else float("-inf")


def _same_number(one: object, other: object) -> bool:
    one, other = _alike(one, other)
    return one == other


def equal(one: object, other: object, budget: Budget) -> bool:
    """Whether two values are the same; those of different types are not, except numbers.

    Without recursion: documents nest as deep as their readers let them.
    """
    pairs = [(one, other)]
    while pairs:
        one, other = pairs.pop()
        budget.spend()
        if is_number(one) and is_number(other):
            if not _same_number(one, other):
                return False
        elif type(one) is not type(other):
            return False
        elif isinstance(one, list) and isinstance(other, list):
            if len(one) != len(other):
                return False
            pairs += zip(one, other, strict=True)
        elif isinstance(one, dict) and isinstance(other, dict):
            if len(one) != len(other):
                return False
            for key, value in one.items():
                budget.spend()
                found = member(other, key)
                if not found.there:
                    return False
                pairs.append((value, found.value))
        elif isinstance(one, Maybe) and isinstance(other, Maybe):
            if one.there != other.there:
                return False
            pairs.append((one.value, other.value))
        else:
            if isinstance(one, str | bytes):
                budget.look(len(one))
            if one != other:
                return False
    return True


def less(one: object, other: object, budget: Budget) -> bool:
    """Whether `one` comes before `other`; raise Unanswerable where there is no order."""
    if is_number(one) and is_number(other):
        one, other = _alike(one, other)
        return one < other
    if type(one) is type(other) and isinstance(one, bool | str | bytes | Moment):
        if isinstance(one, Moment):
            assert isinstance(other, Moment)
            return one.nanos < other.nanos
        if isinstance(one, str | bytes):
            budget.look(min(len(one), len(other)))  # type: ignore[arg-type]
        return bool(one < other)  # type: ignore[operator]
    raise Unanswerable(f"there is no order between {type_name(one)} and {type_name(other)}")


def member(mapping: dict[object, object], key: object) -> Maybe:
    """Return the value under a key; `1`, `1u` and `1.0` are one key, `true` is another.

    Python has `1` and `True` as one key; a map that holds either has it in its own type.
    """
    if isinstance(key, float):
        if not key.is_integer():
            return Maybe()
        key = int(key)
    try:
        if key not in mapping:
            return Maybe()
    except TypeError:
        return Maybe()
    if isinstance(key, bool) or (isinstance(key, int) and key in (0, 1)):
        own = next(one for one in mapping if one == key)
        if isinstance(own, bool) != isinstance(key, bool):
            return Maybe()
    return Maybe(mapping[key], there=True)
