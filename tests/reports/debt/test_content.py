"""What the report on debt says, from items that are given."""

import pytest

from confledger.debt.item import Item, item
from confledger.debt.measured import Measured, Missing
from confledger.debt.minutes import packaged
from confledger.debt.rating import rating
from confledger.reports.debt.content import content, trend_section
from confledger.reports.statement import catalog
from confledger.reports.statement.model import Statement


def debt(number: int, **more: object) -> Item:
    made = item("schema", f"{number}.yaml", message="wrong", command=f"confledger check {number}")
    return made._replace(**{"minutes": 15, "interest": 0.0, **more})  # type: ignore[arg-type]


def made(*items: Item, leaves: int = 60, missing: tuple[Missing, ...] = ()) -> Statement:
    measured = Measured(list(items), {"1.yaml": 3}, 4, leaves, 2, 20 - len(missing), missing)
    letter = rating(measured.items, leaves, measured.measures, len(missing))
    return content(measured, packaged(), letter, digest="d" * 64, as_of=0, window=90)


@pytest.mark.parametrize(
    ("statement", "standing", "sentence"),
    [
        (made(leaves=0), "unknown", "There is no configuration here that could be in debt."),
        (
            made(),
            *("good", "A: 0 min to pay back in 0 items, 0 % of what writing the configuration "),
        ),
        (
            made(debt(1, interest=90.0)),
            *("good", "A: 15 min to pay back in 1 item, 5 % of what writing the configuration "),
        ),
        (
            made(debt(1, risk="critical"), debt(2)),
            *("bad", "E: 30 min to pay back in 2 items, 10 % of what writing the configuration "),
        ),
    ],
)
def test_the_verdict_is_the_letter_with_its_numbers(
    statement: Statement, standing: str, sentence: str
) -> None:
    assert statement.verdict.standing == standing
    assert statement.verdict.sentence.startswith(sentence)
    assert statement.verdict.sentence.endswith(".")


def test_of_one_rule_a_few_come_before_the_others() -> None:
    many = [debt(number, interest=float(number)) for number in range(1, 13)]
    statement = made(*many, debt(99, rule="todo"), debt(98, accepted="somebody said so"))
    tables = {one.id: one for one in statement.tables()}

    assert [row[3] for row in tables["worst"].rows] == [
        *(f"{number}.yaml" for number in range(12, 3, -1)),
        "99.yaml",
    ]
    assert len(tables["items"].rows) == 14
    assert tables["hot-spots"].rows == [("1.yaml", 1, 15, 3, 45)]
    assert [row[:4] for row in tables["rules"].rows] == [
        ("schema", 13, 195, 78.0),
        ("todo", 1, 15, 0.0),
    ]


def test_each_recommendation_has_a_command_and_dangers_come_first() -> None:
    statement = made(
        debt(1, interest=5.0),
        debt(2, interest=9.0),
        debt(3, risk="critical", minutes=90),
        debt(4, rule="stale-waiver", risk="high", overdue=12),
        debt(5, accepted="taken on", interest=99.0),
    )

    assert [(one.rule, one.command, one.minutes) for one in statement.recommendations] == [
        ("plain-secret", "confledger secrets check", 90),
        ("overdue", "confledger check 4", 15),
        ("schema", "confledger check 2", 30),
    ]


def test_what_is_hostile_in_a_repository_is_harmless_in_each_format() -> None:
    hostile = debt(1, path="\x1b[31m<script>\n|.yaml", message="`x`\x07 | <b>", owner="@a\x1b[0m")

    for name in catalog.FORMATS:
        text = catalog.render(made(hostile), name)
        signs = ("\x1b", "\x07", *(("<script>\n|",) if name in ("html", "markdown") else ()))
        assert [sign for sign in signs if sign in text] == []


def test_a_course_says_what_became_of_it() -> None:
    points = [("2026-01", 90, 4), ("2026-02", None, None), ("2026-03", 30, 2)]

    assert trend_section(points, "", "").summary == "1 h less than in 2026-01."
    assert trend_section(points[:1], "", "").summary == "The history does not go back that far."
    assert trend_section([points[0], points[0]], "", "").summary == ("The same as in 2026-01.")
