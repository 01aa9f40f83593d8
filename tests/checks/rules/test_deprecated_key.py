"""A deprecated key is told with what takes its place, and mended where that is safe."""

import json

import pytest

from confledger.checks.finding import Finding
from confledger.checks.parsed import Applied, Parsed
from confledger.checks.references import FILE, Reference
from confledger.checks.rules.deprecated_key import check
from confledger.documents.load import load
from judging import judge

SEALED = "ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:int]"


def found(rule: dict[str, object], text: str, today: str = "2026-06-30") -> list[Finding]:
    """Check a file whose map `db` has a key `old` with that rule."""
    schema = {
        "properties": {"db": {"properties": {"old": {"deprecated": True, **rule}, "new": {}}}}
    }
    schemas = judge({"s.json": json.dumps(schema)}).schemas
    reference = Reference(FILE, "s.json")
    data = text.encode()
    applied = [Applied(reference, schema=schemas.get(reference))]
    return list(check(Parsed("a.yaml", "yaml", data, load(data, "yaml"), applied, today=today)))


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (
            {},
            "db: {old: 1}\n",
            "warning `db.old` is deprecated | "
            "remove it; the description in the schema may say what to use",
        ),
        (
            {"x-replaced-by": "new"},
            "db: {old: 1}\n",
            "warning `db.old` is deprecated | rename it to `new`",
        ),
        (
            {"x-replaced-by": "/db/new"},
            "db: {old: 1}\n",
            "warning `db.old` is deprecated | rename it to `new`",
        ),
        (
            {"x-replaced-by": "db.new"},
            "db: {old: 1, new: 2}\n",
            "warning `db.old` is deprecated | remove it: `db.new` is there as well",
        ),
        (
            {"x-replaced-by": "db.pool.size"},
            "db: {old: 1}\n",
            "warning `db.old` is deprecated | use `db.pool.size` instead",
        ),
        (
            {"x-replaced-by": "the flag of the server"},
            "db: {old: 1}\n",
            "warning `db.old` is deprecated | use the flag of the server instead",
        ),
        (
            {"x-replaced-by": "apps/v1"},
            "db: {old: 1}\n",
            "warning `db.old` is deprecated | use apps/v1 instead",
        ),
        (
            {"x-replaced-by": "new", "enum": [1, 2]},
            "db: {old: 1}\n",
            "warning this value of `db.old` is deprecated | use new instead",
        ),
        (
            {"const": 1},
            "db: {old: 1}\n",
            "warning this value of `db.old` is deprecated | use another one; the description in "
            "the schema may say which",
        ),
        (
            {"x-replaced-by": "new", "x-remove-after": "2026-06-30"},
            "db: {old: 1}\n",
            "warning `db.old` is deprecated, and goes after 2026-06-30 | rename it to `new`",
        ),
        (
            {"x-replaced-by": "new", "x-remove-after": "2026-06-29"},
            "db: {old: 1}\n",
            "error `db.old` is deprecated, and was to be gone after 2026-06-29 | "
            "rename it to `new`",
        ),
    ],
)
def test_what_is_told_of_a_deprecated_key(
    rule: dict[str, object], text: str, expected: str
) -> None:
    assert [f"{one.severity} {one.message} | {one.help}" for one in found(rule, text)] == [expected]


@pytest.mark.parametrize(
    ("rule", "text", "fixes"),
    [
        ({"x-replaced-by": "new"}, "db: {old: 1}\n", [(1, 6, 1, 9, "new")]),
        ({"x-replaced-by": "/db/new"}, "db:\n  old: 1 # why\n", [(2, 3, 2, 6, "new")]),
        ({"x-replaced-by": "new"}, "db: {old: 1, new: 2}\n", []),
        ({"x-replaced-by": "db.pool.size"}, "db: {old: 1}\n", []),
        ({"x-replaced-by": "something else"}, "db: {old: 1}\n", []),
        ({"x-replaced-by": "new", "const": 1}, "db: {old: 1}\n", []),
        ({}, "db: {old: 1}\n", []),
        # SOPS could not decrypt a value below another name.
        ({"x-replaced-by": "new"}, f"db:\n  old: {SEALED}\nsops: {{mac: a, version: b}}\n", []),
    ],
)
def test_a_key_is_renamed_where_its_place_is_free(
    rule: dict[str, object], text: str, fixes: list[object]
) -> None:
    (one,) = found(rule, text)

    assert [(*edit.span.key(), edit.text) for edit in one.fix] == fixes


def test_a_key_stands_where_it_is_written_and_names_its_rule() -> None:
    (one,) = found({}, "db:\n  new: 1\n  old: 2\n")

    assert one.span is not None
    assert (one.span.key(), one.pointer) == ((3, 3, 3, 6), "/db/old")
    assert one.schema == "s.json#/properties/db/properties/old/deprecated"


def test_the_name_in_other_places_is_nothing() -> None:
    assert found({}, "old: 1\ndb: {new: old}\n") == []
