"""Which keys a schema gives a default."""

import json

import pytest

from confledger.checks.defaults import Defaults
from surveying import whole

DEFAULT = {"default": 1}


@pytest.mark.parametrize(
    ("schema", "key", "expected"),
    [
        pytest.param({"properties": {"a": DEFAULT}}, "a", True, id="its own"),
        pytest.param({"properties": {"a": {"properties": {"b": DEFAULT}}}}, "a", False, id="below"),
        pytest.param({"properties": {"a": {"properties": {"b": DEFAULT}}}}, "a.b", True, id="deep"),
        pytest.param(
            {"additionalProperties": {"properties": {"b": DEFAULT}}}, "x.b", True, id="of any name"
        ),
        pytest.param(
            {"properties": {"a": {"items": {"properties": {"b": DEFAULT}}}}},
            "a.x.b",
            True,
            id="of an item",
        ),
        pytest.param(
            {"properties": {"a": {"$ref": "#/$defs/x"}}, "$defs": {"x": DEFAULT}},
            "a",
            True,
            id="by reference",
        ),
        pytest.param(
            {"allOf": [{"properties": {"a": {"anyOf": [DEFAULT]}}}]}, "a", True, id="in a part"
        ),
        pytest.param(
            {"$ref": "#/$defs/x", "$defs": {"x": {"$ref": "#/$defs/x"}}},
            "a",
            False,
            id="in a circle",
        ),
        pytest.param({"properties": {"a": {}}, "default": {}}, "a", False, id="of the whole"),
        pytest.param([1], "a", False, id="no schema"),
    ],
)
def test_a_default_is_found(schema: object, key: str, expected: bool) -> None:
    files = {
        "confledger.yaml": "schemas: [{paths: [a.yaml], schema: s.json}]\n",
        "s.json": json.dumps(schema),
        "a.yaml": "",
    }
    defaults = Defaults(whole(files))

    assert defaults.schemas(["a.yaml", "b.yaml", "a.yaml"]) == ["s.json"]
    assert defaults.has(["s.json"], tuple(key.split("."))) == expected
    assert defaults.schemas(["b.yaml"]) == []
    assert not defaults.has([], tuple(key.split(".")))
