"""Who approved a change: those who may, whom a trailer names, and who wrote none of it."""

import pytest

from confledger.cli.secrets.approvals import approved
from confledger.git.repository import discover
from support import Repository

# The commits are by ada@example.org.
AUTHOR, CLEO, BEN = "ada@example.org", "cleo@example.org", "ben@example.org"


@pytest.mark.parametrize(
    ("messages", "allowed", "expected"),
    [
        pytest.param([f"keys\n\nRecipient-approved-by: {CLEO}"], [CLEO], {CLEO}, id="named"),
        pytest.param(
            [f"keys\n\nRecipient-approved-by: Cleo Tester <{CLEO.upper()}>"],
            [CLEO],
            {CLEO},
            id="with the name, in other letters",
        ),
        pytest.param(
            ["keys", f"more\n\nRecipient-approved-by: {CLEO}"], [CLEO], {CLEO}, id="later"
        ),
        pytest.param([f"keys\n\nRecipient-approved-by: {CLEO}"], [BEN], set(), id="who may not"),
        pytest.param([f"keys\n\nRecipient-approved-by: {CLEO}"], [], set(), id="nobody may"),
        pytest.param(
            [f"keys\n\nRecipient-approved-by: {AUTHOR}"],
            [AUTHOR],
            set(),
            id="an author does not approve",
        ),
        pytest.param([f"Recipient-approved-by: {CLEO}\n\nkeys"], [CLEO], set(), id="no trailer"),
        pytest.param(
            [f"keys\n\nRecipient-approved-by: {CLEO}\nRecipient-approved-by: {BEN}"],
            [CLEO, BEN],
            {CLEO, BEN},
            id="two",
        ),
        pytest.param([], [CLEO], set(), id="an empty range"),
    ],
)
def test_approval_is_a_trailer_by_somebody_else(
    repository: Repository, messages: list[str], allowed: list[str], expected: set[str]
) -> None:
    start = repository.commit("start")
    for message in messages:
        repository.commit(message)

    found = approved(discover(str(repository.root)), (start, "HEAD"), allowed)

    assert found == expected
