"""The words for one broken keyword of a schema: what is wrong, and what to do about it.

A sentence follows the path of the value: "`port` must be at most 65535". It speaks of types,
keys and what the schema expects; it never quotes the value.
"""

from typing import TYPE_CHECKING, Any

from confledger.errors import nearest

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError

_SHOWN = 12
_LIMITS = {
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "exclusiveMinimum": "must be more than {}",
    "exclusiveMaximum": "must be less than {}",
    "multipleOf": "must be a multiple of {}",
}
_SIZES = {
    "minLength": ("at least", "character"),
    "maxLength": ("at most", "character"),
    "minItems": ("at least", "item"),
    "maxItems": ("at most", "item"),
    "additionalItems": ("at most", "item"),
    "minProperties": ("at least", "key"),
    "maxProperties": ("at most", "key"),
}
_FIXED = {
    "uniqueItems": "has equal items, expected each only once",
    "contains": "needs an item of the kind that the schema asks for",
    "not": "is what the schema forbids here",
    "falseSchema": "is not allowed here",
    "unevaluatedItems": "has more items than the schema allows",
    "contentEncoding": "is not in the encoding that the schema names",
    "contentMediaType": "is not of the media type that the schema names",
}
_EXAMPLES = {
    "date": "2025-01-31",
    "date-time": "2025-01-31T08:30:00Z",
    "time": "08:30:00Z",
    "duration": "P1DT12H",
    "email": "name@example.org",
    "hostname": "www.example.org",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri": "https://example.org/path",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
}


def sentence(error: "ValidationError", value: Any) -> tuple[str, str | None]:
    """Return what is wrong, to follow the value's path, and what to do about it."""
    kind: Any = error.kind
    name = kind.name
    if hasattr(kind, "error") and name != "propertyNames":
        # The engine gave up; its name is still that of the keyword.
        return "could not be judged: the schema's pattern is too costly", "simplify the pattern"
    if name == "type":
        return unlike(value, kind.types)
    if name == "required":
        return f"needs `{kind.property}`", None
    if name in ("enum", "const"):
        options = list(kind.options) if name == "enum" else [kind.expected_value]
        return f"must be {choice(options)}", meant(value, options)
    if name in _LIMITS:
        limit = kind.multiple_of if name == "multipleOf" else kind.limit
        return _LIMITS[name].format(_number(limit)), None
    if name in _SIZES:
        return _size(*_SIZES[name], int(kind.limit)), None
    if name == "pattern":
        return f"must match {_pattern(kind.pattern)}", None
    if name == "format":
        example = _EXAMPLES.get(kind.format)
        help = f"write it like {example}" if example else None
        return f"must be in the format `{kind.format}`", help
    if name == "not" and (wanted := demand(kind.schema)):
        return f"must not {wanted}", None
    if name == "falseSchema" and error.instance_path:
        return _FIXED[name], "remove it"
    return _FIXED.get(name, f"does not satisfy `{name}`"), None


def unlike(value: object, types: list[str]) -> tuple[str, str | None]:
    """Say that a value has another type than those, and whether quotes are to blame."""
    wanted = _either([_article(one) for one in types])
    return f"is {kind_of(value)}, expected {wanted}", quoting(value, types)


def unlike_all(value: object, types: list[str], options: list[Any]) -> tuple[str, str | None]:
    """Say that a value has none of those types and is none of those values."""
    if not types:
        return f"must be {choice(options)}", meant(value, options)
    wanted = [_article(one) for one in types]
    if options:
        wanted.append(choice(options))
    help = quoting(value, types) or meant(value, options)
    return f"is {kind_of(value)}, expected {_either(wanted)}", help


def demand(schema: object) -> str | None:
    """Write a schema as an infinitive, `be a string`; None for one that takes more words."""
    if not isinstance(schema, dict):
        return None
    words = {name: rule for name, rule in schema.items() if name not in ("title", "description")}
    if len(words) != 1:
        return None
    name, rule = next(iter(words.items()))
    if name in ("const", "enum"):
        return f"be {choice(rule if name == 'enum' else [rule])}"
    if name == "type":
        return "be " + _either([_article(one) for one in ([rule] if _is_text(rule) else rule)])
    if name == "pattern":
        return f"match {_pattern(rule)}"
    if name == "required":
        return "have " + " and ".join(f"`{one}`" for one in rule)
    if name == "anyOf":
        parts = [demand(one) for one in rule]
        return None if None in parts else joined([part for part in parts if part])
    return None


