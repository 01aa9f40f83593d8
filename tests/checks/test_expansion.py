"""Schemas that would never end are refused before a validator sees them."""

from typing import Any

import pytest

from confledger.checks.expansion import MOST, endless
from support import Repository


def doubled(levels: int, word: str) -> dict[str, Any]:
    """Return a schema whose parts refer to the next one twice."""
    parts: dict[str, Any] = {}
    for level in range(levels):
        reference = {"$ref": f"#/$defs/d{level + 1}"}
        parts[f"d{level}"] = {word: [reference, dict(reference)]}
    parts[f"d{levels}"] = {"type": "string"}
    return {"$ref": "#/$defs/d0", "$defs": parts}


def chain(length: int) -> dict[str, Any]:
    parts: dict[str, Any] = {f"d{n}": {"$ref": f"#/$defs/d{n + 1}"} for n in range(length)}
    return {"$ref": "#/$defs/d0", "$defs": {**parts, f"d{length}": {}}}


TREE = {"properties": {"next": {"$ref": "#"}}, "items": {"$ref": "#"}}
CIRCLE = {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}}


@pytest.mark.parametrize(
    ("schema", "why"),
    [
        pytest.param(TREE, None, id="a tree"),
        pytest.param(True, None, id="true"),
        pytest.param(chain(5_000), None, id="a long chain"),
        pytest.param({"$ref": "#"}, "`s` refers to itself in a circle", id="itself"),
        pytest.param(CIRCLE, "`s` at `/$defs/a` refers to itself in a circle", id="two"),
        pytest.param(
            {"properties": {"a": {"allOf": [{"$ref": "#/properties/a"}]}}},
            "`s` at `/properties/a` refers to itself in a circle",
            id="by allOf",
        ),
        pytest.param(doubled(10, "anyOf"), None, id="a thousand ways"),
        pytest.param(
            doubled(40, "anyOf"),
            f"`s` at `/$defs/d27` has alternatives that multiply to more than {MOST:,}",
            id="a billion ways",
        ),
        pytest.param(
            doubled(40, "allOf"),
            f"`s` at `/$defs/d27` has alternatives that multiply to more than {MOST:,}",
            id="a billion times",
        ),
        pytest.param(
            {"$ref": "t/u"}, "`t/u` at `/x` refers to itself in a circle", id="in another file"
        ),
    ],
)
def test_a_schema_without_an_end_is_refused(schema: object, why: str | None) -> None:
    others = {"t/u": {"$ref": "#/x", "x": {"not": {"$ref": "../t/u#/x"}}}}

    assert endless("s", schema, others.get) == why


@pytest.mark.parametrize("schema", [CIRCLE, doubled(40, "anyOf")], ids=["circle", "bomb"])
def test_it_is_told_as_any_other_fault_of_a_schema(
    repository: Repository, schema: dict[str, Any]
) -> None:
    import json

    repository.write("s.json", json.dumps(schema))
    repository.write("a.yaml", "# yaml-language-server: $schema=s.json\na: 1\n")
    repository.commit()

    done = repository.confledger("check", "--format", "short")

    assert done.returncode == 1
    assert done.stdout.startswith("s.json: error[schema] the schema `s.json` at `/$defs/")
