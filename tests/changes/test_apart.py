"""What differs between two versions is what differs between all their leaves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.changes.apart import apart
from confledger.changes.identity import Identities
from confledger.changes.leaves import Leaves, NotPlain, leaves

TOKEN = "ghp_" + "16C7e42F292c6912E7710c838347Ae178B4a"
_KEYS = st.sampled_from(("name", "kind", "a", "[0]", "~/", "", "sops", "token", TOKEN, f"{TOKEN}x"))
_SCALARS: st.SearchStrategy[object] = st.sampled_from(
    (0, 1, 1.0, True, -0.0, 0.0, float("nan"), None, "1", "a", TOKEN, {}, [])
)
_VALUES = st.recursive(
    _SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=4),
    max_leaves=12,
)
_FILES = st.lists(_VALUES, max_size=3)


def without(found: Leaves, other: Leaves) -> Leaves:
    """Return the leaves that the other has not, or has with another value."""
    return {key: text for key, text in found.items() if other.get(key) != text}


@given(_FILES, _FILES, st.data())
def test_nothing_is_missed_and_nothing_is_wrong(
    before: list[object], after: list[object], data: st.DataObject
) -> None:
    alike: bool = data.draw(st.booleans())
    if before and alike:
        # Most of it alike, as of two versions of a file.
        after = [data.draw(st.one_of(st.just(one), _VALUES)) for one in before]
        after += [{"kind": "x", "list": [{"name": "a", "v": one} for one in before]}]
        before = [*before, {"kind": "x", "list": [{"name": "a", "v": one} for one in after[:-1]]}]
    usual = Identities()
    old, new = leaves(before), leaves(after)

    was, now = apart(before, after, usual)

    assert (without(was, now), without(now, was)) == (without(old, new), without(new, old))
    assert was.items() <= old.items()
    assert now.items() <= new.items()


@pytest.mark.parametrize("value", [{1: "a"}, {"a": {("b",): 1}}, {"a": [object()]}])
def test_what_is_no_value_is_told(value: object) -> None:
    with pytest.raises(NotPlain):
        apart([{"a": 1}], [value], Identities())


def test_what_is_alike_is_not_looked_at() -> None:
    much = {"values": {f"k{number}": number for number in range(100)}}
    before: list[object] = [{"image": {"tag": "1"}, **much}]
    after: list[object] = [{"image": {"tag": "2"}, **much}]

    assert apart(before, after, Identities()) == ({"#/image/tag": "s1"}, {"#/image/tag": "s2"})
