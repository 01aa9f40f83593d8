"""Globs mean what is documented, and no pattern takes long."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.checks.globs import belonging, matcher
from confledger.errors import ConfledgerError


@pytest.mark.parametrize(
    ("pattern", "fits", "does_not"),
    [
        pytest.param("a.yaml", ["a.yaml"], ["x/a.yaml", "aXyaml", "A.yaml"], id="a name"),
        pytest.param("/a.yaml", ["a.yaml"], ["x/a.yaml"], id="from the root"),
        pytest.param("./a.yaml", ["a.yaml"], ["x/a.yaml"], id="from here"),
        pytest.param("*.yaml", ["a.yaml", ".yaml", ".b.yaml"], ["x/a.yaml", "a.yml"], id="a star"),
        pytest.param("x/*", ["x/a", "x/.a"], ["x", "x/y/a", "y/a"], id="a star for a name"),
        pytest.param("*/a", ["x/a", "x/a/b"], ["a", "x/y/a"], id="a star for a folder"),
        pytest.param("a*b*c", ["abc", "a1b2c", "abbc"], ["ab", "acb", "abcd"], id="stars"),
        pytest.param("**", ["a", "x/y/a"], [], id="everything"),
        pytest.param("**/a", ["a", "x/a", "x/y/a", "a/b"], ["xa", "x/ab"], id="at any depth"),
        pytest.param("x/**", ["x/a", "x/y/a"], ["x", "xy/a"], id="all of a folder"),
        pytest.param("x/**/a", ["x/a", "x/y/a", "x/y/z/a"], ["a", "y/x/b"], id="in between"),
        pytest.param("**/x/**", ["x/a", "y/x/a", "y/x/z/a"], ["x", "y/xz/a"], id="any such folder"),
        pytest.param("**/x/**/a", ["x/a", "b/x/c/a"], ["x", "a"], id="twice"),
        pytest.param("**/**/a", ["a", "x/a", "x/y/a"], ["b"], id="one is enough"),
        pytest.param("x/", ["x/a", "x/y/a"], ["x", "y/x/a"], id="a folder with a slash"),
        pytest.param("x", ["x", "x/a", "x/y/a"], ["xy", "y/x"], id="a file or a folder"),
        pytest.param("**/x", ["x", "y/x/z/a"], ["y/xz"], id="a folder at any depth"),
        pytest.param("x*", ["x", "xy"], ["x/a"], id="no folder by a wildcard"),
        pytest.param("?.yaml", ["a.yaml", "ü.yaml"], [".yaml", "ab.yaml", "/.yaml"], id="one"),
        pytest.param("[ab].y", ["a.y", "b.y"], ["c.y", "ab.y", "].y"], id="one of"),
        pytest.param("[a-c-].y", ["b.y", "-.y"], ["d.y"], id="a range, and a hyphen"),
        pytest.param("[!ab].y", ["c.y", "!.y"], ["a.y", ".y"], id="none of"),
        pytest.param("[^a].y", ["^.y", "b.y"], ["a.y"], id="none of, otherwise"),
        pytest.param("[]a].y", ["].y", "a.y"], ["b.y"], id="a bracket among them"),
        pytest.param("[!]a].y", ["b.y"], ["].y", "a.y"], id="no bracket"),
        pytest.param("[!!]", ["a"], ["!"], id="no exclamation mark"),
        pytest.param("[*]", ["*"], ["a"], id="a star itself"),
        pytest.param("[ab", ["[ab"], ["a"], id="a bracket that is not shut"),
        pytest.param("a[b]*c", ["abc", "abxc"], ["axc", "ab"], id="a class and a star"),
        pytest.param("a.{yaml,yml}", ["a.yaml", "a.yml"], ["a.yl", "a."], id="either"),
        pytest.param("{x,y/z}/*.a", ["x/1.a", "y/z/1.a"], ["y/1.a"], id="either of two folders"),
        pytest.param("{a,b{c,d}}", ["a", "bc", "bd"], ["b", "bcd"], id="within one another"),
        pytest.param("a{,b}", ["a", "ab"], ["a{,b}"], id="or nothing"),
        pytest.param("{{x.y}}/a", ["{{x.y}}/a"], ["x.y/a"], id="braces without a comma"),
        pytest.param("a{b,c", ["a{b,c"], ["ab"], id="braces that are not shut"),
        pytest.param("a}b{c,d}", ["a}bc", "a}bd"], ["a}b"], id="braces that were never opened"),
        pytest.param("a\\*b", ["a\\b", "a\\xb"], ["a*b"], id="a backslash is no escape"),
        pytest.param("a+(b).y$", ["a+(b).y$"], ["aab.y"], id="no regular expression"),
        pytest.param("a b/ü*", ["a b/ü.yaml"], ["a/ü"], id="blanks and letters of any script"),
    ],
)
def test_a_glob_fits_these_paths_and_not_those(
    pattern: str, fits: list[str], does_not: list[str]
) -> None:
    matches = matcher([pattern])

    assert [path for path in fits + does_not if matches(path)] == fits


def test_of_several_globs_one_has_to_fit() -> None:
    matches = matcher(["a", "b/*.c", "d/"])

    assert [path for path in ("a", "b/1.c", "d/e", "b/1.d") if matches(path)] == [
        "a",
        "b/1.c",
        "d/e",
    ]
    assert not matcher([])("a")


def as_expression(pattern: str) -> str:
    """Write a glob as a regular expression: an independent reading of the documentation."""
    if pattern == "**":
        return ".*"
    steps = pattern.split("/")
    text = ""
    for number, step in enumerate(steps):
        last = number == len(steps) - 1
        if step == "**":
            text += ".+" if last else "(?:[^/]+/)*"
            continue
        for part in re.findall(r"\[!?[^]]+\]|.", step):
            if part == "*":
                text += "[^/]*"
            elif part == "?":
                text += "[^/]"
            elif len(part) > 1:
                text += part.replace("[!", "[^/")
            else:
                text += re.escape(part)
        literal = not re.search(r"[*?\[]", step)
        text += ("(?:/.+)?" if literal else "") if last else "/"
    return text


STEPS = st.sampled_from(
    ["**", "*", "?", "a", "b", "ab", "a*", "*b", "a*b*", "?b", "[ab]", "[!a]*", "*a*b*a"]
)
NAMES = st.text("ab", min_size=1, max_size=5)


@given(
    st.lists(STEPS, min_size=1, max_size=4).map("/".join),
    st.lists(st.lists(NAMES, min_size=1, max_size=4).map("/".join), min_size=1, max_size=8),
)
def test_globs_agree_with_an_independent_reading(pattern: str, paths: list[str]) -> None:
    expression = re.compile(as_expression(pattern), re.DOTALL)
    matches = matcher([pattern])

    assert [path for path in paths if matches(path)] == [
        path for path in paths if expression.fullmatch(path)
    ]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        pytest.param("*a" * 40 + "b", "a" * 4000, id="stars within a name"),
        pytest.param("?*" * 40 + "b", "a" * 4000, id="stars and question marks"),
        pytest.param("[a]*" * 40 + "b", "a" * 4000, id="stars and classes"),
        pytest.param("**/a/" * 40 + "b", "a/" * 2000 + "c", id="folders"),
        pytest.param("**/*a*/" * 20 + "b", "aaaa/" * 800 + "c", id="both"),
        pytest.param("{" * 5000, "a", id="braces"),
        pytest.param("{a," * 200 + "}" * 200, "b", id="braces within braces"),
    ],
)
def test_no_glob_takes_long(pattern: str, path: str) -> None:
    began = time.process_time()

    assert not matcher([pattern])(path)

    assert time.process_time() - began < 1


def test_braces_do_not_explode() -> None:
    with pytest.raises(ConfledgerError) as raised:
        matcher(["{a,b}" * 50])

    assert str(raised.value) == f"the glob {'{a,b}' * 12!r} stands for more than 256 globs"
    assert raised.value.help == "write fewer alternatives in braces"


def test_a_path_belongs_to_every_entry_that_names_it() -> None:
    of = belonging(
        [{"name": "prod", "paths": ["envs/prod"]}, {"name": "all", "paths": ["envs/**"]}]
    )

    assert [of(path) for path in ("envs/prod/a.yaml", "envs/dev.yaml", "a.yaml")] == [
        ["prod", "all"],
        ["all"],
        [],
    ]
