"""References are put in purely, and what is wrong with them is said with its place."""

import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.loader.interpolation import interpolated
from confledger.loader.schema import SchemaView
from confledger.loader.secret import Secret
from confledger.secrets.plain import Plain

ANYWHERE = SchemaView({"additionalProperties": {"x-interpolate": "env"}}, "s.json", lambda _: None)
VARIABLES = {"HOME": "/home/a", "EMPTY": "", "TRICK": "${db.host}"}


def _done(tree: dict[str, object], schema: SchemaView | None = ANYWHERE) -> object:
    found = interpolated(tree, schema, VARIABLES.get)
    return found.problems or found.tree


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${db.host}", "h"),
        ("${db.port}", 5),
        ("${/db/port}", 5),
        ("${db}", {"host": "h", "port": 5, "on": True, "none": None}),
        ("${jobs[1].name}", "b"),
        ("${jobs[b].name}", "b"),
        ("http://${db.host}:${db.port}/${db.on}", "http://h:5/true"),
        ("${db.none}", None),
        ("${nothing:-5}", "5"),
        ("${nothing:-${db.port}}", 5),
        ("${nothing:-}", ""),
        ("${db.port:-7}", 5),
        ("${env:HOME}/x", "/home/a/x"),
        ("${env:EMPTY}", ""),
        ("${env:NONE:-none}", "none"),
        ("${env:TRICK}", "${db.host}"),
        ("$${db.host}", "${db.host}"),
        ("${chain}", "h!"),
    ],
)
def test_a_reference_takes_the_value_it_names(text: str, expected: object) -> None:
    tree: dict[str, object] = {
        "db": {"host": "h", "port": 5, "on": True, "none": None},
        "jobs": [{"name": "a"}, {"name": "b"}],
        "chain": "${db.host}!",
        "text": text,
    }
    before = copy.deepcopy(tree)
    found = interpolated(tree, ANYWHERE, VARIABLES.get)
    assert (found.problems, found.tree["text"]) == ([], expected)
    assert tree == before


@pytest.mark.parametrize(
    ("tree", "problems"),
    [
        ({"a": "${a}"}, {"a": "refers to itself: a -> a"}),
        (
            {"a": "${b}", "b": "${c}", "c": "x${a}"},
            {
                "c": "refers to itself: a -> b -> c -> a",
                "b": "refers to `c`, which is wrong itself",
                "a": "refers to `b`, which is wrong itself",
            },
        ),
        ({"a": {"b": "${a}"}}, {"a.b": "refers to itself: a.b -> a"}),
        (
            {"host": "h", "a": "${hots}"},
            {"a": "refers to `hots`, which is not there; did you mean `host`?"},
        ),
        (
            {"a": "${env:NONE}"},
            {
                "a": "refers to the environment variable NONE, which is not set; "
                "`${env:NONE:-TEXT}` would stand in for it"
            },
        ),
        (
            {"a": "x${m}", "m": {}},
            {"a": "refers to `m`, which is a map and cannot be part of a text"},
        ),
        ({"a": "${", "b": 1}, {"a": "a `${` has no `}`"}),
    ],
)
def test_what_is_wrong_is_said_where_it_is(
    tree: dict[str, object], problems: dict[str, str]
) -> None:
    found = interpolated(tree, ANYWHERE, VARIABLES.get)
    assert {".".join(map(str, path)): text for path, text in found.problems} == problems
    assert found.tree == tree


@pytest.mark.parametrize("schema", [None, SchemaView({}, "s.json", lambda _: None)])
def test_variables_are_read_only_where_the_schema_says_so(schema: SchemaView | None) -> None:
    found = interpolated({"a": "${env:HOME}"}, schema, VARIABLES.get)
    assert found.problems == [
        (
            ("a",),
            "refers to the environment variable HOME, which the schema does not allow here "
            "(`x-interpolate: env`)",
        )
    ]


def test_a_text_says_what_it_is_made_of() -> None:
    tree: dict[str, object] = {"a": 1, "b": "${a}", "c": "${b}-${env:HOME}-${a}"}
    assert interpolated(tree, ANYWHERE, VARIABLES.get).inputs == {
        ("b",): (("a",),),
        ("c",): (("b",), "env:HOME", ("a",)),
    }


def test_a_declared_key_stands_in_for_a_variable() -> None:
    tree: dict[str, object] = {"a": "${env:DIR}/x", "d": "${b}/state", "b": "/var"}
    found = interpolated(tree, ANYWHERE, {"DIR": ("d",)}.get)
    assert found.tree["a"] == "/var/state/x"
    assert found.inputs["a",] == ("env:DIR", ("d",))


def test_a_text_with_a_secret_in_it_is_a_secret() -> None:
    secret = Secret("sops:f#/p", lambda: Plain(b"hunter2"))
    found = interpolated({"p": secret, "one": "${p}", "url": "a:${p}@b"}, None, VARIABLES.get)
    assert found.tree["one"] is secret
    url = found.tree["url"]
    assert isinstance(url, Secret)
    assert (repr(url), url.reveal()) == ("<secret>", "a:hunter2@b")


def test_references_that_multiply_are_stopped() -> None:
    tree: dict[str, object] = {"k0": "x" * 3000}
    tree |= {f"k{n}": f"${{k{n - 1}}}" * 10 for n in range(1, 9)}
    found = interpolated(tree, None, VARIABLES.get)
    assert any("comes to more than 1,000,000 characters" in text for _, text in found.problems)
    long: dict[str, object] = {f"k{n}": f"${{k{n - 1}}}" for n in range(1, 80)}
    long["k0"] = "x"
    # Whichever way round the keys stand.
    found = interpolated(dict(reversed(long.items())), None, VARIABLES.get)
    assert any("more than 50 times" in text for _, text in found.problems)
    maps: dict[str, object] = {"m0": {str(n): n for n in range(1000)}}
    maps |= {f"m{n}": {str(i): f"${{m{n - 1}}}" for i in range(100)} for n in range(1, 5)}
    assert any(
        "more is put in" in text for _, text in interpolated(maps, None, VARIABLES.get).problems
    )


NAMES = st.sampled_from(["a", "b", "c", "d"])
VALUES = st.one_of(
    st.integers(), st.booleans(), st.text(alphabet="xyz", max_size=3), NAMES.map("${{{}}}".format)
)


@given(st.dictionaries(NAMES, VALUES))
def test_no_reference_is_left_where_nothing_is_wrong(tree: dict[str, object]) -> None:
    found = interpolated(tree, None, VARIABLES.get)
    if not found.problems:
        assert not any(isinstance(one, str) and "${" in one for one in found.tree.values())
        # What is done is done: another time changes nothing.
        assert interpolated(found.tree, None, VARIABLES.get).tree == found.tree


def test_only_the_first_of_many_missing_keys_are_compared_with_those_that_there_are() -> None:
    tree: dict[str, object] = {one * 8: f"${{{one * 7}}}" for one in "abcdefghijklmnopqrstuvwxyz"}
    found = interpolated(tree, None, VARIABLES.get)
    assert ["did you mean" in text for _, text in found.problems] == [True] * 20 + [False] * 6


def test_a_value_that_is_put_in_costs_more_than_a_character() -> None:
    maps: dict[str, object] = {"m0": {str(n): n for n in range(1000)}}
    maps |= {"many": ["${m0}"] * 201}
    problems = interpolated(maps, None, VARIABLES.get).problems
    assert [text for _, text in problems][:1] == [
        "more is put in for references than any configuration needs"
    ]
