"""Slopes with their interval, jumps, percentiles: robust, and silent on too little."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.ledger.trend import (
    FALLS,
    FEWEST,
    LEVEL,
    MOST,
    RISES,
    median,
    percentile,
    sampled,
    shift,
    trend,
)

_CHANCE = random.Random(7)
_NOISE = [_CHANCE.gauss(10, 1) for _ in range(40)]
NUMBERS = st.lists(st.integers(-1000, 1000), min_size=FEWEST, max_size=40)


def points(values: list[float]) -> list[tuple[float, float]]:
    return [(float(at), float(value)) for at, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "way", "slope"),
    [
        pytest.param([5] * 20, LEVEL, 0, id="what never changes has no trend"),
        pytest.param([10] * 19 + [11], LEVEL, 0, id="nor has what changed once"),
        pytest.param(_NOISE, LEVEL, None, id="nor has noise"),
        pytest.param(range(20), RISES, 1, id="a ramp"),
        pytest.param([-2 * one for one in range(20)], FALLS, -2, id="a ramp down"),
        # A tenth of the points is far out, and the line stays.
        pytest.param([one if one % 10 else 500 for one in range(1, 40)], RISES, 1, id="outliers"),
    ],
)
def test_a_slope_counts_only_where_its_interval_has_no_zero(
    values: list[float], way: str, slope: float | None
) -> None:
    found = trend(points(list(values)))

    assert found is not None
    assert found.way == way
    assert found.low <= found.slope <= found.high
    assert slope is None or found.slope == pytest.approx(slope)


def test_the_interval_is_that_of_sen_without_ties() -> None:
    values = [10, 15, 14, 20, 25, 28, 35, 40]

    found = trend(points([float(one) for one in values]))

    assert found is not None
    slopes = sorted(
        (b - a) / (j - i) for i, a in enumerate(values) for j, b in enumerate(values) if j > i
    )
    assert found.slope == median(slopes)
    # sigma² of 8 values without ties is 8 * 7 * 21 / 18, and half the width 1.96 of its root.
    half = 1.959964 * (8 * 7 * 21 / 18) ** 0.5
    assert (found.low, found.high) == (
        slopes[int((28 - half) / 2) - 1],
        slopes[-int(-(28 + half) // 2)],
    )


@pytest.mark.parametrize(
    ("values", "at"),
    [
        pytest.param([1] * 12 + [2] * 12, 12, id="a clean step"),
        pytest.param([*_NOISE[:20], *(one + 6 for one in _NOISE[20:])], 20, id="in noise"),
        pytest.param(_NOISE, None, id="noise alone"),
        pytest.param(list(range(60)), None, id="a ramp is no jump"),
        pytest.param([1] * 20 + [9], None, id="one outlier is none"),
        pytest.param([1] * 4 + [2] * 4, None, id="eight points may be chance"),
    ],
)
def test_a_jump_is_where_both_sides_are_far_apart(values: list[float], at: int | None) -> None:
    found = shift(values)

    assert (None if found is None else found.at) == at


def test_too_little_is_not_judged() -> None:
    few = points([1, 9] * 3)

    assert trend(few) is None
    assert shift([value for _, value in few]) is None
    assert trend([(5.0, float(one)) for one in range(FEWEST)]) is None


@given(NUMBERS, st.integers(1, 50), st.integers(-100, 100))
def test_units_and_offsets_change_nothing_but_the_numbers(
    values: list[int], factor: int, offset: int
) -> None:
    one = trend(points([float(value) for value in values]))
    other = trend(points([float(value * factor + offset) for value in values]))

    assert one is not None
    assert other is not None
    assert other.way == one.way
    assert other.slope == pytest.approx(one.slope * factor)
    jump, again = shift(values), shift([value * factor + offset for value in values])
    assert (jump and jump.at) == (again and again.at)


@given(NUMBERS, st.floats(0.01, 1))
def test_percentiles_are_values_that_occurred(values: list[int], share: float) -> None:
    found = percentile(values, share)

    assert found in values
    assert sum(one <= found for one in values) >= share * len(values)
    assert sum(one < found for one in values) < share * len(values)
    assert min(values) <= median(values) <= max(values)


def test_samples_keep_both_ends() -> None:
    many = points([float(one) for one in range(3 * MOST + 7)])

    chosen = sampled(many)

    assert (len(chosen), chosen[0], chosen[-1]) == (MOST, many[0], many[-1])
    assert chosen == sorted(set(chosen))
