"""Rows hide what is secret on either side, wherever it stands: values, names, items."""

from typing import Any

import pytest

from confledger.changes.change import MISSING
from confledger.changes.compare import compare
from confledger.changes.identity import Identities
from confledger.location import Path
from confledger.reports.changes.rows import Hiding, rows
from confledger.secrets.redaction import HIDDEN
from confledger.secrets.scope import Scope

TOKEN = "ghp_" + "a8Kd93jfLw0" * 3 + "xyz"


def told(old: Any, new: Any, places: frozenset[Any] = frozenset(), **how: Any) -> list[Any]:
    """Return kind, key and values of each row."""
    sides = ([old], [new])
    hiding = [Hiding(side, places, **how) for side in sides]
    found = rows(compare(*sides, Identities()), hiding[0], hiding[1], sides)
    shown = [[one.kind, one.key, one.before, one.after, one.was] for one in found]
    return [[part for part in row if part is not MISSING and part != ""] for row in shown]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        pytest.param({"a": 1}, {"a": "1"}, [["retyped", "a", 1, "1"]], id="plain"),
        pytest.param(
            {"password": "hunter2x"},
            {"password": "hunter3x"},
            [["changed", "password", HIDDEN, HIDDEN]],
            id="by its name",
        ),
        pytest.param(
            {"a": "x"}, {"a": TOKEN}, [["changed", "a", HIDDEN, HIDDEN]], id="by what one side is"
        ),
        pytest.param(
            {"a": "ENC[AES256_GCM,data:x]"},
            {"a": "hello"},
            [["changed", "a", HIDDEN, HIDDEN]],
            id="decrypted",
        ),
        pytest.param(
            {},
            {"db": {"host": "h", "password": "hunter2x"}},
            [["added", "db", {"host": "h", "password": HIDDEN}]],
            id="inside of what is new",
        ),
        pytest.param(
            {"l": [TOKEN, "b"]}, {"l": ["b"]}, [["removed", "l[0]", HIDDEN]], id="an item's label"
        ),
        pytest.param(
            {"l": [{"name": TOKEN, "v": 1}, {"name": "b", "v": 1}]},
            {"l": [{"name": TOKEN, "v": 2}, {"name": "b", "v": 1}]},
            [["changed", "l[0].v", 1, 2]],
            id="an identity that is a secret",
        ),
        pytest.param(
            {"users": {TOKEN: {"v": 1}, "b": {"v": 1}}},
            {"users": {TOKEN: {"v": 2}, "b": {"v": 2}}},
            [["changed", 'users["<redacted>"].v', 1, 2], ["changed", "users.b.v", 1, 2]],
            id="a key that is a secret",
        ),
        pytest.param(
            {},
            {"users": {TOKEN: 1, "b": 1, TOKEN + "/": 2}},
            [["added", "users", {HIDDEN: 1, "b": 1, HIDDEN + "[2]": 2}]],
            id="keys that are secrets inside of what is new",
        ),
        pytest.param(
            {TOKEN: {"a": "long enough", "b": 2}},
            {"new": {"a": "long enough", "b": 2}},
            [["renamed", "new", '["<redacted>"]']],
            id="a key that was a secret",
        ),
        pytest.param(
            {"l": [{"name": "a", "v": 1}]},
            {"l": [{"name": "a", "v": 2}]},
            [["changed", "l[name=a].v", 1, 2]],
            id="an identity",
        ),
        pytest.param(
            {"old_name_of_it": {"a": 1, "b": 2}},
            {"new_name_of_it": {"a": 1, "b": 2}},
            [["renamed", "new_name_of_it", "old_name_of_it"]],
            id="a key",
        ),
    ],
)
def test_what_is_secret_on_one_side_is_on_both(old: Any, new: Any, expected: list[Any]) -> None:
    assert told(old, new) == expected


def test_what_was_encrypted_at_a_place_is_hidden_there() -> None:
    places: frozenset[tuple[int, Path]] = frozenset({(0, ("greeting",))})

    assert told({"greeting": "a", "b": 1}, {"greeting": "c", "b": 2}, places) == [
        ["changed", "greeting", HIDDEN, HIDDEN],
        ["changed", "b", 1, 2],
    ]
    named = [{"name": "one", "v": 1}, {"name": "two", "v": 1}]
    places = frozenset({(0, ("l", 0, "name"))})
    assert told({"l": named}, {"l": [{**one, "v": 2} for one in named]}, places) == [
        ["changed", "l[0].v", 1, 2],
        ["changed", "l[name=two].v", 1, 2],
    ]
    scope = Scope("encrypted_regex", "^inner$")
    assert told({"inner": {"a": "b"}, "c": 1}, {"inner": {"a": "c"}, "c": 2}, scope=scope) == [
        ["changed", "inner.a", HIDDEN, HIDDEN],
        ["changed", "c", 1, 2],
    ]
    assert told({"a": [1]}, {"a": [2]}, everything=True)[0][2:] == [HIDDEN, HIDDEN]
