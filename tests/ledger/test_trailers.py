"""Trailers are found where git finds them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.ledger.trailers import trailers
from support import Repository

MESSAGES = [
    pytest.param("Subject\n\nReviewed-by: Ben <ben@example.org>\n", id="one"),
    pytest.param("Subject\n\nbody\n\nA: 1\nB : 2\nA:3\n", id="several, with and without spaces"),
    pytest.param("Reviewed-by: Ben\n", id="the subject is none"),
    pytest.param("Subject\nReviewed-by: Ben\n", id="nor is its second line"),
    pytest.param("Subject\n\nReviewed-by: Ben\n\nmore text\n", id="not in the last paragraph"),
    pytest.param("Subject\n\nReviewed-by: Ben\n  who looked\n\tlong\n", id="one that goes on"),
    pytest.param("Subject\n\n  Reviewed-by: Ben\n", id="indented"),
    pytest.param("Subject\n\ntext\nReviewed-by: Ben\n", id="text beside it"),
    pytest.param(
        "Subject\n\ntext\nSigned-off-by: A\nReviewed-by: B\n", id="text beside those of git"
    ),
    pytest.param("S\n\na\nb\nc\nd\nSigned-off-by: A\n", id="too much text beside those of git"),
    pytest.param("S\n\n(cherry picked from commit abc)\nReviewed-by: B\n", id="cherry-picked"),
    pytest.param("S\n\nhttps://example.org/a: b\nA: b\n", id="an address"),
    pytest.param("S\n\nNo value:\nA: b\n", id="without a value"),
    pytest.param("S\n\nÜber: b\nA: b\n", id="a name that is not ASCII"),
    pytest.param("S\n\nA: b\n\n\n", id="blank lines behind it"),
    pytest.param("S\n\nA: b\n \nC: d\n", id="a line of blanks before it"),
]


def by_git(repository: Repository, messages: list[str]) -> list[str]:
    """Return what git finds in each message, from one process."""
    oids = []
    tree = repository.git("write-tree")
    for message in messages:
        oids.append(repository.git("commit-tree", tree, "-F", "-", input=message))
    raw = repository.git(
        "log", "--no-walk=unsorted", "-z", "--format=%(trailers:only,unfold)", *oids
    )
    return [one.strip("\n") for one in raw.split("\0")][: len(messages)]


def ours(message: str) -> str:
    """Write what we find as git does."""
    return "\n".join(f"{name}: {value}".rstrip() for name, value in trailers(message))


def test_trailers_are_those_of_git(repository: Repository) -> None:
    messages = [str(one.values[0]) for one in MESSAGES]

    assert [ours(one) for one in messages] == [
        "\n".join(line.rstrip() for line in one.split("\n")) for one in by_git(repository, messages)
    ]


@settings(max_examples=200)
@given(st.text("Ab:- \t\n#(é", max_size=60))
def test_any_text_has_trailers_or_none(text: str) -> None:
    for name, value in trailers(text):
        assert name
        assert "\n" not in name + value
