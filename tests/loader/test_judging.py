"""Faults of the schema are sentences with a place; no value is quoted, no schema trusted."""

import json
from pathlib import Path
from typing import Any

import pytest

import confledger
from confledger.errors import ConfledgerError
from masking import sealed

CANARY = "hunter2-canary"


def told(tmp_path: Path, files: dict[str, Any], **more: Any) -> list[str]:
    """Load a folder with these files; return what is said of it, line by line."""
    settings = "version: 1\nschemas: [{paths: [config/base.yaml], schema: s/a.json}]\n"
    for name, text in ({"confledger.yaml": settings} | files).items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text if isinstance(text, str) else json.dumps(text))
    try:
        confledger.load(tmp_path / "config", **({"environ": {}} | more))
    except ConfledgerError as error:
        message, help = str(error), error.help
    else:
        return []
    assert CANARY not in f"{message} {help}"
    return [line.strip() for line in message.splitlines()]


SCHEMA = {
    "properties": {
        "port": {"type": "integer", "maximum": 65535},
        "name": {"type": "string", "pattern": "^[a-z]+$"},
        "timeout": {"type": "number"},
        "day": {"type": "string", "format": "date"},
        "db": {"$ref": "more/b.json#/$defs/db"},
    },
    "additionalProperties": False,
}
DB = {"$defs": {"db": {"type": "object", "required": ["host"], "properties": {"host": {}}}}}


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("port: 5\n", []),
        (f"port: {CANARY}\n", ["config/base.yaml:1:7: `port` is a string, expected an integer"]),
        ("port: 70000\n", ["config/base.yaml:1:7: `port` must be at most 65535"]),
        (f"name: {CANARY}\n", ["config/base.yaml:1:7: `name` must match the pattern `^[a-z]+$`"]),
        (
            "timout: 5\n",
            ["config/base.yaml:1:9: `timout` is not in the schema; did you mean `timeout`?"],
        ),
        ("db: {}\n", ["config/base.yaml:1:5: `db` needs `host`"]),
        (f"day: {CANARY}\n", []),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    tmp_path: Path, base: str, expected: list[str]
) -> None:
    files = {"s/a.json": SCHEMA, "s/more/b.json": DB, "config/base.yaml": base}

    assert told(tmp_path, files) == expected
    # What was compiled once says the same.
    assert told(tmp_path, files) == expected


def test_formats_are_held_where_the_settings_say_so(tmp_path: Path) -> None:
    settings = (
        "version: 1\nformats: true\nschemas: [{paths: [config/base.yaml], schema: s/a.json}]\n"
    )
    files = {"confledger.yaml": settings, "s/a.json": SCHEMA, "s/more/b.json": DB}

    assert told(tmp_path, files | {"config/base.yaml": f"day: {CANARY}\n"}) == [
        "config/base.yaml:1:6: `day` must be in the format `date`; write it like 2025-01-31"
    ]


def test_a_schema_that_changes_is_compiled_anew(tmp_path: Path) -> None:
    files = {"s/a.json": SCHEMA, "s/more/b.json": DB, "config/base.yaml": "db: {}\n"}

    assert told(tmp_path, files) != []
    assert told(tmp_path, files | {"s/more/b.json": {"$defs": {"db": {}}}}) == []
    assert told(tmp_path, files) != []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("port: <x>\n", ["config/base.yaml:1:7: `port` is a string, expected an integer"]),
        # Of the value itself, nobody knows.
        ("name: <x>\n", []),
        ("day: <x>\n", []),
        ("nam: <x>\n", ["config/base.yaml:1:6: `nam` is not in the schema; did you mean `name`?"]),
        ("name: <x>\nport: 70000\n", ["config/base.yaml:2:7: `port` must be at most 65535"]),
    ],
)
def test_secrets_are_judged_by_their_type(tmp_path: Path, text: str, expected: list[str]) -> None:
    files = {"s/a.json": SCHEMA, "s/more/b.json": DB, "config/base.yaml": sealed(text)}

    assert told(tmp_path, files) == expected


def test_what_came_in_clear_text_is_judged_as_it_is(tmp_path: Path) -> None:
    schema = {"properties": {"key": {"x-secret": True, "type": "string", "minLength": 30}}}

    assert told(tmp_path, {"s/a.json": schema, "config/base.yaml": f"key: {CANARY}\n"}) == [
        "config/base.yaml:1:6: `key` must have at least 30 characters"
    ]


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"$ref": "#"}, "the schema `s/a.json` "),
        ({"$ref": "b.json", "x": CANARY}, "the schema s/a.json refers to s/b.json, which does not"),
        ({"$ref": "https://evil.example/x.json"}, "the schema s/a.json refers to https://evil."),
        ({"$ref": "../../etc/passwd"}, "the schema s/a.json refers to "),
        ({"$ref": "#/$defs/none"}, "the schema `s/a.json:1:10` refers to `#/$defs/none`, which "),
        ({"type": "strnig"}, "the schema `s/a.json"),
        ([], "the schema s/a.json is no map"),
        ({"properties": {"a": {"pattern": "(" + CANARY}}}, "the schema `s/a.json"),
        (
            {"allOf": [{"$ref": "#/$defs/a"}], "$defs": {"a": {"allOf": [{"$ref": "#"}]}}},
            "the schema `s/a.json` ",
        ),
    ],
)
def test_a_schema_that_cannot_be_used_is_said(
    tmp_path: Path, schema: object, expected: str
) -> None:
    found = told(tmp_path, {"s/a.json": schema, "config/base.yaml": "a: 1\n"})

    assert len(found) == 1
    assert found[0].startswith(expected)
