"""Made-up secrets fit the schema, are the same in every run, and need no key."""

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import confledger
from confledger.loader.config import Config
from confledger.loader.judging import judge
from confledger.loader.layer import BASE, Layer
from confledger.loader.marking import marks
from confledger.loader.resolution import resolve
from confledger.loader.schema import SchemaView
from confledger.loader.secret import Openers, Secret
from confledger.loader.sources import Sources
from confledger.settings import Settings
from masking import sealed

ROOT = Path(__file__).parents[2]
CASES = int(os.environ.get("CONFLEDGER_LOADER_CASES", "60"))


def made(schema: Any, kind: str = "string", key: str = "key") -> object:
    """Return what is made up for one key, or what is said of it."""
    whole = {"properties": {key: schema}}
    view = SchemaView(whole, "s.json", lambda _: None)
    secret = Secret("sops:a.yaml#/key", lambda: pytest.fail("it was opened"), kind)
    openers = Openers("/top", fake=True, settings=Settings({"version": 1, "formats": True}))
    sources = Sources([Layer(BASE, "base", {key: secret}, file="a.yaml")], view, {}, openers)
    resolution = resolve(sources.layers, view, lambda _: None, marks(sources))
    faults = judge(resolution, sources)
    if faults:
        return faults[0].message
    found = resolution.tree[key]
    assert isinstance(found, Secret)
    return found.value()


@pytest.mark.parametrize(
    ("schema", "kind", "expected"),
    [
        ({}, "string", "fake-key"),
        ({}, "boolean", False),
        ({"minLength": 10}, "string", "fake-key2c"),
        ({"maxLength": 6}, "string", "fake-2"),
        ({"enum": ["red", "blue"]}, "string", "red"),
        ({"enum": ["red", 5]}, "integer", 5),
        ({"const": "only"}, "string", "only"),
        ({"type": "integer", "minimum": 8, "maximum": 8}, "integer", 8),
        ({"exclusiveMinimum": 1, "exclusiveMaximum": 3}, "integer", 2),
        ({"multipleOf": 7, "minimum": 50, "maximum": 60}, "integer", 56),
        ({"pattern": "^fake-"}, "string", "fake-key"),
        ({"pattern": "^[0-9a-f]{40}$"}, "string", "fa4e2c70e12b7a0646f92279f427c7b38e7334d8"),
        ({"pattern": "^AKIA[A-Z0-9]{4}$"}, "string", "AKIA????"),
        ({"pattern": "^(?:a|b)+-\\d{2,}$", "minLength": 6}, "string", "bbb-5*"),
        ({"format": "email"}, "string", "fake-key@example.invalid"),
        ({"format": "uri", "minLength": 50}, "string", "https://example.invalid/fake-key*"),
        ({"format": "ipv4"}, "string", "192.0.2.*"),
        ({"format": "date"}, "string", "2000-01-01"),
        ({"anyOf": [{"type": "integer", "minimum": 5}, {"const": "x"}]}, "string", "x"),
        (
            {"if": {"maxLength": 20}, "then": {"const": "later", "type": "string"}},
            "string",
            "fake*",
        ),
        (
            {"type": "string", "pattern": "^(?=.*\\d)(?=.*[A-Z])(?=.*[a-z]).{8,}$"},
            "string",
            "Fake-1key",
        ),
        (
            {"pattern": "^(?!.*)$"},
            "string",
            "cannot be made up: it must match the pattern `^(?!.*)$`; `examples` in its "
            "schema would help",
        ),
        (
            {"pattern": "^(?=zebra)z.*$", "examples": ["zebra-1"]},
            "string",
            "zebra-1",
        ),
        (
            {"type": "object", "required": ["user"], "properties": {"user": {"minLength": 1}}},
            "object",
            {"user": "fake-key-user"},
        ),
        ({"type": "array", "minItems": 2, "items": {"type": "string"}}, "array", ["fake-*"] * 2),
        (False, "string", "*"),
    ],
)
def test_it_is_recognisable_and_the_same_each_time(
    schema: Any, kind: str, expected: object
) -> None:
    found = made(schema, kind)
    if isinstance(expected, str) and ("*" in expected or "?" in expected) and "$" not in expected:
        from fnmatch import fnmatchcase

        assert fnmatchcase(str(found), expected), found
    elif isinstance(expected, list):
        assert isinstance(found, list)
        assert len(found) == len(expected)
    else:
        assert found == expected
    assert made(schema, kind) == found


def _numbers(kind: str) -> st.SearchStrategy[dict[str, object]]:
    def bounded(low: int, room: int, step: int, exclusive: bool) -> dict[str, object]:
        names = ("exclusiveMinimum", "exclusiveMaximum") if exclusive else ("minimum", "maximum")
        more = {"multipleOf": step} if step > 1 and room > 3 * step else {}
        return {"type": kind, names[0]: low, names[1]: low + room + 2, **more}

    return st.builds(
        bounded, st.integers(-1000, 1000), st.integers(0, 5000), st.integers(1, 9), st.booleans()
    )


