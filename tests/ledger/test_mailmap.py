"""People are who `.mailmap` says, as git reads it."""

from confledger.ledger.mailmap import Mailmap
from support import Repository

TEXT = """\
# people
Ben Proper <ben@example.org> <ben@home.example>
<cyd@example.org> <cyd@old.example>
Ada Proper <ada@example.org> ada <shared@example.org>
Team <team@example.org> <SHARED@example.org>
Only Name <dan@example.org>
broken line
"""
PEOPLE = [
    ("Ben", "ben@home.example"),
    ("Ben", "BEN@HOME.example"),
    ("Cyd", "cyd@old.example"),
    ("ada", "shared@example.org"),
    ("ADA", "shared@example.org"),
    ("Eve", "shared@example.org"),
    ("D", "dan@example.org"),
    ("Nobody", "nobody@example.org"),
]


def test_people_are_who_git_takes_them_for(repository: Repository) -> None:
    repository.write(".mailmap", TEXT)
    contacts = "".join(f"{name} <{email}>\n" for name, email in PEOPLE)
    by_git = repository.git("check-mailmap", "--stdin", input=contacts).split("\n")
    found = Mailmap(TEXT)

    assert [f"{name} <{email}>" for name, email in (found.of(*one) for one in PEOPLE)] == by_git
