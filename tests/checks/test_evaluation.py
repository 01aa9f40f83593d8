"""What the validator went through, and what of it holds for the value."""

import json
from urllib.parse import unquote

import jsonschema_rs
import pytest

from confledger.checks.evaluation import evaluated

OLD = {"deprecated": True}


def holding(schema: dict[str, object], document: object) -> list[str]:
    """Return the places that a subschema called deprecated holds for."""
    validator = jsonschema_rs.validator_for(schema, base_uri="tree:///s.json")
    found = []
    for spoke in evaluated(validator, document):
        fragment = unquote(spoke.location.partition("#")[2])
        node: object = schema
        for step in fragment.split("/")[1:]:
            node = node[int(step)] if isinstance(node, list) else node[step]  # type: ignore[index]
        if (
            spoke.applies
            and not spoke.keyword
            and isinstance(node, dict)
            and node.get("deprecated")
        ):
            found.append("/".join(map(str, spoke.path)))
    return found


@pytest.mark.parametrize(
    ("schema", "document", "expected"),
    [
        ({"properties": {"a": OLD}}, {"a": 1}, ["a"]),
        ({"properties": {"a": OLD}}, {"b": 1}, []),
        # Also in a document that has faults.
        ({"properties": {"a": OLD}, "required": ["z"]}, {"a": 1}, ["a"]),
        ({"properties": {"a": {**OLD, "type": "string"}}}, {"a": 1}, ["a"]),
        ({"items": {"properties": {"1": OLD}}}, [{"1": 1}, {}], ["0/1"]),
        ({"patternProperties": {"^x": OLD}}, {"xa": 1, "b": 1}, ["xa"]),
        ({"additionalProperties": OLD}, {"a/b": 1}, ["a/b"]),
        ({"properties": {"a": {"$ref": "#/$defs/o"}}, "$defs": {"o": OLD}}, {"a": 1}, ["a"]),
        ({"allOf": [{"properties": {"a": OLD}}]}, {"a": 1}, ["a"]),
        ({"anyOf": [{"type": "string", **OLD}, {"type": "integer"}]}, 1, []),
        ({"anyOf": [{"type": "string", **OLD}, {"type": "integer"}]}, "x", [""]),
        ({"anyOf": [{"type": "string", **OLD}, {"type": "integer"}]}, True, []),
        ({"oneOf": [{"required": ["a"], "properties": {"a": OLD}}, {"required": ["b"]}]},
         {"b": 1}, []),
        ({"if": {"properties": {"a": OLD}}, "then": {"properties": {"b": OLD}}},
         {"a": 1, "b": 1}, ["b"]),
        ({"if": {"required": ["z"]}, "then": {"properties": {"a": OLD}}}, {"a": 1}, []),
        ({"if": {"required": ["z"]}, "else": {"properties": {"a": OLD}}}, {"a": 1}, ["a"]),
        ({"properties": {"not": OLD, "anyOf": OLD, "if": OLD}}, {"not": 1, "anyOf": 1, "if": 1},
         ["not", "anyOf", "if"]),
        ({"not": {"properties": {"a": OLD}}}, {"a": 1}, []),
        ({"dependentSchemas": {"a": {"properties": {"a": OLD}}}}, {"a": 1}, ["a"]),
    ],
    ids=lambda value: json.dumps(value)[:60],
)  # fmt: skip
def test_a_subschema_holds_where_it_applies(
    schema: dict[str, object], document: object, expected: list[str]
) -> None:
    drafts = ["https://json-schema.org/draft/2020-12/schema"]
    if "dependentSchemas" not in schema:
        drafts.append("http://json-schema.org/draft-07/schema#")
    for draft in drafts:
        assert holding({"$schema": draft, **schema}, document) == expected
