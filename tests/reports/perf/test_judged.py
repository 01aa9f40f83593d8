"""Which way is better is declared; a jump counts for more than the slope that it makes."""

import pytest

from confledger.ledger.series import Course
from confledger.reports.perf.judged import Judged

STEP = [20.0, 21.0, 22.0] * 6
SMALL = [100.0, 100.2, 100.4] * 6


def judged(values: list[float], better: str, apart: int = 86_400) -> Judged:
    course = Course("#/api/p50")
    course.points = [(at * apart, value) for at, value in enumerate(values)]
    return Judged({"name": "n", "path": "p", "at": "/a", "better": better}, course, alone=True)


@pytest.mark.parametrize(
    ("values", "standings", "said"),
    [
        pytest.param([*STEP, *(v * 2 for v in STEP)], "bad good note", "jumped up", id="doubled"),
        pytest.param([*STEP, *(v / 2 for v in STEP)], "good bad note", "jumped down", id="halved"),
        pytest.param(
            [*SMALL, *(v + 10 for v in SMALL)], "attention good note", "jumped up", id="a tenth up"
        ),
        pytest.param(list(range(30)), "attention good note", "rises", id="a ramp"),
        pytest.param([5.0] * 30, "good good good", "no trend", id="flat"),
        pytest.param([1.0, 9.0], "unknown unknown unknown", "n/a: 2 points", id="too few"),
    ],
)
def test_a_number_stands_as_what_is_better_says(
    values: list[float], standings: str, said: str
) -> None:
    found = [judged(values, better) for better in ("lower", "higher", "neither")]

    assert " ".join(one.standing for one in found) == standings
    assert {one.said for one in found} == {said}


def test_points_of_one_moment_have_no_course() -> None:
    assert judged([1.0, 2.0] * 5, "lower", apart=0).said == "n/a: all at one moment"


@pytest.mark.parametrize(
    ("many", "told"),
    [(7, (False, False, False)), (8, (True, False, False)), (20, (True, True, False)),
     (100, (True, True, True))],
)  # fmt: skip
def test_percentiles_need_enough_values(many: int, told: tuple[bool, ...]) -> None:
    found = judged([1.0] * many, "lower")

    assert tuple(found.quantile(one) is not None for one in (0.5, 0.95, 0.99)) == told
