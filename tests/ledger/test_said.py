"""What messages claim: requests, tickets, approvals, what was taken back."""

import pytest

from confledger.errors import ConfledgerError
from confledger.ledger.commit_object import CommitObject
from confledger.ledger.said import Said, Wanted, by_account, is_forge

OID = "1" * 40


def said(message: str, wanted: Wanted | None = None) -> Said:
    """Return what a message says."""
    head = "tree 0\nauthor A <a@example.org> 1 +0000\ncommitter A <a@example.org> 1 +0000\n\n"
    return Said(CommitObject(OID, (head + message).encode()), wanted or Wanted())


@pytest.mark.parametrize(
    ("message", "request_number"),
    [
        pytest.param("Merge pull request #12 from a/b\n\nTitle", "#12", id="GitHub"),
        pytest.param(
            "Merge branch 'a' into 'main'\n\nTitle\n\nSee merge request shop/deploy!7",
            "!7",
            id="GitLab",
        ),
        pytest.param(
            "Merged in fix/a (pull request #3)\n\nTitle", "pull request #3", id="Bitbucket"
        ),
        pytest.param("Merge pull request 'Title' (#9) from a/b into main", "#9", id="Gitea"),
        pytest.param("Title (#12)", "#12", id="squashed"),
        pytest.param("Title (!12)", "!12", id="squashed on GitLab"),
        pytest.param("Look at #12", "", id="only mentioned"),
        pytest.param("Title (#12) and more", "", id="not at the end"),
    ],
)
def test_a_request_is_found_as_each_forge_writes_it(message: str, request_number: str) -> None:
    assert said(message).request == request_number


@pytest.mark.parametrize(
    ("message", "pattern", "tickets"),
    [
        pytest.param("Fix\n\nTicket: SHOP-1\nRefs: X", "", ["SHOP-1", "X"], id="trailers"),
        pytest.param("Fix\n\nthis closes #4 and fixes #5", "", ["#4", "#5"], id="closing words"),
        pytest.param(
            "SHOP-1: a\n\nSHOP-2, UTF-8", "SHOP-[0-9]+", ["SHOP-1", "SHOP-2"], id="pattern"
        ),
        pytest.param("UTF-8 at last", "", [], id="without a pattern nothing is guessed"),
    ],
)
def test_tickets_are_those_that_are_named(message: str, pattern: str, tickets: list[str]) -> None:
    assert said(message, Wanted(tickets=pattern)).tickets == tickets


def test_a_pattern_that_is_none_is_told() -> None:
    with pytest.raises(ConfledgerError, match="is no pattern of RE2"):
        said("a", Wanted(tickets="("))


def test_approvers_and_what_was_taken_back_are_read() -> None:
    found = said(
        f"Back\n\nThis reverts commit {OID}.\n\nReviewed-by: Ben <ben@example.org>\n"
        f"acked-BY: cyd@example.org\nCo-authored-by: Dan <d@example.org>\n"
        f"Emergency: the shop is down\nConfledger-Restores: {'2' * 40} a.yaml key"
    )

    assert found.approvers == [("Ben", "ben@example.org"), ("", "cyd@example.org")]
    assert found.restores == [OID, "2" * 40]
    assert found.emergency == "the shop is down"


@pytest.mark.parametrize(
    ("message", "restores"),
    [
        pytest.param('Revert "Title"', ["unknown"], id="as git begins it"),
        pytest.param("revert(shop): title", ["unknown"], id="as a conventional commit"),
        pytest.param("Reverting is hard", [], id="only the word"),
    ],
)
def test_a_revert_that_names_no_commit_is_one_of_something_unknown(
    message: str, restores: list[str]
) -> None:
    assert said(message).restores == restores


def test_an_account_that_commits_for_another_address_is_a_trace_of_a_forge() -> None:
    head = "tree 0\nauthor Ada <{}> 1 +0000\ncommitter Ada <{}> 1 +0000\n\nA\n"
    account = "1+ada@users.noreply.github.com"
    pairs = [("ada@example.org", account), (account, account), (account, "ada@example.org")]

    assert [by_account(CommitObject(OID, head.format(*one).encode())) for one in pairs] == [
        *(True, False, False)
    ]


def test_a_forge_is_told_from_a_person() -> None:
    assert is_forge("GitHub", "noreply@github.com")
    assert not is_forge("Ada", "1+ada@users.noreply.github.com")
