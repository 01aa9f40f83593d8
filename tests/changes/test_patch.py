"""A patch says in few operations what differs, and gives exactly the other version."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.changes.compare import compare
from confledger.changes.patch import json_patch, text
from confledger.changes.patch_apply import apply, reverse, undo
from confledger.changes.sameness import same
from confledger.errors import ConfledgerError

# Few keys and values, so that much is alike; those that pointers have to escape are among them.
KEYS = st.sampled_from(["a", "b", "name", "~/", "", "0", "-"])
SCALARS = st.sampled_from([None, True, 0, 1, 1.0, -0.0, 0.0, float("nan"), "", "1", "longer text"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
DOCUMENTS = st.lists(VALUES, max_size=3)


@settings(max_examples=300)
@given(before=DOCUMENTS, after=DOCUMENTS, told=st.booleans(), tests=st.booleans())
def test_a_patch_gives_the_other_version_and_its_reverse_the_first(
    before: list[object], after: list[object], told: bool, tests: bool
) -> None:
    given_before, given_after = repr(before), repr(after)

    patch = json_patch(before, after, compare(before, after) if told else None, tests=tests)
    made = apply(patch, before)
    back = apply(reverse(patch, before), after)

    assert same(made, after)
    assert same(back, before)
    if tests:
        assert same(undo(patch, after), before)
    assert json_patch(before, before) == json_patch(after, after) == []
    assert (repr(before), repr(after)) == (given_before, given_after)


@settings(max_examples=150)
@given(st.permutations(range(7)), st.sets(st.integers(0, 12), max_size=3))
def test_any_order_is_made_with_the_fewest_moves(order: list[int], gone: set[int]) -> None:
    before: list[object] = list(range(7))
    after: list[object] = [one for one in [7, *order, 8] if one not in gone]

    patch = json_patch([before], [after])

    assert apply(patch, [before]) == [after]
    kept = [one for one in order if one not in gone]
    longest = max(
        (sum(mask >> at & 1 for at in range(7)) for mask in range(128) if _rises(kept, mask)),
        default=0,
    )
    moves = [one for one in patch if one["op"] == "move"]
    assert len(moves) == len(kept) - longest or [one["op"] for one in patch] == ["replace"]


def _rises(order: list[int], mask: int) -> bool:
    chosen = [one for at, one in enumerate(order) if mask >> at & 1]
    return mask >> len(order) == 0 and chosen == sorted(chosen)


@pytest.mark.parametrize(
    ("before", "after", "patch"),
    [
        pytest.param({"a": 1}, {"a": 1.0},
                     [{"op": "replace", "path": "/a", "value": 1.0}], id="a type"),
        pytest.param({"a": {"b": 1}, "c": 0}, {"c": 0, "a": {"b": 1}}, [], id="order of keys"),
        pytest.param({"a": 1}, {"a": 1, "x~/y": 2},
                     [{"op": "add", "path": "/x~0~1y", "value": 2}], id="a key"),
        pytest.param({"a": 1, "b": 2}, {"a": 1}, [{"op": "remove", "path": "/b"}], id="a key less"),
        pytest.param({"old": {"x": 1, "y": 2}, "z": 1}, {"new": {"x": 1, "y": 2}, "z": 1},
                     [{"op": "move", "from": "/old", "path": "/new"}], id="a key renamed"),
        pytest.param({"l": [1, 2, 3]}, {"l": [1, 3]},
                     [{"op": "remove", "path": "/l/1"}], id="an item less"),
        pytest.param({"l": [1, 2]}, {"l": [0, 1, 2, 3]},
                     [{"op": "add", "path": "/l/0", "value": 0},
                      {"op": "add", "path": "/l/3", "value": 3}], id="items"),
        pytest.param({"l": [1, 2, 3, 4]}, {"l": [4, 1, 2, 3]},
                     [{"op": "move", "from": "/l/3", "path": "/l/0"}], id="the last item first"),
        pytest.param({"l": [1, 2, 3, 4]}, {"l": [2, 3, 4, 1]},
                     [{"op": "move", "from": "/l/0", "path": "/l/3"}], id="the first item last"),
        pytest.param([{"name": "a", "v": 1}, {"name": "b", "v": 1}],
                     [{"name": "n", "v": 0}, {"name": "b", "v": 2}, {"name": "a", "v": 1}],
                     [{"op": "add", "path": "/0", "value": {"name": "n", "v": 0}},
                      {"op": "move", "from": "/2", "path": "/1"},
                      {"op": "replace", "path": "/1/v", "value": 2}],
                     id="an item added, one moved and changed"),
        pytest.param({"l": [1, 2]}, {"l": [3, 4]},
                     [{"op": "replace", "path": "/l", "value": [3, 4]}], id="nothing in common"),
        pytest.param({"a": 1}, [1], [{"op": "replace", "path": "", "value": [1]}], id="all"),
        pytest.param({"m": {"old": {"x": 1, "y": 2}}}, {"m": {"new": {"x": 1, "y": 2}}},
                     [{"op": "move", "from": "/m/old", "path": "/m/new"}], id="all renamed"),
        pytest.param({"m": {"a": 1}}, {"m": {}},
                     [{"op": "remove", "path": "/m/a"}], id="the only key"),
        pytest.param({"m": {}}, {"m": {"a": 1}},
                     [{"op": "add", "path": "/m/a", "value": 1}], id="the first key"),
        pytest.param({"m": {"a": 1, "b": 2}}, {"m": {}},
                     [{"op": "replace", "path": "/m", "value": {}}], id="all keys"),
        pytest.param({"m": {"a": 1}}, {"m": {"x": "y"}},
                     [{"op": "replace", "path": "/m", "value": {"x": "y"}}], id="another key"),
        pytest.param({"a": 1, "b": 2}, {"a": 2, "b": 1},
                     [{"op": "replace", "path": "/a", "value": 2},
                      {"op": "replace", "path": "/b", "value": 1}], id="two that swap"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("told", [True, False], ids=["compared", "not compared"])
def test_a_patch_has_few_operations(
    before: object, after: object, patch: list[object], told: bool
) -> None:
    changes = compare([before], [after]) if told else None

    made = json_patch([before], [after], changes)

    def by_path(one: object) -> str:
        assert isinstance(one, dict)
        return str(one["path"])

    assert sorted(made, key=by_path) == sorted(patch, key=by_path)
    assert same(apply(made, [before]), [after])


def test_several_documents_are_a_list_and_the_patch_says_so() -> None:
    one, two, three = {"kind": "A"}, {"kind": "B", "x": 1}, {"kind": "C"}

    grown = json_patch([one], [one, two])
    changed = json_patch([one, two], [one, {"kind": "B", "x": 2}])

    assert grown == [{"op": "add", "path": "/1", "value": two, "stream": True}]
    assert changed == [{"op": "replace", "path": "/1/x", "value": 2, "stream": True}]
    assert apply(grown, [one]) == [one, two]
    assert reverse(grown, [one]) == [{"op": "remove", "path": "/1", "stream": True}]
    # Written by hand, for a file that has several.
    assert apply([{"op": "add", "path": "/-", "value": three}], [one, two]) == [one, two, three]
    assert apply([{"op": "add", "path": "/-", "value": 3}], [[1, 2]]) == [[1, 2, 3]]


def test_a_patch_may_test_what_it_changes() -> None:
    before, after = {"a": 1, "b": [1, 2], "c": 0}, {"a": 2, "b": [2], "c": 0}

    patch = json_patch([before], [after], tests=True)

    assert patch == [
        {"op": "test", "path": "/a", "value": 1},
        {"op": "replace", "path": "/a", "value": 2},
        {"op": "test", "path": "/b/0", "value": 1},
        {"op": "remove", "path": "/b/0"},
    ]
    assert undo(patch, [after]) == [before]


def test_secrets_are_hidden_on_request_and_such_a_patch_is_refused() -> None:
    before: dict[str, object] = {"db": {"password": "hunter2hunter2", "pool": 1}, "gone": {}}
    after: dict[str, object] = {
        "db": {"password": "hunter3hunter3", "pool": 2},
        "gone": {},
        "env": [{"name": "API_TOKEN", "value": "q8Zr1kPw0sLt5vXy"}, {"name": "A", "value": "b"}],
    }

    token = "ghp_" + "a8Kd93jfLw0" * 3 + "xyz"
    known = json_patch([{token: [1]}], [{token: [2], "b": {token: 1}}], tests=True, hide=True)
    patch = json_patch([before], [after], tests=True, hide=True)

    assert known == [
        {"op": "replace", "path": "/<redacted>/0", "value": 2, "redacted": True},
        {"op": "add", "path": "/b", "value": {"<redacted>": 1}, "redacted": True},
    ]
    assert patch == [
        {"op": "replace", "path": "/db/password", "value": "<redacted>", "redacted": True},
        {"op": "test", "path": "/db/pool", "value": 1},
        {"op": "replace", "path": "/db/pool", "value": 2},
        {
            "op": "add",
            "path": "/env",
            "value": [{"name": "API_TOKEN", "value": "<redacted>"}, {"name": "A", "value": "b"}],
            "redacted": True,
        },
    ]
    with pytest.raises(ConfledgerError, match="operation 1 has a value that was hidden"):
        apply(patch, [before])


def test_a_patch_is_written_a_line_an_operation_and_only_as_json_can() -> None:
    patch = json_patch([{"a": 1, "b": "ü"}], [{"a": 1.0, "b": "\x1b"}])

    assert text(patch) == (
        '[\n  {"op": "replace", "path": "/a", "value": 1.0},\n'
        '  {"op": "replace", "path": "/b", "value": "\\u001b"}\n]\n'
    )
    assert json.loads(text(patch)) == patch
    assert (text([]), text({"a": None})) == ("[]\n", '{\n  "a": null\n}\n')
    with pytest.raises(ConfledgerError, match="a number that JSON cannot write"):
        text(json_patch([1], [float("nan")]))


def test_what_is_long_takes_no_long_time() -> None:
    items: list[object] = [{"name": f"n{at}", "value": at} for at in range(20_000)]
    numbers: list[object] = list(range(20_000))

    before: list[object] = [{f"a{at}": at for at in range(20_000)}]
    after: list[object] = [{f"b{at}": at for at in range(20_000)}]
    moves = json_patch(before, after, compare(before, after))
    few = json_patch([items], [items[1:] + items[:1]])
    many = json_patch([numbers], [numbers[::-1]])

    assert few == [{"op": "move", "from": "/0", "path": "/19999"}]
    assert same(apply(moves, before), after)
    assert [one["op"] for one in many] == ["replace"]
