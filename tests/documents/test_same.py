"""Documents are alike in every value and in the order of their keys, or keys alone differ."""

import math
from typing import Any

import pytest

from confledger.documents.same import renamed, same


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([{"a": 1}], [{"a": 1}], {}),
        ([{"a": {"b": 1}}], [{"c": {"d": 1}}], {(0, "a"): "c", (0, "a", "b"): "d"}),
        ([{"a": [{"b": 1}]}], [{"a": [{"c": 1}]}], {(0, "a", 0, "b"): "c"}),
        ([{"a": math.nan}], [{"b": math.nan}], {(0, "a"): "b"}),
        ([{"a": 1, "b": 2}], [{"b": 2, "a": 1}], None),
        ([{"a": 1, "b": 1}], [{"b": 1, "a": 1}], {(0, "a"): "b", (0, "b"): "a"}),
        ([{"a": 1}], [{"a": 1, "b": 2}], None),
        ([[1]], [[1, 2]], None),
        ([1], [True], None),
        ([1], [1.0], None),
        ([None], [], None),
        (["1"], [1], None),
    ],
)
def test_only_keys_may_differ(old: Any, new: Any, expected: dict[object, str] | None) -> None:
    assert renamed(old, new) == expected
    assert same(old, new) is (expected == {})
