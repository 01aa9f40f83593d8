"""The published schema of the JSON output."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError
from pydantic import ValidationError as ModelError

from confledger.checks.result import Result
from confledger.reports.renderers.json import render
from confledger.reports.result_model import CheckResult, schema

PUBLISHED = Path(__file__).parents[2] / "schemas" / "check-result.schema.json"


def objects(node: object, at: str = "#") -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every schema of an object, and where it is."""
    if isinstance(node, dict):
        if node.get("type") == "object":
            yield at, node
        for key, value in node.items():
            yield from objects(value, f"{at}/{key}")


def test_the_published_schema_is_the_generated_one() -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))

    assert published.pop("$id").endswith(f"/{PUBLISHED.name}")
    assert published == schema()


def test_the_schema_is_closed_and_described_at_every_depth() -> None:
    Draft202012Validator.check_schema(schema())
    found = dict(objects(schema()))

    assert sorted(found) == [
        "#",
        *(f"#/$defs/{n}" for n in ["Accepted", "File", "Finding", "Ignored", "Summary", "Tool"]),
    ]
    for at, node in found.items():
        properties = node["properties"]
        assert isinstance(properties, dict)
        assert node["additionalProperties"] is False, at
        assert node["description"], at
        assert [name for name, value in properties.items() if not value.get("description")] == []


@pytest.mark.parametrize("files", [None, [], [("a", "failed", ""), ("b", "ignored", "binary")]])
def test_the_output_fits_the_schema_and_the_model(
    sample: Result, files: list[tuple[str, str, str]] | None
) -> None:
    sample.files = files
    output = render(sample)

    Draft202012Validator(schema()).validate(json.loads(output))
    model = CheckResult.model_validate_json(output)
    unset = {"accepted"} | ({"files"} if files is None else set())
    dumped = model.model_dump(by_alias=True, exclude=unset)
    assert dumped == json.loads(output)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"version": 2}, id="another version"),
        pytest.param({"seconds": 1.5}, id="a field nobody declared"),
        pytest.param({"findings": [{"check": "schema"}]}, id="half a finding"),
        pytest.param({"files": None}, id="null files"),
        pytest.param({"files": [{"path": "a", "status": "fine", "reason": None}]}, id="a status"),
    ],
)
def test_another_shape_does_not_fit(sample: Result, change: dict[str, object]) -> None:
    output = json.loads(render(sample)) | change

    with pytest.raises(ValidationError):
        Draft202012Validator(schema()).validate(output)
    with pytest.raises(ModelError):
        CheckResult.model_validate(output)
