"""The page about all reports, and that two clones make the same ones."""

import time
from pathlib import Path

import pytest

from confledger.cli.report import activity, audit, change, config, everything, perf
from confledger.cli.report.basis import Basis, basis
from confledger.reports.everything import content
from confledger.reports.statement.catalog import render
from confledger.reports.statement.model import Recommendation, Statement, Verdict
from stated import rows
from support import Repository

MADE = (activity, audit, change, config, perf)


def made(found: Basis) -> list[Statement]:
    parts = [one.statement(found) for one in MADE]
    return [*parts, everything.statement(found, parts)]


def test_two_clones_make_the_same_reports_wherever_they_are(
    year: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = []
    year.git("clone", "--quiet", str(year.root), str(tmp_path / "other"))
    year.git("-C", str(tmp_path / "other"), "tag", "v9")
    for root, zone in ((year.root, "UTC"), (tmp_path / "other", "Asia/Tokyo")):
        monkeypatch.chdir(root)
        monkeypatch.setenv("TZ", zone)
        time.tzset()
        with basis() as found:
            texts.append([render(one, form) for one in made(found) for form in ("json", "html")])
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()

    assert texts[0] == texts[1]


def test_one_page_begins_with_the_worst_report(shop: Basis) -> None:
    page = made(shop)[-1]

    assert page.verdict.sentence == (
        "1 of 5 reports is bad, perf: 1 of 2 numbers gets worse: latency."
    )
    assert rows(page, "reports", "report", "standing", "file") == [
        ("perf", "bad", "perf_report"),
        ("config", "attention", "config_report"),
        ("audit", "attention", "audit_report"),
        ("change", "note", "change_report"),
        ("activity", "good", "activity_report"),
    ]
    assert [one.rule for one in page.recommendations] == ["number-got-worse", "no-schema"]
    # The worst figure of each report, and then the next ones.
    assert [one.name for one in page.figures][:2] == [
        "perf: getting worse",
        "config: with schema",
    ]


def test_what_to_do_is_told_once_and_in_the_order_of_its_report() -> None:
    def part(kind: str, standing: str, *advice: tuple[str, str]) -> Statement:
        told = tuple(Recommendation(rule, rule, command) for rule, command in advice)
        return Statement(kind, kind, Verdict(standing, "x."), "0", 0, recommendations=told)

    page = content(
        [
            part("gap", "attention", ("fetch", "confledger schema add a"), ("unread", "x")),
            part(
                "inventory", "attention", ("no-codeowners", "y"), ("gap", "confledger report gap")
            ),
            part("debt", "bad", ("plain-secret", "z"), ("anchors", "confledger check a")),
            part("config", "note", ("more", "confledger schema add b"), ("missing-owner", "w")),
            part("perf", "unknown", ("series", "confledger report activity")),
        ],
        {"gap": "config_gap_analysis"},
        as_of=0,
    )

    assert [one.rule for one in page.recommendations] == [
        "plain-secret",
        "anchors",
        *("fetch", "no-codeowners", "unread"),
        "series",
    ]
    assert "[config_gap_analysis](config_gap_analysis.md)" in render(page, "markdown")
    assert 'href="config_gap_analysis.html"' in render(page, "html")


def test_a_shallow_clone_knows_that_it_knows_little(
    year: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    year.git("clone", "--quiet", "--depth=1", f"file://{year.root}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")

    with basis() as found:
        told = {one.kind: one.verdict.standing for one in made(found)}

    assert told == {
        **dict.fromkeys(("activity", "audit", "change", "perf"), "unknown"),
        **dict.fromkeys(("config", "all"), "attention"),
    }
