"""Spellings that are one person, and those that are two."""

import pytest

from confledger.ledger import spelling


@pytest.mark.parametrize(
    "other",
    [
        *("ada lovelace", "Ada  Lovelace", "Lovelace, Ada", '"Ada Lovelace"', "Ada Lovelace."),
        *("A\u200bda Lovelace", "\uff21da Lovelace", "ADA\u00a0LOVELACE"),
    ],
)
def test_a_name_is_the_same_however_it_is_written(other: str) -> None:
    assert spelling.name(other) == spelling.name("Ada Lovelace")


@pytest.mark.parametrize("other", ["Ada", "Ida Lovelace", "Ada Love Lace", "", "Ada Lovelace 2"])
def test_another_name_is_another_one(other: str) -> None:
    assert spelling.name(other) != spelling.name("Ada Lovelace")


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Ada@Example.ORG", "ada@example.org"),
        (" ada@example.org ", "ada@example.org"),
        ("a\u200bda+review@example.org", "ada@example.org"),
        ("+@example.org", "+@example.org"),
        ("1234+Octo@users.noreply.github.com", "octo@users.noreply.github.com"),
        ("octo@users.noreply.github.com", "octo@users.noreply.github.com"),
        ("", ""),
    ],
)
def test_an_address_is_the_mailbox(written: str, address: str) -> None:
    assert spelling.address(written) == address
