"""The quick answer to whether two values are the same is the careful one."""

from copy import deepcopy
from math import nan

from hypothesis import given
from hypothesis import strategies as st

from confledger.changes import keys
from confledger.changes.sameness import same

SCALARS = st.sampled_from([None, True, False, 0, 1, 1.0, -0.0, 0.0, "", "1", 10**30, 1e30])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner),
    max_leaves=6,
)


@given(VALUES, VALUES)
def test_types_count(one: object, two: object) -> None:
    assert same(one, two) == keys.same(one, two)
    assert same(one, deepcopy(one))


def test_what_is_no_number_is_the_same_alone_and_in_doubt_within() -> None:
    assert same(nan, float("nan"))
    assert not same([nan], [float("nan")])
