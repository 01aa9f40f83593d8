"""Doors that the author of a schema forgot to close, and those that have to stay open."""

from typing import Any

import pytest

from confledger.checks.closing import closed, declared, lookup

A: dict[str, Any] = {"properties": {"a": {}}}
SHUT = {"properties": {"a": {}}, "additionalProperties": False}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param(A, SHUT, id="a map of known keys"),
        pytest.param(
            {"properties": {"m": A}},
            {"properties": {"m": SHUT}, "additionalProperties": False},
            id="further down",
        ),
        pytest.param({"items": A}, {"items": SHUT}, id="in a list"),
        pytest.param(
            {"items": [A], "additionalItems": A},
            {"items": [SHUT], "additionalItems": SHUT},
            id="in a tuple",
        ),
        pytest.param({"prefixItems": [A]}, {"prefixItems": [SHUT]}, id="in a tuple of today"),
        pytest.param(
            {"additionalProperties": A}, {"additionalProperties": SHUT}, id="under any key"
        ),
        pytest.param(
            {"patternProperties": {"x": A}}, {"patternProperties": {"x": SHUT}}, id="under some"
        ),
        pytest.param(
            {"items": {"$ref": "#/$defs/a"}, "$defs": {"a": A}},
            {"items": {"$ref": "#/$defs/a"}, "$defs": {"a": SHUT}},
            id="behind a reference",
        ),
        pytest.param({"items": {"$ref": "#/items/0"}}, None, id="behind one that leads nowhere"),
        pytest.param({"items": {"$ref": "other.json"}}, None, id="behind one to another file"),
        pytest.param({"additionalProperties": True, **A}, None, id="open on purpose"),
        pytest.param({"patternProperties": {"^x": {}}, **A}, None, id="open for some keys"),
        pytest.param({"allOf": [A]}, None, id="one of several that speak"),
        pytest.param({"anyOf": [A], **A}, None, id="one of several alternatives"),
        pytest.param({"if": A, "then": A}, None, id="a condition"),
        pytest.param({"dependentSchemas": {"a": A}}, None, id="on a condition"),
        pytest.param({"not": A}, None, id="what is forbidden"),
        pytest.param(
            {"items": {"$ref": "#/$defs/a"}, "not": {"$ref": "#/$defs/a"}, "$defs": {"a": A}},
            None,
            id="also part of something else",
        ),
        pytest.param({"properties": {}}, None, id="a map without known keys"),
        pytest.param({"const": A}, None, id="a value that looks like a schema"),
        pytest.param(True, None, id="no map"),
    ],
)
def test_a_door_is_closed_where_only_one_speaks(schema: Any, expected: Any) -> None:
    assert closed(schema) == expected


def test_a_schema_that_contains_itself_is_closed_once() -> None:
    schema: dict[str, Any] = {"properties": {"v": {}, "next": {"$ref": "#"}}}

    # What the reference stands beside is not the map itself.
    assert closed(schema) == schema | {"additionalProperties": False}


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("#", {"a/b": [{"c%": 1}], "x": 2}),
        ("#/x", 2),
        ("#/a~1b/0/c%25", 1),
        ("#/a~1b/1", None),
        ("#/a~1b/x", None),
        ("#/x/y", None),
        ("other.json#/x", None),
    ],
)
def test_a_pointer_is_followed_within_a_file(reference: str, expected: object) -> None:
    assert lookup({"a/b": [{"c%": 1}], "x": 2}, reference) == expected


def test_the_keys_that_a_map_may_have_are_those_of_all_its_parts() -> None:
    root: dict[str, Any] = {
        "properties": {"a": {}},
        "allOf": [{"properties": {"b": {}}}, {"$ref": "#/$defs/x"}],
        "if": {"properties": {"c": {}}},
        "then": {"anyOf": [{"properties": {"d": {}}}, True]},
        "$defs": {"x": {"properties": {"e": {}}, "$ref": "#"}},
    }

    assert declared(root, root) == {"a", "b", "c", "d", "e"}
    assert declared(None, {}) == set()
