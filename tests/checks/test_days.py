"""Days as people write them: one form, so that texts can be compared."""

import pytest

from confledger.checks.days import days_between, is_day


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2027-01-31", True),
        ("2028-02-29", True),
        ("2027-02-29", False),
        ("2027-13-01", False),
        ("2027-1-31", False),
        ("20270131", False),
        ("2026-W01-1", False),
        ("\uff12027-01-31", False),
        ("2027-01-31T00:00", False),
        ("soon", False),
        ("", False),
    ],
)
def test_a_day_has_one_form(text: str, expected: bool) -> None:
    assert is_day(text) is expected


def test_days_are_counted_over_months_and_years() -> None:
    assert days_between("2026-11-21", "2027-05-20") == 180
    assert days_between("2027-01-01", "2026-12-31") == -1
