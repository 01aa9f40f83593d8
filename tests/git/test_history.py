import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from confledger.git import history
from confledger.git.process import GitFailed
from confledger.git.repository import discover
from confledger.git.snapshot import RevisionNotFound
from support import FIRST_COMMIT, Repository


def seen(repository: Repository, *args: str, **options: object) -> list[str]:
    """Return the history, a line for each commit and each change."""
    lines = []
    for commit in history.commits(discover(str(repository.root)), *args, **options):  # type: ignore[arg-type]
        lines.append(commit.subject)
        for change in commit.changes:
            before = [None if one is None else one.path for one in change.before]
            lines.append(f"  {before} {None if change.after is None else change.after.path}")
    return lines


def test_each_commit_comes_after_its_parents_with_what_it_changed(repository: Repository) -> None:
    repository.write("a", "1\n")
    repository.write("b", "long enough\nto be found again\n")
    first = repository.commit("one")
    repository.write("a", "2\n")
    repository.git("mv", "b", "c")
    second = repository.commit("two")
    repository.commit("nothing")
    (repository.root / "a").unlink()
    repository.commit("gone")

    assert seen(repository) == [
        *("one", "  [None] a", "  [None] b"),
        *("two", "  ['a'] a", "  ['b'] c"),
        "nothing",
        *("gone", "  ['a'] None"),
    ]
    found = list(history.commits(discover(str(repository.root))))
    assert [one.oid for one in found[:2]] == [first, second]
    assert found[1].parents == [first]
    assert (found[1].author, found[1].cut) == ("Ada Tester <ada@example.org>", False)
    assert found[1].time == int(FIRST_COMMIT.timestamp()) + 60
    entry = found[1].changes[0].after
    assert entry is not None
    assert repository.git("cat-file", "blob", entry.oid or "") == "2"


def test_names_and_subjects_may_hold_anything(repository: Repository) -> None:
    names = [":100644 x", "a\nb", "tab\there", "\udcff", "\x01mark", "ünïcode"]
    for name in names:
        (repository.root / name).write_text("x")
    repository.commit(":000000 100644 \x01 subject")
    for name in names:
        (repository.root / name).write_text("y")
    repository.git("add", "--all")
    repository.git("commit", "--quiet", "--allow-empty-message", "--message=")

    found = list(history.commits(discover(str(repository.root))))

    assert [one.subject for one in found] == [":000000 100644 \x01 subject", ""]
    for commit in found:
        assert sorted(change.after.path for change in commit.changes if change.after) == sorted(
            names
        )


def test_the_settings_of_the_user_change_nothing(repository: Repository) -> None:
    repository.write("a/b", "long enough\nto be found again\n")
    repository.commit("one")
    repository.git("mv", "a/b", "a/c")
    repository.commit("two")
    expected = seen(repository)
    for name, value in {
        "diff.renames": "false",
        "log.showSignature": "true",
        "log.diffMerges": "separate",
        "diff.relative": "true",
        "color.ui": "always",
        "i18n.logOutputEncoding": "latin1",
        "log.date": "raw",
    }.items():
        repository.git("config", name, value)

    assert seen(repository) == expected
    assert expected[-1] == "  ['a/b'] a/c"


def merged(repository: Repository) -> None:
    """Make a merge that takes one side of `a`, both sides of `b`, and edits `c` itself."""
    for name in "abc":
        repository.write(name, "1\n2\n3\n4\n5\n6\n7\n")
    repository.commit("base")
    repository.git("checkout", "--quiet", "-b", "side")
    repository.write("a", "side\n")
    repository.write("b", "side\n2\n3\n4\n5\n6\n7\n")
    repository.commit("side")
    repository.git("checkout", "--quiet", "main")
    repository.write("b", "1\n2\n3\n4\n5\n6\nmain\n")
    repository.commit("main")
    repository.git("merge", "--quiet", "--no-commit", "side")
    repository.write("c", "by the way\n")
    repository.commit("merge")


def test_of_a_merge_only_what_no_parent_has(repository: Repository) -> None:
    merged(repository)

    assert seen(repository)[-3:] == ["merge", "  ['b', 'b'] b", "  ['c', 'c'] c"]


