"""The same answer in every kind of clone and checkout, and every tracked file accounted for."""

import os
from pathlib import Path

import pytest

from support import Repository

GOOD = "a: 1\n"
BAD = "a: 1\na: 2\n"
BAD_AT = "sub/bad.yaml:2:1: error[duplicate-key]"
ENDINGS = {
    "README.md": "ignored: not a configuration format",
    "good.yaml": "without_schema",
    "sub/bad.yaml": "failed",
}


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    """A repository with two commits: in the first, everything was good."""
    return filled(Repository.create(tmp_path / "origin"))


def filled(repository: Repository) -> Repository:
    repository.write("good.yaml", GOOD)
    repository.write("sub/bad.yaml", GOOD)
    repository.write("README.md", "words\n")
    repository.commit("good")
    repository.write("sub/bad.yaml", BAD)
    repository.commit("bad")
    return repository


def clone(origin: Repository, *options: str) -> Repository:
    root = origin.root.parent / "clone"
    origin.git("clone", "--quiet", *options, origin.root.as_uri(), str(root))
    return Repository(root)


def tracked(repository: Repository) -> set[str]:
    return set(repository.git("ls-files", "-z").split("\0")[:-1])


@pytest.mark.parametrize(
    "options",
    [
        pytest.param([], id="a plain clone"),
        pytest.param(["--depth=1"], id="shallow"),
        pytest.param(["--config", "core.splitIndex=true"], id="a split index"),
        pytest.param(["--config", "index.skipHash=true"], id="an index without a checksum"),
        pytest.param(["--config", "core.autocrlf=true"], id="CRLF on disk"),
    ],
)
def test_clones_of_any_kind_agree(origin: Repository, options: list[str]) -> None:
    copy = clone(origin, *options)

    for arguments in ([], ["--staged", "--all"], ["--rev", "HEAD"]):
        assert copy.endings(*arguments) == ENDINGS
        assert copy.check(*arguments) == (1, [BAD_AT])
    assert copy.check() == (1, [BAD_AT])
    assert ENDINGS.keys() == tracked(copy)


def test_a_shallow_clone_says_what_it_lacks(origin: Repository) -> None:
    copy = clone(origin, "--depth=1")

    assert copy.check("--from", "HEAD~1") == (
        2,
        [
            "error: no revision named 'HEAD~1' in this clone",
            "  help: this clone is shallow; fetch more of it with `git fetch --unshallow`",
        ],
    )


@pytest.mark.parametrize(
    ("revision", "help"),
    [
        ("origin/a/b", "fetch it with `git fetch origin a/b:refs/remotes/origin/a/b`"),
        ("refs/remotes/origin/b~2", "fetch it with `git fetch origin b:refs/remotes/origin/b`"),
        ("origin/main~9", "this clone is shallow; fetch more of it with `git fetch --unshallow`"),
        ("b", "this clone is shallow; fetch more of it with `git fetch --unshallow`"),
    ],
)
def test_a_branch_that_was_not_fetched_is_named_with_how_to_fetch_it(
    origin: Repository, revision: str, help: str
) -> None:
    origin.git("branch", "a/b")
    copy = clone(origin, "--depth=1")

    assert copy.check("--from", revision) == (
        2,
        [f"error: no revision named {revision!r} in this clone", f"  help: {help}"],
    )
    if revision == "origin/a/b":
        copy.git(*help.split("`")[1].split()[1:])
        assert copy.check("--from", revision)[0] == 0


def test_a_partial_clone_never_fetches(origin: Repository) -> None:
    origin.git("config", "uploadpack.allowFilter", "true")
    copy = clone(origin, "--filter=blob:none", "--no-checkout")

    code, said = copy.check("--rev", "HEAD")

    # What git says first depends on its version.
    assert (code, said[1:]) == (
        2,
        [
            "  help: this is a partial clone and nothing is fetched from a hook; "
            "run `git fetch` first"
        ],
    )
    assert "blob" not in copy.git("cat-file", "--batch-all-objects", "--batch-check")


