"""What the settings and schemas say about the items of a list."""

import json
from typing import Any

import pytest

from confledger.checks.list_keys import ListKeys, SchemaKeys
from confledger.checks.references import refer

ENTRIES: list[dict[str, Any]] = [
    {"paths": ["fw/"], "at": ["/**/rules", "pods/*/ports"], "keys": ["from", "?to"]},
    {"paths": ["**"], "at": ["/a"], "keys": ["k"]},
]
SCHEMA = {
    "properties": {
        "l": {"$ref": "#/$defs/l"},
        "p": {"type": "array", "items": {"allOf": [{"properties": {"q": {"x-merge": "whole"}}}]}},
    },
    "$defs": {
        "l": {
            "x-kubernetes-list-map-keys": ["port", "protocol"],
            "items": {"properties": {"m": {"items": {}, "x-merge": "by-key:z"}}},
        }
    },
}


@pytest.mark.parametrize(
    ("file", "path", "expected"),
    [
        ("fw/x.yaml", ("rules",), ("from", "?to")),
        ("fw/x.yaml", ("a", "b", "rules"), ("from", "?to")),
        ("fw/x.yaml", ("pods", "x", "ports"), ("from", "?to")),
        ("fw/x.yaml", ("a",), ("k",)),
        ("other.yaml", ("rules",), None),
        ("other.yaml", ("a",), ("k",)),
    ],
)
def test_settings_name_keys_by_file_and_place(
    file: str, path: tuple[str, ...], expected: tuple[str, ...] | None
) -> None:
    declared = ListKeys(ENTRIES).declared(file)

    assert declared is not None
    assert declared(path) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("l",), ("port", "protocol")),
        (("l", "m"), ("z",)),
        (("p", "q"), None),
        (("nothing",), None),
        ((), None),
    ],
)
def test_schemas_name_keys_of_lists_also_within_items(
    path: tuple[str, ...], expected: tuple[str, ...] | None
) -> None:
    data = json.dumps(SCHEMA).encode()
    schemas = SchemaKeys(lambda name: ("1", data) if name == "s.json" else None, vendored={})

    declared = ListKeys([]).declared("a.yaml", schemas, [refer("s.json", "", {})])

    assert declared is not None
    assert declared(path) == expected


def test_without_either_nothing_is_declared() -> None:
    schemas = SchemaKeys(lambda name: ("1", b"{}"), vendored={})

    assert ListKeys([]).declared("a.yaml", schemas, [refer("s.json", "", {})]) is None
