"""`report activity` and `report audit`: what landed, how fast, by whom, and what was undone."""

from confledger.cli.report import activity, audit
from confledger.cli.report.basis import Basis
from stated import figures, rows, table


def test_activity_is_told_from_what_landed(shop: Basis) -> None:
    made = activity.statement(shop)

    assert made.verdict.sentence == (
        "43 changes of configuration landed in 60 days, 5.0 a week; 1 of them (2.3 %) was taken "
        "back."
    )
    # The first commit is one of them; a merge counts once, and what only has other blanks never.
    assert figures(made) == {
        "Changes": (43, None),
        "Changes a week": (5.5, None),
        "Lead time": (None, None),
        "Taken back": (1 / 43, None),
        "Time to restore": (None, None),
    }
    assert made.figures[-1].note == ("median of 1 change taken back: fewer than 8")
    assert rows(made, "taken-back", "subject", "by_subject", "after", "where") == [
        ("raise the pool", 'Revert "raise the pool"', 180, "prod"),
    ]
    assert rows(made, "environments", "environment", "changes", "bots", "people", "half") == [
        ("prod", 8, 4, 2, 1),
        ("dev", 3, 0, 2, None),
        ("base", 2, 0, 2, None),
        ("other files", 33, 0, 1, 1),
    ]
    assert rows(made, "people", "name", "kind", "changes") == [
        *(("Ada Tester", "person", 35), ("Bob Baker", "person", 4), ("renovate[bot]", "bot", 4)),
    ]
    # What a merge brought took two days; of the rest git keeps one time.
    assert rows(made, "times", "n", "of") == [(1, 39), (0, 4), (1, 1)]
    assert rows(made, "keys", "key", "changes", "values") == [
        ("/api/p50", 31, 6),
        ("/image/tag", 4, 4),
        ("/db/pool", 2, 2),
    ]


def test_an_audit_in_short_says_who_agreed_and_what_nobody_can_know(shop: Basis) -> None:
    made = audit.statement(shop)

    assert made.verdict.sentence == (
        "44 changes of configuration landed in 60 days: 43 (97.7 %) with no trace of a second "
        "person, 11 without an owner's approval."
    )
    found = {row[0]: row[2] for row in table(made, "counts").rows}
    assert {name: many for name, many in found.items() if many != 0} == {
        "signature bad": None,
        "no approval": 43,
        "owner missing": 11,
        "unparsable": 1,
        "unsigned": 44,
        "direct": 42,
        "secrets": 2,
        "reverts": 1,
        "second person": 1,
    }
    assert rows(made, "exceptions", "subject")[:3] == [
        *(("new password",), ("mended",), ("broken",)),
    ]
    assert [one.what for one in made.unmeasured] == ["Branches that were rewritten"]
