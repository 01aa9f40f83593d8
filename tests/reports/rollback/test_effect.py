"""One change of a value, as a plan has it."""

import pytest

from confledger.changes.change import (
    ADDED,
    CHANGED,
    MISSING,
    MOVED,
    REMOVED,
    RENAMED,
    RETYPED,
)
from confledger.reports.changes.content import Row
from confledger.reports.rollback.effect import effect
from confledger.secrets.redaction import HIDDEN

LONG = "x" * 130
CUT = "x" * 119 + "…"
OLD, NEW = "a" * 40, "b" * 40


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        pytest.param(Row(CHANGED, "k", 1, 2), ("k", "1", "2", ""), id="changed"),
        pytest.param(
            Row(CHANGED, "k", 1, 2, document="A/a"), ("A/a: k", "1", "2", ""), id="of one"
        ),
        pytest.param(Row(ADDED, "k", after=[1, "a"]), ("k", None, "[1, a]", ""), id="a short list"),
        pytest.param(
            Row(REMOVED, "k", before={str(n): n for n in range(40)}),
            ("k", "map of 40 values", None, ""),
            id="a long map",
        ),
        pytest.param(Row(CHANGED, "k", None, LONG), ("k", "null", CUT, ""), id="a long text"),
        pytest.param(Row(CHANGED, "k", LONG, "y\n"), ("k", CUT, '"y\\n"', ""), id="two texts"),
        pytest.param(
            Row(CHANGED, "k", OLD, NEW), ("k", "a" * 12 + "…", "b" * 12 + "…", ""), id="digests"
        ),
        pytest.param(
            Row(RETYPED, "k", "1", 1), ("k", '"1"', "1", "text, then integer"), id="another type"
        ),
        pytest.param(
            Row(RETYPED, "k", HIDDEN, HIDDEN, hidden=True),
            ("k", HIDDEN, HIDDEN, "changed, not shown"),
            id="a secret",
        ),
        pytest.param(
            Row(ADDED, "k", MISSING, HIDDEN, hidden=True),
            ("k", None, HIDDEN, ""),
            id="a new secret",
        ),
        pytest.param(
            Row(MOVED, "k[1]", was="k[0]"), ("k[1]", None, None, "moved from k[0]"), id="moved"
        ),
        pytest.param(Row(RENAMED, "k", was="j"), ("k", None, None, "renamed from j"), id="a key"),
        pytest.param(
            Row(RENAMED, "k.name", "a", "b", was="a"), ("k.name", "a", "b", ""), id="an identity"
        ),
    ],
)
def test_a_change_is_a_few_short_texts(row: Row, expected: tuple[str | None, ...]) -> None:
    found = effect(row, "critical")

    assert (found.key, found.before, found.after, found.note) == expected
    assert found.risk == "critical"
