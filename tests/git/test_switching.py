"""A switch that somebody gets in the way of changes nothing."""

import os
from collections.abc import Callable

import pytest

from confledger.errors import ConfledgerError
from confledger.git.repository import discover
from confledger.git.switch_intent import place
from confledger.git.switching import alone, switch
from support import Repository

# In a filter of git, that is while the files are made ready.
_OUTSIDE = "unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE; "


@pytest.fixture(name="two")
def _two(repository: Repository) -> tuple[str, str]:
    """Make two commits, and stand on the first; return both."""
    for number in (1, 2):
        for name in ("a.yaml", "b.yaml", "far/c.yaml"):
            repository.write(name, f"a: {number}\n")
        repository.commit(f"{number}")
    old, new = repository.git("rev-parse", "HEAD~1", "HEAD").split("\n")
    repository.git("reset", "--hard", "--quiet", old)
    repository.git("branch", "other")
    return old, new


@pytest.mark.parametrize(
    ("meanwhile", "error", "status"),
    [
        pytest.param(
            "echo >mine; git add mine",
            "main has another commit by now; nothing was changed",
            "A  mine",
            id="stages something",
        ),
        pytest.param(
            "git symbolic-ref HEAD refs/heads/other",
            "HEAD has another commit by now; nothing was changed",
            "",
            id="goes to another branch",
        ),
        pytest.param(
            "echo mine >a.yaml",
            "'a.yaml': not committed, and would be overwritten",
            " M a.yaml",
            id="edits",
        ),
        pytest.param(
            "rm .git/confledger-switch/tree/a.yaml",
            "git did not write 'a.yaml'",
            "",
            id="takes away what waits",
        ),
    ],
)
def test_nothing_has_changed_but_what_somebody_did_meanwhile(
    repository: Repository, two: tuple[str, str], meanwhile: str, error: str, status: str
) -> None:
    filtered = f"cd '{repository.root}'; {_OUTSIDE}{meanwhile}; cat"
    repository.git("config", "filter.meddle.smudge", f'sh -c "{filtered}"')
    repository.git("config", "core.attributesFile", ".git/attributes")
    repository.write(".git/attributes", "b.yaml filter=meddle\n")
    where = discover(str(repository.root))

    with alone(where), pytest.raises(ConfledgerError) as raised:
        switch(where, "refs/heads/main", *two, "a test")

    assert str(raised.value) == error
    assert repository.git("rev-parse", "main", "other") == f"{two[0]}\n{two[0]}"
    assert repository.git("status", "--porcelain") == status
    assert not os.path.lexists(place(where))
    assert not (repository.root / ".git/index.lock").exists()


def edit(repository: Repository) -> None:
    repository.write("b.yaml", "mine: 1\n")


def keep_away(repository: Repository) -> None:
    repository.git("sparse-checkout", "set", "--no-cone", "/*.yaml")


@pytest.mark.parametrize(
    ("change", "discard", "outcome"),
    [
        pytest.param(edit, {"b.yaml": (1, 2, 3)}, "refused", id="changed since it was kept"),
        pytest.param(keep_away, {}, "a.yaml b.yaml", id="a sparse checkout stays one"),
    ],
)
def test_what_may_not_be_written_is_not(
    repository: Repository,
    two: tuple[str, str],
    change: Callable[[Repository], None],
    discard: dict[str, tuple[int, int, int] | None],
    outcome: str,
) -> None:
    change(repository)
    where = discover(str(repository.root))

    try:
        with alone(where):
            switch(where, "refs/heads/main", *two, "a test", discard)
        found = " ".join(sorted(path.name for path in repository.root.rglob("*.yaml")))
        assert repository.git("status", "--porcelain") == ""
    except ConfledgerError:
        found = "refused"

    assert found == outcome