def joined(phrases: list[str]) -> str:
    """Join infinitives by `or`; a verb that they share is said once."""
    verb = phrases[0].partition(" ")[0]
    if all(phrase.partition(" ")[0] == verb for phrase in phrases):
        return f"{verb} " + " or ".join(phrase.partition(" ")[2] for phrase in phrases)
    return " or ".join(phrases)


def kind_of(value: object) -> str:
    """Return the type of a value, with its article."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, int):
        return "an integer"
    if isinstance(value, float):
        finite = value - value == 0  # what JSON, and so its schemas, has no other numbers than
        return "a number" if finite else "not a finite number"
    return "a list" if isinstance(value, list) else "a map"


def choice(options: list[Any]) -> str:
    """Write the values that a schema allows."""
    if not options:
        return "absent: the schema allows no value"
    shown = [_shown(one) for one in options[:_SHOWN]]
    rest = f" or {len(options) - _SHOWN} more" if len(options) > _SHOWN else ""
    return ("one of " if len(options) > 1 else "") + ", ".join(shown) + rest


def meant(value: object, options: list[Any]) -> str | None:
    """Return how a value becomes one of those that are allowed, where it nearly is."""
    if isinstance(value, str):
        bare = _bare(value)
        if any(_same(bare, one) for one in options):
            return "write it without quotes"
        # Of a single value the message has said it already.
        names = [one for one in options if isinstance(one, str)] if len(options) > 1 else []
        close = nearest(value, names)
        return f"did you mean `{close}`?" if close else None
    if any(isinstance(one, str) and _same(_bare(one), value) for one in options):
        return "put it in quotes"
    return None


def quoting(value: object, types: list[str]) -> str | None:
    """Say when the value would have the right type with quotes, or without."""
    if isinstance(value, str):
        bare = _bare(value)
        if isinstance(bare, bool):
            return "write it without quotes" if "boolean" in types else None
        if isinstance(bare, int) and {"integer", "number"} & {*types}:
            return "write it without quotes"
        if isinstance(bare, float) and "number" in types:
            return "write it without quotes"
        if "boolean" in types and value.lower() in ("yes", "no", "on", "off", "y", "n"):
            return "YAML 1.2 reads it as text; write true or false"
        return None
    if "string" in types and isinstance(value, (bool, int, float)):
        return "put it in quotes"
    return None


def count(number: int, noun: str) -> str:
    """Write a number of things: `1 item`, `2 items`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _size(bound: str, noun: str, limit: int) -> str:
    if bound == "at least" and limit == 1:
        return "must not be empty"
    if bound == "at most" and limit == 0:
        return "must be empty"
    return f"must have {bound} {count(limit, noun)}"


def _number(value: object) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _either(phrases: list[str]) -> str:
    return " or ".join(part for part in (", ".join(phrases[:-1]), phrases[-1]) if part)


def _pattern(pattern: str) -> str:
    return f"the pattern `{pattern}`" if len(pattern) <= 80 else f"the pattern `{pattern[:79]}…`"


def _article(name: str) -> str:
    words = {"array": "a list", "object": "a map", "integer": "an integer", "null": "null"}
    return words.get(name, f"a {name}")


def _shown(value: object) -> str:
    """Write a value of the schema as it would stand in YAML, briefly."""
    from json import dumps

    text = value if isinstance(value, str) and _plain(value) else dumps(value, ensure_ascii=False)
    return f"`{text}`" if len(text) <= 60 else f"`{text[:59]}…`"


def _plain(text: str) -> bool:
    """Whether YAML reads a text as that string where it stands without quotes."""
    first, rest = text[:1], text[1:]
    return (
        text.isprintable()
        and (first.isalnum() or first in "_./\\$+^~<=(;" or (first in "-:?" and rest[:1].isalnum()))
        and not any(mark in f"{text} " for mark in (": ", " #", "[", "]", "{", "}", ",", "`"))
        and text == text.strip()
        and text not in ("...", "<<", "=")
        and _same(_bare(text), text)
    )


def _bare(text: str) -> object:
    """Return what YAML reads where the text stands without quotes."""
    from confledger.documents.formats.yaml_nodes import scalar

    return scalar(text)


def _same(one: object, other: object) -> bool:
    return type(one) is type(other) and one == other


def _is_text(value: object) -> bool:
    return isinstance(value, str)
