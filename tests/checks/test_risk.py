"""Which keys a schema marks with `x-risk`: along the path of the key, as this document has it."""

import json
from typing import Any

import pytest

from confledger.checks.references import Reference, refer
from confledger.checks.risk import Risks
from confledger.location import Path

CRITICAL = {"x-risk": "critical"}


def risks(schema: Any, document: object, path: Path, *, fragment: str = "") -> list[str]:
    """Ask one schema, or several by their paths, of which `schemas/app.json` is the one."""
    files = schema if "schemas/app.json" in schema else {"schemas/app.json": schema}

    def find(name: str) -> tuple[str, bytes] | None:
        if name not in files:
            return None
        held = files[name]
        return name, held if isinstance(held, bytes) else json.dumps(held).encode()

    known = Risks(find, vendored={"https://x.example/app.json": "schemas/app.json"})
    reference = refer(f"schemas/app.json{fragment}", "", {})
    found = known.of(reference, document, path)
    if found:
        assert known.marks_any(reference)
    return sorted(found)


@pytest.mark.parametrize(
    ("schema", "document", "path", "expected"),
    [
        pytest.param({"properties": {"a": CRITICAL}}, {"a": 1}, ("a",), ["critical"], id="a key"),
        pytest.param({"properties": {"a": CRITICAL}}, {"a": 1, "b": 2}, ("b",), [], id="another"),
        pytest.param({"properties": {"a": CRITICAL}}, {}, ("a",), ["critical"], id="a new key"),
        pytest.param(
            {"properties": {"a": CRITICAL}}, {"a": {"b": [1]}}, ("a", "b", 0), ["critical"],
            id="all that is in it",
        ),
        pytest.param(CRITICAL, {"a": 1}, ("a",), ["critical"], id="the whole document"),
        pytest.param(
            {"properties": {"a": {"x-risk": ["critical", "latency"]}}}, {"a": 1}, ("a",),
            ["critical", "latency"], id="two risks",
        ),
        pytest.param(
            {"properties": {"a": {"x-risk": "outer", "properties": {"b": {"x-risk": "inner"}}}}},
            {"a": {"b": 1}}, ("a", "b"), ["inner", "outer"], id="one inside of another",
        ),
        pytest.param(
            {"patternProperties": {"^db_": CRITICAL}}, {"db_host": 1, "host": 2}, ("db_host",),
            ["critical"], id="a pattern",
        ),
        pytest.param(
            {"patternProperties": {"^db_": CRITICAL}}, {"host": 2}, ("host",), [], id="no pattern"
        ),
        pytest.param(
            {"patternProperties": {"^(a+)+$": CRITICAL}}, {"a" * 40 + "b": 1}, ("a" * 40 + "b",),
            [], id="a pattern that takes for ever",
        ),
        pytest.param(
            {"patternProperties": {"(": CRITICAL}}, {"(": 1}, ("(",), [], id="no pattern at all"
        ),
        pytest.param(
            {"properties": {"a": {}}, "additionalProperties": CRITICAL}, {"b": 1}, ("b",),
            ["critical"], id="every other key",
        ),
        pytest.param(
            {"properties": {"a": {}}, "additionalProperties": CRITICAL}, {"a": 1}, ("a",), [],
            id="not one of the others",
        ),
        pytest.param({"items": CRITICAL}, [1, 2], (1,), ["critical"], id="items"),
        pytest.param(
            {"prefixItems": [{}, CRITICAL], "items": {}}, [1, 2, 3], (1,), ["critical"], id="second"
        ),
        pytest.param(
            {"prefixItems": [{}, CRITICAL], "items": {}}, [1, 2, 3], (2,), [], id="not the third"
        ),
        pytest.param(
            {"items": [{}, CRITICAL]}, [1, 2], (1,), ["critical"], id="items of old drafts"
        ),
        pytest.param(
            {"$defs": {"r": CRITICAL}, "properties": {"a": {"$ref": "#/$defs/r"}}}, {"a": 1},
            ("a",), ["critical"], id="a reference",
        ),
        pytest.param(
            {"$defs": {"r": {"$anchor": "r", **CRITICAL}}, "properties": {"a": {"$ref": "#r"}}},
            {"a": 1}, ("a",), ["critical"], id="an anchor",
        ),
        pytest.param(
            {"$defs": {"n": {"properties": {"next": {"$ref": "#/$defs/n"}, "v": CRITICAL}}},
             "$ref": "#/$defs/n"},
            {"next": {"next": {"v": 1}}}, ("next", "next", "v"), ["critical"], id="recursive",
        ),
        pytest.param(
            {"$ref": "#", "properties": {"a": CRITICAL}}, {"a": 1}, ("a",), ["critical"],
            id="endless",
        ),
        pytest.param(
            {"allOf": [{"properties": {"a": {}}}, {"properties": {"a": CRITICAL}}]}, {"a": 1},
            ("a",), ["critical"], id="one of all",
        ),
        pytest.param(
            {"properties": {"a": {"anyOf": [{"type": "string", **CRITICAL}, {"type": "integer"}]}}},
            {"a": "x"}, ("a",), ["critical"], id="the alternative that fits",
        ),
        pytest.param(
            {"properties": {"a": {"anyOf": [{"type": "string", **CRITICAL}, {"type": "integer"}]}}},
            {"a": 1}, ("a",), [], id="not the one that does not",
        ),
        pytest.param(
            {"oneOf": [
                {"properties": {"kind": {"const": "redis"}, "a": CRITICAL}},
                {"properties": {"kind": {"const": "file"}, "a": {}}},
            ]},
            {"kind": "file", "a": 1}, ("a",), [], id="told apart by a key",
        ),
        pytest.param(
            {"oneOf": [{"$ref": "#/$defs/r"}], "$defs": {"r": {"required": ["a"],
             "properties": {"b": CRITICAL}}}},
            {"b": 1}, ("b",), [], id="told apart by a missing key, in a reference",
        ),
        pytest.param(
            {"if": {"properties": {"tls": {"const": True}}},
             "then": {"properties": {"port": CRITICAL}}},
            {"tls": False, "port": 1}, ("port",), [], id="a condition that does not hold",
        ),
        pytest.param(
            {"if": {"properties": {"tls": {"const": True}}},
             "then": {"properties": {"port": CRITICAL}}},
            {"tls": True, "port": 1}, ("port",), ["critical"], id="one that may",
        ),
        pytest.param(
            {"dependentSchemas": {"tls": {"properties": {"port": CRITICAL}}}},
            {"tls": 1, "port": 1}, ("port",), ["critical"], id="where another key is",
        ),
        pytest.param(
            {"properties": {"a": {"anyOf": [{"type": "integer", **CRITICAL}, {"type": "null"}]}}},
            {"a": "ENC[AES256_GCM,data:x,type:int]"}, ("a",), ["critical"], id="what is encrypted",
        ),
        pytest.param({"properties": []}, {"a": 1}, ("a",), [], id="no schema, really"),
        pytest.param({"properties": {"a": {"x-risk": 5}}}, {"a": 1}, ("a",), [], id="no risk"),
    ],
)  # fmt: skip
def test_a_key_has_the_risks_that_its_schema_names(
    schema: Any, document: object, path: Path, expected: list[str]
) -> None:
    assert risks(schema, document, path) == expected


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("parts.json#/$defs/r", id="beside it"),
        pytest.param("/schemas/parts.json#/$defs/r", id="from the root"),
        pytest.param("https://x.example/parts.json#/$defs/r", id="the neighbour of an address"),
        pytest.param("https://y.example/own#/$defs/r", id="by its own address"),
    ],
)
def test_references_lead_into_other_files(target: str) -> None:
    schemas = {
        "schemas/app.json": {
            "$id": "https://x.example/app.json",
            "properties": {"a": {"$ref": target}, "b": {"$ref": "parts.json"}},
        },
        "schemas/parts.json": {"$id": "https://y.example/own", "$defs": {"r": CRITICAL}},
    }

    assert risks(schemas, {"a": 1}, ("a",)) == ["critical"]


def test_a_part_of_a_schema_is_followed_from_there() -> None:
    schema = {"$defs": {"app": {"properties": {"a": CRITICAL}}}}

    assert risks(schema, {"a": 1}, ("a",), fragment="#/$defs/app") == ["critical"]
    assert risks(schema, {"a": 1}, ("a",)) == []


@pytest.mark.parametrize(
    "schema",
    [
        pytest.param(b'{"x-risk": ', id="not to be read"),
        pytest.param(b'["x-risk"]', id="a list"),
        pytest.param({"$ref": "lost.json", "x-risc": 1}, id="what it refers to is not there"),
        pytest.param({"$ref": "https://z.example/x"}, id="what it refers to is in the network"),
    ],
)
def test_a_schema_that_cannot_be_used_marks_nothing(schema: object) -> None:
    assert risks({"schemas/app.json": schema}, {"a": 1}, ("a",)) == []


def test_what_is_no_file_of_the_repository_marks_nothing() -> None:
    known = Risks(lambda path: None, vendored={})

    assert not known.marks_any(Reference("remote", "https://x.example/app.json"))
    assert known.of(Reference("file", "lost.json"), {}, ("a",)) == frozenset()
