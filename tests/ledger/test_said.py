"""What messages claim: requests, tickets, approvals, what was taken back."""

import pytest

from confledger.errors import ConfledgerError
from confledger.ledger.commit_object import CommitObject
from confledger.ledger.said import REASON, ROLLBACK, SCOPE, Said, Wanted, by_account, is_forge
from confledger.rollback import message as written

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
        pytest.param(f"X\n\nThis reverts commit {OID}.", [OID], id="by git"),
        pytest.param(
            f"X\n\nThis reverts commit {OID}, reversing\nchanges made to {'2' * 40}.",
            [OID],
            id="of a merge",
        ),
        pytest.param(
            f'Reapply "X"\n\nThis reverts commit {OID}.\n\n(cherry picked from commit 2222222)',
            [OID],
            id="of a revert, picked",
        ),
        pytest.param(
            "X\n\nThis reverts commit 1111111 (a 2222222, 2026-01-31).", ["1111111"], id="short"
        ),
        pytest.param("X\n\nThis reverts merge request shop/deploy!7", ["!7"], id="GitLab"),
        pytest.param('Revert "X" (#13)\n\nReverts shop/deploy#12', ["#12"], id="GitHub"),
        pytest.param("X\n\nIf this reverts commit 1111111", [], id="in a sentence"),
        pytest.param('Revert "Title"', ["unknown"], id="as git begins it"),
        pytest.param('Reapply "Title"', ["unknown"], id="of a revert"),
        pytest.param("revert(shop): title", ["unknown"], id="as a conventional commit"),
        pytest.param("Reverting is hard", [], id="only the word"),
    ],
)
def test_a_revert_names_what_it_takes_back_or_it_is_unknown(
    message: str, restores: list[str]
) -> None:
    assert said(message).restores == restores


@pytest.mark.parametrize(
    ("message", "rollback"),
    [
        pytest.param(
            f"rollback: all\n\nRestores: {OID}\nScope: env:prod\nReason: CASE-1: slow",
            (OID, "env:prod", "CASE-1: slow"),
            id="with all there is",
        ),
        pytest.param(f"X\n\nRestores: {OID}", (OID, "", ""), id="bare"),
        pytest.param("X\n\nRestores: v1.4\nReason: it fell", ("", "", ""), id="no commit"),
        pytest.param(f"X\n\nConfledger-Restores: {OID} a.yaml", ("", "", ""), id="taken back"),
        pytest.param("X\n\nReason: more visitors", ("", "", ""), id="only a reason"),
        pytest.param(f"X\n\nRestores: {OID}\n\nBye", ("", "", ""), id="no trailer"),
    ],
)
def test_what_a_rollback_brings_back_is_not_what_it_takes_back(
    message: str, rollback: tuple[str, str, str]
) -> None:
    found = said(message)

    assert (found.rollback, found.scope, found.reason) == rollback
    assert (ROLLBACK, SCOPE, REASON) == (written.RESTORES, written.SCOPE, written.REASON)


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
