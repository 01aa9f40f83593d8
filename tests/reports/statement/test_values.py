"""What people read of a value: never more exact, nor rounder, than it is."""

import pytest

from confledger.reports.statement.model import (
    DATE,
    DAYS,
    MINUTES,
    NUMBER,
    PERCENT,
    TEXT,
    Cell,
    Figure,
)
from confledger.reports.statement.values import bar, headline, written


@pytest.mark.parametrize(
    ("value", "kind", "expected"),
    [
        (None, NUMBER, "n/a"),
        (0, NUMBER, "0"),
        (1_234_567, NUMBER, "1,234,567"),
        (12.5, NUMBER, "12.5"),
        (1234.567, NUMBER, "1,234.57"),
        (0.0444, NUMBER, "0.044"),
        (float("nan"), NUMBER, "n/a"),
        (float("inf"), PERCENT, "n/a"),
        (True, NUMBER, "yes"),
        (0.0, PERCENT, "0 %"),
        (0.0001, PERCENT, "<0.1 %"),
        (0.5, PERCENT, "50 %"),
        (0.3333, PERCENT, "33.3 %"),
        (0.9996, PERCENT, ">99.9 %"),
        (1, PERCENT, "100 %"),
        (59, MINUTES, "59 min"),
        (60, MINUTES, "1 h"),
        (90, MINUTES, "1 h 30 min"),
        (6_001, MINUTES, "100 h"),
        (-90, MINUTES, "-1 h 30 min"),
        (3, DAYS, "3 d"),
        (1_767_225_599, DATE, "2025-12-31"),
        (1_767_225_600, DATE, "2026-01-01"),
        (-1, DATE, "n/a"),
        (10**18, DATE, "n/a"),
        ("as it is", TEXT, "as it is"),
    ],
)
def test_a_value_as_people_read_it(value: Cell, kind: str, expected: str) -> None:
    assert written(value, kind) == expected


def test_a_figure_says_what_it_is_a_part_of() -> None:
    assert headline(Figure("files", 12, of=40)) == ("12", "of 40")
    assert headline(Figure("files", None)) == ("n/a", "")


@pytest.mark.parametrize(
    ("share", "expected"), [(0, ""), (-1, ""), (0.001, "▏"), (0.5, "██"), (1, "████"), (2, "████")]
)
def test_a_bar_of_what_is_more_than_nothing_is_seen(share: float, expected: str) -> None:
    assert bar(share, 4) == expected
