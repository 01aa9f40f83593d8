"""Which keys a schema describes, whatever it is composed of."""

import pytest

from confledger.reports.doc.config import Part, page
from confledger.reports.doc.keys import Key, read

_CASES = {
    "combined": (
        {"allOf": [{"properties": {"a": {}}}, {"$ref": "#/$defs/x"}],
          "then": {"properties": {"c": {}}},
         "$defs": {"x": {"properties": {"b": True}, "required": ["b"]}}},
        ["a", "b!", "c"],
    ),
    "the same key twice": (
        {"oneOf": [{"properties": {"a": {"properties": {"x": {}}}}},
                    {"properties": {"a": {"properties": {"y": {}}}}}]},
        ["a", "a.x", "a.y"],
    ),
    "any name, lists, patterns": (
        {"properties": {"l": {"items": {"properties": {"n": {}}}},
                         "t": {"items": {"type": "string"}}},
         "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": False},
        ["l", "l.[]", "l.[].n", "t", "*"],
    ),
    "another file": (
        {"properties": {"a": {"$ref": "lib/b.json#/$defs/B"}, "u": {"$ref": "https://h/x.json"}}},
        ["a", "a.c", "u"],
    ),
    "itself": (
        {"properties": {"a": {"$ref": "#"}, "o": {"anyOf": [{"$ref": "#"}, {"type": "null"}]}}},
        ["a:itself", "o:itself", "itself>a:itself", "itself>o:itself"],
    ),
    "a loop of references": (
        {"properties": {"a": {"$ref": "#/$defs/a"}}, "$defs": {"a": {"$ref": "#/$defs/a"}}},
        ["a"],
    ),
    "nothing that is right": (
        {"properties": {"a": 1, "b": {"items": 2, "anyOf": 3, "$ref": 4}}, "allOf": 5,
         "required": 6},
        ["a", "b"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("document", "expected"), _CASES.values(), ids=_CASES)
def test_keys_are_found(document: dict[str, object], expected: list[str]) -> None:
    other = {"$defs": {"B": {"properties": {"c": {"$ref": "#/$defs/C"}}}, "C": {"type": "string"}}}
    schema = read("schemas/s.json", {"schemas/s.json": document, "schemas/lib/b.json": other}.get)
    assert schema is not None
    found = [_said(key) for key in schema.root.walked()]
    found += [f"{kind.name}>{_said(key)}" for kind in schema.types for key in kind.root.walked()]
    assert found == expected
    assert (
        page([Part(schema, ())], "d/x.md", "c").count("\n#") == len(found) + len(schema.types) + 2
    )


def test_a_schema_that_is_none_has_no_keys() -> None:
    assert read("s.json", lambda path: []) is None


def test_long_examples_and_defaults_are_shown_as_far_as_they_help() -> None:
    long = {f"k{n}": "v" * 20 for n in range(6)}
    document = {
        "properties": {
            "a": {"type": "object", "default": long, "properties": {"x": {"default": [1]}}},
            "b": {"examples": [long]},
            "c": {"default": "x" * 200, "examples": [{"password": "hunter2hunter2"}]},
        }
    }
    schema = read("s.json", lambda path: document)
    assert schema is not None
    text = page([Part(schema, ()), Part(schema, ())], "x.md", "c")
    assert "No file of this repository uses it." in text
    assert text.count('  ```json\n  {\n    "k0": "vvvvvvvvvvvvvvvvvvvv",\n') == 2
    assert "- **Default**: `[1]`" in text
    assert f'- **Default**: `"{"x" * 118}…`' in text
    assert "hunter2" not in text


def _said(key: Key) -> str:
    types = "".join(f":{kind.name}" for kind in key.types)
    return ".".join(key.steps) + types + ("!" if key.required else "")
