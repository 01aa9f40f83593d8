"""What there is to say of a plan, whatever the format."""

import pytest

from confledger.reports.rollback.content import (
    age,
    beside,
    by_environment,
    headline,
    places,
    sums,
    without_user,
)
from confledger.rollback.plan import File, Plan, Revision


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "just now"),
        (119, "just now"),
        (120, "2 minutes ago"),
        (7_199, "119 minutes ago"),
        (7_200, "2 hours ago"),
        (172_800, "2 days ago"),
        (20 * 86_400, "2 weeks ago"),
        (60 * 86_400, "2 months ago"),
        (729 * 86_400, "24 months ago"),
        (730 * 86_400, "2 years ago"),
    ],
)
def test_an_age_is_told_in_the_largest_unit_that_there_are_two_of(
    seconds: int, expected: str
) -> None:
    assert age(seconds) == expected


@pytest.mark.parametrize(
    ("kinds", "authors", "expected"),
    [
        ([], None, "0 files"),
        (["changed"], [], "1 file changed"),
        (["mode", "mode"], ["Ann"], "2 files of another mode; takes back 1 commit by 1 person"),
        (["deleted", "changed"], None, "2 files: 1 changed, 1 deleted"),
        (["added"], ["Ann", "Ann", "Ben"], "1 file added; takes back 3 commits by 2 people"),
    ],
)
def test_files_and_commits_are_counted(
    kinds: list[str], authors: list[str] | None, expected: str
) -> None:
    plan = Plan("d" * 40, "HEAD", "all")
    plan.files = [File(str(number), kind) for number, kind in enumerate(kinds)]
    if authors is not None:
        plan.undone = [Revision("", 0, author, "") for author in authors]

    assert sums(plan) == expected


@pytest.mark.parametrize(
    ("remote", "expected"),
    [
        ("origin", "origin"),
        ("https://me:a@b@git.example/x.git", "https://git.example/x.git"),
        ("ssh://git.example", "ssh://git.example"),
    ],
)
def test_an_address_is_named_without_who_logs_in(remote: str, expected: str) -> None:
    assert without_user(remote) == expected


def test_what_a_plan_is_about_is_told_as_far_as_it_is_known(plan: Plan) -> None:
    nothing = Plan("d" * 40, "HEAD", "all")
    assert (headline(nothing), places(nothing)) == (("rollback of", "", None), "")
    nothing.entry = plan.target
    assert headline(nothing) == ("nothing to do:", " is already without", plan.target)
    plan.entry = plan.target
    assert headline(plan) == ("rollback of", " without", plan.entry)


def test_of_what_is_in_all_environments_none_is_beside_it(plan: Plan) -> None:
    assert beside(plan) == ["staging"]
    plan.scope = "env:base"
    assert beside(plan) == []
    assert [group.names for group in by_environment(plan)[0]] == [["prod", "staging"], ["prod"]]
