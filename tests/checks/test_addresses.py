"""Addresses: by path and pointer, or by environment and key, with globs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.checks.addresses import Address, steps_fit
from confledger.location import parse_pointer

ENVIRONMENTS = {"envs/prod.yaml": ["prod"], "envs/dev.yaml": ["dev"], "base.yaml": []}


@pytest.mark.parametrize(
    ("address", "path", "pointer", "fits"),
    [
        ("envs/prod.yaml", "envs/prod.yaml", "/a/b", True),
        ("envs/*.yaml", "envs/prod.yaml", "", True),
        ("envs", "envs/prod.yaml", "", True),
        ("envs/*.yaml", "base.yaml", "", False),
        ("envs/prod.yaml#/a", "envs/prod.yaml", "/a", True),
        ("envs/prod.yaml#/a", "envs/prod.yaml", "/a/b", False),
        ("envs/prod.yaml#/a/*", "envs/prod.yaml", "/a/b", True),
        ("envs/prod.yaml#/a/*", "envs/prod.yaml", "/a/b/c", False),
        ("envs/prod.yaml#/a/**", "envs/prod.yaml", "/a/b/c", True),
        ("envs/prod.yaml#/a/**", "envs/prod.yaml", "/a", True),
        ("**#/**/image/tag", "envs/prod.yaml", "/x/0/image/tag", True),
        ("**#/**/image/tag", "envs/prod.yaml", "/x/0/image/tags", False),
        ("envs/prod.yaml#/a~1b", "envs/prod.yaml", "/a~1b", True),
        ("envs/prod.yaml#", "envs/prod.yaml", "", True),
        ("prod:a.b", "envs/prod.yaml", "/a/b", True),
        ("prod:a.b", "envs/dev.yaml", "/a/b", False),
        ("*:a.b", "envs/dev.yaml", "/a/b", True),
        ("*:a.b", "base.yaml", "/a/b", False),
        ("prod:a.*_size", "envs/prod.yaml", "/a/pool_size", True),
        ("prod:a.*_size", "envs/prod.yaml", "/a/size", False),
        ("prod:", "envs/prod.yaml", "/a/b", True),
    ],
)
def test_an_address_covers_what_it_says(address: str, path: str, pointer: str, fits: bool) -> None:
    one = Address(address)

    covers = one.in_file(path, lambda name: ENVIRONMENTS[name])
    assert (covers and one.at_value(parse_pointer(pointer))) is fits


@pytest.mark.parametrize("text", ["", "#/a", "a.yaml#b"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"address|Pointer"):
        Address(text)


STEPS = st.lists(st.sampled_from(["a", "b", "ab"]), max_size=6)


@given(steps=STEPS, glob=st.lists(st.sampled_from(["a", "b", "*", "**", "a*"]), max_size=5))
def test_a_glob_fits_as_the_definition_says(steps: list[str], glob: list[str]) -> None:
    def fits(left: list[str], rest: list[str]) -> bool:
        if not rest:
            return not left
        if rest[0] == "**":
            return fits(left, rest[1:]) or (bool(left) and fits(left[1:], rest))
        alike = bool(left) and (
            rest[0] in ("*", left[0]) or (rest[0] == "a*" and left[0].startswith("a"))
        )
        return alike and fits(left[1:], rest[1:])

    assert steps_fit(steps, glob) is fits(steps, glob)
