"""What a schema says of each place, and the defaults that it puts in."""

import pytest

from confledger.errors import ConfledgerError
from confledger.loader.layer import UNSET
from confledger.loader.schema import SchemaView, filled

OTHER = {"$defs": {"port": {"type": "integer", "default": 80}}}
ROOT = {
    "properties": {
        "db": {
            "allOf": [{"properties": {"host": {"type": "string", "default": "localhost"}}}],
            "properties": {"port": {"$ref": "parts.json#/$defs/port"}},
        },
        "log": {"default": {"level": "info"}, "properties": {"file": {"default": None}}},
        "jobs": {"items": {"properties": {"retries": {"default": 3}}}, "x-merge": "by-key:name"},
        "pair": {"prefixItems": [{"type": "string"}, {"type": "integer"}]},
        "mode": {"enum": ["a", 1, None]},
        "ports": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["port"]},
        "two": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["port", "name"]},
        "kinds": {"enum": [True, 1.5, {}, []], "x-merge": 5},
    },
    "patternProperties": {"^x-": {"type": "boolean"}},
    "additionalProperties": {"properties": {"on": {"default": False}}},
}
VIEW = SchemaView(ROOT, "dir/root.json", {"dir/parts.json": OTHER}.get)


@pytest.mark.parametrize(
    ("path", "types", "merges"),
    [
        (("db", "host"), ["string"], None),
        (("db", "port"), ["integer"], None),
        (("jobs",), [], "by-key:name"),
        (("pair", 1), ["integer"], None),
        (("mode",), ["string", "integer", "null"], None),
        (("ports",), [], "by-key:port"),
        (("two",), [], None),
        (("kinds",), ["boolean", "number", "object", "array"], None),
        (("x-any",), ["boolean"], None),
    ],
)
def test_a_place_has_types(path: tuple[str | int, ...], types: list[str], merges: object) -> None:
    assert (VIEW.types(path), VIEW.merges(path), VIEW.knows(path)) == (types, merges, True)


def test_nothing_is_known_of_what_no_schema_speaks_of() -> None:
    assert not VIEW.knows(("mode", "deeper"))
    assert SchemaView({"$ref": "no.json#/a"}, "r.json", lambda _: None).names(()) == []
    assert SchemaView({"$ref": "#"}, "r.json", lambda _: None).names(()) == []


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ({}, {"log": {"level": "info", "file": None}}),
        ({"log": 1, "db": {}}, {"log": 1, "db": {"host": "localhost", "port": 80}}),
        ({"log": {"file": "f"}}, {"log": {"file": "f"}}),
        ({"log": UNSET}, {"log": UNSET}),
        ({"log": 1, "jobs": [{"name": "a"}]}, {"log": 1, "jobs": [{"name": "a", "retries": 3}]}),
        ({"log": None, "other": {}}, {"log": None, "other": {"on": False}}),
    ],
)  # fmt: skip
def test_defaults_are_put_in_where_nothing_is(tree: dict[str, object], expected: object) -> None:
    assert filled(tree, VIEW) == expected


def test_defaults_that_never_end_are_an_error() -> None:
    endless = {
        "$ref": "#/$defs/a",
        "$defs": {
            "a": {
                "properties": {
                    "one": {"$ref": "#/$defs/a", "default": {}},
                    "two": {"$ref": "#/$defs/a", "default": {}},
                }
            }
        },
    }
    with pytest.raises(ConfledgerError) as raised:
        filled({}, SchemaView(endless, "r.json", lambda _: None))
    assert str(raised.value) == "r.json: the defaults of `one.one.one` contain themselves"


@pytest.mark.parametrize("default", ["x" * 1_000_000, [{"k": 1}] * 5_000])
def test_a_large_default_counts_as_what_is_in_it(default: object) -> None:
    items = {"items": {"properties": {"x": {"default": default}}}}
    view = SchemaView({"properties": {"jobs": items}}, "r.json", lambda _: None)
    assert filled({"jobs": [{}, {}]}, view) == {"jobs": [{"x": default}] * 2}
    with pytest.raises(ConfledgerError, match="more values than any configuration needs"):
        filled({"jobs": [{} for _ in range(100)]}, view)


@pytest.mark.parametrize("number", ["\u00b2", "\u0661", "9" * 5_000, "1", "-1"])
def test_a_reference_to_an_item_that_is_not_there_says_nothing(number: str) -> None:
    root = {"$ref": f"#/allOf/{number}", "allOf": [{"properties": {"a": {}}}]}
    assert SchemaView(root, "r.json", lambda _: None).names(()) == ["a"]
