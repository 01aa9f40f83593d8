"""What a change of a schema is called, and where."""

import time
from typing import Any

import pytest

from confledger.schema_files.compat import narrowed

ADDRESS = "https://example.org/app.json"


def changes(old: object, new: object, others: dict[str, object] | None = None) -> list[str]:
    """Return the breaking changes, each with its pointer."""
    find = (others or {}).get
    found = narrowed((old, find), (new, find), ADDRESS)
    return [f"{change.pointer} {change.sentence()}" for change in found]


def port(**words: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"port": words}}


def closed(*names: str, **words: Any) -> dict[str, Any]:
    properties = {name: {"type": "string"} for name in names}
    return {"type": "object", "properties": properties, "additionalProperties": False, **words}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (
            port(maximum=65535),
            port(maximum=1024),
            "/properties/port/maximum maximum lowered from 65535 to 1024",
        ),
        (
            port(minLength=1),
            port(minLength=3),
            "/properties/port/minLength minLength raised from 1 to 3",
        ),
        (port(), port(multipleOf=5), "/properties/port/multipleOf multipleOf 5 is new"),
        (
            port(type="number"),
            port(type="integer"),
            '/properties/port/type type "number with a fraction" is no longer allowed',
        ),
        (
            port(type=["string", "integer"]),
            port(type="integer"),
            '/properties/port/type type "string" is no longer allowed',
        ),
        (
            port(enum=["a", "b", "c"]),
            port(enum=["a", "d"]),
            '/properties/port/enum enum "b", "c" is no longer allowed',
        ),
        (
            port(type="string"),
            port(type="string", enum=["a"]),
            "/properties/port/enum enum only these values are allowed now",
        ),
        (
            port(pattern="^a"),
            port(pattern="^ab"),
            '/properties/port/pattern pattern changed from "^a" to "^ab"',
        ),
        (
            {"required": ["a"], "type": "object"},
            {"required": ["a", "owner"], "type": "object"},
            '/required "owner" is now required',
        ),
        (
            {"type": "object"},
            {"type": "object", "additionalProperties": False},
            "/additionalProperties undeclared names are no longer allowed",
        ),
        (
            closed("a", "b"),
            closed("a"),
            '/additionalProperties "b" is no longer a known name',
        ),
        (
            {"type": "object"},
            {"type": "object", "properties": {"x": {"type": "string"}}},
            '/properties/x "x" is declared now: what stands under that name was not looked at '
            "before",
        ),
        (
            {"type": "array", "items": {"type": "integer"}},
            {"type": "array", "items": {"type": "integer", "minimum": 1}, "maxItems": 3},
            "/items/minimum minimum 1 is new; /maxItems maxItems 3 is new",
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            {"anyOf": [{"type": "string"}, {"type": "integer", "maximum": 9}]},
            "/anyOf/1/maximum maximum 9 is new",
        ),
        (
            {"anyOf": [{"type": "string"}, {"type": "integer"}]},
            {"anyOf": [{"type": "string"}]},
            "/anyOf anyOf what variant 2 accepted fits none of the variants any more",
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            {"oneOf": [{"type": "string"}, {"type": "integer"}, {"minimum": 3}]},
            "/oneOf oneOf more than one variant may fit now",
        ),
        ({"type": "string"}, False, " nothing is accepted any more"),
        ({}, {"not": {"type": "string"}}, "/not not more is excluded than before"),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {"minimum": 1}, "b": {}}},
            {"$ref": "#/$defs/a", "$defs": {"a": {"minimum": 2}, "b": False}},
            "/$defs/a/minimum minimum raised from 1 to 2",
        ),
        (
            {"$ref": "#/$defs/a", "$defs": {"a": {}}},
            {"$ref": "#/$defs/a", "$defs": {}},
            '/$ref "#/$defs/a" cannot be found, so it cannot be compared',
        ),
        (
            {"type": "object", "dependentRequired": {"a": ["b"]}},
            {"type": "object", "dependentRequired": {"a": ["b", "c"]}},
            '/dependentRequired with `a` "c" is now required',
        ),
        (
            {"$schema": "http://json-schema.org/draft-07/schema#", "items": [{}]},
            {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "items": [{"minimum": 1}],
                "additionalItems": False,
            },
            "/additionalItems no further items are allowed any more; "
            "/items/0/minimum minimum 1 is new",
        ),
        (
            {"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1},
            {
                "$schema": "http://json-schema.org/draft-04/schema#",
                "minimum": 1,
                "exclusiveMinimum": True,
            },
            "/minimum exclusiveMinimum 1 is new",
        ),
        (
            {"$schema": "http://json-schema.org/draft-07/schema#", "type": "string"},
            {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "type": "string",
                "format": "date",
            },
            '/format format "date" is new',
        ),
    ],
)
def test_a_change_that_refuses_more_is_named(old: object, new: object, said: str) -> None:
    assert "; ".join(changes(old, new)) == said


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(port(maximum=5), port(maximum=9, title="Port"), id="raised, with a title"),
        pytest.param(port(type="integer"), port(type="number"), id="more types"),
        pytest.param(
            port(type="integer"), port(type="integer", multipleOf=1), id="a multiple of 1"
        ),
        pytest.param(
            port(type="integer", exclusiveMinimum=0), port(type="integer", minimum=1), id="integers"
        ),
        pytest.param(port(const=3), port(enum=[1, 3]), id="const in enum"),
        pytest.param(port(enum=["a", 3]), port(anyOf=[{"pattern": "^a"}]), id="values are tried"),
        pytest.param(port(type="boolean"), port(enum=[True, False]), id="two values"),
        pytest.param(closed("a"), closed("a", "b"), id="another name in a closed map"),
        pytest.param(closed("a", "b"), {"maxProperties": 2}, id="no more than two names"),
        pytest.param(closed("a"), {"propertyNames": {"maxLength": 1}}, id="names are tried"),
        pytest.param(
            {"type": ["string", "integer"]},
            {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            id="types as variants",
        ),
        pytest.param(
            {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            {"type": ["string", "integer"]},
            id="variants as types",
        ),
        pytest.param(
            {"oneOf": [{"type": "string"}, {"type": "integer"}]},
            {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "null"}]},
            id="a variant that excludes the others",
        ),
        pytest.param(
            {"oneOf": [closed("a", required=["a"]), closed("b", required=["b"])]},
            {"oneOf": [closed("a", required=["a"]), closed("b", "c", required=["b"])]},
            id="a variant that accepts more",
        ),
        pytest.param(
            {"allOf": [{"minimum": 1}, {"type": "integer"}]},
            {"type": "integer", "minimum": 1},
            id="allOf written out",
        ),
        pytest.param(
            {"$ref": "#/definitions/a", "definitions": {"a": {"minimum": 1}}},
            {"$ref": "#/$defs/b", "$defs": {"b": {"minimum": 1}}},
            id="moved",
        ),
        pytest.param(
            {"properties": {"next": {"$ref": "#"}}, "required": ["a", "b"]},
            {"properties": {"next": {"$ref": "#"}}, "required": ["a"]},
            id="recursion",
        ),
        pytest.param({"not": {"minimum": 1}}, {"not": {"minimum": 2}}, id="less is excluded"),
        pytest.param(
            {"if": {"required": ["a"]}, "then": {"required": ["b", "c"]}},
            {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
            id="a condition that asks for less",
        ),
        pytest.param({"contains": {"const": 1}}, {"contains": {"enum": [1, 2]}}, id="contains"),
        pytest.param(
            {"patternProperties": {"^x-": {"type": "string"}}, "additionalProperties": False},
            {"patternProperties": {"^x-": {}}, "additionalProperties": {"type": "integer"}},
            id="patterns of names",
        ),
        pytest.param(
            {"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False},
            {"allOf": [{"properties": {"a": {}, "b": {}}}], "unevaluatedProperties": False},
            id="unevaluated",
        ),
        pytest.param(
            {"$schema": "http://json-schema.org/draft-07/schema#", "dependencies": {"a": ["b"]}},
            {"dependentRequired": {"a": ["b"]}},
            id="another draft",
        ),
        pytest.param(
            {"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/x", "x": {}},
            {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "minimum": 1,
                "$ref": "#/x",
                "x": {},
            },
            id="what stands beside a reference, in an old draft",
        ),
        pytest.param({"type": "string"}, {"type": "string", "format": "date"}, id="annotation"),
    ],
)
def test_a_change_that_refuses_nothing_is_none(old: object, new: object) -> None:
    assert changes(old, new) == []


