import pytest

from confledger.git import objects
from confledger.git.blobs import TooLarge
from confledger.git.process import GitFailed
from confledger.git.repository import discover
from support import Repository


def history(repository: Repository) -> tuple[str, str]:
    """Make a history with a branch, a merge that was resolved, and files that are gone."""
    repository.write("a.yaml", "a: 1\n")
    repository.write("gone/ü b.txt", "x" * 100)
    repository.commit()
    repository.git("checkout", "--quiet", "-b", "other")
    repository.write("a.yaml", "a: 2\n")
    repository.commit()
    repository.git("checkout", "--quiet", "main")
    repository.write("a.yaml", "a: 3\n")
    repository.git("rm", "--quiet", "gone/ü b.txt")
    first = repository.commit()
    repository.try_git("merge", "--quiet", "other")
    repository.write("a.yaml", "a: 4\n")
    return first, repository.commit("merge")


def test_each_content_comes_once_with_the_commit_that_brought_it(repository: Repository) -> None:
    _, merge = history(repository)
    here = discover(str(repository.root))

    found = objects.paths(here, "--all")
    held = dict(objects.contents(here, list(found), 50))
    brought = objects.introduced(here, set(found), "--all")

    assert sorted(found.values()) == ["a.yaml"] * 4 + ["gone/ü b.txt"]
    assert sorted(one for one in held.values() if isinstance(one, bytes)) == [
        b"a: 1\n",
        b"a: 2\n",
        b"a: 3\n",
        b"a: 4\n",
    ]
    assert [type(one) for oid, one in held.items() if found[oid].startswith("gone")] == [TooLarge]
    assert {one.path for one in brought.values()} == {"a.yaml", "gone/ü b.txt"}
    assert {one.day for one in brought.values()} == {"2025-06-01"}
    assert set(brought) == set(found)
    assert [merge] == [one.commit for oid, one in brought.items() if held[oid] == b"a: 4\n"]


def test_only_what_a_range_reaches_is_listed(repository: Repository) -> None:
    first, _ = history(repository)
    here = discover(str(repository.root))

    assert sorted(objects.paths(here, "main", f"^{first}").values()) == ["a.yaml", "a.yaml"]
    assert objects.introduced(here, set(), "main") == {}


def test_an_older_git_lists_all_objects(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    history(repository)
    here = discover(str(repository.root))
    everything = objects.paths(here, "--all")
    monkeypatch.setattr(objects, "_BLOBS", ("--filter=nothing-it-knows",))

    found = objects.paths(here, "--all")

    assert set(found) > set(everything)
    held = dict(objects.contents(here, list(found), 1000))
    assert {oid for oid, one in held.items() if one is not None} == set(everything)


def test_a_revision_that_is_not_there_is_an_error(repository: Repository) -> None:
    history(repository)

    with pytest.raises(GitFailed):
        objects.paths(discover(str(repository.root)), "nowhere")
