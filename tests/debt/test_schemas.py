"""Keys of a schema that nobody has described."""

import pytest

from confledger.debt.schemas import undescribed
from confledger.location import dotted, pointer

SAID = {"type": "integer", "description": "How many."}


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"properties": {"a": SAID, "b": {"type": "string"}}}, ["/properties/b b"]),
        ({"properties": {"a": {"title": "A"}, "b": {"description": " "}}}, ["/properties/b b"]),
        # Only leaves: what holds others is described by them.
        (
            {"properties": {"db": {"properties": {"pool": {"type": "integer"}}}}},
            ["/properties/db/properties/pool db.pool"],
        ),
        ({"$defs": {"n": SAID}, "properties": {"a": {"$ref": "#/$defs/n"}}}, []),
        (
            {"$defs": {"n": {"type": "null"}}, "properties": {"a": {"$ref": "#/$defs/n"}}},
            ["/properties/a a"],
        ),
        ({"properties": {"a": {"$ref": "other.json#/x"}}}, []),
        ({"properties": {"a": {"$ref": "#/properties/a"}}}, ["/properties/a a"]),
        (
            {"allOf": [{"properties": {"x": {}}}], "items": {"properties": {"y": SAID}}},
            ["/allOf/0/properties/x x"],
        ),
        (
            {"patternProperties": {"^x": {"properties": {"y": True}}}},
            ["/patternProperties/^x/properties/y y"],
        ),
        ({"properties": ["hostile"], "allOf": {"a": 1}, "$defs": 3}, []),
    ],
)
def test_a_leaf_without_a_description_is_debt(
    schema: dict[str, object], expected: list[str]
) -> None:
    assert [f"{pointer(at)} {dotted(key)}" for at, key in undescribed(schema)] == expected


def test_a_schema_that_refers_to_itself_ends() -> None:
    schema: dict[str, object] = {"properties": {"a": {"properties": {}}}}
    schema["properties"]["a"]["properties"]["b"] = schema  # type: ignore[index]

    assert undescribed(schema) == []
