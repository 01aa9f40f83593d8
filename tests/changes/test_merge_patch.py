"""A merge patch gives exactly the other version, or is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.changes.merge_patch import Inexpressible, apply_merge, merge_patch
from confledger.changes.sameness import same

KEYS = st.sampled_from(["a", "b", "c"])
SCALARS = st.sampled_from([None, True, 0, 1, 1.0, "", "x"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=10,
)


@settings(max_examples=200)
@given(before=VALUES, after=VALUES)
def test_a_merge_patch_gives_the_other_version(before: object, after: object) -> None:
    given_both = repr((before, after))
    try:
        patch = merge_patch([before], [after])
    except Inexpressible:
        assert "None" in repr(after)
        return

    assert same(apply_merge(patch, [before]), [after])
    assert not isinstance(before, dict) or merge_patch([before], [before]) == {}
    assert repr((before, after)) == given_both


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        pytest.param({"a": 1, "b": {"c": 1, "d": 2}}, {"b": {"c": 1, "d": 3}},
                     {"a": None, "b": {"d": 3}}, id="gone and changed"),
        pytest.param({"a": [1, 2]}, {"a": [1, 2, 3]}, {"a": [1, 2, 3]}, id="lists are whole"),
        pytest.param({"a": 1}, {"a": True}, {"a": True}, id="a type"),
        pytest.param({"a": 1}, {"a": {}}, {"a": {}}, id="an empty map"),
        pytest.param({"a": 1}, {"a": [None, {"b": None}]}, {"a": [None, {"b": None}]},
                     id="null in a list"),
        pytest.param({"a": None}, {"a": None, "b": 1}, {"b": 1}, id="null that stays"),
        pytest.param([1], "x", "x", id="no maps"),
    ],
)  # fmt: skip
def test_a_merge_patch_says_what_differs(before: object, after: object, patch: object) -> None:
    assert merge_patch([before], [after]) == patch
    assert apply_merge(patch, [before]) == [after]


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        pytest.param([{"a": 1}], [{"a": None}], "`a` is null", id="null"),
        pytest.param([{"a": 1}], [{"a": {"b": {"c": None}}}], "`a.b.c` is null", id="null below"),
        pytest.param([], [{}], "it is about one document, and here are 0", id="no document"),
        pytest.param([{}], [{}, {}], "it is about one document, and here are 2", id="several"),
    ],
)
def test_what_it_cannot_say_is_refused(
    before: list[object], after: list[object], reason: str
) -> None:
    with pytest.raises(Inexpressible) as refused:
        merge_patch(before, after)

    assert str(refused.value) == f"a merge patch cannot say this change: {reason}"


def test_secrets_are_hidden_on_request() -> None:
    token = "ghp_" + "a8Kd93jfLw0" * 3 + "xyz"
    before = {token: 1, "password": "hunter2hunter2", "l": [{"password": "hunter2hunter2", "a": 1}]}
    after = {"password": "hunter3hunter3", "l": [{"password": "hunter2hunter2", "a": 2}]}

    patch = merge_patch([before], [after], hide=True)

    assert patch == {
        "<redacted>": None,
        "password": "<redacted>",
        "l": [{"password": "<redacted>", "a": 2}],
    }
