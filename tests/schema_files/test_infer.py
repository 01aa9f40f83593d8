"""Inferred schemas: every document that went in fits, and no secret comes out."""

import json
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.documents.dialect import YAML
from confledger.documents.load import load
from confledger.schema_files.infer import inferred

TEXTS = st.sampled_from(
    [
        *("", "a", "2025-01-31", "2025-13-45", "2025-01-31T10:00:00Z", "2025-01-31T25:00:00Z"),
        *("https://example.org/a", "https://", "10.0.0.1", "300.1.1.1", "warning", "critical"),
    ]
)
KEYS = st.sampled_from(["name", "port", "a/b", "A_B", "10.0.0.1", "$ref", "$schema", "enum", ""])
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from([1.0, 1.5]) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=80)
@given(st.lists(VALUES, min_size=1, max_size=4), st.booleans())
def test_every_document_that_went_in_fits(documents: list[Any], repeated: bool) -> None:
    documents = documents * 13 if repeated else documents

    schema = inferred([(YAML, document) for document in documents])

    validator = jsonschema_rs.validator_for(schema, offline=True, validate_formats=True)
    assert all(validator.is_valid(document) for document in documents)


def made(*texts: str) -> dict[str, Any]:
    """Return what is inferred from these documents, without what says so."""
    schema = inferred([(YAML, load(text.encode(), YAML).documents[0]) for text in texts])
    assert schema.pop("$schema") == "https://json-schema.org/draft/2020-12/schema"
    assert schema.pop("x-inferred") is True
    assert schema.pop("x-inferred-from") == len(texts)
    return schema


# Other keys are allowed, and nearly the name of one is told.
OPEN: dict[str, object] = {}


@pytest.mark.parametrize(
    ("texts", "schema"),
    [
        pytest.param(
            ["a: 1\nb: x\n", "a: 1.5\nb:\n"],
            {
                "type": "object",
                "properties": {"a": {"type": "number"}, "b": {"type": ["null", "string"]}},
                "required": ["a", "b"],
                **OPEN,
            },
            id="types are joined, and what is in all is required",
        ),
        pytest.param(
            ["a: 1\n"],
            {"type": "object", "properties": {"a": {"type": "integer"}}, **OPEN},
            id="one document says nothing about what is required",
        ),
        pytest.param(
            ["[{a: 1}, {a: 2, b: true}]"],
            {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"a": {"type": "integer"}, "b": {"type": "boolean"}},
                    "required": ["a"],
                    **OPEN,
                },
            },
            id="items of a list are many maps",
        ),
        pytest.param(
            ["hosts:\n  a.example.org: {port: 1}\n  b.example.org: {port: 2, tls: true}\n"],
            {
                "type": "object",
                "properties": {
                    "hosts": {
                        "type": "object",
                        "additionalProperties": {
                            "type": "object",
                            "properties": {"port": {"type": "integer"}, "tls": {"type": "boolean"}},
                            "required": ["port"],
                            **OPEN,
                        },
                    }
                },
                **OPEN,
            },
            id="keys that somebody chose",
        ),
        pytest.param(
            ["{HOME: /a, LANG: C, LC_ALL: x}"],
            {"type": "object", "additionalProperties": {"type": "string"}},
            id="variables",
        ),
        pytest.param(
            ["[info, info, info, info, info, info, warn, warn, warn, warn, warn, warn]"],
            {"type": "array", "items": {"type": "string", "enum": ["info", "warn"]}},
            id="a choice, seen often",
        ),
        pytest.param(
            ["[info, info, info, warn]"],
            {"type": "array", "items": {"type": "string"}},
            id="words, seen seldom",
        ),
        pytest.param(
            ["['2025-01-31', '2024-02-29']"],
            {"type": "array", "items": {"type": "string", "format": "date"}},
            id="dates",
        ),
        pytest.param(
            ["['2025-01-31', '2025-02-29']"],
            {"type": "array", "items": {"type": "string"}},
            id="almost dates",
        ),
        pytest.param(["{}"], {"type": "object"}, id="nothing in it"),
    ],
)
def test_a_schema_is_loose_and_says_what_is_there(texts: list[str], schema: dict[str, Any]) -> None:
    assert made(*texts) == schema


def test_no_secret_comes_out() -> None:
    row = (
        "- {password: hunter, secrets: {db: hunter, of: [hunter]}, copy: hunter, "
        "url: 'https://me:hunter@example.org/'}\n"
    )
    rows = row * 20
    rows += "- {name: API_TOKEN, value: hunter}\n" * 20

    assert "hunter" not in json.dumps(made(rows))


def test_an_encrypted_value_counts_as_what_it_is() -> None:
    sealed = "ENC[AES256_GCM,data:AAAA,iv:AAAA,tag:AAAA,type:{}]"
    text = (
        f"port: {sealed.format('int')}\nname: {sealed.format('str')}\n"
        f"on: {sealed.format('bool')}\nsops: {{mac: x, version: 3.9.0}}\n"
    )

    assert made(text) == {
        "type": "object",
        "properties": {
            "port": {"type": "integer"},
            "name": {"type": "string"},
            "on": {"type": "boolean"},
        },
        **OPEN,
    }
