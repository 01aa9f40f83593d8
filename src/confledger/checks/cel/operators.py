"""The operators: arithmetic of 64 bits, comparisons, membership, and the way into a value."""

import math
from collections.abc import Callable

from confledger.checks.cel.budget import Budget
from confledger.checks.cel.faults import Unanswerable
from confledger.checks.cel.times import duration, timestamp
from confledger.checks.cel.values import (
    Duration,
    Maybe,
    Moment,
    Timestamp,
    Uint,
    equal,
    is_number,
    less,
    member,
    type_name,
)

Binary = Callable[[object, object, Budget], object]


def whole(number: int) -> int:
    """Return a signed number of 64 bits; raise Unanswerable when it is none."""
    if not -(1 << 63) <= number < 1 << 63:
        raise Unanswerable("the number does not fit into 64 bits")
    return int(number)


def natural(number: int) -> Uint:
    """Return an unsigned number of 64 bits; raise Unanswerable when it is none."""
    if not 0 <= number < 1 << 64:
        raise Unanswerable("the number does not fit into 64 bits without a sign")
    return Uint(number)


def _no(name: str, one: object, other: object) -> Unanswerable:
    return Unanswerable(f"`{name}` does not go between {type_name(one)} and {type_name(other)}")


def _numbers(name: str, one: object, other: object, do: Callable[[int, int], int]) -> int | None:
    """Work out two whole numbers of one type; None when they are something else."""
    if type(one) is int and type(other) is int:
        return whole(do(one, other))
    if isinstance(one, Uint) and isinstance(other, Uint):
        return natural(do(int(one), int(other)))
    return None


def add(one: object, other: object, budget: Budget) -> object:
    """Add numbers or times, join texts or lists."""
    number = _numbers("+", one, other, int.__add__)
    if number is not None:
        return number
    if type(one) is float and type(other) is float:
        return one + other
    if (
        (isinstance(one, str) and isinstance(other, str))
        or (isinstance(one, bytes) and isinstance(other, bytes))
        or (isinstance(one, list) and isinstance(other, list))
    ):
        budget.make(len(one) + len(other))
        return one + other  # type: ignore[operator]
    if isinstance(one, Moment) and isinstance(other, Moment):
        if isinstance(one, Timestamp) != isinstance(other, Timestamp):
            return timestamp(one.nanos + other.nanos)
        if isinstance(one, Duration):
            return duration(one.nanos + other.nanos)
    raise _no("+", one, other)


def subtract(one: object, other: object, budget: Budget) -> object:
    """Subtract numbers or times."""
    number = _numbers("-", one, other, int.__sub__)
    if number is not None:
        return number
    if type(one) is float and type(other) is float:
        return one - other
    if isinstance(one, Moment) and isinstance(other, Moment):
        if isinstance(other, Duration):
            make = timestamp if isinstance(one, Timestamp) else duration
            return make(one.nanos - other.nanos)
        if isinstance(one, Timestamp):
            return duration(one.nanos - other.nanos)
    raise _no("-", one, other)


def multiply(one: object, other: object, budget: Budget) -> object:
    """Multiply numbers."""
    number = _numbers("*", one, other, int.__mul__)
    if number is not None:
        return number
    if type(one) is float and type(other) is float:
        return one * other
    raise _no("*", one, other)


def divide(one: object, other: object, budget: Budget) -> object:
    """Divide numbers; whole ones are cut off towards zero."""
    if type(one) is float and type(other) is float:
        if other:
            return one / other
        if not one or math.isnan(one):
            return math.nan
        return math.copysign(math.inf, one) * math.copysign(1.0, other)
    number = _numbers("/", one, other, _quotient)
    if number is None:
        raise _no("/", one, other)
    return number


def modulo(one: object, other: object, budget: Budget) -> object:
    """Return what is left of a division of whole numbers, with the sign of the first."""
    number = _numbers("%", one, other, lambda a, b: a - b * _quotient(a, b))
    if number is None:
        raise _no("%", one, other)
    return number


def _quotient(one: int, other: int) -> int:
    if other == 0:
        raise Unanswerable("a division by zero")
    quotient = abs(one) // abs(other)
    return quotient if (one < 0) == (other < 0) else -quotient


def negate(value: object) -> object:
    """Change the sign of a number."""
    if type(value) is int:
        return whole(-value)
    if type(value) is float:
        return -value
    raise Unanswerable(f"`-` does not go before {type_name(value)}")


def contains(one: object, other: object, budget: Budget) -> bool:
    """Whether a list holds an item, or a map a key."""
    if isinstance(other, list):
        return any(equal(one, item, budget) for item in other)
    if isinstance(other, dict):
        return item(other, one, budget).there
    raise Unanswerable(f"`in` does not look into {type_name(other)}")


def item(value: object, index: object, budget: Budget) -> Maybe:
    """Return what stands at an index or key of a list or map, if anything does."""
    budget.spend()
    if isinstance(value, dict):
        if isinstance(index, bool | int) and index in (0, 1):
            # These two are looked for among all keys.
            budget.look(len(value))
        return member(value, index)
    if isinstance(value, list):
        if not is_number(index) or (isinstance(index, float) and not index.is_integer()):
            raise Unanswerable(f"a list has no item at {type_name(index)}")
        at = int(index)  # type: ignore[call-overload]
        return Maybe(value[at], there=True) if 0 <= at < len(value) else Maybe()
    raise Unanswerable(f"{type_name(value)} has no items")


def _at_most(one: object, other: object, budget: Budget) -> bool:
    # Of a number that is none (NaN), neither is true.
    return less(one, other, budget) or equal(one, other, budget)


BINARY: dict[str, Binary] = {
    "+": add,
    "-": subtract,
    "*": multiply,
    "/": divide,
    "%": modulo,
    "in": contains,
    "==": equal,
    "!=": lambda one, other, budget: not equal(one, other, budget),
    "<": less,
    ">": lambda one, other, budget: less(other, one, budget),
    "<=": _at_most,
    ">=": lambda one, other, budget: _at_most(other, one, budget),
}
