"""What is kept of a document: keys, types and digests, never a value."""

import marshal

import hypothesis.strategies as st
import pytest
from hypothesis import given

from confledger.checks.outline import Stand, comparable, kind_of, loose, outline

SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (1, "number"),
        (1.5, "number"),
        (True, "boolean"),
        ("1", "string"),
        (None, "null"),
        ([], "list"),
        ({}, "map"),
        ("ENC[AES256_GCM,data:a,iv:b,tag:c,type:int]", "number"),
        ("ENC[AES256_GCM,data:a,iv:b,tag:c,type:float]", "number"),
        ("ENC[AES256_GCM,data:a,iv:b,tag:c,type:bool]", "boolean"),
        ("ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]", "string"),
        ("${a.b}", "unknown"),
        ("x${a.b}", "string"),
    ],
)
def test_a_value_has_a_type(value: object, kind: str) -> None:
    assert kind_of(value) == kind


@pytest.mark.parametrize(
    ("one", "other"),
    [(5432, "5432"), (5432.0, "5432"), (True, "true"), (None, ""), (1.5, "1.5")],
)
def test_values_are_equal_as_any_format_would_write_them(one: object, other: object) -> None:
    assert loose(one) == loose(other)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("x", True),
        (5, True),
        ({"a": "${b}"}, True),
        ("${b}", False),
        ("a${b}", False),
        ("ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]", False),
    ],
)
def test_what_stands_for_something_else_cannot_be_compared(value: object, expected: bool) -> None:
    assert comparable(value) == expected


@given(DOCUMENTS)
def test_an_outline_can_be_kept_and_has_no_value_in_it(document: object) -> None:
    stands: list[Stand] = []
    whole = outline({"key": document, "secret": "hunter2-hunter2"}, stands)

    assert marshal.loads(marshal.dumps(whole)) == whole
    assert b"hunter2" not in marshal.dumps(whole)


@given(DOCUMENTS, DOCUMENTS)
def test_equal_documents_have_equal_digests(one: object, other: object) -> None:
    if one == other and repr(one) == repr(other):
        assert outline(one, [])[1] == outline(other, [])[1]


def test_the_order_of_keys_and_of_named_items_does_not_count() -> None:
    one = {"a": 1, "b": [{"name": "x", "v": 1}, {"name": "y"}]}
    other = {"b": [{"name": "y"}, {"v": 1, "name": "x"}], "a": 1}

    assert outline(one, [])[1] == outline(other, [])[1]
    assert outline([1, 2], [])[1] != outline([2, 1], [])[1]


@pytest.mark.parametrize(
    ("items", "names"),
    [
        pytest.param([{"name": "a"}, {"name": "b"}], ["a", "b"], id="each has a name"),
        pytest.param([{"id": "a"}, {"id": "b", "name": "c"}], ["a", "b"], id="or another key"),
        pytest.param([{"name": "a"}, {"name": "a"}], None, id="twice the same"),
        pytest.param([{"name": "a"}, {"x": 1}], None, id="one without"),
        pytest.param([{"name": 1}], None, id="no text"),
        pytest.param([], None, id="nothing"),
    ],
)
def test_items_are_known_by_name_if_each_has_its_own(
    items: list[object], names: list[str] | None
) -> None:
    below = outline(items, [])[2]

    assert (None if below is None else list(below)) == names


def test_what_stands_for_a_key_is_taken_down_with_its_place() -> None:
    stands: list[Stand] = []
    outline({"a": ["x${b.c} ${d}", "${HOME} ${b:-c} $${b} ${env:b} ${a b}"]}, stands, 3)

    assert stands == [(3, ("a", 0), "b.c"), (3, ("a", 0), "d")]
