"""From one type to another: `int("12")`, `string(1.5)`, `timestamp("2026-01-31T00:00:00Z")`."""

import math
import re

from confledger.checks.cel.budget import Budget
from confledger.checks.cel.faults import Unanswerable
from confledger.checks.cel.operators import natural, whole
from confledger.checks.cel.times import (
    read_duration,
    read_timestamp,
    timestamp,
    write_duration,
    write_timestamp,
)
from confledger.checks.cel.values import (
    NANOS,
    TYPES,
    Duration,
    Timestamp,
    Type,
    Uint,
    as_double,
    is_number,
    type_name,
)

_WHOLE = re.compile(r"[+-]?[0-9]{1,40}", re.ASCII)
_DECIMAL = re.compile(
    r"[+-]?(?:(?:[0-9]{1,400}(?:\.[0-9]{0,400})?|\.[0-9]{1,400})(?:[eE][+-]?[0-9]{1,5})?"
    r"|[iI]nf(?:inity)?|[nN]a[nN])",
    re.ASCII,
)
_YES = ("true", "True", "TRUE", "t", "1")
_NO = ("false", "False", "FALSE", "f", "0")


def _refuse(name: str, value: object) -> Unanswerable:
    return Unanswerable(f"{type_name(value)} does not become {name}")


def to_int(budget: Budget, value: object) -> object:
    """Return a signed number."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return whole(int(value))
    if isinstance(value, Timestamp):
        return value.nanos // NANOS
    if isinstance(value, float) and math.isfinite(value):
        # The bounds themselves are no longer exact as doubles.
        if abs(value) >= 2.0**63:
            raise Unanswerable("the number does not fit into 64 bits")
        return int(value)
    if is_number(value) and not isinstance(value, float):
        return whole(int(value))  # type: ignore[call-overload]
    raise _refuse("int", value)


def to_uint(budget: Budget, value: object) -> object:
    """Return a number without sign."""
    if isinstance(value, str) and _WHOLE.fullmatch(value):
        return natural(int(value))
    if isinstance(value, float) and math.isfinite(value):
        return natural(int(value))
    if is_number(value) and not isinstance(value, float):
        return natural(int(value))  # type: ignore[call-overload]
    raise _refuse("uint", value)


def to_double(budget: Budget, value: object) -> object:
    """Return a floating point number."""
    if isinstance(value, str) and _DECIMAL.fullmatch(value):
        return float(value)
    if is_number(value):
        return as_double(value)  # type: ignore[arg-type]
    raise _refuse("double", value)


def to_string(budget: Budget, value: object) -> object:
    """Return a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _written(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, bytes):
        budget.make(len(value))
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise Unanswerable("the bytes are no text in UTF-8") from None
    if isinstance(value, Timestamp):
        return write_timestamp(value)
    if isinstance(value, Duration):
        return write_duration(value)
    raise _refuse("string", value)


def _written(number: float) -> str:
    if math.isinf(number):
        return "+Inf" if number > 0 else "-Inf"
    if math.isnan(number):
        return "NaN"
    if number.is_integer() and abs(number) < 1e21:
        return str(int(number)) if number or math.copysign(1, number) > 0 else "-0"
    return repr(number)


def to_bytes(budget: Budget, value: object) -> object:
    """Return bytes; a text becomes UTF-8."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        budget.make(len(value))
        return value.encode("utf-8", "surrogatepass")
    raise _refuse("bytes", value)


def to_bool(budget: Budget, value: object) -> object:
    """Return true or false."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in _YES + _NO:
        return value in _YES
    raise _refuse("bool", value)


def to_timestamp(budget: Budget, value: object) -> object:
    """Return a point in time; a number counts seconds from 1970."""
    if isinstance(value, Timestamp):
        return value
    if isinstance(value, str):
        return read_timestamp(value)
    if type(value) is int:
        return timestamp(value * NANOS)
    raise _refuse("a timestamp", value)


def to_duration(budget: Budget, value: object) -> object:
    """Return a stretch of time."""
    if isinstance(value, Duration):
        return value
    if isinstance(value, str):
        budget.look(10 * len(value))
        return read_duration(value)
    raise _refuse("a duration", value)


def to_type(budget: Budget, value: object) -> Type:
    """Return the type of a value."""
    return TYPES["uint" if isinstance(value, Uint) else type_name(value)]
