"""Who is one person, and who is a program."""

import pytest

from confledger.ledger.mailmap import Mailmap
from confledger.ledger.people import People, is_bot

GIVEN = [
    ("Ada Tester", "ada@example.org"),
    ("Ada Tester", "ada@home.example"),
    ("tester, ada", "12+ada@users.noreply.github.com"),
    ("A. T.", "ada@home.example"),
    ("Bob Baker", "bob@example.org"),
    ("rob", "rob@example.org"),
    ("", ""),
]


@pytest.mark.parametrize("turned", [False, True])
def test_one_name_or_one_address_is_one_person(turned: bool) -> None:
    people = People(Mailmap("Bob Baker <bob@example.org> <rob@example.org>\n"))
    for one in reversed(GIVEN) if turned else GIVEN:
        people.add(*one)

    called = people.called()
    assert [called[people.of(*one)] for one in GIVEN] == [
        *(["Ada Tester"] * 4),
        *(["Bob Baker"] * 2),
        "",
    ]


@pytest.mark.parametrize(
    ("name", "bot"),
    [
        *(("renovate[bot]", True), ("Renovate Bot", True), ("release-bot", True)),
        *(("Abbot", False), ("Robotnik", False), ("Bottomley", False), ("", False)),
    ],
)
def test_a_bot_says_so_in_its_name(name: str, bot: bool) -> None:
    assert is_bot(name) is bot
