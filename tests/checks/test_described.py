"""The keys of a schema, as paths."""

import pytest

from confledger.checks.described import keys


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param({"properties": {"a": {"properties": {"b": {}}}}}, ["a", "a.b"], id="nested"),
        pytest.param({"items": {"properties": {"a": {}}}}, ["a"], id="of items"),
        pytest.param(
            {"additionalProperties": {"properties": {"a": {}}}}, ["*", "*.a"], id="of any name"
        ),
        pytest.param({"patternProperties": {"^x": {}}}, ["*"], id="of a pattern"),
        pytest.param(
            {"allOf": [{"properties": {"a": {}}}], "then": {"properties": {"b": {}}}},
            ["a", "b"],
            id="of parts",
        ),
        pytest.param(
            {"$ref": "#/$defs/x", "$defs": {"x": {"properties": {"a": {"$ref": "#"}}}}},
            ["a"],
            id="going in circles",
        ),
        pytest.param({"properties": {"a": False, "b": True}}, ["a", "b"], id="yes and no"),
        pytest.param({"$ref": "other.json"}, [], id="elsewhere"),
        pytest.param({"additionalProperties": False}, [], id="closed"),
        pytest.param([], [], id="no schema"),
    ],
)
def test_keys_are_found_wherever_the_schema_has_them(schema: object, expected: list[str]) -> None:
    assert [".".join(key) for key in keys(schema)] == expected


def test_a_schema_that_fans_out_without_end_is_followed_for_a_while() -> None:
    refs = [{"$ref": f"#/$defs/{n + 1}"} for n in range(60)]
    fan = {str(n): {"allOf": [refs[n], refs[n]], "oneOf": [refs[n]]} for n in range(60)}
    wide = {"properties": {name: {"$ref": "#/$defs/wide"} for name in "abcdefgh"}}

    found = keys({"$ref": "#/$defs/0", "$defs": {**fan, "60": {"properties": {"z": {}}}}})

    assert [".".join(key) for key in found] == ["z"]
    assert len(keys({"$ref": "#/$defs/wide", "$defs": {"wide": wide}})) == 8


def test_a_key_is_deprecated_if_all_that_speak_of_it_say_so() -> None:
    old: dict[str, object] = {"deprecated": True}
    new: dict[str, object] = {}
    schema = {
        "properties": {"a": old, "b": old},
        "anyOf": [{"properties": {"b": new, "c": old}}],
    }

    assert keys(schema) == {("a",): True, ("b",): False, ("c",): True}
