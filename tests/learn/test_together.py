import pytest

from confledger.learn import together
from confledger.learn.companions import Companions
from confledger.learn.lessons import File, Lesson, Row
from confledger.learn.outcomes import Outcomes
from confledger.learn.pattern import Pattern

ADD, CHANGE = (None, "i1"), ("i1", "i2")


def file(path: str, rows: list[Row], *others: str) -> File:
    """Return a changed file with some keys, of which those of the rows changed."""
    leaves = dict.fromkeys([*others, *(key for key, _, now in rows if now)], "i1")
    return File(path, "changed", rows, leaves, copied=False)


def rows(how: tuple[str | None, str | None], *keys: str) -> list[Row]:
    """Return rows of some keys to which the same happened."""
    return [(key, *how) for key in keys]


@pytest.mark.parametrize(
    ("before", "now", "missing"),
    [
        pytest.param(
            rows(CHANGE, "#/a", "#/b"),
            file("x.yaml", rows(CHANGE, "#/a"), "#/b"),
            ["~x.yaml#b"],
            id="what changes together",
        ),
        pytest.param(
            rows(CHANGE, "#/a", "#/b"),
            file("x.yaml", rows(CHANGE, "#/a")),
            [],
            id="what is not there cannot be changed",
        ),
        pytest.param(
            rows(ADD, "#/a", "#/b"),
            file("x.yaml", rows(ADD, "#/a")),
            ["+x.yaml#b"],
            id="what is added together",
        ),
        pytest.param(
            rows(ADD, "#/a", "#/b"),
            file("x.yaml", rows(CHANGE, "#/a"), "#/b"),
            [],
            id="to change is not to add",
        ),
        pytest.param(
            rows(CHANGE, "#/a", "#/b"),
            file("x.yaml", rows(CHANGE, "#/a", "#/b")),
            [],
            id="nothing is missing",
        ),
    ],
)
def test_keys_are_missing_that_usually_go_together(
    before: list[Row], now: File, missing: list[str]
) -> None:
    known, outcomes = Companions(), Outcomes()
    for number in range(1, 7):
        lesson = Lesson(number, number, False, [file("x.yaml", before)])
        together.learn(known, lesson, outcomes, Pattern)

    found = together.wanted(known, together.changed([now], Pattern), [now], Pattern)

    assert [one.item[1:] for one in found] == missing
    assert outcomes.together["k"][6] == [2, 2, 2, 0]
    assert outcomes.together["k"][5] == [2, 0, 0, 0]


def test_what_came_as_a_whole_is_no_habit() -> None:
    new = File("x.yaml", "added", rows(ADD, "#/a"), {"#/a": "i1"}, copied=False)

    assert together.changed([new], Pattern) == set()
