"""A file as a flat map: each key is a function of one version, and shows no secret."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.changes.leaves import leaves, plain, quick_leaves, split, step, typed, unescaped
from confledger.documents.load import load, quick

TOKEN = "ghp_" + "aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJx"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a: 1\nb: '1'\nc: true\nd: 1.0\ne: null\nf: {}\ng: []\n",
            ["#/a i1", "#/b s1", "#/c b1", "#/d f1.0", "#/e n", "#/f {", "#/g ["],
            id="typed",
        ),
        pytest.param(
            "l:\n- {name: b, v: 1}\n- {name: a/c, v: 2}\n",
            [
                *("#/l/[] o[name=b] [name=a~1c]", "#/l/[name=a~1c]/name sa/c"),
                *("#/l/[name=a~1c]/v i2", "#/l/[name=b]/name sb", "#/l/[name=b]/v i1"),
            ],
            id="items that have a name",
        ),
        pytest.param(
            "l: [8080, 9090]\n",
            ["#/l/[=8080] i8080", "#/l/[=9090] i9090", "#/l/[] o[=8080] [=9090]"],
            id="distinct numbers",
        ),
        pytest.param("l: [x, x]\n", ["#/l/[0] sx", "#/l/[1] sx"], id="a text twice"),
        pytest.param("'[0]': 1\na/b: {~c: 2}\n", ["#/a~1b/~0c i2", "#/~20] i1"], id="escaped"),
        pytest.param(
            "kind: A\nmetadata: {name: x#y}\n---\nb: 1\n",
            ["A/x~3y#/kind sA", "A/x~3y#/metadata/name sx#y", "[1]#/b i1"],
            id="documents",
        ),
        pytest.param(
            f"{TOKEN}: 1\n{TOKEN[:-1]}K: 2\n",
            ["#/<redacted> i1", "#/<redacted>[2] i2"],
            id="a key that is a secret",
        ),
        pytest.param(f"l: [{{name: {TOKEN}}}]\n", [f"#/l/[0]/name s{TOKEN}"], id="a name that is"),
    ],
)
def test_the_keys_and_values_of_a_file(text: str, expected: list[str]) -> None:
    found = leaves(load(text.encode(), "yaml").documents)

    assert sorted(f"{key} {value}" for key, value in found.items()) == expected


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()))
def test_a_value_comes_back_with_its_type(value: object) -> None:
    found = plain(typed(value))

    assert (type(found), found) == (type(value), value)


@given(st.lists(st.text(), min_size=1, max_size=4))
def test_the_steps_of_a_key_come_back(steps: list[str]) -> None:
    key = "A/b#" + "".join(f"/{step(one)}" for one in steps)

    assert split(key) == ("A/b", steps)
    assert [unescaped(step(one)) for one in steps] == steps


# What the parser leaves in a document that has to be made plain, and what is near to it.
WORDS = st.sampled_from(
    [
        *("a: ", "b: ", "1: ", "true: ", "!t k: ", "? [x, y]\n: ", "? {x: 1}\n: ", "<<: ", "~: "),
        *("- ", "  - ", "  c: ", "!t ", "!!str ", "!!int '1'", "&x ", "*x", "\n", "\n", "---\n"),
        *("1", "1.0", "1e19", "-1e400", ".nan", ".inf", "9223372036854775808", "'s'", "yes", "[]"),
        *("{}", "{name: n, v: !t 1}", "[{name: a}, {name: b}]", "[1e19, 2]", "[!t x, y]", "|\n x"),
        *("kind: A\n", "metadata: {name: n}\n", "sops: {mac: x, version: !t 1, z: 1e30}\n"),
    ]
)


@settings(max_examples=300)
@given(st.lists(WORDS, min_size=1, max_size=12))
def test_what_the_parser_left_has_the_leaves_of_what_was_made_plain(words: list[str]) -> None:
    data = "".join(words).encode()
    documents = quick(data, "yaml")
    found = None if documents is None else quick_leaves(documents)

    assert found is None or found == leaves(load(data, "yaml").documents)


@pytest.mark.parametrize(
    ("text", "quickly"),
    [
        pytest.param("a: {b: [1, x]}\nc: 1e18\nd: .inf\ne: .nan\n", True, id="plain"),
        pytest.param("", True, id="nothing"),
        pytest.param("a: [-1e19]\n", False, id="a number that may have been an integer"),
        pytest.param("- 80: a\n- 443: b\n", False, id="maps of a number each"),
        pytest.param("- !t a: b\n- c: d\n", False, id="maps of a tag each"),
        pytest.param("1: a\n", False, id="a key that is a number"),
        pytest.param("a: !t x\n", False, id="a tag"),
        pytest.param("- !t x\n", False, id="a tag in a list"),
        pytest.param("!t a: x\n", False, id="a tag on a key"),
    ],
)
def test_what_is_no_value_yet_is_left_to_be_made_plain(text: str, quickly: bool) -> None:
    documents = quick(text.encode(), "yaml")

    assert documents is not None
    assert (quick_leaves(documents) is not None) == quickly
