"""A bad commit is stopped by the plain git hook, however git makes it; a good one is made."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from support import Repository

# Where a commit is made, with which arguments, and what is typed meanwhile.
Commit = tuple[Repository, tuple[str, ...], str | None]

START = "a: 1\nb: 2\nc: 3\nd: 4\n"
GOOD = START + "e: 5\n"
BAD = START + "a: 5\n"
STOPPED = "`a` is already defined on line 1"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with the hooks and, in its first commit, `x.yaml` and `other.yaml`."""
    repository = Repository.create(tmp_path_factory.mktemp("hooked") / "a template")
    done = repository.confledger("git", "install")
    assert (done.returncode, done.stderr) == (0, "")
    repository.write("x.yaml", START)
    repository.write("other.yaml", START)
    repository.commit("start")
    return repository.root


@pytest.fixture
def hooked(template: Path, tmp_path: Path) -> Repository:
    """A copy of the template."""
    root = tmp_path / "a repository"
    shutil.copytree(template, root, symlinks=True)
    return Repository(root)


def state(repository: Repository) -> tuple[str, ...]:
    """Return all that a stopped commit must leave as it was."""
    return (
        repository.try_git("rev-parse", "HEAD").stdout,
        repository.git("ls-files", "--stage"),
        repository.git("status", "--porcelain=v2", "--branch"),
        repository.git("diff"),
        repository.git("stash", "list"),
    )


def staged(repository: Repository, content: str) -> Commit:
    repository.write("x.yaml", content)
    repository.git("add", "x.yaml")
    return repository, ("commit", "-m", "change"), None


def everything(repository: Repository, content: str) -> Commit:
    repository.write("x.yaml", content)
    return repository, ("commit", "-a", "-m", "change"), None


def one_path(repository: Repository, content: str) -> Commit:
    # What is staged besides is not part of this commit.
    repository.write("other.yaml", BAD)
    repository.git("add", "other.yaml")
    repository.write("x.yaml", content)
    return repository, ("commit", "-m", "change", "x.yaml"), None


def path_included(repository: Repository, content: str) -> Commit:
    repository.write("other.yaml", GOOD)
    repository.git("add", "other.yaml")
    repository.write("x.yaml", content)
    return repository, ("commit", "--include", "-m", "change", "x.yaml"), None


def hunks(repository: Repository, content: str) -> Commit:
    # The first hunk would be a mistake and stays on disk; the second is committed.
    repository.write("x.yaml", START + "".join(f"k{n}: {n}\n" for n in range(20)))
    repository.git("commit", "-q", "--no-verify", "-a", "-m", "longer")
    long = repository.root / "x.yaml"
    long.write_text("b: 0\n" + long.read_text() + content.removeprefix(START))
    return repository, ("commit", "-p", "-m", "change"), "n\ny\n"


def amended(repository: Repository, content: str) -> Commit:
    repository.write("x.yaml", content)
    return repository, ("commit", "-a", "--amend", "--no-edit"), None


def in_a_subfolder(repository: Repository, content: str) -> Commit:
    repository.write("x.yaml", content)
    (repository.root / "sub").mkdir()
    return Repository(repository.root / "sub"), ("commit", "-m", "change", "../x.yaml"), None


def with_a_name_from_elsewhere(repository: Repository, content: str) -> Commit:
    repository.write("x.yaml", content)
    where = ("--git-dir", str(repository.root / ".git"), "--work-tree", str(repository.root))
    return Repository(repository.root.parent), (*where, "commit", "-a", "-m", "change"), None


def in_a_linked_work_tree(repository: Repository, content: str) -> Commit:
    repository.git("worktree", "add", "--quiet", "../linked")
    linked = Repository(repository.root.parent / "linked")
    linked.write("x.yaml", content)
    return linked, ("commit", "-a", "-m", "change"), None


def on_a_detached_head(repository: Repository, content: str) -> Commit:
    repository.git("checkout", "--quiet", "--detach")
    return everything(repository, content)


def with_the_rest_stashed(repository: Repository, content: str) -> Commit:
    repository.write("x.yaml", content)
    repository.git("add", "x.yaml")
    repository.write("x.yaml", content + "later: [\n")
    repository.git("stash", "push", "--quiet", "--keep-index")
    return repository, ("commit", "-m", "change"), None


def after_a_conflict(repository: Repository, content: str) -> Commit:
    conflict(repository)
    repository.try_git("merge", "topic")
    repository.write("x.yaml", content)
    repository.git("add", "x.yaml")
    return repository, ("commit", "--no-edit"), None


def after_a_conflict_with_a_picked_commit(repository: Repository, content: str) -> Commit:
    conflict(repository)
    repository.try_git("cherry-pick", "topic")
    repository.write("x.yaml", content)
    repository.git("add", "x.yaml")
    return repository, ("commit", "--no-edit"), None


