"""What differs between two versions of a document: each leaf once, by type, and nothing else."""

from math import nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.changes.keys import ADDED, CHANGED, REMOVED, Change, compare, leaves
from confledger.changes.sameness import exactly_same
from confledger.location import Path, dotted

KEYS = st.sampled_from(["a", "b", "c"])
SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, -0.0, 0.0, nan, "", "1", "true"])
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)
# Of maps that are not empty, what changes can be put into the one to make it the other.
MAPS = st.recursive(
    SCALARS, lambda inner: st.dictionaries(KEYS, inner, min_size=1, max_size=3), max_leaves=6
)


def shown(changes: list[Change]) -> list[str]:
    sign = {ADDED: "+", REMOVED: "-", CHANGED: "~"}
    return [
        sign[one.kind] + dotted(one.path) + (f" of {one.document}" if one.document else "")
        for one in changes
    ]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"a": 1}, {"a": 1}, [], id="the same"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, [], id="another order"),
        pytest.param({"a": 1}, {"a": 2}, ["~a"], id="another value"),
        pytest.param({"a": 1}, {"b": 1}, ["-a", "+b"], id="another key"),
        pytest.param({"a": 1}, {"a": "1"}, ["~a"], id="a string"),
        pytest.param({"a": 1}, {"a": True}, ["~a"], id="a boolean"),
        pytest.param({"a": 1}, {"a": 1.0}, ["~a"], id="a number with a fraction"),
        pytest.param({"a": 0.0}, {"a": -0.0}, ["~a"], id="minus zero"),
        pytest.param({"a": nan}, {"a": nan}, [], id="what is no number"),
        pytest.param({"a": None}, {}, ["-a"], id="null is not nothing"),
        pytest.param({"a": {}}, {"a": {"b": 1}}, ["+a.b"], id="filled"),
        pytest.param({"a": [1]}, {"a": []}, ["-a[0]"], id="emptied"),
        pytest.param({"a": {}}, {"a": []}, ["~a"], id="another empty container"),
        pytest.param({"a": 1}, {"a": {"b": 1, "c": 2}}, ["-a", "+a.b", "+a.c"], id="a map now"),
        pytest.param({"a": {"b": [1]}}, {"a": "x"}, ["-a.b[0]", "+a"], id="no map any more"),
        pytest.param({}, {"a": {"b": {"c": 1}}}, ["+a.b.c"], id="leaves, not branches"),
        pytest.param({"a": [2, 3]}, {"a": [1, 2, 3]}, ["+a[0]"], id="one more at the start"),
        pytest.param({"a": [1, 2, 3]}, {"a": [1, 3]}, ["-a[1]"], id="one less in the middle"),
        pytest.param({"a": [1, 2, 3]}, {"a": [1, 4, 3]}, ["~a[1]"], id="another in the middle"),
        pytest.param(
            {"a": [{"n": 1, "v": 1}, {"n": 2, "v": 1}]},
            {"a": [{"n": 0, "v": 0}, {"n": 1, "v": 1}, {"n": 2, "v": 1}]},
            ["+a[0].n", "+a[0].v"],
            id="one more map",
        ),
        pytest.param([1, 1], [1, 1, 1], ["+[2]"], id="equal items are counted once"),
        pytest.param("x", "y", ["~(root)"], id="the whole document"),
    ],
)
def test_each_leaf_that_differs_is_told(before: object, after: object, expected: list[str]) -> None:
    assert shown(compare([before], [after])) == expected


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param([], [], [], id="none"),
        pytest.param([], [{"a": 1}], ["+a"], id="a new file"),
        pytest.param([{"a": 1}, {"a": 2}], [{"a": 2}], ["-a"], id="the first is gone"),
        pytest.param(
            [{"a": 1}, {"a": 2}, {"a": 3}], [{"a": 1}, {"a": 4}, {"a": 3}], ["~a of 1"], id="one"
        ),
        pytest.param([{"a": 1}], [{"a": 1}, {"b": 1}], ["+b of 1"], id="one more"),
    ],
)
def test_documents_of_a_file_are_paired_as_items_are(
    before: list[object], after: list[object], expected: list[str]
) -> None:
    assert shown(compare(before, after)) == expected


@given(VALUES, VALUES)
def test_nothing_is_told_of_equal_documents_and_something_of_others(a: object, b: object) -> None:
    assert (compare([a], [b]) == []) == exactly_same(a, b)
    assert compare([a], [a]) == []


@given(VALUES, VALUES)
def test_there_and_back_is_the_same_the_other_way_round(a: object, b: object) -> None:
    turned = {ADDED: REMOVED, REMOVED: ADDED, CHANGED: CHANGED}

    back = {Change(turned[one.kind], one.path) for one in compare([b], [a])}

    assert set(compare([a], [b])) == back


@given(MAPS, MAPS)
def test_what_is_told_makes_the_one_out_of_the_other(a: object, b: object) -> None:
    made = {path: at(a, path) for path in leaves(a)}

    changes = compare([a], [b])
    for one in changes:
        if one.kind == REMOVED:
            del made[one.path]
    for one in changes:
        if one.kind == ADDED:
            assert one.path not in made
            made[one.path] = at(b, one.path)
        elif one.kind == CHANGED:
            assert not exactly_same(made[one.path], at(b, one.path))
            made[one.path] = at(b, one.path)

    wanted = {path: at(b, path) for path in leaves(b)}
    assert made.keys() == wanted.keys()
    assert all(exactly_same(made[path], wanted[path]) for path in wanted)


def at(value: object, path: Path) -> object:
    for step in path:
        value = value[step]  # type: ignore[index]
    return value


def test_a_change_in_a_long_list_takes_no_time() -> None:
    before = [{"name": str(number), "values": list(range(20))} for number in range(20_000)]
    after = [*before[:10_000], {"name": "new"}, *before[10_000:]]

    assert shown(compare([before], [after])) == ["+[10000].name"]
