"""CSV comes back as it was, and no text of it is a formula."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from confledger.reports.ledger.spreadsheet import cell, line

TEXTS = st.text(alphabet=st.sampled_from("=+-@\t\r\n\"', aé1"), max_size=8)


@given(st.lists(TEXTS, min_size=1, max_size=4))
def test_a_line_comes_back_and_runs_nothing(texts: list[str]) -> None:
    cells = [cell(one) for one in texts]

    (back,) = csv.reader(io.StringIO(line([*cells, "end"]), newline=""))

    assert back == [*cells, "end"]
    assert [
        one.removeprefix("'") if one != told else one
        for one, told in zip(back, texts, strict=False)
    ]
    assert not [one for one in back if one.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_numbers_stay_numbers() -> None:
    assert [cell(one) for one in (-5, 1.5, True, None, ["a", "=b"])] == [
        *("-5", "1.5", "true", "", "a '=b"),
    ]
