"""Commits on a branch that has no tree here: the same everywhere, and over nobody's work."""

import os

import pytest

from confledger.errors import ConfledgerError
from confledger.git import branch_writing
from confledger.git.repository import discover
from support import Repository

MESSAGE = "reports: As of 2025-06-01\n\nConfledger-Reports: abc\n"
REF = "refs/heads/made"
NOON = 1_748_779_200


def test_the_same_files_are_the_same_commit_wherever_and_by_whomever(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.git("config", "commit.gpgsign", "true")
    found = discover(os.fspath(repository.root))
    edits = branch_writing.as_edits({"a.md": b"a\n", "b/c.md": b"c\n"}, [])
    first = branch_writing.written(found, None, edits, MESSAGE, NOON)
    monkeypatch.setenv("GIT_AUTHOR_NAME", "Grace")
    monkeypatch.setenv("TZ", "Asia/Tokyo")

    assert first == branch_writing.written(found, None, edits, MESSAGE, NOON)
    assert first == "2c515b58500633e9e38a7d4a29619e4dc0a1352c"
    assert branch_writing.written(found, first, edits, MESSAGE, NOON) is None
    assert repository.git("log", "-1", "--format=%an %ae %cd %B", "--date=iso", str(first)) == (
        "confledger confledger@noreply.invalid 2025-06-01 12:00:00 +0000 " + MESSAGE
    )
    second = branch_writing.written(
        found, first, branch_writing.as_edits({}, ["a.md"]), MESSAGE, NOON
    )
    assert repository.git("ls-tree", "-r", "--name-only", str(second)) == "b/c.md"


def test_a_branch_moves_only_from_where_it_was_seen(repository: Repository) -> None:
    repository.commit()
    found = discover(os.fspath(repository.root))
    edits = branch_writing.as_edits({"a.md": b"a\n"}, [])
    one = branch_writing.written(found, None, edits, MESSAGE, NOON)
    two = branch_writing.written(found, None, edits, MESSAGE, NOON + 1)
    assert one is not None
    assert two is not None

    assert branch_writing.moved(found, REF, one, None)
    assert not branch_writing.moved(found, REF, two, None)
    assert branch_writing.tip(found, REF) == one
    assert branch_writing.moved(found, REF, two, one)
    assert repository.git("status", "--porcelain") == ""


@pytest.mark.parametrize(
    ("branch", "said"),
    [
        ("main", "'main' is checked out, and would differ from its files afterwards"),
        ("a..b", "'a..b' is no name of a branch"),
        ("HEAD", "'HEAD' is the name of something else than a branch"),
        ("refs/tags/v1", "'refs/tags/v1' is the name of something else than a branch"),
        ("other", "the branch 'other' has something else than reports"),
    ],
)
def test_what_people_work_on_is_left_alone(repository: Repository, branch: str, said: str) -> None:
    found = discover(os.fspath(repository.root))
    if branch == "main":
        with pytest.raises(ConfledgerError, match="checked out"):
            branch_writing.reference(found, branch)
    commit = repository.commit()
    repository.git("branch", "other")

    with pytest.raises(ConfledgerError) as raised:
        branch_writing.verify_made(found, commit, branch_writing.reference(found, branch)[11:])

    assert str(raised.value) == said
