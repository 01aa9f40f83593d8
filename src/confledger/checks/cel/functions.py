"""Every function by its name, and the types that each takes.

A list of types stands for the receiver, where there is one, and the arguments.
"""

from collections.abc import Callable

from confledger.checks.cel import conversions, lists, texts
from confledger.checks.cel.budget import Budget
from confledger.checks.cel.faults import Unanswerable
from confledger.checks.cel.times import LENGTHS, PARTS, length
from confledger.checks.cel.values import Duration, Maybe, Timestamp, type_name

ANY = object
# Takes the budget, and the values.
Function = Callable[..., object]
Form = tuple[tuple[type, ...], Function]


def size(budget: Budget, value: object) -> int:
    """Return the number of characters, bytes, items or keys."""
    return len(value)  # type: ignore[arg-type]


def _starts(budget: Budget, text: str, part: str) -> bool:
    budget.look(len(part))
    return text.startswith(part)


def _ends(budget: Budget, text: str, part: str) -> bool:
    budget.look(len(part))
    return text.endswith(part)


def _contains(budget: Budget, text: str, part: str) -> bool:
    budget.look(len(text))
    return part in text


def _parts() -> dict[str, list[Form]]:
    found: dict[str, list[Form]] = {}
    for name, part in PARTS.items():
        found[name] = [
            ((Timestamp,), lambda budget, value, part=part: part(value, "UTC")),
            ((Timestamp, str), lambda budget, value, zone, part=part: part(value, zone)),
        ]
        if name in LENGTHS or name == "getMilliseconds":
            found[name].append(((Duration,), lambda budget, value, name=name: length(value, name)))
    return found


def _value(budget: Budget, maybe: Maybe) -> object:
    if not maybe.there:
        raise Unanswerable("the optional holds no value")
    return maybe.value


_SIZES: list[Form] = [((kind,), size) for kind in (str, bytes, list, dict)]
GLOBAL: dict[str, list[Form]] = {
    "size": _SIZES,
    "matches": [((str, str), texts.matches)],
    "int": [((ANY,), conversions.to_int)],
    "uint": [((ANY,), conversions.to_uint)],
    "double": [((ANY,), conversions.to_double)],
    "string": [((ANY,), conversions.to_string)],
    "bytes": [((ANY,), conversions.to_bytes)],
    "bool": [((ANY,), conversions.to_bool)],
    "timestamp": [((ANY,), conversions.to_timestamp)],
    "duration": [((ANY,), conversions.to_duration)],
    "type": [((ANY,), conversions.to_type)],
    "dyn": [((ANY,), lambda budget, value: value)],
    "optional.of": [((ANY,), lambda budget, value: Maybe(value, there=True))],
    "optional.none": [((), lambda budget: Maybe())],
    "optional.ofNonZeroValue": [
        ((ANY,), lambda budget, value: Maybe(value, there=True) if value else Maybe())
    ],
}
MEMBERS: dict[str, list[Form]] = {
    **_parts(),
    "size": _SIZES,
    "matches": [((str, str), texts.matches)],
    "contains": [((str, str), _contains)],
    "startsWith": [((str, str), _starts)],
    "endsWith": [((str, str), _ends)],
    "lowerAscii": [((str,), texts.lower)],
    "upperAscii": [((str,), texts.upper)],
    "trim": [((str,), texts.trim)],
    "reverse": [((str,), texts.backwards)],
    "charAt": [((str, int), texts.character)],
    "substring": [((str, int), texts.substring), ((str, int, int), texts.substring)],
    "replace": [((str, str, str), texts.replace), ((str, str, str, int), texts.replace)],
    "split": [((str, str), texts.split), ((str, str, int), texts.split)],
    "join": [((list,), texts.join), ((list, str), texts.join)],
    "indexOf": [
        ((str, str), texts.index),
        ((str, str, int), texts.index),
        ((list, ANY), lists.index),
    ],
    "lastIndexOf": [
        ((str, str), texts.last_index),
        ((str, str, int), texts.last_index),
        ((list, ANY), lists.last_index),
    ],
    "sum": [((list,), lists.total)],
    "min": [((list,), lists.least)],
    "max": [((list,), lists.greatest)],
    "isSorted": [((list,), lists.is_sorted)],
    "distinct": [((list,), lists.distinct)],
    "hasValue": [((Maybe,), lambda budget, maybe: maybe.there)],
    "value": [((Maybe,), _value)],
    "or": [((Maybe, Maybe), lambda budget, one, other: one if one.there else other)],
    "orValue": [((Maybe, ANY), lambda budget, maybe, other: maybe.value if maybe.there else other)],
}


def call(name: str, forms: list[Form], budget: Budget, values: list[object]) -> object:
    """Call the form of a function that takes these values; raise Unanswerable without one."""
    budget.spend()
    for types, function in forms:
        if len(types) == len(values) and all(
            kind is ANY or type(value) is kind for kind, value in zip(types, values, strict=True)
        ):
            return function(budget, *values)
    given = ", ".join(type_name(value) for value in values) or "nothing"
    raise Unanswerable(f"`{name}` does not take {given}")
