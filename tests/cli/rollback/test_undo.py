"""`undo`: a rollback taken back; twice is nothing."""

import json
from pathlib import Path

import pytest

from rolling import Rolling, Told, shop
from support import Repository


class Undone(Rolling):
    """Runs `undo`."""

    def __call__(self, *arguments: str, at: Path | None = None) -> Told:
        """Run it with some arguments."""
        from confledger.cli.rollback import undo

        return self.command(undo.run, *arguments, at=at)


@pytest.fixture
def undo(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Undone:
    """`undo`, run in the repository of the test."""
    return Undone(repository, monkeypatch, capsys)


def subjects(repository: Repository) -> list[str]:
    """Return the subjects of all commits, the newest first, without what is in brackets."""
    lines = repository.git("log", "--format=%s").splitlines()
    return [line.partition(" (")[0] for line in lines]


def scope(repository: Repository) -> str:
    """Return what the newest commit says that its scope is."""
    return repository.git("log", "-1", "--format=%(trailers:key=Scope,valueonly)").strip()


def test_a_rollback_is_taken_back_once(
    repository: Repository, rolling: Rolling, undo: Undone
) -> None:
    first, second = shop(repository)
    assert rolling("--to", first, "--scope", "./config", "--yes").code == 0
    rollback = repository.git("rev-parse", "HEAD")
    repository.write("notes.txt", "two\n")
    repository.commit("Notes")

    planned = undo("--plan")
    told = undo("--yes", "--reason", "no need")

    assert (planned.code, told.code) == (1, 0), told
    assert repository.git("diff", "--stat", second, "HEAD", "--", "config") == ""
    assert repository.git("show", "HEAD:notes.txt") == "two"
    made = repository.git("rev-parse", "HEAD")
    assert repository.git("log", "-1", "--format=%B").splitlines()[1:] == [
        *("", f"This reverts commit {rollback}.", "", f"Restores: {second}", "Scope: config"),
        "Reason: no need",
    ]
    said = f"nothing to do: {rollback[:10]} was taken back by {made[:10]}\n"
    assert [undo("--yes").out, undo(rollback, "--yes").out] == [said, said]
    assert repository.git("rev-parse", "HEAD") == made
    facts = json.loads(undo("--format", "json").out)
    assert (facts["nothing_to_do"], facts["way"], facts["notes"]) == (True, "undo", [said[15:-1]])
    # The undoing of it is a rollback too.
    assert undo(made[:9], "--yes").code == 0
    assert repository.git("diff", "--stat", first, "HEAD", "--", "config") == ""
    assert undo("--yes").code == 0
    assert repository.git("diff", "--stat", second, "HEAD", "--", "config") == ""
    end = undo("--yes").out
    assert end.startswith(f"nothing to do: {rollback[:10]} was taken back by")


def test_a_plain_revert_takes_a_rollback_back_as_well(
    repository: Repository, rolling: Rolling, undo: Undone
) -> None:
    first, second = shop(repository)
    assert rolling("--entry", second, "--yes").code == 0
    rollback = repository.git("rev-parse", "HEAD")
    repository.git("revert", "--no-edit", "HEAD")
    revert = repository.git("rev-parse", "HEAD")

    told = undo("--yes")

    assert told.out == f"nothing to do: {rollback[:10]} was taken back by {revert[:10]}\n"
    assert first != rollback


@pytest.mark.parametrize(
    ("commit", "error", "help"),
    [
        (
            (),
            "there is no rollback on this branch",
            "any commit is taken back by: confledger rollback --entry COMMIT",
        ),
        (
            ("main",),
            "{main} is no rollback",
            "take it back all the same: confledger rollback --entry {main}",
        ),
        (("other",), "{other} is a rollback, and not of this branch", "switch to its branch"),
    ],
)
def test_what_is_no_rollback_is_said(
    repository: Repository,
    rolling: Rolling,
    undo: Undone,
    commit: tuple[str, ...],
    error: str,
    help: str,
) -> None:
    first, _ = shop(repository)
    repository.git("switch", "-q", "-c", "other")
    assert rolling("--to", first, "--scope", "./config", "--yes").code == 0
    repository.git("switch", "-q", "main")
    names = {one: repository.git("rev-parse", one)[:10] for one in ("main", "other")}

    told = undo(*commit, "--yes")

    assert (told.code, told.err.splitlines()) == (
        2,
        [f"error: {error.format(**names)}", f"  help: {help.format(**names)}"],
    )


def test_the_scope_is_that_of_what_is_taken_back(
    repository: Repository, rolling: Rolling, undo: Undone
) -> None:
    for pool in (1, 2):
        repository.write("config/envs/dev.yaml", "pool: 9\n")
        repository.write("config/envs/prod.yaml", f"pool: {pool}\n")
        repository.commit()
    first = repository.git("rev-parse", "HEAD~1")

    for what in (
        ("--scope", "env:prod"),
        ("--key", "prod:pool"),
        ("--key", "config/envs/prod.yaml#pool"),
    ):
        assert rolling("--to", first, *what, "--yes").code == 0
        assert undo("--yes").code == 0
        assert scope(repository) == what[1]


def test_a_scope_that_is_not_true_is_not_repeated(repository: Repository, undo: Undone) -> None:
    first, _ = shop(repository)
    repository.write("notes.txt", "two\n")
    repository.commit(f"Notes\n\nRestores: {first}\nScope: config")

    assert undo("--yes").code == 0

    assert scope(repository) == "all"


def test_where_nothing_is_committed_there_is_nothing_to_undo(
    repository: Repository, undo: Undone
) -> None:
    told = undo("--yes")

    assert (told.code, told.err) == (
        2,
        "error: there is no commit yet\n  help: commit something first\n",
    )


def test_a_key_that_changed_since_is_named(
    repository: Repository, rolling: Rolling, undo: Undone
) -> None:
    first, _ = shop(repository)
    assert rolling("--to", first, "--scope", "./config", "--yes").code == 0
    repository.write("config/prod.yaml", "# pool\npool: 7\nhost: a\n")
    seven = repository.commit("Seven")

    told = undo("--yes")
    left = undo("--yes", "--allow-conflicts")

    assert told.code == 2
    assert seven[:10] in told.out
    assert "nothing was changed: 1 key was changed again since" in told.err
    assert left.code == 0
    assert repository.git("show", "HEAD:config/new.yaml", "HEAD:config/prod.yaml") == (
        "key: 1\n# pool\npool: 7\nhost: a"
    )
    assert subjects(repository)[0].startswith("undo: ")