def _sized(low: int, room: int, **more: object) -> dict[str, object]:
    return {"type": "string", "minLength": low, "maxLength": low + room, **more}


PATTERNS = (
    *("^[a-z]+$", "^[A-Z0-9_]{3,}$", "^sk_(live|test)_[0-9A-Za-z]{24}$", "[0-9]{4}-[0-9]{4}"),
    *("^(?:[A-Za-z0-9+/]{4})*={0,2}$", "^\\S+$", "^\\w{2,5}(-\\w+)*$", "^[^\\s:]+:[^\\s:]+$"),
    *("^.{5,}$", "key$", "^(manual|@(hourly|daily)|(\\S+ ){4}\\S+)$", "^https?://[^/]+/"),
)
FORMATS = (
    *("date", "date-time", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri"),
    *("uuid", "regex", "json-pointer", "uri-reference", "iri", "uri-template"),
)
SCALARS = st.one_of(
    st.just({}),
    st.builds(_sized, st.integers(0, 200), st.integers(0, 50)),
    st.builds(lambda one: {"type": "string", "pattern": one}, st.sampled_from(PATTERNS)),
    st.builds(lambda one: {"type": "string", "format": one}, st.sampled_from(FORMATS)),
    _numbers("integer"),
    _numbers("number"),
    st.just({"type": "boolean"}),
    st.builds(
        lambda some: {"enum": some}, st.lists(st.integers() | st.text(max_size=9), min_size=1)
    ),
    st.builds(lambda one: {"const": one}, st.none() | st.booleans() | st.text(max_size=9)),
)
SCHEMAS = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.builds(lambda some: {"anyOf": some}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda one: {"allOf": [one, {"title": "x"}]}, inner),
        st.builds(
            lambda some: {"type": "object", "required": [*some], "properties": some},
            st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
        ),
        st.builds(
            lambda one, least: {"type": "array", "minItems": least, "items": one},
            *(inner, st.integers(0, 3)),
        ),
    ),
    max_leaves=4,
)


@settings(max_examples=CASES)
@given(SCHEMAS, st.sampled_from(["string", "integer", "number", "boolean"]))
def test_what_is_made_up_fits_the_schema(schema: dict[str, object], kind: str) -> None:
    found = made(schema, kind)

    jsonschema_rs.validator_for(schema, validate_formats=True).validate(found)


@pytest.mark.parametrize("environment", [None, "dev", "staging", "prod"])
def test_each_environment_of_ours_loads_without_a_key(
    environment: str | None, tmp_path: Path
) -> None:
    journal = tmp_path / "journal.jsonl"
    there = {
        "LEDGER_STATE_DIR": "/state",
        "LEDGER_ENVIRONMENT": environment or "dev",
        "CONFLEDGER_JOURNAL": str(journal),
        "PATH": "/nowhere",
    }

    config = confledger.load(ROOT / "config", environment, secrets="fake", environ=there)

    assert isinstance(config.at("secrets.mail"), Config)
    assert not journal.exists()


def test_all_secrets_are_made_up_also_those_that_are_not_there(tmp_path: Path) -> None:
    schema = {
        "properties": {
            "db": {
                "required": ["password", "user"],
                "properties": {
                    "password": {"type": "string", "x-secret": True, "minLength": 4},
                    "user": {"type": "string"},
                },
            },
            "off": {"required": ["token"], "properties": {"token": {"x-secret": True}}},
            "key": {"x-secret": True, "type": "string"},
            "from": {"x-secret": "reference"},
            "all": {"x-secret": "reference"},
        }
    }
    files = {
        "confledger.yaml": "version: 1\nschemas: [{paths: [config/*.yaml], schema: s.json}, "
        "{paths: [kept/*], schema: kept.json}]\nload: {overlays: [{kind: vault, path: app}]}\n",
        "s.json": json.dumps(schema),
        "kept.json": json.dumps({"properties": {"a": {"const": "fixed"}}}),
        "kept/a.yaml": sealed("a: <x>\nb:\n  c: <y>\n"),
        "config/base.yaml": "db: {user: u}\nkey: hunter2\nurl: x${db.password}\n"
        "from: sops:kept/a.yaml#/a\nall: sops:kept/a.yaml\n",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)

    config = confledger.load(tmp_path / "config", secrets="fake", environ={})

    found = {}
    for key in ("db.password", "key", "url", "from", "all"):
        one = config.at(key)
        assert isinstance(one, Secret)
        found[key] = one.value()
    assert found == {
        "db.password": "fake-db-password",
        "key": "fake-key",
        "url": "xfake-db-password",
        "from": "fixed",
        "all": {"a": "fixed", "b": {"c": "fake-all-b-c"}},
    }
    assert "off" not in config


@pytest.mark.parametrize("required", [["a"], ["a", "b"]])
def test_a_schema_that_requires_itself_is_given_up(required: list[str]) -> None:
    again = {"$ref": "#/properties/key"}
    schema = {
        "type": "object",
        "required": required,
        "properties": dict.fromkeys(required, again),
        "x-secret": True,
    }
    assert made(schema, "object") == "is a string, expected a map"
