"""How much it matters that a value does not fit."""

import json

import pytest

from judging import examined, judge


@pytest.mark.parametrize(
    ("schema", "text", "expected"),
    [
        pytest.param({"required": ["a"]}, "b: 1\n", "error", id="somebody asked for the key"),
        pytest.param(
            {"x-inferred": True, "required": ["a"]}, "b: 1\n", "warning", id="a program did"
        ),
        pytest.param(
            {"x-inferred": False, "required": ["a"]}, "b: 1\n", "error", id="and somebody agreed"
        ),
        pytest.param(
            {"x-inferred": True, "properties": {"b": {"type": "string"}}},
            "b: 1\n",
            "error",
            id="a type is rarely another by chance",
        ),
    ],
)
def test_a_key_that_nobody_asked_for_is_missing_with_a_warning(
    schema: dict[str, object], text: str, expected: str
) -> None:
    _, findings = examined(judge({"s.json": json.dumps(schema)}), "f.yaml", text, "s.json")

    assert [one.severity for one in findings] == [expected]
