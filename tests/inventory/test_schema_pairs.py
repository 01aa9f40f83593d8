"""Which schema seems to be for which file."""

import pytest

from confledger.documents.dialect import dialect_of
from confledger.inventory.schema_pairs import pairs


@pytest.mark.parametrize(
    ("schema", "files", "expected"),
    [
        ("values.schema.json", ["values.yaml", "a/values.yaml"], ["values.yaml"]),
        ("app-schema.json", ["app.toml", "app.yaml"], ["app.toml", "app.yaml"]),
        ("schemas/app.json", ["config/app.yaml"], ["config/app.yaml"]),
        ("schemas/app.schema.json", ["config/app.yaml"], ["config/app.yaml"]),
        ("schemas/app.json", ["a/app.yaml", "b/app.yaml"], None),
        ("schemas/config.json", ["a/config.yaml"], None),
        ("schemas/app.json", ["config/app.env", "config/api.yaml"], None),
        ("app.json", ["app.yaml"], None),
    ],
)
def test_a_schema_is_paired_by_name(
    schema: str, files: list[str], expected: list[str] | None
) -> None:
    found = pairs({schema: ""}, {path: dialect_of(path) or "" for path in [schema, *files]})

    assert [(one.schema, one.paths) for one in found] == (
        [] if expected is None else [(schema, expected)]
    )
