"""Schemas from the tree and from nowhere else: what compiles, and what is said when it does not."""

import json
import pickle
import time
from pathlib import Path
from typing import Any

import pytest

from confledger.checks.broken import Broken
from confledger.checks.references import FILE, Reference
from confledger.checks.schemas import Schemas
from confledger.documents.dialect import YAML
from confledger.documents.limits import Limits
from confledger.documents.load import load
from confledger.git.blobs import TooLarge
from confledger.git.snapshot import Content, Unreadable
from confledger.location import Span
from judging import examined, judge, told

TYPED = {"$defs": {"whole": {"$anchor": "w", "type": "integer"}}}
NOT_WHOLE = ["1:4 schema: `a` is a string, expected an integer"]


def unusable() -> list[Any]:
    table = Path(__file__).with_name("unusable_schemas.yaml")
    cases = load(table.read_bytes(), YAML).documents[0]
    assert isinstance(cases, list)
    return [pytest.param(case, id=case["it"]) for case in cases]


@pytest.mark.parametrize("case", unusable())
def test_a_schema_that_cannot_be_used_says_why_and_where(case: dict[str, Any]) -> None:
    ready = judge({"s.json": case["schema"], **case.get("others", {})})

    status, findings = examined(ready, "f.yaml", "a: 1\n", "s.json")

    assert (status, [one.check for one in findings]) == ("without schema", [])
    (broken,) = ready.broken.values()
    at = f"{broken.span.line}:{broken.span.column} {broken.pointer}" if broken.span else ""
    assert (broken.message, broken.help, at.strip()) == (
        case["message"],
        case.get("help"),
        case.get("at", ""),
    )


@pytest.mark.parametrize(
    ("reference", "files"),
    [
        pytest.param("t.json#/$defs/whole", {"t.json": TYPED}, id="a pointer into another file"),
        pytest.param("t.json#w", {"t.json": TYPED}, id="an anchor in another file"),
        pytest.param("/t.json#w", {"t.json": TYPED}, id="from the root"),
        pytest.param("x/../t.json#w", {"t.json": TYPED}, id="by a detour"),
        pytest.param("x/t.json", {"x/t.json": {"$ref": "../u.json#w"}, "u.json": TYPED}, id="on"),
        pytest.param("a%20b/%C3%BC.json#w", {"a b/ü.json": TYPED}, id="escapes"),
        pytest.param(
            "https://example.org/t.json#w", {"t.json": TYPED}, id="an address that is vendored"
        ),
        pytest.param("urn:example:t#w", {"t.json": TYPED}, id="a name that is vendored"),
        pytest.param(
            "t.yaml#/$defs/whole", {"t.yaml": "$defs:\n  whole: {type: integer}\n"}, id="YAML"
        ),
    ],
)
def test_a_reference_leads_to_another_file(reference: str, files: dict[str, Any]) -> None:
    tree = {name: one if isinstance(one, str) else json.dumps(one) for name, one in files.items()}
    schema = json.dumps({"properties": {"a": {"$ref": reference}}})
    vendored = {"https://example.org/t.json": "t.json", "urn:example:t": "t.json"}
    ready = judge({"s.json": schema, **tree}, vendored=vendored)

    status, findings = examined(ready, "f.yaml", "a: x\n", "s.json")

    assert (status, told(findings)) == ("failed", NOT_WHOLE)
    members = ready.schemas.get(Reference(FILE, "s.json")).members
    assert sorted(members) == sorted(["s.json", *tree])
    assert all(oid == ready.schemas.oid(path) for path, oid in members.items())


@pytest.mark.parametrize(
    ("schema", "others"),
    [
        pytest.param(
            {
                "$id": "https://example.org/s.json",
                "properties": {"a": {"$ref": "inner"}},
                "$defs": {"q": {"$id": "inner", "type": "integer"}},
            },
            {},
            id="a schema within the schema",
        ),
        pytest.param(
            {"$id": "https://example.org/x/s.json", "properties": {"a": {"$ref": "t.json#w"}}},
            {"t.json": TYPED},
            id="a neighbour, of a schema that has an address",
        ),
        pytest.param(
            {
                "$schema": "http://json-schema.org/draft-07/schema#",
                "definitions": {"a b/c%": {"type": "integer"}},
                "properties": {"a": {"$ref": "#/definitions/a%20b~1c%25"}},
            },
            {},
            id="a pointer with escapes",
        ),
        pytest.param({"$ref": "t.json"}, {"t.json": {"$ref": "s.json", **TYPED}}, id="a circle"),
        pytest.param({"allOf": [{"$ref": "#"}]}, {}, id="itself"),
        pytest.param({"anyOf": [{"type": "string"}, {"$ref": "#"}]}, {}, id="itself, perhaps"),
        pytest.param({"$dynamicAnchor": "x", "$dynamicRef": "#x"}, {}, id="itself, dynamically"),
    ],
)
def test_references_within_and_in_circles_are_no_trouble(
    schema: dict[str, Any], others: dict[str, Any]
) -> None:
    tree = {name: json.dumps(one) for name, one in others.items()}

    _, findings = examined(
        judge({"s.json": json.dumps(schema), **tree}), "f.yaml", "a: x\n", "s.json"
    )

    assert told(findings) == (NOT_WHOLE if "properties" in schema else [])


