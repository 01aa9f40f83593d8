"""The quick answers to whether values are the same are the careful one."""

from copy import deepcopy
from datetime import date
from math import nan
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.changes.sameness import agreeing, doubtful, exactly_same, same, unlike

SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, -0.0, 0.0, "", "1", 10**30, 1e30])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=6,
)


NOT_WRITTEN = lambda: None  # noqa: E731 - what no pickle takes


def plain(value: object) -> object:
    """Return a value that is equal to those that are the same, and to no other."""
    if isinstance(value, dict):
        return {key: plain(child) for key, child in value.items()}
    if isinstance(value, list):
        return [plain(child) for child in value]
    return f"{type(value)} {value!r}"


@given(VALUES, VALUES)
def test_types_count(one: object, two: object) -> None:
    assert same(one, two) == exactly_same(one, two) == (plain(one) == plain(two))
    assert same(one, deepcopy(one))


def test_what_is_no_number_is_the_same_alone_and_in_doubt_within() -> None:
    assert same(nan, float("nan"))
    assert not same([nan], [float("nan")])
    assert exactly_same([{"a": nan}], [{"a": float("nan")}])
    assert not exactly_same([nan, 1], [nan, 1.0])


def deep() -> object:
    found: object = 1
    for _ in range(5000):
        found = [found]
    return found


@pytest.mark.parametrize(
    ("value", "other"),
    [
        pytest.param(1, True, id="a boolean"),
        pytest.param({"a": {"b": [0.0]}}, {"a": {"b": [0]}}, id="an integer far below"),
        pytest.param({"a": 1, "b": 2}, {"b": 2, "a": 1}, id="another order is no difference"),
        pytest.param({"a": date(2026, 1, 1)}, {"a": date(2026, 1, 2)}, id="a date"),
        pytest.param({"a": nan}, {"a": nan}, id="no number"),
        pytest.param([NOT_WRITTEN], [NOT_WRITTEN], id="what cannot be written out"),
    ],
)
@pytest.mark.parametrize("at", [0, 31, 32, 100, 129])
def test_many_at_once_are_told_as_one_by_one(value: object, other: object, at: int) -> None:
    random = Random(at)
    one: list[object] = [{"n": random.choice([0, 1.5, "x", None, [1]])} for _ in range(130)]
    two = deepcopy(one)
    one[at], two[at] = value, other
    differ = [] if same(value, other) else [at]

    assert agreeing(one, two) == (at if differ else 130)
    assert list(unlike(one, two, [(i, i) for i in range(130)])) == [(i, i) for i in differ]
    maps = [{str(i): child for i, child in enumerate(items)} for items in (one, two)]
    left = [key for key, child in doubtful(*maps) if not same(child, maps[1][key])]
    assert left == [str(i) for i in differ]
    del maps[1]["70"]
    assert "70" in dict(doubtful(*maps))


def test_what_is_too_deep_to_be_written_out_is_left_open() -> None:
    items = [deep(), *range(63)]

    assert dict(doubtful(*[{str(i): one for i, one in enumerate(items)}] * 2))["0"] is items[0]
