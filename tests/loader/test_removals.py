"""`!unset` takes keys and items away; where there was nothing, somebody is told."""

import os
import warnings
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.errors import ConfledgerError
from confledger.loader.config import plain
from confledger.loader.layer import UNSET, Items, Layer, UnsetItem
from confledger.loader.loading import load
from confledger.loader.merging import declarations, merged, stripped
from confledger.loader.resolution import at
from confledger.location import Path as Keys

CASES = int(os.environ.get("CONFLEDGER_LOADER_CASES", "150"))
SCHEMA = """\
properties:
  jobs: {type: array, x-merge: "by-key:name"}
  rules: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id]}
  limit: {type: integer, default: 9}
"""
BASE = """\
db: {pool: 5, host: h}
jobs: [{name: a, n: 1, m: 2}, {name: b, n: 2}]
rules: [{id: r, v: 1}, {id: s, v: 2}]
plain: [1, 2]
"""


def loaded(folder: Path, overlay: str, base: str = BASE) -> tuple[object, list[str]]:
    (folder / "config/envs").mkdir(parents=True)
    (folder / "confledger.yaml").write_text("load: {schema: s.yaml}\n")
    (folder / "s.yaml").write_text(SCHEMA)
    (folder / "config/base.yaml").write_text(base)
    (folder / "config/envs/prod.yaml").write_text(overlay)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = load(folder / "config", "prod", environ={})
    return plain(found), [str(one) for one in found.snapshot.findings]


@pytest.mark.parametrize(
    ("overlay", "key", "expected"),
    [
        ("db: !unset", "db", None),
        ("db: {pool: !unset}", "db", {"host": "h"}),
        ("db: &d {pool: !unset}\nplain: [*d]", "plain", [{}]),
        ("limit: !unset", "limit", None),
        ("jobs: [!unset {name: a}]", "jobs", [{"name": "b", "n": 2}]),
        ("jobs: [!unset a, {name: b, n: 3}]", "jobs", [{"name": "b", "n": 3}]),
        ("jobs: [!unset a, {name: a, n: 3}]", "jobs",
         [{"name": "b", "n": 2}, {"name": "a", "n": 3}]),
        ("jobs:\n  - {name: a, m: !unset}", "jobs",
         [{"name": "a", "n": 1}, {"name": "b", "n": 2}]),
        ("rules: [!unset {id: r}, {id: s, v: 3}]", "rules", [{"id": "s", "v": 3}]),
        ("db: # no !unset here\n  pool: '!unset'", "db", {"pool": "!unset", "host": "h"}),
    ],
)  # fmt: skip
def test_what_is_unset_is_gone(tmp_path: Path, overlay: str, key: str, expected: object) -> None:
    found, findings = loaded(tmp_path, overlay)
    assert isinstance(found, dict)
    assert found.get(key) == expected
    assert findings == [] or "plain" in overlay


@pytest.mark.parametrize(
    ("base", "overlay", "expected"),
    [
        (BASE, "db:\n  pol: !unset",
         "config/envs/prod.yaml:2:8: `db.pol` is removed, and was not there"),
        (BASE, "jobs: [!unset zz]",
         "config/envs/prod.yaml:1:8: `jobs[0]` is removed, and was not there"),
        (BASE, "jobs: [{name: a, z: !unset}]",
         "config/envs/prod.yaml:1:21: `jobs[0].z` is removed, and was not there"),
        ("db: {pool: !unset}\n", "", "config/base.yaml:1:12: `db.pool` is removed in the base, "
         "below which there is nothing"),
        ("limit: !unset\n", "", None),
    ],
)  # fmt: skip
def test_a_removal_of_nothing_is_a_finding(
    tmp_path: Path, base: str, overlay: str, expected: str | None
) -> None:
    assert loaded(tmp_path, overlay, base)[1] == ([] if expected is None else [expected])


@pytest.mark.parametrize(
    ("overlay", "expected"),
    [
        ("!unset", "config/envs/prod.yaml:1:1: !unset stands at the top"),
        ("!unset {a: 1}", "config/envs/prod.yaml:1:1: !unset stands at the top"),
        ("db: !unset {pool: 1}", "config/envs/prod.yaml:1:5: `db` is removed, and has a value"),
        ("jobs: [!unset ]",
         "config/envs/prod.yaml:1:8: `jobs[0]` does not say which item is removed"),
        ("plain: [!unset 1]",
         "config/envs/prod.yaml:1:9: `plain[0]` removes an item of a list that "
         "is not merged by key; write the whole list"),
        ("a: &a {x: !unset}\ndb: {<<: *a}", "config/envs/prod.yaml:1:11: !unset cannot be followed "
         "through `<<` or a key that is no text"),
    ],
)  # fmt: skip
def test_a_removal_that_cannot_be_meant_is_an_error(
    tmp_path: Path, overlay: str, expected: str
) -> None:
    with pytest.raises(ConfledgerError) as told:
        loaded(tmp_path, overlay)
    assert str(told.value) == expected


# Lists that are merged by key, as they are or replaced whole, with removals and single items.
NAMES = st.sampled_from("pqr")
ITEM = st.fixed_dictionaries(
    {"name": NAMES}, optional={"a": st.integers(0, 3), "b": st.just(UNSET)}
)
GONE = st.one_of(NAMES, st.fixed_dictionaries({"name": NAMES})).map(UnsetItem)
SINGLE = st.dictionaries(st.integers(0, 3), st.one_of(st.integers(5, 9), ITEM), max_size=2).map(
    lambda given: Items(dict(given))
)
LISTS = st.one_of(st.lists(st.one_of(ITEM, GONE), max_size=4), SINGLE, st.just(UNSET), st.just(7))
LAYERS = st.lists(
    st.fixed_dictionaries({}, optional={"items": LISTS, "more": LISTS, "whole": LISTS}),
    min_size=1, max_size=5,
)  # fmt: skip
MERGES = {"items": "by-key:name", "more": "append"}


def merges(path: Keys) -> str | None:
    return MERGES.get(str(path[-1]))


@settings(max_examples=CASES, deadline=None)
@given(LAYERS)
def test_declarations_agree_with_what_holds(trees: list[dict[str, object]]) -> None:
    layers = [Layer("base", f"l{number}", tree) for number, tree in enumerate(trees)]
    holds = stripped(merged(layers, merges))
    for path, value in _leaves(holds, ()):
        found = [one for one in declarations(layers, path, merges) if one.wins]
        assert found, path
        assert found[0].value == value, path
        own = at_of(found[0].layer.tree, found[0].path)
        assert own is found[0].value
    for name in MERGES:
        items = holds.get(name) if isinstance(holds, dict) else None
        if isinstance(items, list):
            assert not any(one.wins for one in declarations(layers, (name, len(items)), merges))


def _leaves(tree: object, path: Keys) -> "list[tuple[Keys, object]]":
    if isinstance(tree, dict):
        return [leaf for name, one in tree.items() for leaf in _leaves(one, (*path, name))]
    if isinstance(tree, list):
        return [leaf for index, one in enumerate(tree) for leaf in _leaves(one, (*path, index))]
    return [(path, tree)]


def at_of(tree: object, path: Keys) -> object:
    """Return what stands at a path of a layer's own tree, through items by their number."""
    for step in path:
        tree = tree.by_number[int(step)] if isinstance(tree, Items) else at(tree, (step,))
    return tree
