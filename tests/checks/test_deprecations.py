"""The names under which a schema calls something deprecated are known before any document is."""

import json

import pytest

from confledger.checks.deprecations import deprecated_names

OLD = {"deprecated": True}
ALL = (b"",)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"properties": {"a": OLD, "b": {}}}, (b"a",)),
        ({"properties": {"a": {"deprecated": False}, "b": {"description": "deprecated"}}}, ()),
        ({"properties": {"a": {"properties": {"b": OLD}}}}, (b"b",)),
        ({"properties": {"a": {"items": OLD}, "b": {"anyOf": [{}, OLD]}}}, (b"a", b"b")),
        ({"properties": {"a": {"patternProperties": {"^x": OLD}}}}, (b"a",)),
        ({"properties": {"a": {"$ref": "#/$defs/o"}, "b": {}}, "$defs": {"o": OLD}}, (b"a",)),
        ({"properties": {"a": {"$ref": "#/$defs/r"}}, "$defs": {"r": {"not": {}, "items": {}}}},
         ()),
        ({"properties": {"a": {"$ref": "other.json"}}}, (b"a",)),
        ({"properties": {'a"b': OLD}}, ALL),
        ({"properties": {"ä": OLD}}, ALL),
        ({"patternProperties": {"^x": OLD}}, ALL),
        ({"additionalProperties": OLD}, ALL),
        ({"allOf": [{"properties": {"a": OLD}}]}, (b"a",)),
        (OLD, ALL),
        (True, ()),
    ],
    ids=lambda value: json.dumps(value)[:60] if not isinstance(value, tuple) else "",
)  # fmt: skip
def test_the_names_of_what_is_deprecated(schema: object, expected: tuple[bytes, ...]) -> None:
    assert deprecated_names([schema]) == expected
