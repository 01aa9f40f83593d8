from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema_rs import validator_for

from confledger.ecosystem import base_schema, overlay_schema
from confledger.ecosystem.overlay import partial
from overlays import laid_over, layers, merged

BASE: Any = base_schema()
OVERLAY = validator_for(overlay_schema())
PROD = merged(layers("prod"), BASE)

ITEM = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"name": {"type": "string"}, "size": {"type": "integer", "default": 1}},
    "required": ["name", "size"],
}
PART = {
    "type": "object",
    "additionalProperties": False,
    "properties": {"name": {"type": "string"}, "size": {"type": "integer"}},
}


@pytest.mark.parametrize(
    ("whole", "part"),
    [
        pytest.param(ITEM, PART | {"$defs": {}}, id="nothing is required, no default is filled in"),
        pytest.param(
            {"type": "object", "patternProperties": {"^a": ITEM}, "minProperties": 1},
            {"type": "object", "patternProperties": {"^a": PART}, "$defs": {}},
            id="a map is merged: its values are parts",
        ),
        pytest.param(
            {"type": "object", "additionalProperties": ITEM},
            {"type": "object", "additionalProperties": PART, "$defs": {}},
            id="a map of any keys as well",
        ),
        pytest.param(
            {"type": "array", "items": ITEM, "minItems": 1},
            {"type": "array", "items": ITEM, "minItems": 1, "$defs": {}},
            id="a list is replaced: its items are whole",
        ),
        pytest.param(
            {"type": "array", "items": ITEM, "minItems": 1, "x-merge": "by-key:name"},
            {
                "type": "array",
                "items": PART | {"required": ["name"]},
                "x-merge": "by-key:name",
                "$defs": {},
            },
            id="a list is merged by key: its items are parts with that key",
        ),
        pytest.param(
            {
                "$defs": {"Item": ITEM, "Unused": ITEM},
                "properties": {
                    "one": {"$ref": "#/$defs/Item", "description": "The only one."},
                    "all": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
                },
            },
            {
                "$defs": {"Item": ITEM, "PartialItem": PART},
                "properties": {
                    "one": {"$ref": "#/$defs/PartialItem", "description": "The only one."},
                    "all": {"type": "array", "items": {"$ref": "#/$defs/Item"}},
                },
            },
            id="a definition is kept as a whole, as a part, or both, as it is needed",
        ),
    ],
)
def test_a_part_of_a_schema(whole: dict[str, object], part: dict[str, object]) -> None:
    assert partial(whole) == part


def test_combined_schemas_are_refused_rather_than_guessed() -> None:
    with pytest.raises(ValueError, match="cannot tell what a part of a schema with 'oneOf' is"):
        partial({"properties": {"a": {"oneOf": [{"type": "string"}]}}})


@pytest.mark.parametrize(
    ("overlay", "fits"),
    [
        pytest.param({}, True, id="nothing"),
        pytest.param({"extends": "base"}, True, id="only what it extends"),
        pytest.param({"managers": {"storage": {"replicas": 2}}}, True, id="one value"),
        pytest.param({"endpoints": {"ledger": {"port": 1}}}, True, id="one value of a map's"),
        pytest.param({"endpoints": {}}, True, id="no endpoint"),
        pytest.param({"plugins": [{"name": "a", "enabled": False}]}, True, id="part of an item"),
        pytest.param({"plugins": [{"enabled": False}]}, False, id="an item without its key"),
        pytest.param(
            {"observability": {"alerts": {"routes": [{"repeat_minutes": 5}]}}},
            False,
            id="part of an item of a list that is replaced",
        ),
        pytest.param({"extend": "base"}, False, id="an unknown key"),
        pytest.param({"managers": {"storage": {"replica": 2}}}, False, id="unknown further down"),
        pytest.param({"endpoints": {"ledger": {"prot": 1}}}, False, id="unknown in a map's value"),
        pytest.param({"endpoints": {"Ledger": {"port": 1}}}, False, id="a wrong key in a map"),
        pytest.param({"managers": {"storage": {"replicas": 0}}}, False, id="out of bounds"),
        pytest.param({"managers": None}, False, id="null"),
    ],
)
def test_an_overlay_leaves_out_but_does_not_invent(overlay: object, fits: bool) -> None:
    assert OVERLAY.is_valid(overlay) == fits


@st.composite
def parts(draw: st.DrawFn, tree: Any) -> Any:
    """Leave out some keys of each map; lists stay whole."""
    if not isinstance(tree, dict):
        return tree
    kept = draw(st.lists(st.sampled_from(sorted(tree)), unique=True)) if tree else []
    return {key: draw(parts(tree[key])) for key in kept}


@given(parts(PROD))
def test_any_part_of_a_configuration_is_an_overlay_and_changes_nothing(part: Any) -> None:
    assert [error.message for error in OVERLAY.iter_errors(part)] == []
    assert laid_over(PROD, part, BASE, BASE["$defs"]) == PROD
