"""Pointers with stars lead to the values that they say, in the order of the document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.checks.policy.places import parse, places
from confledger.location import pointer

DOCUMENT = {"a": [{"b": 1}, {"b": [2]}], "b": {"a": {"b": None}}, "": {"~/": 3}}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", [""]),
        ("/a", ["/a"]),
        ("/a/1/b/0", ["/a/1/b/0"]),
        ("/a/2", []),
        ("/a/-1", []),
        ("/a/x", []),
        ("/*", ["/a", "/b", "/"]),
        ("/a/*/b", ["/a/0/b", "/a/1/b"]),
        ("/**/b", ["/b", "/a/0/b", "/a/1/b", "/b/a/b"]),
        ("/a/**", ["/a", "/a/0", "/a/0/b", "/a/1", "/a/1/b", "/a/1/b/0"]),
        ("/**/*/b", ["/a/0/b", "/a/1/b", "/b/a/b"]),
        ("//~0~1", ["//~0~1"]),
    ],
)
def test_a_pointer_leads_to(text: str, found: list[str]) -> None:
    assert [pointer(path) for path, _ in places(DOCUMENT, parse(text))] == found


@pytest.mark.parametrize("text", ["a", "/**/a/**"])
def test_what_is_no_pointer_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="ointer"):
        parse(text)


trees = st.recursive(
    st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab0"), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(trees)
def test_two_stars_lead_everywhere_once_and_each_pointer_leads_back(tree: object) -> None:
    found = [path for path, _ in places(tree, parse("/**"))]

    assert len(set(found)) == len(found)
    for path, value in places(tree, parse("/**")):
        assert [one for _, one in places(tree, parse(pointer(path)))] == [value]


def test_depth_costs_no_stack() -> None:
    deep: object = 1
    for _ in range(1_000):
        deep = [deep]

    assert len(list(places(deep, parse("/**")))) == 1_001