def test_what_is_in_another_document_is_found_there() -> None:
    root = {"properties": {"a": {"$ref": "types.json#/$defs/a"}}}
    was = {"https://example.org/types.json": {"$defs": {"a": {"type": "string"}}}}
    now = {"https://example.org/types.json": {"$defs": {"a": {"type": "integer"}}}}

    found = narrowed((root, was.get), (root, now.get), ADDRESS)

    assert [(change.pointer, change.sentence()) for change in found] == [
        ("https://example.org/types.json#/$defs/a/type", 'type "string" is no longer allowed')
    ]


def test_what_is_loosened_is_said_the_other_way_round() -> None:
    found = narrowed(
        (closed("a", "b"), lambda _: None),
        (closed("a", minProperties=3, required=["a"]), lambda _: None),
        ADDRESS,
    )

    assert [change.sentence(loosened=True) for change in found] == [
        '"b" is now a known name',
        "minProperties 3 is gone",
        '"a" is no longer required',
    ]


def test_a_hostile_schema_ends() -> None:
    deep: dict[str, Any] = {"minimum": 1}
    for _ in range(400):
        deep = {"properties": {"a": deep}}
    variants = [{"anyOf": [{"minimum": n + m} for m in range(8)]} for n in range(8)]
    wide = {"allOf": [{"anyOf": variants}, {"oneOf": variants}, {"anyOf": [*variants, {}]}]}
    wider = {"anyOf": [wide, {"oneOf": [wide, {"allOf": [wide]}]}]}
    too_much = [" the schemas are too intricate to be compared in full"]

    assert changes(deep, {**deep, "title": "x"}) == too_much
    begun = time.monotonic()
    assert changes(wide, wider) in ([], too_much)
    assert time.monotonic() - begun < 20
