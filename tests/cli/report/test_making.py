"""One statement or all of them: none hides another, and each says what is new since the last."""

import json
from types import ModuleType, SimpleNamespace

import pytest

from confledger.cli.report import making, perf
from confledger.cli.report.basis import Basis
from confledger.cli.report.kinds import ALL, KINDS
from confledger.errors import ConfledgerError
from confledger.reports.statement.catalog import render
from confledger.reports.statement.model import UNKNOWN


class Before:
    """A report of last time, for any kind."""

    def __init__(self, found: dict[str, object]) -> None:
        self.found = found
        self.asked: list[str] = []

    def of(self, kind: str, digest: str) -> dict[str, object] | None:
        self.asked.append(kind)
        return self.found if self.found["kind"] == kind and self.found["digest"] != digest else None


def test_every_kind_has_a_module_that_makes_it() -> None:
    for kind in (*KINDS, "all"):
        assert callable(making.module(kind).statement)
    assert ALL.stem not in {one.stem for one in KINDS.values()}


def test_a_report_says_what_is_new_since_the_last_one(shop: Basis) -> None:
    made = making.statement(shop, "perf")
    document = json.loads(render(made, "json"))
    same = making.statement(shop, "perf", Before(document))
    tables = [one for part in document["sections"] for one in part["blocks"] if "rows" in one]
    for table in tables:
        table["rows"] = []
    changed = making.statement(shop, "perf", Before({**document, "digest": "0" * 64}))

    assert (made.since, same.since) == (None, None)
    assert changed.since is not None
    assert len(changed.since.new) >= 1
    assert changed.since.fixed == ()


def test_one_that_cannot_be_made_hides_no_other(
    shop: Basis, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = making.module

    def failing(basis: Basis) -> None:
        raise ConfledgerError("there is no such thing", help="make one")

    def chosen(kind: str) -> ModuleType | SimpleNamespace:
        return SimpleNamespace(statement=failing) if kind == "activity" else module(kind)

    monkeypatch.setattr(making, "module", chosen)

    activity, numbers, page = making.everything(shop, ["activity", "perf"])

    assert (activity.kind, numbers.kind, page.kind) == ("activity", "perf", "all")
    assert activity.verdict.standing == UNKNOWN
    assert activity.verdict.sentence == "This could not be reported: there is no such thing."
    assert [(one.why, one.remedy) for one in activity.unmeasured] == [
        ("there is no such thing", "make one")
    ]
    assert numbers == perf.statement(shop)
