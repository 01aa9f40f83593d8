"""Values in a line: nobody takes one type for another, and nothing reaches the terminal raw."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.reports.changes.values import block, inline, leaves, scalar, shortened


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("nginx:1.27", "nginx:1.27"),
        ("0.91.0", "0.91.0"),
        ("1.5", '"1.5"'),
        (1.5, "1.5"),
        ("1", '"1"'),
        (1, "1"),
        ("true", '"true"'),
        (True, "true"),
        ("No", '"No"'),
        (None, "null"),
        ("null", '"null"'),
        ("", '""'),
        ("2024-01-01", '"2024-01-01"'),
        ("12:30", '"12:30"'),
        ("a: b", '"a: b"'),
        ("a -> b", '"a -> b"'),
        (" a", '" a"'),
        ("- a", '"- a"'),
        ('say "hi"', 'say "hi"'),
        ('"hi"', '"\\"hi\\""'),
        ("a\x1b[31mb", '"a\\x1b[31mb"'),
        ("a\nb", '"a\\nb"'),
        ({}, "{}"),
    ],
)
def test_a_scalar_shows_its_type(value: object, expected: str) -> None:
    assert scalar(value) == expected


@pytest.mark.parametrize(
    ("value", "most", "expected"),
    [
        ({"a": 1, "b": ["x", None]}, 40, "{a: 1, b: [x, null]}"),
        ({"a": 1, "b": ["x", None]}, 19, None),
        (["two\nlines"], 40, None),
        ({"x" * 50: 1}, 40, None),
    ],
)
def test_a_container_is_one_line_where_it_is_short(
    value: object, most: int, expected: str | None
) -> None:
    assert inline(value, most) == expected


def test_a_long_value_is_a_block_of_which_the_rest_is_counted() -> None:
    value: dict[str, Any] = {"a": {"b": [{"c": 1, "d": 2}, [3]]}, "e": "x\ny\n", "f": []}

    lines, more = block(value, 99)

    assert (lines[:6], more) == (
        ["a:", "  b:", "    - c: 1", "      d: 2", "    -", "      - 3"],
        0,
    )
    assert lines[6:] == ["e: |", "  x", "  y", "f: []"]
    assert block(value, 2) == (["a:", "  b:"], 8)
    assert leaves(value) == 5


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.text("ab\n ", max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("kl", max_size=2), inner),
    max_leaves=12,
)


@given(VALUES, st.integers(0, 9))
def test_no_line_of_a_block_is_lost(value: object, most: int) -> None:
    every, more = block(value, 1 << 30)
    some, rest = block(value, most)

    assert more == 0
    assert some == every[:most]
    assert len(some) + rest == len(every)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("v1@" + "a" * 64, "v2@" + "b" * 64, ("v1@" + "a" * 12 + "…", "v2@" + "b" * 12 + "…")),
        ("a" * 64, "a" * 63 + "b", ("a" * 64, "a" * 63 + "b")),
        ("plain", "text", ("plain", "text")),
    ],
    ids=["digests", "digests that begin alike", "no digest"],
)
def test_digests_are_cut_while_they_differ(old: str, new: str, expected: tuple[str, str]) -> None:
    assert shortened(old, new) == expected
