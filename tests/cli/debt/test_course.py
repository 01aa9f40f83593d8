"""Which points of time the course of debt is made of."""

from datetime import UTC, datetime

import pytest

from confledger.cli.debt.course import MOST, months_of, sampled
from confledger.errors import ConfledgerError

NOON = int(datetime(2026, 3, 15, 12, tzinfo=UTC).timestamp())


def test_points_are_the_ends_of_months_and_the_moment_itself() -> None:
    end_of_february = int(datetime(2026, 2, 28, 23, 59, 59, tzinfo=UTC).timestamp())

    assert [label for label, _ in sampled(NOON, 4)] == [
        *("2025-11", "2025-12", "2026-01", "2026-02", "2026-03-15")
    ]
    assert sampled(NOON, 1) == [("2026-02", end_of_february), ("2026-03-15", NOON)]


@pytest.mark.parametrize("months", [23, 24, 60, 9999])
def test_a_long_span_has_no_more_points_than_a_short_one(months: int) -> None:
    found = sampled(NOON, months)

    assert len(found) <= MOST
    assert found == sorted(found, key=lambda one: one[1])
    assert [label for label, _ in found[-2:]] == ["2026-02", "2026-03-15"]


@pytest.mark.parametrize(
    ("span", "months"), [("12m", 12), ("2y", 24), ("26w", 6), ("1w", 1), ("9999m", 9999)]
)
def test_spans_are_months_weeks_or_years(span: str, months: int) -> None:
    assert months_of(span) == months


@pytest.mark.parametrize("span", ["", "12", "m", "0m", "-1m", "1.5y", "99999m", "12 m", "\u0661m"])
def test_what_is_no_span_is_refused(span: str) -> None:
    with pytest.raises(ConfledgerError, match="--history takes a span such as 12m"):
        months_of(span)
