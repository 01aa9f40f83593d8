"""Two values in two cells: whoever reads them sees in what they differ."""

import pytest

from confledger.changes.change import CHANGED, MISSING
from confledger.reports.changes.content import Row
from confledger.reports.ci.cells import told


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(5, 6, ("5", "6"), id="short"),
        pytest.param(MISSING, "x", (None, "x"), id="new"),
        pytest.param(
            f"{'a' * 90}1/x", f"{'a' * 90}2/x", (f"…{'a' * 16}1/x", f"…{'a' * 16}2/x"), id="long"
        ),
        pytest.param(
            "one\ntwo\nthree\n",
            "one\n2\nthree\nfour\n",
            ("text of 3 lines", "text of 4 lines: 2 added, 1 removed"),
            id="several lines",
        ),
    ],
)
def test_what_two_values_differ_in_is_told(
    before: object, after: object, expected: tuple[str | None, str | None]
) -> None:
    one = told(Row(CHANGED, "key", before, after))

    assert (one.before, one.after) == expected
