"""A patch applies as a whole or not at all, and says which of its operations does not."""

import pytest

from confledger.changes.patch_apply import PatchFailed, apply, reverse, undo

BEFORE = {"a": 1, "list": [1, 2, 3], "map": {"x": "secret-of-mine"}, "t": True, "": 0, "~/": 9}


def op(name: str, path: str, value: object = None, **more: object) -> dict[str, object]:
    """Write one operation; `value` where it has one."""
    made: dict[str, object] = {"op": name, "path": path, **more}
    if name in ("add", "replace", "test"):
        made["value"] = value
    return made


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        pytest.param([op("add", "/b", None)], {"b": None}, id="null is a value"),
        pytest.param([op("add", "/a", 2)], {"a": 2}, id="add replaces"),
        pytest.param([op("add", "/list/1", 9)], {"list": [1, 9, 2, 3]}, id="into a list"),
        pytest.param([op("add", "/list/3", 9)], {"list": [1, 2, 3, 9]}, id="at its end"),
        pytest.param([op("add", "/list/-", 9)], {"list": [1, 2, 3, 9]}, id="the end by name"),
        pytest.param([op("copy", "/list/-", **{"from": "/a"})], {"list": [1, 2, 3, 1]}, id="copy"),
        pytest.param([op("move", "/list/0", **{"from": "/list/2"})], {"list": [3, 1, 2]}, id="up"),
        pytest.param([op("move", "/list/2", **{"from": "/list/0"})], {"list": [2, 3, 1]}, id="dn"),
        pytest.param([op("move", "/a", **{"from": "/a"})], {}, id="to where it is"),
        pytest.param([op("test", "/~0~1", 9), op("test", "/", 0)], {}, id="escaped, empty"),
        pytest.param(
            [op("copy", "/map/y", **{"from": "/map"}), op("replace", "/map/y/x", 1)],
            {"map": {"x": "secret-of-mine", "y": {"x": 1}}}, id="a copy is one",
        ),
        pytest.param([op("test", "/a", 1, also="ignored")], {}, id="members that nobody knows"),
    ],
)  # fmt: skip
def test_operations_do_what_the_standard_says_and_can_be_reversed(
    patch: list[object], expected: dict[str, object]
) -> None:
    after = apply(patch, [BEFORE])

    assert after == [{**BEFORE, **expected}]
    assert apply(reverse(patch, [BEFORE]), after) == [BEFORE]


@pytest.mark.parametrize(
    ("patch", "reason"),
    [
        pytest.param({}, "a JSON Patch is a list of operations", id="a map"),
        pytest.param([1], "operation 1 is not an object with `op` and `path`", id="a number"),
        pytest.param(
            [{"op": "ad", "path": ""}],
            "operation 1 has no `op` that is known: there are add, remove, replace, move, copy, "
            "test", id="op",
        ),
        pytest.param([{"op": "add", "path": "/x"}],
                     "operation 1 has no `value`, which `add` needs", id="no value"),
        pytest.param([{"op": "move", "path": "/x"}],
                     "operation 1 has no `from`, which `move` needs", id="no from"),
        pytest.param([op("add", "x", 1)],
                     "operation 1 has a `path` that does not start with '/'", id="a relative path"),
        pytest.param([{"op": "remove", "path": 1}],
                     "operation 1 has a `path` that is no text", id="a path of another type"),
        pytest.param([op("remove", "/~2")],
                     "operation 1 has a `path` with a `~` that is neither ~0 nor ~1", id="escape"),
        pytest.param([op("test", "/a", 1), op("remove", "/b")],
                     "operation 2 does not apply: there is no `/b`", id="no such key"),
        pytest.param([op("replace", "/list/3", 1)],
                     "operation 1 does not apply: there is no `/list/3`", id="beyond the end"),
        pytest.param([op("add", "/list/4", 1)],
                     "operation 1 does not apply: there is no `/list/4`", id="far beyond the end"),
        pytest.param([op("add", "/list/01", 1)],
                     "operation 1 does not apply: `/list` is a list, and `01` is no place in it",
                     id="a zero in front"),
        pytest.param([op("remove", "/list/-")],
                     "operation 1 does not apply: `/list` is a list, and `-` is no place in it",
                     id="the place after the end"),
        pytest.param([op("add", "/a/b", 1)],
                     "operation 1 does not apply: `/a` is neither a map nor a list", id="a number"),
        pytest.param([op("test", "/a", 1.0)],
                     "operation 1 does not apply: `/a` is not what it tests for", id="type"),
        pytest.param([op("test", "/t", 1)],
                     "operation 1 does not apply: `/t` is not what it tests for", id="a truth"),
        pytest.param([op("test", "/map/x", "q")],
                     "operation 1 does not apply: `/map/x` is not what it tests for", id="secret"),
        pytest.param([op("move", "/map/x/y", **{"from": "/map"})],
                     "operation 1 moves `/map` into itself", id="into itself"),
        pytest.param([op("remove", "")],
                     "operation 1 removes the whole document, and nothing would be left", id="all"),
        pytest.param([op("copy", f"/k{at}", **{"from": ""}) for at in range(60)],
                     "operation 17 copies more than 1,000,000 values in all", id="a bomb"),
        pytest.param([op("replace", "/a", 1, redacted=True)],
                     "operation 1 has a value that was hidden, because it is secret", id="hidden"),
    ],
)  # fmt: skip
def test_what_does_not_apply_is_named_and_changes_nothing(patch: object, reason: str) -> None:
    before = repr(BEFORE)

    with pytest.raises(PatchFailed) as failed:
        apply(patch, [BEFORE])

    assert str(failed.value) == reason
    assert repr(BEFORE) == before


def test_deep_copies_of_copies_are_refused() -> None:
    deep: object = 1
    for _ in range(200):
        deep = [deep]
    path = "/x" + "/0" * 200
    patch = [op("copy", path, **{"from": "/y"}), op("copy", "/y", **{"from": "/x"})] * 5

    with pytest.raises(PatchFailed, match="nests values deeper than any reader allows"):
        apply(patch, [{"x": deep, "y": deep}])


@pytest.mark.parametrize(
    ("patch", "after", "before"),
    [
        pytest.param([op("test", "/a", 1), op("replace", "/a", 2)], {"a": 2}, {"a": 1}, id="value"),
        pytest.param([op("add", "/l/-", 3)], {"l": [1, 3]}, {"l": [1]}, id="the last item"),
        pytest.param([op("add", "/-", 3)], {"-": 3, "a": 1}, {"a": 1}, id="a key called so"),
        pytest.param([op("copy", "/l/-", **{"from": "/l/0"})], {"l": [1, 1]}, {"l": [1]}, id="cp"),
        pytest.param([op("move", "/b", **{"from": "/a"})], {"b": 1}, {"a": 1}, id="a move"),
    ],
)
def test_a_patch_is_taken_back(patch: object, after: object, before: object) -> None:
    assert undo(patch, [after]) == [before]


@pytest.mark.parametrize(
    ("patch", "reason"),
    [
        pytest.param([op("replace", "/a", 2)],
                     "operation 1 cannot be taken back: the patch does not say what was there",
                     id="no test"),
        pytest.param([op("add", "/a", 3)],
                     "operation 1 does not apply: `/a` is not what it tests for",
                     id="not what it made"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_back_is_said(patch: object, reason: str) -> None:
    with pytest.raises(PatchFailed) as failed:
        undo(patch, [{"a": 2}])

    assert str(failed.value) == reason
