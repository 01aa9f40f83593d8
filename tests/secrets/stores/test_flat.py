"""Metadata of formats without depth are nested as YAML has them, and found by their names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.location import Path
from confledger.secrets.stores import flat

NAMES = st.text("abc_", min_size=1, max_size=4).filter(lambda name: "__" not in name)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("mac", ("mac",)),
        ("age__list_0__map_enc", ("age", 0, "enc")),
        ("groups__list_1__map_age__list_10__map_r", ("groups", 1, "age", 10, "r")),
        ("kms__list_0__map_context__map_a", ("kms", 0, "context", "a")),
    ],
)
def test_a_flat_name_is_a_path(name: str, path: Path) -> None:
    assert flat.parse(name) == path
    assert flat.name_of(path) == name


@pytest.mark.parametrize("name", ["a__list_", "a__list_x", "a__list_1000", "a__list_99999999999"])
def test_a_number_that_is_none_is_no_path(name: str) -> None:
    assert flat.parse(name) is None
    assert flat.nested({name: "x"}) == {name: "x"}


def test_texts_are_what_they_stand_for() -> None:
    told = flat.nested(
        {
            "age__list_1__map_enc": "a\\nb\\n",
            "age__list_0__map_enc": "c\\\\nd",
            "mac_only_encrypted": "true",
            "shamir_threshold": "2",
            "version": "3",
        }
    )

    assert told == {
        "age": [{"enc": "c\nd"}, {"enc": "a\nb\n"}],
        "mac_only_encrypted": True,
        "shamir_threshold": 2,
        "version": "3",
    }
    assert flat.nested({"shamir_threshold": "two"}) == {"shamir_threshold": "two"}


def test_what_stands_in_the_way_of_another_stays_flat() -> None:
    assert flat.nested({"a": "x", "a__map_b": "y"}) == {"a": "x", "a__map_b": "y"}
    assert flat.nested({"a__list_0": "x", "a__map_b": "y"})["a__map_b"] == "y"
    assert flat.nested({"a__map_b": "x", "a__list_0": "y"})["a__list_0"] == "y"


TREES = st.dictionaries(
    NAMES,
    st.text("xyz", max_size=3)
    | st.lists(st.dictionaries(NAMES, st.text("xyz"), min_size=1), min_size=1, max_size=3),
    max_size=4,
)


@given(TREES)
def test_nesting_is_the_inverse_of_what_sops_does(tree: dict[str, object]) -> None:
    written: dict[str, str] = {}

    def write(path: Path, value: object) -> None:
        if isinstance(value, dict):
            for name, item in value.items():
                write((*path, name), item)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                write((*path, index), item)
        else:
            written[flat.name_of(path)] = str(value)

    for name, value in tree.items():
        write((name,), value)

    assert flat.nested(written) == tree
