"""`report change`: what a range of the mainline changed in the end, production first."""

import pytest

from confledger.cli.report import change
from confledger.cli.report.basis import Basis
from confledger.errors import ConfledgerError
from confledger.reports.statement.catalog import render
from stated import rows, table


def test_the_last_days_are_told_value_by_value_without_secrets(shop: Basis) -> None:
    made = change.statement(shop)

    assert made.verdict.sentence == (
        "13 changes landed in the last 30 days, after which 4 values differ in 3 files (2 in "
        "prod, 1 in dev and 1 in base); 1 secret came, went or may have changed."
    )
    # The pool of production was raised and lowered again: it does not differ.
    assert rows(made, "values", "environment", "also", "key", "was", "becomes", "by") == [
        ("prod", "", "/db/password", "<redacted>", "<redacted> changed", "Ada Tester"),
        ("prod", "", "/image/tag", "1.0", "1.4", "renovate[bot]"),
        ("dev", "", "/db/pool", "1", "2", "Bob Baker"),
        ("base", "prod, dev", "/http/timeout", "30", "60", "Bob Baker"),
    ]
    assert {note for (note,) in rows(made, "commits", "note")} == {
        "",
        "takes something back",
        f"taken back by {shop.repository.run('rev-parse', 'HEAD~10').decode()[:10]}",
        "has a file that cannot be read",
    }
    assert "correct-horse" not in render(made, "json")


@pytest.mark.parametrize(
    ("span", "sentence", "values"),
    [
        ("HEAD~1..HEAD", "No configuration changed after", 0),
        ("HEAD~11..HEAD~10", "1 change landed after", 1),
        ("HEAD~2", "1 change landed after", 1),
    ],
)
def test_a_range_ends_where_it_says(shop: Basis, span: str, sentence: str, values: int) -> None:
    made = change.statement(shop, span)

    assert made.verdict.sentence.startswith(sentence)
    assert len(table(made, "values").rows if made.sections else ()) == values


@pytest.mark.parametrize("span", ["HEAD..HEAD~3", "HEAD~2...HEAD", "side", "nothing"])
def test_what_is_no_range_of_the_mainline_is_refused(shop: Basis, span: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        change.statement(shop, span)

    assert raised.value.help
