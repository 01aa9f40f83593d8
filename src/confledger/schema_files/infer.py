"""A schema that several documents fit, marked as what it is: a guess from what is there.

It is loose: undeclared keys are allowed, a key is required when it is in each of several maps,
and no value is copied out of a document but the words of a choice that recurs many times.
"""

import re

from confledger.schema_files.shape import Shape
from confledger.secrets import sealed
from confledger.secrets.leaks import leaves

_ORDER = ("null", "boolean", "integer", "number", "string", "array", "object")
# A choice: so many values, of a few words, each more than once.
_ENOUGH = 12
_FEW = 4
_EACH = 3
# Of so many keys the maps are tables: keys that somebody chose, not names that are given.
_MANY = 8
_TABLE_KEY = re.compile(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*\Z|.*[/.:@*\s\d{}$]")
# What is under them is named elsewhere.
_SAYS_NOTHING = ("value", "values", "default", "data", "text", "content")
_SECRET_WORDS = re.compile(r"(?i)pass|secret|token|credential|api.?key|private|auth|salt|cookie")


def inferred(documents: list[tuple[str, object]]) -> dict[str, object]:
    """Return a schema that each document fits; `documents` have their dialect.

    Of an encrypted document, each ciphertext counts as a value of its type.
    """
    shape = Shape()
    contents = []
    for dialect, document in documents:
        opened = sealed.opened(document, dialect)
        contents.append(document if opened is None else opened.document)
    hidden = frozenset[str]().union(*map(_hidden, contents))
    for content in contents:
        shape.add(content, hidden=hidden)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "x-inferred": True,
        "x-inferred-from": len(documents),
        **_schema(shape, ""),
    }


def _hidden(document: object) -> frozenset[str]:
    """Return the texts that may be secrets, or are encrypted, wherever else they stand."""
    hidden = {str(_at(document, one.path)) for one in leaves.find([document])}
    stack: list[tuple[bool, object]] = [(False, document)]
    while stack:
        secret, value = stack.pop()
        if isinstance(value, dict):
            # `name: API_TOKEN` says what the `value` beside it is.
            called = any(
                isinstance(name := value.get(key), str) and _SECRET_WORDS.search(name)
                for key in ("name", "key", "id")
            )
            stack += [
                (secret or called or bool(_SECRET_WORDS.search(key)), one)
                for key, one in value.items()
            ]
        elif isinstance(value, list):
            stack += [(secret, one) for one in value]
        elif isinstance(value, str) and (secret or value.startswith("ENC[")):
            hidden.add(value)
    return frozenset(hidden)


def _at(document: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        document = document[step]  # type: ignore[index]
    return document


def _schema(shape: Shape, key: str) -> dict[str, object]:
    """Return the schema of what was seen at one place, under `key`."""
    made: dict[str, object] = {}
    kinds = {kind for kind, count in shape.types.items() if count}
    if "number" in kinds:
        kinds.discard("integer")
    named = [kind for kind in _ORDER if kind in kinds]
    if named:
        made["type"] = named[0] if len(named) == 1 else named
    if kinds == {"string"}:
        choice = None if key in _SAYS_NOTHING else _choice(shape)
        if choice is not None:
            made["enum"] = choice
        elif shape.formats and shape.types["string"] > 1:
            made["format"] = min(shape.formats)
    if "array" in kinds and shape.items is not None and shape.items.count:
        made["items"] = _schema(shape.items, key)
    if "object" in kinds:
        made |= _map(shape, key)
    return made


def _choice(shape: Shape) -> list[str] | None:
    """Return the words that are there over and over, if there are no others."""
    words = shape.words
    if not words or shape.sealed or shape.types["string"] < _ENOUGH:
        return None
    if len(words) > _FEW or min(words.values()) < _EACH:
        return None
    return sorted(words)


def _map(shape: Shape, key: str) -> dict[str, object]:
    if not shape.keys:
        return {}
    if _is_table(shape):
        values = Shape()
        for one in shape.keys.values():
            values.merge(one)
        return {"additionalProperties": _schema(values, key)}
    made: dict[str, object] = {
        "properties": {name: _schema(shape.keys[name], name) for name in shape.keys}
    }
    required = [name for name in shape.keys if shape.with_key[name] == shape.maps]
    # One map says nothing about what another could do without.
    if required and shape.maps > 1:
        made["required"] = required
    return made


def _is_table(shape: Shape) -> bool:
    """Whether the keys are chosen by whoever writes the file, and the values are of one kind."""
    names = list(shape.keys)
    if len(names) < 2 or not _alike(shape):
        return False
    odd = sum(bool(_TABLE_KEY.match(name)) for name in names)
    if odd * 3 >= len(names) * 2:
        return True
    if shape.maps > 1:
        # Every map has a few, and all together have many.
        return len(names) >= _MANY and len(names) > 3 * max(shape.per_map)
    return len(names) >= _MANY and all("object" in one.types for one in shape.keys.values())


def _alike(shape: Shape) -> bool:
    """Whether the values under all keys have the same types; maps, most of their keys."""
    values = list(shape.keys.values())
    kinds = {frozenset(one.types) - {"null"} for one in values}
    kinds.discard(frozenset())
    if len(kinds) > 1:
        return kinds <= {frozenset({"integer"}), frozenset({"number"})}
    if kinds != {frozenset({"object"})}:
        return True
    everywhere = set.intersection(*(set(one.keys) for one in values))
    anywhere = set.union(*(set(one.keys) for one in values))
    return len(everywhere) * 2 >= len(anywhere)
