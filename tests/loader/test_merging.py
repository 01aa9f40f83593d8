"""Layers over each other: what holds, and which of them say so; both by the same rules."""

import copy
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from confledger.loader.layer import BASE, ENVIRONMENT, HOST, UNSET, Layer
from confledger.loader.merging import declarations, merged, stripped
from confledger.loader.resolution import at, resolve
from confledger.loader.schema import SchemaView
from confledger.location import Path

CASES = int(os.environ.get("CONFLEDGER_LOADER_CASES", "200"))
MERGES = {"more": "append", "items": "by-key:name"}


def merges(path: Path) -> str | None:
    """Lists are merged by the key that they stand under."""
    return MERGES.get(str(path[-1])) if path else None


def layers(*trees: dict[str, object]) -> list[Layer]:
    kinds = (BASE, *[ENVIRONMENT] * len(trees), HOST)
    return [Layer(kinds[at], f"l{at}", tree) for at, tree in enumerate(trees)]


@pytest.mark.parametrize(
    ("trees", "expected"),
    [
        ([{"a": 1}, {"b": 2}], {"a": 1, "b": 2}),
        ([{"a": {"b": 1, "c": 1}}, {"a": {"c": 2}}], {"a": {"b": 1, "c": 2}}),
        ([{"a": [1, 2]}, {"a": [3]}], {"a": [3]}),
        ([{"a": {"b": 1}}, {"a": 2}, {"a": {"c": 3}}], {"a": {"c": 3}}),
        ([{"a": {"b": 1}}, {"a": UNSET}, {"a": {"c": 3}}], {"a": {"c": 3}}),
        ([{"a": 1, "b": 2}, {"a": UNSET}], {"b": 2}),
        ([{"a": 1}, {"a": None}], {"a": None}),
        ([{"more": [1]}, {"more": [1, 2]}], {"more": [1, 1, 2]}),
        (
            [{"items": [{"name": "x", "v": 1}, {"name": "y"}]}, {"items": [{"name": "x", "w": 2}]}],
            {"items": [{"name": "x", "v": 1, "w": 2}, {"name": "y"}]},
        ),
        # 1 and true are two names.
        (
            [{"items": [{"name": 1}]}, {"items": [{"name": True, "w": 2}]}],
            {"items": [{"name": 1}, {"name": True, "w": 2}]},
        ),
        ([{"items": [{"name": "x"}]}, {"items": UNSET}, {"items": [{"name": "z"}]}],
         {"items": [{"name": "z"}]}),
    ],
)  # fmt: skip
def test_what_holds(trees: list[dict[str, object]], expected: object) -> None:
    before = copy.deepcopy([str(tree) for tree in trees])
    assert stripped(merged(layers(*trees), merges)) == expected
    assert [str(tree) for tree in trees] == before


@pytest.mark.parametrize("between", [5, None, UNSET, [], [1]])
def test_which_layers_speak_of_a_key(between: object) -> None:
    over = layers({"a": {"b": 1}}, {"a": between}, {"a": {"b": 2}})
    assert [
        (one.layer.name, one.value, one.wins, one.hidden) for one in declarations(over, ("a", "b"))
    ] == [("l2", 2, True, False), ("l0", 1, False, True)]


KEYS = st.sampled_from(["a", "b", "d", "more", "items"])
SCALARS = st.one_of(st.integers(0, 3), st.booleans(), st.none(), st.text("xy", max_size=2))
ITEMS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from(["p", "q"])}, optional={"a": SCALARS}),
    max_size=3,
    unique_by=lambda item: item["name"],
)


def trees(depth: int) -> st.SearchStrategy[dict[str, object]]:
    below = trees(depth - 1) if depth else SCALARS
    values = st.one_of(SCALARS, st.just(UNSET), below, st.lists(SCALARS, max_size=2), ITEMS)
    return st.dictionaries(KEYS, values, max_size=4)


def leaves(tree: object, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything but maps, and the keys that lists are merged by."""
    if isinstance(tree, dict) and tree:
        for name, one in tree.items():
            yield from leaves(one, (*path, name))
    elif isinstance(tree, list) and tree and merges(path) is not None:
        for number, one in enumerate(tree):
            yield from leaves(one, (*path, number))
    elif path and not (path[-1] == "name" and len(path) > 1 and isinstance(path[-2], int)):
        yield path


def without(layer: Layer, path: Path) -> Layer:
    tree = copy.deepcopy(layer.tree)
    node: object = tree
    for step in path[:-1]:
        node = node[step]  # type: ignore[index]  # a path of this tree
    del node[path[-1]]  # type: ignore[attr-defined]  # the same
    # A copy of UNSET is another object.
    return Layer(layer.kind, layer.name, _unset_again(tree))  # type: ignore[arg-type]  # a map again


def _unset_again(value: object) -> object:
    if isinstance(value, dict):
        return {name: _unset_again(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_unset_again(one) for one in value]
    return UNSET if type(value) is type(UNSET) else value


SCHEMA = SchemaView(
    {
        "$ref": "#/$defs/map",
        "$defs": {
            "map": {
                "additionalProperties": {"$ref": "#/$defs/map"},
                "properties": {
                    "a": {"default": 9, "$ref": "#/$defs/map"},
                    "d": {
                        "default": {"a": 8, "e": {}},
                        "properties": {"a": {"default": 7}, "b": {"default": [1]}},
                    },
                    "more": {"x-merge": "append"},
                    "items": {"x-merge": "by-key:name"},
                },
            }
        },
    },
    "schema.json",
    lambda _: None,
)


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(trees(2), min_size=1, max_size=4))
def test_what_is_explained_is_what_is_loaded(given_: list[dict[str, object]]) -> None:
    over = layers(*given_)
    found = resolve(over, SCHEMA, lambda name: None)
    for path in leaves(found.tree):
        said = found.declarations(path)
        value = at(found.tree, path)
        assert said[0].wins
        winner = said[0]
        if isinstance(value, (dict, list)):
            # Made of parts, or empty; each part is a leaf of its own.
            assert isinstance(winner.value, type(value))
            continue
        assert (type(winner.value), winner.value) == (type(value), value)
        if winner.layer not in over:
            assert winner.layer.kind == "default"
            continue
        rest = [one for one in said[1:] if not one.hidden]
        # What has lost its winner.
        fewer = [without(one, winner.path) if one is winner.layer else one for one in over]
        again = resolve(fewer, SCHEMA, lambda name: None)
        if any(isinstance(step, int) for step in path) and len(path) and path[-1] != "a":
            # An item of a list that is appended to: those after it move up.
            continue
        if rest and rest[0].value is not UNSET:
            assert at(again.tree, path) == rest[0].value or isinstance(rest[0].value, (dict, list))
        else:
            with pytest.raises(KeyError):
                at(again.tree, path)


@settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(trees(2), min_size=1, max_size=4), st.integers(0, 3))
def test_laying_over_in_two_steps_is_laying_over_in_one(
    given_: list[dict[str, object]], cut: int
) -> None:
    over = layers(*given_)
    first = Layer(BASE, "first", merged(over[:cut], merges))
    assert merged([first, *over[cut:]], merges) == merged(over, merges)
