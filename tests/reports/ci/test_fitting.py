"""A comment has a largest size, and says what it does not show."""

import pytest

from confledger.reports.ci.fitting import Part, fitted

LONG = Part(2, "head\n", ("ab\n",) * 1_500, "foot\n", "{} more\n")
FIRST = Part(1, "# ", ("ö\n",))


@pytest.mark.parametrize("most", range(60, 90))
def test_no_text_is_longer_than_it_may_be_whatever_it_says_was_cut(most: int) -> None:
    assert len(fitted([LONG], most).encode()) <= most


def test_what_fits_to_the_byte_is_shown_and_what_is_cut_is_counted() -> None:
    # Two numbers of twelve digits are reckoned with.
    assert fitted([FIRST], 2 + 3 + 24) == "# ö\n"
    assert fitted([FIRST], 2 + 2 + 24) == ""
    both = 5 + 5 + 8 + 24 + 2 + 24
    assert fitted([LONG, FIRST], both) == "1,500 more\n"
    assert fitted([LONG, FIRST], both + 3) == "1,500 more\n# ö\n"
    assert fitted([LONG, FIRST], both + 3 + 6) == "head\nab\nab\nfoot\n1,498 more\n# ö\n"
