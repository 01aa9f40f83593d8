"""What is new and what is gone since an earlier report, which may be anything."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.reports.statement.model import (
    GOOD,
    Cell,
    Column,
    Section,
    Since,
    Statement,
    Table,
    Verdict,
)
from confledger.reports.statement.renderers import json as renderer
from confledger.reports.statement.since import compared

COLUMNS = (Column("rule", "Rule"), Column("line", "Line"), Column("minutes", "Minutes"))
Rows = list[tuple[Cell, ...]]


def statement(rows: Rows, digest: str, identity: tuple[str, ...] = ("rule", "line")) -> Statement:
    table = Table("items", "Items", COLUMNS, rows, "None.", identity)
    part = Section("one", "One", GOOD, "It is so.", (table,))
    return Statement("debt", "Debt", Verdict(GOOD, "Fine."), digest, 0, sections=(part,))


def written(one: Statement) -> dict[str, object]:
    found = json.loads(renderer.render(one))
    assert isinstance(found, dict)
    return found


def test_rows_are_told_apart_by_what_names_them() -> None:
    before = statement([("a", 1, 5), ("b", 2, 5), ("ü\udcff", None, 1)], "old")
    now = statement([("b", 2.0, 90), ("c", 3, 1), ("ü\udcff", None, 1)], "new")

    assert compared(now, written(before)).since == Since(
        "old", (("items", "c", "3"),), (("items", "a", "1"),)
    )


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"kind": "audit"}, id="another kind"),
        pytest.param({"digest": "new"}, id="the same report"),
        pytest.param({"digest": 5}, id="no digest"),
    ],
)
def test_what_is_no_earlier_report_changes_nothing(change: dict[str, object]) -> None:
    now = statement([("a", 1, 5)], "new")

    assert compared(now, written(statement([], "old")) | change) == now


def test_tables_that_mean_another_thing_are_not_compared() -> None:
    now = statement([("a", 1, 5)], "new")

    for before in (statement([], "old", ("rule",)), replace(statement([], "old"), sections=())):
        assert compared(now, written(before)).since == Since("old", (), ())


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["kind", "digest", "sections", "blocks", "rows", "type", "id", "rule"]),
            inner | st.sampled_from(["debt", "items", "table", ["rule", "line"]]),
            max_size=5,
        )
    ),
    max_leaves=15,
)


@given(st.dictionaries(st.sampled_from(["sections", "x"]), ANYTHING), ANYTHING)
def test_no_json_makes_it_fail(found: dict[str, object], block: object) -> None:
    now = statement([("a", 1, 5)], "new")
    named: dict[str, object] = {"kind": "debt", "digest": "old"}
    rows = {"type": "table", "id": "items", "identity": ["rule", "line"], "rows": block}

    for one in (found, {"sections": [{"blocks": [rows, block]}]}):
        since = compared(now, named | one).since
        assert since is not None
        assert set(since.new) <= {("items", "a", "1")}
