"""The last state of the mainline before a day or a time."""

from pathlib import Path

import pytest

from confledger.cli.rollback import before
from confledger.cli.rollback.work import Work
from confledger.errors import ConfledgerError
from confledger.git.repository import discover
from rolling import Rolling
from support import Repository


@pytest.fixture
def dated(repository: Repository) -> Repository:
    """A mainline of three states and a merge, by committer dates; the branch is older than it."""
    dates = ["2025-03-01T00:00:00Z", "2025-03-02T12:00:00+02:00", "2025-03-05T23:59:59Z"]
    for number, date in enumerate(dates):
        commit(repository, number, date)
    repository.git("checkout", "-q", "-b", "side", "HEAD~1")
    commit(repository, 7, "2025-03-03T00:00:00Z", "b.yaml")
    repository.git("checkout", "-q", "main")
    env = {"GIT_COMMITTER_DATE": "2025-03-06T00:00:00Z"}
    repository.try_git("merge", "-q", "--no-ff", "-m", "merge", "side", env=env)
    return repository


def commit(repository: Repository, number: int, date: str, path: str = "a.yaml") -> None:
    repository.write(path, f"a: {number}\n")
    repository.git("add", "--all")
    # When it was written says nothing of when it took effect.
    env = {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z"}
    repository.try_git("commit", "-q", "-m", f"state {number}", env=env)


def found(root: Path, text: str) -> str:
    work = Work(discover(str(root)))
    try:
        oid = before.target(work, text)
        return work.revision(oid).subject
    except ConfledgerError as error:
        return f"{error}; {error.help}"
    finally:
        work.close()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("2025-03-02", "state 0", id="a day begins at midnight in UTC"),
        pytest.param("2025-03-02T10:00:00Z", "state 0", id="a commit of that second comes after"),
        pytest.param("2025-03-02T10:00:01Z", "state 1", id="a time with a zone"),
        pytest.param("2025-03-02 13:00:01+03:00", "state 1", id="of whatever zone"),
        pytest.param("2025-03-04", "state 1", id="what was on a branch then is not it"),
        pytest.param("2025-03-06", "state 2", id="of a merge, when it landed"),
        pytest.param("2025-04", "merge", id="a month"),
        pytest.param("yesterday", "merge", id="as git says it"),
        pytest.param(
            "main",
            "--before takes a day or a time, not 'main'; for example 2026-01-31, "
            "2026-01-31T08:00:00Z or '2 weeks ago'; for a commit: --to main",
            id="a branch",
        ),
        pytest.param(
            "2d",
            "--before takes a day or a time, not '2d'; did you mean '2 days ago'?",
            id="as other tools write it",
        ),
        pytest.param(
            "17:00",
            "--before takes a day or a time, not '17:00'; of which day? for example "
            "'today 17:00', or 'yesterday 17:00'",
            id="no day of it",
        ),
        pytest.param(
            "2025-13-01",
            "--before takes a day or a time, not '2025-13-01'; for example 2026-01-31, "
            "2026-01-31T08:00:00Z or '2 weeks ago'",
            id="no day",
        ),
    ],
)
def test_the_date_of_the_committer_along_first_parents_counts(
    dated: Repository, text: str, expected: str
) -> None:
    assert found(dated.root, text) == expected


def test_before_all_there_is_nothing(dated: Repository, rolling: Rolling, tmp_path: Path) -> None:
    first = dated.git("rev-list", "--max-parents=0", "HEAD")[:10]
    told = rolling("--before", "2025-03-01", "--plan")
    assert (told.code, told.err) == (
        2,
        "error: there is nothing from before 2025-03-01T00:00:00Z\n"
        f"  help: the first commit is {first}, of 2025-03-01T00:00:00Z\n",
    )
    shallow = tmp_path / "shallow"
    dated.git("clone", "-q", "--depth=2", f"file://{dated.root}", str(shallow))
    cut = dated.git("rev-parse", "HEAD~1")[:10]

    assert found(shallow, "2025-03-02") == (
        "this shallow clone has nothing from before 2025-03-02T00:00:00Z: it ends with "
        f"{cut}, of 2025-03-05T23:59:59Z; fetch more of it with `git fetch --unshallow`"
    )
    assert found(shallow, "2025-03-06") == "state 2"


def test_it_goes_back_there(dated: Repository, rolling: Rolling) -> None:
    assert rolling("--before", "2025-03-03", "--scope", "a.yaml", "--yes").code == 0
    assert (dated.root / "a.yaml").read_text() == "a: 1\n"
    assert rolling("--before", "2030-01-01").out.startswith("nothing to do: all is as it was")
