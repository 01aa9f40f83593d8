"""Revisions and ranges are named as git names them, and what cannot be named is an error."""

import hashlib
import os

import pytest

from support import Repository

GOOD = "a: 1\n"
BAD = "a: 1\na: 2\n"
DUPLICATE = ":2:1: error[duplicate-key]"


@pytest.mark.parametrize(
    ("revision", "bad"),
    [
        ("HEAD", False),
        ("HEAD~1", True),
        ("main", False),
        ("refs/heads/main", False),
        ("old-state", True),
        ("old-state^{tree}", True),
        ("light", True),
        ("HEAD@{1}", True),
        (":/first", True),
    ],
)
def test_a_revision_is_named_as_git_names_it(
    repository: Repository, revision: str, bad: bool
) -> None:
    repository.write("x.yaml", BAD)
    first = repository.commit("first")
    repository.git("tag", "--annotate", "--message=old", "old-state")
    repository.git("tag", "light", first)
    repository.write("x.yaml", GOOD)
    repository.commit("second")
    repository.write("x.yaml", "a: [\n")

    expected = (1, [f"x.yaml{DUPLICATE}"]) if bad else (0, [])
    assert repository.check("--rev", revision) == expected
    if revision == "HEAD":
        assert repository.check("--rev", first) == (1, [f"x.yaml{DUPLICATE}"])
        assert repository.check("--rev", first[:8]) == (1, [f"x.yaml{DUPLICATE}"])


@pytest.mark.parametrize(
    "revision",
    ["nosuch", "HEAD~5", "-x", "--all", "--output=stolen", "HEAD:x.yaml", "", "a..b", "^HEAD", "*"],
)
@pytest.mark.parametrize("option", ["--rev", "--from"])
def test_an_unknown_revision_is_an_error(
    repository: Repository, option: str, revision: str
) -> None:
    repository.write("x.yaml", GOOD)
    repository.commit()

    assert repository.check(f"{option}={revision}") == (
        2,
        [
            f"error: no revision named {revision!r} in this clone",
            "  help: see what there is with `git log --oneline --all`",
        ],
    )
    assert os.listdir(repository.root) == [".git", "x.yaml"]


def test_a_short_name_of_two_objects_is_an_error(repository: Repository) -> None:
    repository.write("x.yaml", GOOD)
    repository.commit()
    tree = repository.git("rev-parse", "HEAD^{tree}")
    blob = repository.git("rev-parse", "HEAD:x.yaml")
    seen: dict[str, str] = {}
    short = None
    for number in range(3000):
        name = f"n{number}"
        raw = b"100644 %s\0" % name.encode() + bytes.fromhex(blob)
        oid = _tree_id(raw)
        if oid[:4] in seen:
            short = oid[:4]
            for one in (seen[short], name):
                repository.git("mktree", input=f"100644 blob {blob}\t{one}\n")
            break
        seen[oid[:4]] = name
    assert short is not None
    assert short != tree[:4]

    assert repository.check("--rev", short) == (
        2,
        [
            f"error: {short!r} names more than one revision in this clone",
            "  help: write more of the id",
        ],
    )


def _tree_id(raw: bytes) -> str:
    return hashlib.sha1(b"tree %d\0" % len(raw) + raw, usedforsecurity=False).hexdigest()


def test_a_range_is_what_one_side_changed_since_the_fork(repository: Repository) -> None:
    repository.write("old.yaml", BAD)
    repository.write("x.yaml", GOOD)
    repository.commit("fork")
    repository.git("switch", "--quiet", "--create", "topic")
    repository.write("x.yaml", BAD)
    repository.write("sub/y.yaml", BAD)
    repository.commit("topic")
    repository.git("switch", "--quiet", "main")
    repository.write("main.yaml", BAD)
    repository.commit("main goes on")

    assert repository.check("--from", "main", "--to", "topic") == (
        1,
        [f"sub/y.yaml{DUPLICATE}", f"x.yaml{DUPLICATE}"],
    )
    assert repository.endings("--from", "topic") == {"main.yaml": "failed"}
    assert repository.endings("--from", "main", "--to", "topic", "sub") == {"sub/y.yaml": "failed"}
    assert repository.endings("--from", "main", "--to", "topic", "old.yaml") == {}
    assert repository.endings("--from=main", "--to=topic", "x.yaml") == {"x.yaml": "failed"}
    assert repository.endings("--from", "main") == {}
    assert repository.check("--from", "main", "--to", "nosuch")[0] == 2


def test_unrelated_histories_are_compared_as_they_are(repository: Repository) -> None:
    repository.write("same.yaml", BAD)
    repository.write("gone.yaml", BAD)
    repository.commit("one root")
    repository.git("checkout", "--quiet", "--orphan", "other")
    repository.git("rm", "-rfq", "--cached", "gone.yaml")
    (repository.root / "gone.yaml").unlink()
    repository.write("new.yaml", BAD)
    repository.commit("another root")

    assert repository.endings("--from", "main", "--to", "other") == {"new.yaml": "failed"}