def test_the_rule_is_named_as_people_find_it() -> None:
    schema = {"patternProperties": {"^x y~/": {"type": "integer"}}}

    _, findings = examined(
        judge({"s 1.json": json.dumps(schema)}), "f.yaml", "x y~/: z\n", "s 1.json"
    )

    assert [one.schema for one in findings] == ["s 1.json#/patternProperties/^x y~0~1/type"]


def test_a_part_of_a_schema_can_be_named() -> None:
    ready = judge(
        {"s.json": json.dumps({"$defs": {"m": {"properties": {"a": {"type": "integer"}}}}})}
    )

    _, findings = examined(ready, "f.yaml", "a: x\n", "s.json#/$defs/m")

    assert told(findings) == NOT_WHOLE


@pytest.mark.parametrize(
    ("schema", "document", "findings"),
    [
        pytest.param(
            {"properties": {f"k{n}": {"type": "integer", "title": "x" * 500} for n in range(9000)}},
            "k8999: x\n",
            1,
            id="five megabytes",
        ),
        pytest.param(
            {
                "patternProperties": {f"^k{n}(a+)+$": {"pattern": "^x"} for n in range(1000)},
                "additionalProperties": False,
            },
            "k999aa: y\nother: 1\n",
            2,
            id="a thousand patterns",
        ),
        pytest.param(
            {"properties": {"a": {"pattern": r"^(?:(?=a)a|a(?=a)|a)*$"}}},
            "a: " + "a" * 60 + "b\n",
            1,
            id="a pattern that backtracks",
        ),
    ],
)
def test_a_schema_may_be_large_or_hostile(
    schema: dict[str, Any], document: str, findings: int
) -> None:
    ready = judge({"s.json": json.dumps(schema)})
    began = time.process_time()

    status, found = examined(ready, "f.yaml", document, "s.json")

    assert (status, len(found)) == ("failed", findings)
    assert time.process_time() - began < 5


def test_a_schema_nested_too_deep_is_refused() -> None:
    ready = judge({"s.json": '{"properties":{"a":' * 10_000 + "true" + "}}" * 10_000})

    examined(ready, "f.yaml", "a: 1\n", "s.json")

    assert [broken.message for broken in ready.broken.values()] == [
        "the schema `s.json:1:2376` cannot be read: nested deeper than 250 levels"
    ]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (TooLarge(123_456_789), "the schema `s.json` has 123,456,789 bytes"),
        (
            Unreadable("it is a symbolic link"),
            "the schema `s.json` cannot be used: it is a symbolic link",
        ),
    ],
)
def test_content_that_is_none_says_so(content: Content, message: str) -> None:
    schemas = Schemas(lambda path: ("0", content), vendored={}, limits=Limits(), formats=False)

    for _ in range(2):  # the answer is kept, and stays the same
        with pytest.raises(Broken) as raised:
            schemas.get(Reference(FILE, "s.json"))
        assert raised.value.message == message


def test_what_is_unknown_has_no_id_and_no_rule() -> None:
    schemas = judge({"s.json": "{}"}).schemas

    assert (schemas.oid("nope.json"), schemas.look("tree:///nope.json#/a")) == (None, None)
    assert schemas.rule("https://example.org/x#/a") == "https://example.org/x#/a"


def test_why_a_schema_is_broken_survives_another_process() -> None:
    broken = Broken("why", path="s.json", help="how", pointer="/a", span=Span(1, 2, 3, 4))

    copy = pickle.loads(pickle.dumps(broken))

    assert vars(copy) == vars(broken)
    assert str(copy) == "why"