def test_a_file_renamed_or_removed_in_a_merge_has_its_path_in_each_parent(
    repository: Repository,
) -> None:
    merged(repository)
    repository.git("checkout", "--quiet", "-b", "other", "HEAD~1")
    repository.commit("other")
    repository.git("merge", "--quiet", "--no-commit", "--no-ff", "main", "side")
    repository.git("mv", "b", "d")
    repository.git("rm", "--quiet", "--force", "c")
    repository.commit("again")

    assert [line for line in seen(repository)[-3:] if line.startswith("  ")] == [
        "  ['c', 'c'] None",
        "  ['b', 'b'] d",
    ]


def test_a_range_and_paths_narrow_it(repository: Repository) -> None:
    first = repository.commit("one")
    repository.write("a", "1")
    repository.commit("two")
    repository.write("*", "1")
    repository.commit("three")

    assert seen(repository, "HEAD", without=(first,)) == [
        *("two", "  [None] a", "three", "  [None] *")
    ]
    assert seen(repository, "HEAD", paths=("*",)) == ["three", "  [None] *"]
    assert seen(repository, "HEAD~1") == ["one", "two", "  [None] a"]
    assert seen(repository, "HEAD", without=("HEAD",)) == []
    with pytest.raises(RevisionNotFound):
        seen(repository, "--all")


def test_a_shallow_clone_says_where_it_ends(repository: Repository, tmp_path: Path) -> None:
    for number in "123":
        repository.write("a", number)
        repository.commit(number)
    clone = tmp_path / "clone"
    subprocess.run(
        ["git", "clone", "--quiet", "--depth=2", repository.root.as_uri(), clone], check=True
    )

    found = list(history.commits(discover(str(clone))))

    assert [(one.subject, one.cut) for one in found] == [("2", True), ("3", False)]
    assert history.boundary(discover(str(clone))) == {found[0].oid}


def test_a_partial_clone_says_what_it_lacks(repository: Repository, tmp_path: Path) -> None:
    repository.git("config", "uploadpack.allowFilter", "true")
    repository.write("a", "long enough\nto be found again\n")
    repository.commit("one")
    repository.write("b", "long enough\nto be found again by git\n")
    (repository.root / "a").unlink()
    repository.commit("moved and changed")
    clone = tmp_path / "clone"
    subprocess.run(
        [
            *("git", "clone", "--quiet", "--bare", "--filter=blob:none"),
            *(repository.root.as_uri(), str(clone)),
        ],
        check=True,
    )

    with pytest.raises(history.HistoryIncomplete) as caught:
        list(history.commits(discover(str(clone))))

    assert str(caught.value.help).startswith("if it is a partial clone: git fetch --refetch")


def test_what_else_git_fails_at_is_passed_on(repository: Repository) -> None:
    repository.write("a", "1")
    repository.commit()
    tree = repository.git("rev-parse", "HEAD^{tree}")
    (repository.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()

    with pytest.raises(GitFailed):
        list(history.commits(discover(str(repository.root))))


def test_who_stops_early_leaves_nothing_running(
    repository: Repository, left: Callable[[], set[int]]
) -> None:
    for number in range(3):
        repository.write("a", str(number))
        repository.commit(str(number))

    stream = history.commits(discover(str(repository.root)))
    next(stream)
    stream.close()

    assert left() == set()


@pytest.mark.corpus
@pytest.mark.slow
def test_a_real_history_is_what_git_says_of_it(corpus: Path, tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    bundle = corpus / "history" / "ghaf-infra.bundle"
    subprocess.run(["git", "clone", "--quiet", "--bare", bundle, clone], check=True)
    repository = discover(str(clone))
    said = repository.run("log", "--name-status", "--no-renames", "--format=", "-m", "HEAD")

    found = list(history.commits(repository))

    assert len(found) == int(repository.run("rev-list", "--count", "HEAD"))
    paths = {line.split("\t")[1] for line in os.fsdecode(said).splitlines() if line}
    seen_paths = {
        entry.path
        for commit in found
        for change in commit.changes
        for entry in (*change.before, change.after)
        if entry is not None
    }
    assert seen_paths == paths
    position = {commit.oid: number for number, commit in enumerate(found)}
    assert all(
        position[parent] < number
        for number, commit in enumerate(found)
        for parent in commit.parents
    )