def after_a_conflict_of_a_rebase(repository: Repository, content: str) -> Commit:
    conflict(repository)
    repository.git("switch", "--quiet", "topic")
    repository.try_git("rebase", "main")
    repository.write("x.yaml", content)
    repository.git("add", "x.yaml")
    return repository, ("commit", "--no-edit"), None


def conflict(repository: Repository) -> None:
    """Let two branches, `main` and `topic`, change the same line; end on `main`."""
    for branch, line in (("topic", "a: 7\n"), ("main", "a: 8\n")):
        if branch == "topic":
            repository.git("switch", "--quiet", "--create", "topic")
        else:
            repository.git("switch", "--quiet", "main")
        repository.write("x.yaml", line + START.partition("\n")[2])
        repository.commit(branch)


WAYS: list[Callable[[Repository, str], Commit]] = [
    staged,
    everything,
    one_path,
    path_included,
    hunks,
    amended,
    in_a_subfolder,
    with_a_name_from_elsewhere,
    in_a_linked_work_tree,
    on_a_detached_head,
    with_the_rest_stashed,
    after_a_conflict,
    after_a_conflict_with_a_picked_commit,
    after_a_conflict_of_a_rebase,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_bad_commit_is_stopped_and_changes_nothing(
    hooked: Repository, way: Callable[[Repository, str], Commit]
) -> None:
    where, arguments, typed = way(hooked, BAD)
    before = state(hooked), state(where) if where.root != hooked.root.parent else ()

    done = where.try_git(*arguments, input=typed)

    assert (done.returncode, STOPPED in done.stdout + done.stderr) == (1, True), done.stderr
    assert before == (state(hooked), state(where) if where.root != hooked.root.parent else ())


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_good_commit_is_made(
    hooked: Repository, way: Callable[[Repository, str], Commit]
) -> None:
    where, arguments, typed = way(hooked, GOOD)

    done = where.try_git(*arguments, input=typed)

    files = "2 files: 2" if way is path_included else "1 file: 1"
    assert (done.returncode, f"{files} without schema\n" in done.stderr) == (0, True), done.stderr


def test_the_first_commit_is_checked_as_a_whole(tmp_path: Path, template: Path) -> None:
    repository = Repository.create(tmp_path / "new")
    shutil.copytree(template / ".git" / "hooks", repository.root / ".git/hooks", dirs_exist_ok=True)
    repository.write("x.yaml", BAD)
    repository.write("y.yaml", GOOD)
    repository.git("add", "--all")
    before = state(repository)

    stopped = repository.try_git("commit", "-m", "first")

    assert (stopped.returncode, STOPPED in stopped.stdout + stopped.stderr) == (1, True)
    assert state(repository) == before
    repository.write("x.yaml", GOOD)
    made = repository.try_git("commit", "-a", "-m", "first")
    assert (made.returncode, made.stderr) == (0, "2 files: 2 without schema\n")


def test_a_merge_of_two_good_sides_is_stopped_when_it_is_bad(hooked: Repository) -> None:
    hooked.git("switch", "--quiet", "--create", "topic")
    hooked.write("x.yaml", "new: 1\n" + START)
    hooked.commit("at the top")
    hooked.git("switch", "--quiet", "main")
    hooked.write("x.yaml", START + "new: 2\n")
    hooked.commit("at the end")
    head = hooked.git("rev-parse", "HEAD")

    stopped = hooked.try_git("merge", "--no-edit", "topic")

    assert stopped.returncode == 1
    assert "`new` is already defined on line 1" in stopped.stdout + stopped.stderr
    assert hooked.git("rev-parse", "HEAD") == head
    assert hooked.check() == (1, ["x.yaml:6:1: error[duplicate-key]"])
    hooked.write("x.yaml", START + "new: 1\n")
    hooked.git("commit", "-a", "--no-edit")
    assert hooked.git("rev-list", "--count", "--merges", "HEAD") == "1"


@pytest.mark.parametrize("command", [("rebase", "main"), ("cherry-pick", "main..topic")])
def test_what_git_replays_without_hooks_is_found_between_revisions(
    hooked: Repository, command: tuple[str, ...]
) -> None:
    hooked.git("switch", "--quiet", "--create", "topic")
    hooked.write("x.yaml", BAD)
    hooked.git("commit", "--quiet", "--no-verify", "--all", "--message=bad")
    hooked.git("switch", "--quiet", "main")
    hooked.write("other.yaml", GOOD)
    hooked.commit("main goes on")
    start = hooked.git("rev-parse", "HEAD")
    hooked.git("switch", "--quiet", "topic" if command[0] == "rebase" else "main")

    hooked.git(*command)

    assert hooked.check("--from", start) == (1, ["x.yaml:5:1: error[duplicate-key]"])