def test_in_a_linked_work_tree_its_own_index_and_head_count(origin: Repository) -> None:
    origin.git("worktree", "add", "--quiet", "--detach", "../linked", "HEAD~1")
    linked = Repository(origin.root.parent / "linked")
    linked.write("good.yaml", BAD)
    linked.git("add", "good.yaml")

    assert linked.check("--staged") == (1, ["good.yaml:2:1: error[duplicate-key]"])
    assert linked.check() == (1, ["good.yaml:2:1: error[duplicate-key]"])
    assert origin.check("--staged") == (0, [])
    assert origin.check() == (1, [BAD_AT])
    assert linked.check("--rev", "main") == (1, [BAD_AT])
    assert linked.check("../origin/good.yaml")[0] == 2


def test_a_submodule_is_a_repository_of_its_own(tmp_path: Path, origin: Repository) -> None:
    above = Repository.create(tmp_path / "above")
    above.write("x.yaml", BAD)
    allowed = ("-c", "protocol.file.allow=always")
    above.git(*allowed, "submodule", "--quiet", "add", str(origin.root), "parts/sub")
    above.commit()
    inside = Repository(above.root / "parts" / "sub")
    inside.write("good.yaml", BAD)
    inside.git("add", "good.yaml")

    expected = {
        ".gitmodules": "ignored: not a configuration format",
        "parts/sub": "ignored: submodule",
        "x.yaml": "failed",
    }
    for arguments in ([], ["."], ["--staged", "--all"], ["--rev", "HEAD"]):
        assert above.endings(*arguments) == expected
    assert above.endings("parts") == {"parts/sub": "ignored: submodule"}
    assert above.check("--staged") == (0, [])
    assert inside.check("--staged") == (1, ["good.yaml:2:1: error[duplicate-key]"])
    assert inside.endings() == ENDINGS | {"good.yaml": "failed"}
    inside.commit("further")
    assert above.endings() == expected
    above.git("add", "parts")
    assert above.endings("--staged") == {"parts/sub": "ignored: submodule"}


def test_a_bare_repository_has_revisions_only(tmp_path: Path, origin: Repository) -> None:
    origin.git("clone", "--quiet", "--bare", str(origin.root), "../bare.git")
    bare = Repository(tmp_path / "bare.git")

    assert bare.endings("--rev", "HEAD") == ENDINGS
    assert bare.check("--rev", "HEAD", "sub") == (1, [BAD_AT])
    assert bare.check("--from", "HEAD~1") == (1, [BAD_AT])
    advice = "  help: name a revision: confledger check --rev HEAD"
    assert bare.check() == (2, ["error: this repository is bare, it has no work tree", advice])
    no_index = "error: this repository is bare, it has no index"
    assert bare.check("--staged") == (2, [no_index, advice])
    inside = Repository(bare.root / "refs")
    assert inside.check("--rev", "HEAD") == (1, [BAD_AT])
    elsewhere = Repository(tmp_path)
    assert elsewhere.check("--rev", "HEAD", env={"GIT_DIR": "bare.git"}) == (1, [BAD_AT])


def test_sha256_is_read_as_sha1_is(tmp_path: Path) -> None:
    repository = filled(Repository.create(tmp_path / "r", "--object-format=sha256"))

    for arguments in ([], ["--staged", "--all"], ["--rev", "HEAD"]):
        assert repository.endings(*arguments) == ENDINGS
        assert repository.check(*arguments) == (1, [BAD_AT])
    assert repository.check("--from", "HEAD~1") == (1, [BAD_AT])
    repository.write("sub/bad.yaml", GOOD)
    repository.git("add", "--all")
    assert repository.check("--staged") == (0, [])
    assert repository.check() == (0, [])
    assert repository.check() == (0, [])
    repository.write("good.yaml", BAD)
    assert repository.check() == (1, ["good.yaml:2:1: error[duplicate-key]"])


