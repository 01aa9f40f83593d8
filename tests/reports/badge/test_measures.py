"""A badge is never greener than what it is about."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.checks.finding import Finding, Severity
from confledger.checks.result import STATUSES, Result
from confledger.reports.badge import measures
from confledger.reports.badge.model import (
    ATTENTION,
    BAD,
    GOOD,
    NOTE,
    STANDINGS,
    UNKNOWN,
    Badge,
    worst,
)
from confledger.reports.statement.model import PERCENT, Figure, Statement, Verdict

CHECKS = ("schema", "schema-lock", "file-without-schema", "plain-secret", "syntax")
SEVERITIES = ("error", "warning", "info")


def finding(check: str = "syntax", severity: str = "error", path: str = "a.yaml") -> Finding:
    return Finding(check, Severity(severity), "something", path)


def result(*findings: Finding, fail_on: str = "warning", **counts: int) -> Result:
    named = {name.replace("_", " "): number for name, number in counts.items()}
    return Result(findings=list(findings), counts=named, fail_on=fail_on)


def statement(standing: str) -> Statement:
    return Statement("debt", "Debt", Verdict(standing, "It is so."), "", None)


RESULTS = st.builds(
    Result,
    findings=st.lists(
        st.builds(finding, st.sampled_from(CHECKS), st.sampled_from(SEVERITIES)), max_size=4
    ),
    counts=st.fixed_dictionaries(dict.fromkeys(STATUSES, st.integers(0, 2))),
    fail_on=st.sampled_from(SEVERITIES),
    old=st.integers(0, 1),
)


@given(RESULTS)
def test_what_fails_the_check_is_not_good(found: Result) -> None:
    looked_at = found.total - found.counts["ignored"]
    for measure in (measures.valid, measures.secrets):
        badge = measure(found)
        if found.exit_code:
            assert badge.standing in (ATTENTION, BAD)
        if badge.standing == GOOD:
            assert looked_at > 0
            assert not any(one.severity in ("error", "warning") for one in found.findings) or (
                found.fail_on == "error" and not any(o.severity != "info" for o in found.findings)
            )
    badge = measures.model(found)
    if badge.standing == GOOD:
        assert found.counts["without schema"] == 0 < looked_at
        assert not any(one.check == "file-without-schema" for one in found.findings)


BADGES = st.builds(Badge, st.just("debt"), st.just("x"), st.sampled_from(STANDINGS))


@given(st.lists(BADGES, max_size=4))
def test_health_is_the_worst_of_its_parts(parts: list[Badge]) -> None:
    found = worst("config-health", parts)
    standings = {one.standing for one in parts}

    assert (found.standing == GOOD) == (standings == {GOOD})
    for bad in (BAD, ATTENTION):
        if bad in standings:
            assert found.standing in (BAD, bad)
    if parts and found.standing == UNKNOWN:
        assert UNKNOWN in standings
        assert found.message == "n/a"


@given(
    st.sampled_from(["A", "B", "C", "D", "E", "A?", "B?", "E?", "n/a", ""]),
    st.sampled_from(STANDINGS),
)
def test_a_rating_is_no_better_than_its_report(rating: str, standing: str) -> None:
    badge = measures.debt(statement(standing), rating)

    if badge.standing == GOOD:
        assert (rating, standing) == ("A", GOOD)
    if rating in ("n/a", ""):
        assert (badge.message, badge.standing) == ("n/a", UNKNOWN)
    if standing == BAD and badge.message != "n/a":
        assert badge.standing == BAD


@pytest.mark.parametrize(
    ("badge", "message", "standing"),
    [
        (measures.valid(result()), "n/a", UNKNOWN),
        (measures.valid(result(ignored=9)), "n/a", UNKNOWN),
        (measures.valid(result(passed=2)), "valid", GOOD),
        (measures.valid(result(without_schema=2)), "readable, no schema", NOTE),
        (measures.valid(result(passed=1, without_schema=2)), "valid", GOOD),
        (measures.valid(result(finding(), finding(severity="warning"))), "1 error", BAD),
        (measures.valid(result(finding(severity="warning"))), "1 finding", ATTENTION),
        (
            measures.valid(result(finding(severity="warning"), passed=1, fail_on="error")),
            "valid, 1 warning",
            NOTE,
        ),
        (measures.model(result(passed=40)), "40 of 40 files", GOOD),
        (measures.model(result(passed=38, without_schema=2)), "38 of 40 files", ATTENTION),
        (
            measures.model(result(finding("file-without-schema", "info"), failed=2)),
            "1 of 2 files",
            ATTENTION,
        ),
        (measures.model(result(finding("schema-lock"), passed=1)), "1 error", BAD),
        (measures.model(result(finding("syntax"), failed=1)), "1 of 1 file", GOOD),
        (measures.secrets(result(passed=3)), "none in plain text", GOOD),
        (measures.secrets(result(finding("plain-secret", "warning"))), "1 finding", BAD),
        (measures.audit(statement(GOOD)), "nothing stands out", GOOD),
        (measures.audit(statement(BAD)), "needs a look", BAD),
        (
            measures.audit(
                replace(
                    statement(ATTENTION),
                    figures=(
                        Figure("Changes", 14),
                        Figure("A second person", 0.999, PERCENT, standing=ATTENTION),
                    ),
                )
            ),
            "a second person: 99 %",
            ATTENTION,
        ),
        (measures.audit(statement(UNKNOWN)), "n/a", UNKNOWN),
        (measures.reports(0, 3), "up to date", GOOD),
        (measures.reports(2, 1), "2 out of date", ATTENTION),
        (measures.reports(2, 0), "2 out of date", ATTENTION),
        (measures.valid(Result(counts={"passed": 3}, old=2)), "valid, 2 warnings", NOTE),
        (measures.reports(0, 0), "n/a", UNKNOWN),
    ],
)
def test_what_badges_say(badge: Any, message: str, standing: str) -> None:
    assert (badge.message, badge.standing) == (message, standing)
