"""What a chart draws: every value where it belongs, and nothing of what was not measured."""

import re

import pytest

from confledger.reports.statement.drawings import drawing, undrawn
from confledger.reports.statement.model import Chart, Series

MONTHS = ("2026-01", "2026-02")


def _shapes(chart: Chart, kind: str = "rect|circle|polyline") -> list[str]:
    """Return the shapes of the values of a chart, without what is said of them."""
    return re.findall(rf'<(?:{kind}) class="[cdl]\d" ([^>]*?)/?>', drawing(chart, "name"))


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        pytest.param(
            Chart("x", "X", ("a", "b", "c"), (Series("s", (10, 5, None)),)),
            [
                'x="0.00%" y="20" width="100.00%" height="9" rx="2"',
                'x="0.00%" y="64" width="50.00%" height="9" rx="2"',
            ],
            id="lying",
        ),
        pytest.param(
            Chart("x", "X", ("a",), (Series("s", (10,)), Series("t", (30,))), "stacked"),
            [
                'x="0.00%" y="20" width="25.00%" height="9" rx="2"',
                'x="25.00%" y="20" width="75.00%" height="9" rx="2"',
            ],
            id="lying on each other's end",
        ),
        pytest.param(
            Chart("x", "X", ("a",), (Series("s", (10,)), Series("t", (-10,)))),
            [
                'x="50.00%" y="20" width="50.00%" height="9" rx="2"',
                'x="0.00%" y="29" width="50.00%" height="9" rx="2"',
            ],
            id="both sides of zero",
        ),
        pytest.param(
            Chart("x", "X", MONTHS, (Series("s", (1, 3)), Series("t", (3, None))), "stacked"),
            [
                'x="7.50%" width="35.00%" y="134.5" height="41.5"',
                'x="7.50%" width="35.00%" y="10.0" height="124.5"',
                'x="57.50%" width="35.00%" y="51.5" height="124.5"',
            ],
            id="upright on each other",
        ),
        pytest.param(
            Chart("x", "X", MONTHS, (Series("s", (2, 4)), Series("t", (4, -4)))),
            [
                'x="7.50%" width="17.50%" y="51.5" height="41.5"',
                'x="25.00%" width="17.50%" y="10.0" height="83.0"',
                'x="57.50%" width="17.50%" y="10.0" height="83.0"',
                'x="75.00%" width="17.50%" y="93.0" height="83.0"',
            ],
            id="upright beside each other",
        ),
        pytest.param(
            Chart("x", "X", ("a", "b", "c", "d"), (Series("s", (0, 4, None, 4)),), "line"),
            [
                'vector-effect="non-scaling-stroke" points="0.0,176.0 33.33,10.0"',
                'vector-effect="non-scaling-stroke" points="100.0,10.0"',
                'cx="0.0%" cy="176.0" r="3"',
                'cx="33.33%" cy="10.0" r="3"',
                'cx="100.0%" cy="10.0" r="3"',
            ],
            id="a line with a gap",
        ),
        pytest.param(Chart("x", "X", ("a",), (Series("s", (0,)),)), [], id="nothing but zero"),
        pytest.param(
            Chart("x", "X", MONTHS, (Series("s", (None, None)),)), [], id="nothing measured"
        ),
    ],
)
def test_the_shapes_of_a_chart(chart: Chart, expected: list[str]) -> None:
    assert _shapes(chart) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((0, 1), ["0", "1"]),
        ((3, 7), ["0", "2", "4", "6", "8"]),
        ((0, 980), ["0", "500", "1,000"]),
        ((-3, 12), ["-5", "0", "5", "10", "15"]),
        ((0.1, 0.25), ["0", "0.1", "0.2", "0.3"]),
    ],
)
def test_the_scale_has_few_and_round_numbers(
    values: tuple[float, float], expected: list[str]
) -> None:
    said = drawing(Chart("x", "X", MONTHS, (Series("s", values),), "line"), "name")

    assert re.findall(r'<text x="-8"[^>]*>([^<]*)<', said) == expected


def test_a_chart_of_many_says_how_many_are_not_drawn() -> None:
    many = Chart("x", "X", tuple(map(str, range(40))), (Series("s", tuple(range(40))),))

    assert (undrawn(many), len(_shapes(many))) == (16, 23)