@pytest.mark.parametrize("index", ["--no-sparse-index", "--sparse-index"])
def test_what_a_sparse_checkout_left_out_is_judged_from_the_index(
    origin: Repository, index: str
) -> None:
    copy = clone(origin)
    copy.write("sub/deep/x.yaml", BAD)
    copy.commit()
    copy.git("sparse-checkout", "set", "--cone", index, "elsewhere")
    assert sorted(os.listdir(copy.root)) == [".git", "README.md", "good.yaml"]

    everything = ENDINGS | {"sub/deep/x.yaml": "failed"}
    for arguments in ([], ["."], ["--staged", "--all"]):
        assert copy.endings(*arguments) == everything
    found = [BAD_AT, "sub/deep/x.yaml:2:1: error[duplicate-key]"]
    assert copy.check() == (1, found)
    assert copy.check() == (1, found)
    assert copy.check("sub/bad.yaml") == (1, [BAD_AT])
    assert copy.check("sub/nosuch.yaml")[0] == 2


@pytest.mark.parametrize("flag", ["--assume-unchanged", "--skip-worktree"])
def test_where_git_does_not_look_the_index_is_believed(origin: Repository, flag: str) -> None:
    origin.git("update-index", flag, "good.yaml", "sub/bad.yaml")
    origin.write("good.yaml", "a: [\n")
    (origin.root / "sub" / "bad.yaml").unlink()

    for _ in range(3):
        assert origin.check() == (1, [BAD_AT])
    assert origin.endings() == ENDINGS
    assert origin.check("good.yaml") == (1, ["good.yaml:1:4: error[syntax]"])
    assert origin.check("--staged") == (0, [])


def test_line_ends_on_disk_are_those_of_the_checkout(origin: Repository) -> None:
    origin.write(".gitattributes", "*.yaml text eol=crlf\n*.json text eol=lf\n")
    origin.write("mixed.yaml", "a: 1\r\nb: 2\nc: 3\r\n")
    origin.commit()
    copy = clone(origin)
    assert (copy.root / "good.yaml").read_bytes() == b"a: 1\r\n"

    assert copy.check() == (1, [BAD_AT])
    assert copy.check("--staged", "--all") == (1, [BAD_AT])
    assert copy.check() == (1, [BAD_AT])
    assert copy.git("status", "--porcelain") == ""


def test_on_a_branch_without_commits_everything_is_new(origin: Repository) -> None:
    origin.git("checkout", "--quiet", "--orphan", "fresh")

    assert origin.endings("--staged") == ENDINGS
    assert origin.check("--staged") == (1, [BAD_AT])
    assert origin.check() == (1, [BAD_AT])
    assert origin.check("--rev", "HEAD")[0] == 2
    origin.git("pack-refs", "--all")
    assert origin.endings("--staged") == ENDINGS


@pytest.mark.parametrize("arguments", [[], ["--all"], ["--staged"], ["."]])
def test_a_repository_without_anything_has_nothing_to_check(
    repository: Repository, arguments: list[str]
) -> None:
    done = repository.confledger("check", *arguments)

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no files to check\n")
    assert repository.check("--rev", "HEAD") == (
        2,
        [
            "error: no revision named 'HEAD' in this clone",
            "  help: see what there is with `git log --oneline --all`",
        ],
    )


def test_where_branches_are_packed_or_head_is_detached_nothing_changes(origin: Repository) -> None:
    for command in (["pack-refs", "--all"], ["gc", "--quiet"], ["checkout", "-q", "--detach"]):
        origin.git(*command)
        assert origin.check() == (1, [BAD_AT])
        assert origin.check("--staged") == (0, [])
        assert origin.check("--from", "HEAD~1") == (1, [BAD_AT])


def test_a_tree_that_was_collected_is_not_missed(origin: Repository) -> None:
    origin.write("sub/bad.yaml", GOOD)
    origin.commit()
    assert origin.check() == (0, [])
    origin.git("checkout", "--quiet", "--orphan", "fresh")
    origin.write("good.yaml", GOOD + "b: 1\n")
    origin.commit()
    origin.git("branch", "-D", "main")
    origin.git("reflog", "expire", "--expire=now", "--all")
    origin.git("gc", "--quiet", "--prune=now")

    assert origin.check() == (0, [])
    origin.write("good.yaml", BAD)
    assert origin.check() == (1, ["good.yaml:2:1: error[duplicate-key]"])
