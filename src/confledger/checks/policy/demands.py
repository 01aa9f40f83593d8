"""What a policy may ask of a value without an expression; each demand says what it misses."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    # The key that is meant, where it is one inside of the value, and what is wrong.
    Missed = tuple[str | None, str]
    Demand = Callable[[object], Iterator[Missed]]

_OWNER = r"@[\w.-]+(/[\w.-]+)*|[^\s@]+@[^\s@]+\.[^\s@]+"


def _kind(value: object) -> str:
    from confledger.checks.sentences import kind_of

    return kind_of(value)


def _number(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value - value == 0


_TYPES: "dict[str, Callable[[object], bool]]" = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: _number(value) and value == int(value),  # type: ignore[call-overload]
    "number": _number,
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
    "null": lambda value: value is None,
}
_WORDS = {"array": "a list", "object": "a map", "integer": "an integer", "null": "null"}


def demand(name: str, asked: "Any") -> "Demand":
    """Return the demand of that name; an expression is none."""
    return _MAKE[name](asked)


def _required(keys: list[str]) -> "Demand":
    def missing(value: object) -> "Iterator[Missed]":
        if not isinstance(value, dict):
            yield None, f"is {_kind(value)}, expected a map"
            return
        for key in keys:
            if key not in value:
                yield None, f"has no `{key}`"

    return missing


def _forbidden(keys: list[str]) -> "Demand":
    def present(value: object) -> "Iterator[Missed]":
        for key in keys if isinstance(value, dict) else ():
            if key in value:  # type: ignore[operator]
                yield key, "is not allowed"

    return present


def _type(name: str) -> "Demand":
    def other(value: object) -> "Iterator[Missed]":
        if not _TYPES[name](value):
            yield None, f"is {_kind(value)}, expected {_WORDS.get(name, f'a {name}')}"

    return other


def _range(bounds: dict[str, float]) -> "Demand":
    low, high = bounds.get("min"), bounds.get("max")

    def outside(value: object) -> "Iterator[Missed]":
        if not _number(value):
            yield None, f"is {_kind(value)}, expected a number"
        elif low is not None and value < low:  # type: ignore[operator]
            yield None, f"is below {low}"
        elif high is not None and value > high:  # type: ignore[operator]
            yield None, f"is above {high}"

    return outside


def _one_of(options: list[object]) -> "Demand":
    def other(value: object) -> "Iterator[Missed]":
        if not any(_same(value, option) for option in options):
            from confledger.checks.sentences import choice

            yield None, f"must be {choice(options)}"

    return other


def _same(one: object, other: object) -> bool:
    """Whether two values are equal; `true` is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def _pattern(text: str) -> "Demand":
    from confledger.checks.cel.texts import found, pattern

    ready = pattern(text)

    def other(value: object) -> "Iterator[Missed]":
        if not isinstance(value, str):
            yield None, f"is {_kind(value)}, expected a string"
        elif not found(ready, value):
            yield None, f"does not match `{text}`"

    return other


def _owner(key: str) -> "Demand":
    def nobody(value: object) -> "Iterator[Missed]":
        if not isinstance(value, dict):
            yield None, f"is {_kind(value)}, expected a map"
        elif key not in value:
            yield None, f"has no `{key}`"
        else:
            from re import fullmatch

            named = value[key]
            names = named if isinstance(named, list) else [named]
            if not names or not all(
                isinstance(name, str) and len(name) < 300 and fullmatch(_OWNER, name)
                for name in names
            ):
                yield key, "names no owner, such as `@group/team` or an address"

    return nobody


_MAKE: "dict[str, Callable[[Any], Demand]]" = {
    "required": _required,
    "forbidden": _forbidden,
    "type": _type,
    "range": _range,
    "one-of": _one_of,
    "pattern": _pattern,
    "owner": _owner,
}
