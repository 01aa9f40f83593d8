"""Who approved a commit: nobody by their own word, whatever they call themselves."""

import pytest

from confledger.ledger.facts import Evidence, Fact, facts
from confledger.ledger.mailmap import Mailmap
from confledger.ledger.period import Landed
from confledger.ledger.said import Wanted
from confledger.ledger.signed import Signers

OID = "1" * 40
BOB = "Bob <bob@example.org>"
PEOPLE = "Ada Lovelace <ada@example.org> <countess@home.example>\n"


def fact(message: str, committer: str = "Ada Lovelace <ada@example.org>") -> Fact:
    """Return what is known of a commit by Ada that is the mainline alone."""
    head = f"tree 0\nparent {'2' * 40}\nauthor Ada Lovelace <ada@example.org> 1 +0000\n"
    raw = f"{head}committer {committer} 1 +0000\n\n{message}".encode()
    landed = Landed(1, OID, OID, 1, "1970-01", mainline=True, baseline=False)
    evidence = Evidence(Wanted(), Mailmap(PEOPLE), Signers(None), lambda *_: "")
    return facts([landed], {OID: raw}, {}, evidence)[0]


@pytest.mark.parametrize(
    ("message", "approval", "alone"),
    [
        (f"t\n\nReviewed-by: {BOB}", "trailer", "no"),
        (f"t\r\n\r\nReviewed-by: {BOB}\r\n", "trailer", "no"),
        (f"t\n\nReviewed-by: {BOB}\n\nand more", "none", "unknown"),
        (f"Reviewed-by: {BOB}", "none", "unknown"),
        (f"t\n\n> Reviewed-by: {BOB}", "none", "unknown"),
        (f"t\n\nSigned-off-by: A <a@e>\n Reviewed-by: {BOB}", "none", "unknown"),
        (f"t\n\nCo-authored-by: {BOB}", "none", "unknown"),
        (f"t\n\nSigned-off-by: {BOB}", "none", "unknown"),
        ("t\n\nReviewed-by:", "none", "unknown"),
        ("t\n\nReviewed-by: <>", "none", "unknown"),
        ("t\n\nReviewed-by: yes", "none", "unknown"),
        (f"t\n\nCo-authored-by: {BOB}\nReviewed-by: {BOB}", "self", "yes"),
        ("t\n\nReviewed-by: A <ADA@Example.org>", "self", "yes"),
        ("t\n\nReviewed-by: A <ada+two@example.org>", "self", "yes"),
        ("t\n\nReviewed-by: C <countess@home.example>", "self", "yes"),
        ("t\n\nReviewed-by: lovelace,  ada <other@example.org>", "self", "yes"),
    ],
)
def test_an_approval_is_by_somebody_else_in_the_last_paragraph(
    message: str, approval: str, alone: str
) -> None:
    found = fact(message)

    assert (found.approval, found.self_approved) == (approval, alone)


def test_a_second_person_is_not_the_author_spelled_otherwise() -> None:
    assert fact("t", "Ada  LOVELACE <work@example.com>").approval == "none"
    assert fact("t", BOB).approval == "second person"


def test_a_subject_with_a_secret_is_not_told() -> None:
    token = "ghp_" + "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"

    assert fact(f"rotate {token}").subject == "<redacted>"
