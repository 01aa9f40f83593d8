"""A text from outside, an environment variable or a flag, as the type that a key wants.

Never guessed: the schema says the type, or the value that it takes the place of; else it stays
a text. Messages say what is wanted, and never what was given.
"""

import re

from confledger.loader.secret import Secret

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

# A number with a zero before it is one of another base, or no number at all.
_INTEGER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,99})\Z")
_NUMBER = re.compile(r"[+-]?(?:0|[1-9][0-9]{0,99})(?:\.[0-9]{1,99})?(?:[eE][+-]?[0-9]{1,3})?\Z")
_TRUE, _FALSE = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
# From the one that takes the fewest texts to the one that takes them all.
_ORDER = ("null", "boolean", "integer", "number", "array", "object", "string")
_WORDS = {
    "null": "null",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "array": 'a list, as JSON: ["a", "b"]',
    "object": 'a map, as JSON: {"a": 1}',
    "string": "a text",
}


class Untypable(Exception):
    """A text that is none of the types that are wanted; the message follows a name."""


def wanted(declared: "Sequence[str]", below: object) -> list[str]:
    """Return the types that a text may be read as, by the schema and the value it replaces.

    Where the schema allows texts and something else, the value that is there decides.
    """
    there = kind_of(below)
    if not declared:
        return there
    named = [one for one in _ORDER if one in declared]
    if "string" in named and len(named) > 1:
        # Of a text or null: what is written is the text.
        both = [one for one in there if one in named]
        return both or ["string"]
    return named


def typed(text: str, types: "Sequence[str]") -> object:
    """Return the value that a text stands for, of the first type that it is; raise Untypable."""
    if not types or list(types) == ["string"]:
        return text
    told = None
    for one in types:
        if one == "string":
            return text
        try:
            return _READ[one](text)
        except Untypable as error:
            told = error
    said = " or ".join(_WORDS[one] for one in types if one in _WORDS)
    if not text:
        raise Untypable(f"is empty, expected {said}")
    if told is not None and len(types) == 1 and str(told):
        raise told
    raise Untypable(f"is not {said}")


def kind_of(value: object) -> list[str]:
    """Return the types that a text has to be of to replace a value; none where none is known."""
    if isinstance(value, bool):
        return ["boolean"]
    if isinstance(value, (int, float)):
        # A file may write 5 in one place and 2.5 in another.
        return ["integer", "number"]
    if isinstance(value, Secret):
        return [value.kind]
    if isinstance(value, str):
        return ["string"]
    if isinstance(value, list):
        return ["array"]
    return ["object"] if isinstance(value, dict) else []


def _null(text: str) -> None:
    if text.strip() not in ("", "null", "~"):
        raise Untypable


def _boolean(text: str) -> bool:
    folded = text.strip().lower()
    if folded in _TRUE:
        return True
    if folded in _FALSE:
        return False
    raise Untypable


def _integer(text: str) -> int:
    if not _INTEGER.match(text.strip()):
        raise Untypable
    return int(text)


def _number(text: str) -> int | float:
    text = text.strip()
    if not _NUMBER.match(text):
        raise Untypable
    if _INTEGER.match(text):
        return int(text)
    found = float(text)
    if found in (float("inf"), float("-inf")):
        raise Untypable
    return found


def _array(text: str) -> object:
    return _json(text, list)


def _object(text: str) -> object:
    return _json(text, dict)


def _json(text: str, kind: type) -> object:
    """Read a list or map; with bounds on its depth and size, and no key twice."""
    from confledger.documents.dialect import JSON
    from confledger.documents.load import load

    loaded = load(text.encode("utf-8", "surrogateescape"), JSON)
    if loaded.problems or len(loaded.documents) != 1:
        span = loaded.problems[0].span if loaded.problems else None
        at = f" at its character {span.column}" if span is not None and span.line == 1 else ""
        what = _WORDS["array" if kind is list else "object"]
        raise Untypable(f"is not {what}; it goes wrong{at}" if at else "")
    if not isinstance(loaded.documents[0], kind):
        raise Untypable
    return loaded.documents[0]


_READ = {
    "null": _null,
    "boolean": _boolean,
    "integer": _integer,
    "number": _number,
    "array": _array,
    "object": _object,
}
