"""Times as people give them."""

import pytest

from confledger.cli.moments import known, moment
from confledger.errors import ConfledgerError
from confledger.git.repository import discover
from support import Repository

DAY = 86400
MARCH = 1709251200  # 2024-03-01 in UTC


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        pytest.param("2024-03-01", MARCH, id="a day begins at midnight in UTC"),
        pytest.param("2024-03", MARCH, id="a month"),
        pytest.param("2024-03-01T12:00", MARCH + DAY // 2, id="a time without a zone is in UTC"),
        pytest.param("2024-03-01 12:00:00+02:00", MARCH + DAY // 2 - 7200, id="a zone"),
        pytest.param("2024-03-01T00:00:00Z", MARCH, id="Z"),
        pytest.param("@1709251200", MARCH, id="seconds"),
        pytest.param("@99999999999999999999", 253402300799, id="beyond any calendar"),
        pytest.param("soon", None, id="git would say now"),
        pytest.param("3000 years ago", None, id="git would say now of this as well"),
        pytest.param("2024-13-01", None, id="no month"),
        pytest.param("", None, id="nothing"),
    ],
)
def test_a_time_is_read(repository: Repository, text: str, seconds: int | None) -> None:
    assert known(discover(str(repository.root)), text) == seconds


@pytest.mark.parametrize(("text", "days"), [("2024-03-01", 1), ("2024-03", 31), ("2024-02", 0)])
def test_the_end_of_a_day_or_month_is_its_last_second(
    repository: Repository, text: str, days: int
) -> None:
    found = moment(discover(str(repository.root)), text, "--until", end=True)

    assert found == MARCH + days * DAY - 1


def test_git_is_asked_for_what_is_relative(repository: Repository) -> None:
    here = discover(str(repository.root))

    apart = moment(here, "yesterday", "--since") - moment(here, "3 days ago", "--since")

    assert abs(apart - 2 * DAY) <= 1


def test_what_is_no_time_says_what_is(repository: Repository) -> None:
    with pytest.raises(ConfledgerError, match="--since takes a day or a time, not 'soon'"):
        moment(discover(str(repository.root)), "soon", "--since")


def test_what_was_before_1970_does_not_come_round_from_above(repository: Repository) -> None:
    found = known(discover(str(repository.root)), "100 years ago")

    assert found is not None
    assert -150 * 365 * DAY < found < 0
