"""A file as a flat map: each key is a function of one version, and shows no secret."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.changes.leaves import leaves, plain, split, step, typed, unescaped
from confledger.documents.load import load

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
