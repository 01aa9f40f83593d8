"""A bundle is of what was read at one moment, whatever happens while it is made."""

from pathlib import Path

import pytest

from confledger.backup import bundle, source
from confledger.git.repository import discover
from support import Repository


def test_what_is_committed_meanwhile_is_not_inside(repository: Repository, tmp_path: Path) -> None:
    repository.write("app.yaml", "port: 1\n")
    first = repository.commit("first")
    here = discover(str(repository.root))
    made = source.read(here)
    repository.write("app.yaml", "port: 2\n")
    second = repository.commit("second")
    repository.git("branch", "other")
    path = tmp_path / "bundle"

    bundle.write(here, made, [], str(path), lambda _: None)

    listed = repository.git("bundle", "list-heads", str(path)).splitlines()
    assert listed == [f"{first} refs/heads/main", f"{first} HEAD"]
    repository.git("bundle", "verify", "-q", str(path))
    repository.git("clone", "-q", str(path), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    assert clone.try_git("cat-file", "-e", second).returncode != 0
    with open(path, "rb") as file:
        assert bundle.check(file, made) is None


def test_what_goes_away_meanwhile_is_an_error_that_says_so(
    repository: Repository, tmp_path: Path
) -> None:
    repository.commit("first")
    repository.git("checkout", "-q", "-b", "side")
    repository.write("app.yaml", "port: 1\n")
    repository.commit("second")
    here = discover(str(repository.root))
    made = source.read(here)
    repository.git("checkout", "-q", "main")
    repository.git("branch", "-D", "side")
    repository.git("reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "-q", "--prune=now")

    with pytest.raises(bundle.Changing, match="the repository changed while it was read"):
        bundle.write(here, made, [], str(tmp_path / "bundle"), lambda _: None)


def test_what_a_rewritten_branch_lost_is_not_asked_for(
    repository: Repository, tmp_path: Path
) -> None:
    """The backup before had commits that the repository does not have any more."""
    first = repository.commit("first")
    repository.write("app.yaml", "port: 1\n")
    repository.commit("second")
    here = discover(str(repository.root))
    base = source.read(here)
    repository.git("tag", "kept", first)
    repository.git("reset", "-q", "--hard", first)
    repository.git("reflog", "expire", "--expire=now", "--all")
    repository.git("gc", "-q", "--prune=now")
    repository.write("app.yaml", "port: 2\n")
    repository.commit("another second")

    made = source.read(here)
    without = source.base_on(here, made, base)

    assert (without, made.prerequisites, made.number) == ([], [], 1)
    bundle.write(here, made, without, str(tmp_path / "bundle"), lambda _: None)
    assert made.objects == 5
