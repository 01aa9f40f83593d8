"""What a change does to debt, by what items are known by; baselines and letters of it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.debt import baseline
from confledger.debt.gate import beyond, compared
from confledger.debt.item import Item, fingerprinted, item, regrouped
from confledger.debt.ranking import months_back, worst_first
from confledger.debt.rating import Rating, rating
from confledger.errors import ConfledgerError


def todo(line: int, text: str = "", path: str = "a.yaml", **more: object) -> Item:
    made = item("todo", path, line=line, message="a TODO", likeness=text)
    return made._replace(**{"minutes": 15, **more})  # type: ignore[arg-type]


def test_items_that_only_moved_are_not_new() -> None:
    before = fingerprinted([todo(1, "x"), todo(9, "y")])
    now = fingerprinted([todo(4, "x"), todo(12, "y")])

    assert compared(now, before) == ([], [])
    assert [one.fingerprint for one in now] == [one.fingerprint for one in before]
    assert len({one.fingerprint for one in now}) == 2


def test_the_new_one_of_equal_items_is_the_one_that_somebody_wrote() -> None:
    new = todo(2, "written above")

    found = compared([todo(1, "x"), new, todo(3, "y")], [todo(1, "x"), todo(2, "y")])

    assert (found.new, found.minutes, found.passes(0), found.passes(15)) == ([new], 15, False, True)
    assert compared([new], [todo(1, "x"), todo(2, "y")]).paid == 15
    assert compared([todo(1, "x"), todo(2, "y")], [todo(1, "z")]).new == [todo(2, "y")]


def test_a_moved_file_is_known_by_its_earlier_path() -> None:
    before = fingerprinted([todo(1, "x")])
    moved = [todo(1, "x", "b/a.yaml")]

    assert len(compared(fingerprinted(moved), before).new) == 1
    assert compared(regrouped(moved, {"b/a.yaml": "a.yaml"}), before) == ([], [])


def test_a_risk_fails_whatever_it_would_cost_and_information_never() -> None:
    risk = todo(1, minutes=0, risk="high")
    accepted = todo(1, path="c.yaml", risk="high", accepted="it is a test")

    assert not compared([risk], []).passes(1000)
    assert compared([accepted], []).passes(0)
    assert compared([todo(1, minutes=0)], []).new == []
    assert beyond([todo(1, minutes=0)], frozenset()).new == []
    assert compared([], [accepted, todo(1)]).paid == 15


ITEMS = st.lists(
    st.builds(
        todo,
        st.integers(1, 9),
        st.sampled_from("abc"),
        st.sampled_from(("a.yaml", "b.yaml")),
    ),
    max_size=12,
)


@settings(max_examples=30)
@given(ITEMS, ITEMS)
def test_new_less_gone_is_what_a_change_does(now: list[Item], before: list[Item]) -> None:
    found = compared(now, before)
    opposite = compared(before, now)

    assert sum(one.minutes for one in now) - sum(one.minutes for one in before) == (
        found.minutes - found.paid
    )
    assert (len(found.new), len(found.gone)) == (len(opposite.gone), len(opposite.new))
    assert compared(now, now) == ([], [])
    known = baseline.read(baseline.written(fingerprinted(before)).encode(), "f")
    assert beyond(fingerprinted(before), known).new == []


def test_a_baseline_is_sorted_lines_and_nothing_else() -> None:
    items = fingerprinted([todo(1), todo(2), todo(3, minutes=0)])
    text = baseline.written(items)

    assert text.splitlines() == sorted(one.fingerprint for one in items[:2])
    assert [one.line for one in beyond(items, frozenset(text.splitlines()[:1])).new] != [1, 2]
    with pytest.raises(ConfledgerError, match="f:2: this is no fingerprint"):
        baseline.read(text[:41].encode() + b"password\n", "f")


@pytest.mark.parametrize(
    ("items", "leaves", "missing", "expected"),
    [
        pytest.param([], 0, 0, Rating("", None, ()), id="nothing that could be in debt"),
        pytest.param([todo(1)], 60, 0, Rating("A", 0.05, ()), id="5 % is an A"),
        pytest.param([todo(1)], 30, 0, Rating("B", 0.1, ()), id="10 % is a B"),
        pytest.param([todo(1)], 15, 0, Rating("C", 0.2, ()), id="20 % is a C"),
        pytest.param([todo(1)], 6, 0, Rating("D", 0.5, ()), id="50 % is a D"),
        pytest.param([todo(1)], 1, 0, Rating("E", 3.0, ()), id="more is an E"),
        pytest.param(
            [todo(1, risk="critical")],
            *(60, 0, Rating("E", 0.05, ("1 secret in plain text: E",))),
            id="a secret in plain text",
        ),
        pytest.param(
            [todo(1, risk="critical", accepted="a test")],
            *(60, 0, Rating("A", 0.05, ())),
            id="which somebody accepted",
        ),
        pytest.param(
            [todo(1, rule="stale-waiver", overdue=3), todo(2, rule="old-secret", overdue=1)],
            *(300, 0, Rating("C", 0.02, ("2 waivers or secrets overdue: at best C",))),
            id="overdue",
        ),
        pytest.param(
            [todo(1, rule="stale-waiver", overdue=3)],
            *(6, 0, Rating("D", 0.5, ("1 waiver or secret overdue: at best C",))),
            id="a cap makes nothing better",
        ),
        pytest.param(
            [todo(1, rule="old-secret", overdue=0)],
            60,
            0,
            Rating("A", 0.05, ()),
            id="due, not over",
        ),
        pytest.param(
            [], 60, 3, Rating("A?", 0.0, ("3 of 20 measures could not be taken: `?`",)), id="unsure"
        ),
        pytest.param([], 60, 2, Rating("A", 0.0, ()), id="a tenth may be missing"),
    ],
)
def test_the_letter_is_that_of_the_ratio_but_for_its_caps(
    items: list[Item], leaves: int, missing: int, expected: Rating
) -> None:
    assert rating(items, leaves, 20 - missing, missing) == expected


def test_dangers_come_first_then_what_costs_most_and_what_was_accepted_last() -> None:
    items = [
        todo(1, interest=0.0, minutes=90, fingerprint="untouched"),
        todo(2, interest=9.0, fingerprint="costly"),
        todo(3, interest=0.0, risk="critical", fingerprint="secret"),
        todo(4, interest=99.0, risk="critical", accepted="why", fingerprint="accepted"),
        todo(5, interest=0.0, risk="high", overdue=4, fingerprint="late"),
        todo(6, interest=0.0, risk="high", overdue=400, fingerprint="later"),
        todo(7, interest=None, minutes=5, fingerprint="unknown"),
        todo(8, interest=0.5, risk="high", fingerprint="risky"),
    ]

    assert [one.fingerprint for one in worst_first(items)] == [
        *("secret", "later", "late", "costly", "risky", "untouched", "unknown", "accepted")
    ]
    assert (months_back(items[0]), months_back(items[1])) == (None, 15 / 9)
