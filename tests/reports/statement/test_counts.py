"""Numbers as sentences have them."""

import pytest

from confledger.reports.statement.counts import counted, days, duration, listed


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        *((0, "a minute"), (89, "a minute"), (3599, "60 minutes"), (3600, "1 hour")),
        *((5400, "2 hours"), (86_399, "24 hours"), (86_400, "1 day"), (9e9, "104,167 days")),
    ],
)
def test_a_time_is_told_in_one_unit(seconds: float, said: str) -> None:
    assert duration(seconds) == said


def test_nouns_follow_their_number_and_lists_are_cut() -> None:
    assert [counted(one, "file", "files") for one in (0, 1, 1204)] == [
        *("0 files", "1 file", "1,204 files"),
    ]
    assert [days(one) for one in (1, 365)] == ["a day", "365 days"]
    assert [listed(list("abcde"[:many])) for many in range(5)] == [
        *("", "a", "a and b", "a, b and c", "a, b and 2 more"),
    ]
