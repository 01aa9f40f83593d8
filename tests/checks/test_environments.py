"""Environments as merged trees: what holds, where it stands, which files go together."""

import json

import hypothesis.strategies as st
import pytest
from hypothesis import given

from confledger.checks.environments import Node, environments
from surveying import whole

KEYS = st.sampled_from("abc")
TREES = st.dictionaries(
    KEYS,
    st.recursive(st.integers(0, 9), lambda inner: st.dictionaries(KEYS, inner), max_leaves=8),
)


def merged(below: object, above: object) -> object:
    """Lay one document over another, as plainly as can be."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return above
    shared = {key: merged(below[key], above[key]) for key in above if key in below}
    return below | above | shared


def keys(node: Node | None) -> object:
    if node is None or node.below is None:
        return None
    return {name: keys(child) for name, child in node.below.items()}


def plain(document: object) -> object:
    if not isinstance(document, dict):
        return None
    return {name: plain(child) for name, child in document.items()}


@given(TREES, TREES, TREES)
def test_what_an_environment_extends_comes_first(one: object, two: object, three: object) -> None:
    settings = """environments:
      - {name: c, paths: [c.json], extends: b}
      - {name: a, paths: [a.json]}
      - {name: b, paths: [b.json], extends: a}
    """
    files = {
        f"{name}.json": json.dumps(tree)
        for name, tree in zip("abc", (one, two, three), strict=True)
    }

    found = environments(whole({"confledger.yaml": settings, **files}))

    tree = found[0].tree("")
    assert keys(tree) == plain(merged(merged(one, two), three))
    assert found[0].names() >= set(plain(merged(merged(one, two), three)) or ())  # type: ignore[call-overload]


def test_a_value_stands_where_it_was_last_set() -> None:
    settings = """environments:
      - {name: base, paths: [base.yaml]}
      - {name: prod, paths: [prod.yaml], extends: base}
    """
    files = {
        "base.yaml": "a: {x: 1, y: 2}\nlist:\n- {name: p, v: 1}\n- {name: q, v: 1}\n",
        "prod.yaml": "a: {y: 3}\nlist: [{name: q, v: 2}]\n",
    }
    tree = environments(whole({"confledger.yaml": settings, **files}))[1].tree("")
    places = {}
    todo: list[tuple[str, Node | None]] = [("", tree)]
    while todo:
        name, node = todo.pop()
        assert node is not None
        places[name.strip(".")] = (node.path, node.at)
        todo += [(f"{name}.{key}", child) for key, child in (node.below or {}).items()]

    assert {key: places[key] for key in ("a.x", "a.y", "list.p.v", "list.q.v")} == {
        "a.x": ("base.yaml", ("a", "x")),
        "a.y": ("prod.yaml", ("a", "y")),
        "list.p.v": ("base.yaml", ("list", 0, "v")),
        "list.q.v": ("prod.yaml", ("list", 0, "v")),
    }


def test_files_of_the_same_place_go_together() -> None:
    settings = """environments:
      - {name: base, paths: [base]}
      - {name: prod, paths: ["envs/prod/**", "hosts/*-prod.yaml"], extends: base}
    """
    files = dict.fromkeys(
        ("base/a.yaml", "envs/prod/a.yaml", "envs/prod/x/prod.json", "hosts/db-prod.yaml"), "{}"
    )

    prod = environments(whole({"confledger.yaml": settings, **files}))[1]

    assert prod.roles() == ["a.yaml", "db-*.yaml", "x/*.json"]
    assert prod.own_file("a.yaml") == "envs/prod/a.yaml"
    assert prod.files() == [
        *("envs/prod/a.yaml", "envs/prod/x/prod.json", "hosts/db-prod.yaml", "base/a.yaml"),
    ]


@pytest.mark.parametrize(
    ("dev", "prod", "expected"),
    [
        pytest.param(
            "[hosts/a/dev, hosts/b/dev]",
            "[hosts/a/prod]",
            {"a/*/k.yaml": "hosts/a/dev/k.yaml", "b/*/k.yaml": "hosts/b/dev/k.yaml"},
            id="folders beside one another",
        ),
        pytest.param(
            "[hosts/a/dev, hosts/b/dev]",
            "[hosts/a/prod, hosts/b/prod]",
            {"a/*/k.yaml": "hosts/a/dev/k.yaml", "b/*/k.yaml": "hosts/b/dev/k.yaml"},
            id="one that is not there yet",
        ),
        pytest.param(
            "[dev/a, dev/b]",
            "[prod/a]",
            {"a/k.yaml": "dev/a/k.yaml", "b/k.yaml": "dev/b/k.yaml"},
            id="folders in one that is called for it",
        ),
        pytest.param(
            "[common, hosts/a/dev]", "[hosts/a/prod]", {"k.yaml": "hosts/a/dev/k.yaml"}, id="layers"
        ),
        pytest.param("[hosts/a/dev]", "[prod/a]", {"": "hosts/a/dev/k.yaml"}, id="one file each"),
    ],
)
def test_files_of_one_name_go_together(dev: str, prod: str, expected: dict[str, str]) -> None:
    settings = f"""environments:
      - {{name: dev, paths: {dev}}}
      - {{name: prod, paths: {prod}}}
    """
    paths = ("hosts/a/dev", "hosts/b/dev", "hosts/a/prod", "common", "dev/a", "dev/b", "prod/a")
    files = {f"{path}/k.yaml": "a: 1\n" for path in paths}

    first = environments(whole({"confledger.yaml": settings, **files}))[0]

    assert {role: first.own_file(role) for role in first.roles()} == expected
