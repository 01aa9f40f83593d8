"""`rollback --entry`: one commit, or one row of the ledger, taken back."""

import json
from collections.abc import Mapping

import pytest

from rolling import Rolling, Told
from support import Repository

SHOP = """\
# the shop
db:
  pool: 5 # keep small
  host: a
"""


def middle(repository: Repository) -> tuple[str, str, str]:
    """Commit three states; what the second changed stands beside what the third did."""
    repository.write("config/prod.yaml", SHOP)
    repository.write("notes.txt", "one\ntwo\nthree\n")
    first = repository.commit("Start")
    repository.write("config/prod.yaml", SHOP.replace("5", "500"))
    second = repository.commit("Raise the pool")
    repository.write("config/prod.yaml", SHOP.replace("5", "500").replace("host: a", "host: b"))
    return first, second, repository.commit("Another host")


def facts(told: Told) -> dict[str, object]:
    """Return the plan that was printed."""
    found = json.loads(told.out)
    assert isinstance(found, dict)
    return found


def test_a_commit_in_the_middle_goes_where_git_revert_has_a_conflict(
    repository: Repository, rolling: Rolling
) -> None:
    first, second, third = middle(repository)
    assert repository.try_git("revert", "--no-edit", second).returncode
    repository.git("revert", "--abort")

    told = rolling("--entry", second[:8], "--yes", "--reason", "INC-7")

    assert told.code == 0, told
    assert (
        repository.git("show", "HEAD:config/prod.yaml") == SHOP.replace("host: a", "host: b")[:-1]
    )
    assert repository.git("log", "-1", "--format=%P|%B") == (
        f"{third}|rollback: all without {second[:10]} (Raise the pool)\n\n"
        f"This reverts commit {second}.\n\n"
        f"Restores: {first}\nScope: all\nReason: INC-7\n"
    )
    again = rolling("--entry", second, "--yes")
    assert (again.code, again.out[:13]) == (0, "nothing to do")
    assert repository.git("rev-parse", "HEAD~1") == third


def test_a_key_that_changed_again_is_named_with_its_commit(
    repository: Repository, rolling: Rolling
) -> None:
    first, second, _ = middle(repository)
    repository.write("config/prod.yaml", SHOP.replace("5", "7").replace("host: a", "host: b"))
    fourth = repository.commit("Seven will do")
    repository.write("notes.txt", "1\ntwo\nthree\n")
    repository.commit("Unrelated")

    told = rolling("--entry", second, "--plan", "--format", "json")

    assert told.code == 1
    plan = facts(told)
    assert plan["refusals"] == [
        {
            "code": "conflict",
            "reason": "1 key was changed again since",
            "flag": "--allow-conflicts",
        }
    ]
    (conflict,) = plan["conflicts"]  # type: ignore[misc]  # a list of one
    since = conflict.pop("since")  # type: ignore[has-type]  # a map
    assert since["commit"] == fourth
    assert {conflict["path"], conflict["key"], conflict["reason"]} == {  # type: ignore[has-type]  # the same
        "config/prod.yaml",
        "/db/pool",
        "changed again since",
    }
    assert (conflict["wanted"], conflict["now"]) == ("5", "7")  # type: ignore[has-type]  # the same
    refused = rolling("--entry", second, "--yes")
    assert (refused.code, refused.err.splitlines()) == (
        2,
        [
            "error: nothing was changed: 1 key was changed again since",
            "  help: to do it all the same: --allow-conflicts",
        ],
    )
    left = rolling("--entry", second, "--yes", "--allow-conflicts")
    assert left.code == 0
    assert repository.git("log", "-1", "--format=%s") == "Unrelated"
    assert first != second


def test_the_rest_is_done_where_keys_may_stay(repository: Repository, rolling: Rolling) -> None:
    repository.write("a.yaml", "a: 1\nb: 1\n")
    repository.write("token.yaml", "password: hunter-one-2\n")
    repository.commit("Start")
    repository.write("a.yaml", "a: 2\nb: 2\n")
    repository.write("token.yaml", "password: hunter-two-3\n")
    second = repository.commit("Both")
    repository.write("a.yaml", "a: 2\nb: 3\n")
    repository.write("token.yaml", "password: hunter-three-4\n")
    repository.commit("One again")

    told = rolling("--entry", second, "--yes", "--allow-conflicts", "--format", "json")

    assert told.code == 0, told
    assert repository.git("show", "HEAD:a.yaml") == "a: 1\nb: 3"
    plan = json.loads(told.out)
    assert [(one["path"], one["key"], one["wanted"], one["now"]) for one in plan["conflicts"]] == [
        ("a.yaml", "/b", "1", "3"),
        ("token.yaml", "/password", "<redacted>", "<redacted>"),
    ]
    assert "hunter" not in told.out + told.err


# What the commit does to files, what happens after it, and what there is in the end; or why not.
FILES: dict[str, tuple[dict[str, str | None], dict[str, str | None], dict[str, str], list[str]]] = {
    "an added file goes": ({"new.txt": "x\n"}, {}, {}, []),
    "an added file that is gone already": ({"new.txt": "x\n"}, {"new.txt": None}, {}, []),
    "an added file that changed since stays": (
        {"new.txt": "x\n"},
        {"new.txt": "y\n"},
        {"new.txt": "y\n"},
        ["new.txt: the file was added by it, and changed since"],
    ),
    "a deleted file comes back": ({"a.yaml": None}, {}, {"a.yaml": "a: 1\nb: 1\nc: 1\n"}, []),
    "a deleted file that is there again": (
        {"a.yaml": None},
        {"a.yaml": "z: 1\n"},
        {"a.yaml": "z: 1\n"},
        ["a.yaml: the file was added again since, as another one"],
    ),
    "a file that is gone since": (
        {"a.yaml": "a: 2\nb: 1\nc: 1\n"},
        {"a.yaml": None},
        {},
        ["a.yaml: the file was taken away since"],
    ),
    "a file that moved since is followed": (
        {"a.yaml": "a: 2\nb: 1\nc: 1\n"},
        {"a.yaml": None, "d/b.yaml": "a: 2\nb: 1\nc: 1\nd: 1\n"},
        {"d/b.yaml": "a: 1\nb: 1\nc: 1\nd: 1\n"},
        [],
    ),
    "a file that the commit moved goes back, with what changed since": (
        {"a.yaml": None, "d/b.yaml": "a: 2\nb: 1\nc: 1\n"},
        {"d/b.yaml": "a: 2\nb: 5\nc: 1\n"},
        {"a.yaml": "a: 1\nb: 5\nc: 1\n"},
        [],
    ),
    "a file that the commit moved, and is where it was again": (
        {"a.yaml": None, "d/b.yaml": "a: 2\nb: 1\nc: 1\n"},
        {"d/b.yaml": None, "a.yaml": "a: 2\nb: 1\nc: 1\n"},
        {"a.yaml": "a: 1\nb: 1\nc: 1\n"},
        [],
    ),
    "a file that the commit moved, and another one is where it was": (
        {"a.yaml": None, "d/b.yaml": "a: 2\nb: 1\nc: 1\n"},
        {"a.yaml": "q: 1\n"},
        {"a.yaml": "q: 1\n", "d/b.yaml": "a: 2\nb: 1\nc: 1\n"},
        ["a.yaml: another file is there now; d/b.yaml was it before"],
    ),
    "a file that the commit moved, and moved again": (
        {"a.yaml": None, "d/b.yaml": "a: 2\nb: 1\nc: 1\n"},
        {"d/b.yaml": None, "e/c.yaml": "a: 2\nb: 1\nc: 1\n"},
        {"e/c.yaml": "a: 1\nb: 1\nc: 1\n"},
        [],
    ),
    "a folder is where a file was": (
        {"t.txt": None},
        {"t.txt/x": "1\n"},
        {"t.txt/x": "1\n"},
        ["t.txt: t.txt/x is there now"],
    ),
    "a file is where a folder was": (
        {"f/x.txt": None},
        {"f": "1\n"},
        {"f": "1\n"},
        ["f/x.txt: f is there now"],
    ),
    "text that changed elsewhere": (
        {"t.txt": "1\ntwo\nthree\nfour\n"},
        {"t.txt": "1\ntwo\nthree\n4\n"},
        {"t.txt": "one\ntwo\nthree\n4\n"},
        [],
    ),
    "text that changed at the same place": (
        {"t.txt": "1\ntwo\nthree\nfour\n"},
        {"t.txt": "uno\ntwo\nthree\nfour\n"},
        {"t.txt": "uno\ntwo\nthree\nfour\n"},
        ["t.txt: its lines were changed again since"],
    ),
    "rules of who may read secrets stay": (
        {".sops.yaml": "creation_rules: []\n", "t.txt": "1\n"},
        {},
        {".sops.yaml": "creation_rules: []\n", "t.txt": "one\ntwo\nthree\nfour\n"},
        [],
    ),
}
START = {"a.yaml": "a: 1\nb: 1\nc: 1\n", "t.txt": "one\ntwo\nthree\nfour\n", "f/x.txt": "x\n"}


def told_apart(number: int, files: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the files of one case in a folder of their own, like no others."""
    made: dict[str, str | None] = {}
    for path, text in files.items():
        own = "".join(f"own{number}{line}: {number}\n" for line in range(9))
        made[f"{number}/{path}"] = None if text is None else text + own
    return made


def change(repository: Repository, which: int | None) -> None:
    """Write files of all cases, and take away those that are None: first, by it, or after it."""
    files: dict[str, str | None] = {}
    for number, (does, after, _, _) in enumerate(FILES.values()):
        files |= told_apart(number, START if which is None else after if which else does)
    gone = [path for path, text in files.items() if text is None]
    if gone:
        repository.git("rm", "-q", "-r", *gone)
    for path, text in files.items():
        if text is not None:
            repository.write(path, text)


def test_files_come_and_go(repository: Repository, rolling: Rolling) -> None:
    change(repository, None)
    repository.commit("Start")
    change(repository, 0)
    commit = repository.commit("It")
    change(repository, 1)
    repository.commit("After")

    told = rolling("--entry", commit, "--yes", "--allow-conflicts", "--format", "json")

    assert told.code == 0, told
    plan = json.loads(told.out)
    assert all(one["since"] is not None for one in plan["conflicts"])
    said: dict[str, list[str]] = {name: [] for name in FILES}
    names = list(FILES)
    for one in plan["conflicts"]:
        number, _, path = one["path"].partition("/")
        reason = one["reason"].replace(f" {number}/", " ").replace(f"; {number}/", "; ")
        said[names[int(number)]].append(f"{path}: {reason.removeprefix(f'{number}/')}")
    assert said == {name: case[3] for name, case in FILES.items()}
    there = repository.git("ls-tree", "-r", "--name-only", "-z", "HEAD").split("\0")[:-1]
    held = {name: repository.git("cat-file", "blob", f"HEAD:{name}") + "\n" for name in there}
    for number, (name, (does, after, wanted, _)) in enumerate(FILES.items()):
        left = {path: text for path, text in START.items() if path not in {*does, *after, *wanted}}
        left = {path: text for path, text in left.items() if path.partition("/")[0] not in after}
        own = {path: text for path, text in held.items() if path.startswith(f"{number}/")}
        assert own == told_apart(number, left | wanted), name
    assert repository.git("status", "--porcelain") == ""


def test_modes_links_and_submodules(repository: Repository, rolling: Rolling) -> None:
    repository.write("run.sh", "#!/bin/sh\n")
    repository.write("both.sh", "a\n")
    (repository.root / "link").symlink_to("run.sh")
    (repository.root / "far").symlink_to("run.sh")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},sub")
    first = repository.commit("Start")
    repository.git("reset", "-q", "--soft", "HEAD")
    (repository.root / "run.sh").chmod(0o755)
    (repository.root / "both.sh").chmod(0o755)
    for name in ("link", "far"):
        (repository.root / name).unlink()
        (repository.root / name).symlink_to("both.sh")
    second = repository.commit("It")
    (repository.root / "far").unlink()
    (repository.root / "far").symlink_to("elsewhere")
    repository.write("run.sh", "#!/bin/sh\nexit\n")
    repository.commit("After")

    told = rolling("--entry", second, "--yes", "--allow-conflicts", "--format", "json")

    plan = json.loads(told.out)
    assert [one["path"] for one in plan["conflicts"]] == ["far"]
    assert sorted(one["path"] for one in plan["files"]) == ["both.sh", "link", "run.sh"]
    tree = repository.git("ls-tree", "HEAD", "run.sh", "both.sh", "link").splitlines()
    was = repository.git("ls-tree", first, "run.sh", "both.sh", "link").splitlines()
    assert [line[:6] for line in tree] == [line[:6] for line in was]
    assert repository.git("show", "HEAD:link") == "run.sh"


def test_merges_reverts_and_first_commits(repository: Repository, rolling: Rolling) -> None:
    repository.write("a.yaml", "a: 1\nb: 1\nc: 1\n")
    first = repository.commit("Start")
    repository.git("checkout", "-q", "-b", "side")
    repository.write("a.yaml", "a: 1\nb: 1\nc: 2\n")
    repository.commit("Side")
    repository.git("checkout", "-q", "main")
    repository.write("a.yaml", "a: 2\nb: 1\nc: 1\n")
    own = repository.commit("Main")
    repository.git("merge", "-q", "--no-ff", "-m", "Merge side", "side")
    merge = repository.git("rev-parse", "HEAD")

    told = rolling("--entry", "HEAD", "--plan")
    other = rolling("--entry", "HEAD", "--mainline", "2", "--yes")

    assert (
        f"{merge[:10]} is a merge: taken back is what it changed against its parent 1" in told.out
    )
    assert other.code == 0
    assert repository.git("show", "HEAD:a.yaml") == "a: 1\nb: 1\nc: 2"
    # A revert of it by git is taken back too, and the taking back of that.
    for wanted in ("a: 2\nb: 1\nc: 2", "a: 1\nb: 1\nc: 2", "a: 2\nb: 1\nc: 2"):
        assert rolling("--entry", "HEAD", "--yes").code == 0
        assert repository.git("show", "HEAD:a.yaml") == wanted
    whole = rolling("--entry", first, "--plan")
    assert "is a first commit" in whole.out
    assert "the file was added by it, and changed since" in whole.out
    for asked, said in (
        (("--entry", own, "--mainline", "2"), f"commit {own[:10]} has no parent 2"),
        (("--entry", own, "--key", "x"), "--entry and --key exclude each other"),
        (("--entry", "nothing"), "no revision named 'nothing'"),
    ):
        failed = rolling(*asked)
        assert failed.code == 2
        assert said in failed.err


def test_what_takes_a_first_commit_back_is_taken_back_by_its_name(
    repository: Repository, rolling: Rolling
) -> None:
    repository.write("a.yaml", "a: 1\n")
    first = repository.commit()
    repository.write("b.yaml", "b: 1\n")
    repository.commit()

    told = rolling("--entry", first, "--yes")

    command = told.err.splitlines()[-1].removeprefix("to take it back: confledger rollback ")
    assert rolling(*command.split(), "--yes").code == 0
    assert repository.git("diff", "--name-only", "HEAD~2") == ""


def test_a_scope_limits_what_is_taken_back(repository: Repository, rolling: Rolling) -> None:
    commit = ""
    for text in ("1", "2"):
        repository.write("one/a.yaml", f"a: {text}\n")
        repository.write("two/a.yaml", f"a: {text}\n")
        commit = repository.commit(text)

    told = rolling("--entry", commit, "--scope", "one", "--yes")

    assert told.code == 0
    assert repository.git("show", "HEAD:one/a.yaml", "HEAD:two/a.yaml") == "a: 1\na: 2"
    none = rolling("--entry", commit, "--scope", "one", "--yes")
    assert none.out.startswith("nothing to do")


def test_one_row_of_the_ledger(repository: Repository, rolling: Rolling) -> None:
    repository.write("a.yaml", "a: 1\nb: 1\n")
    repository.commit("Start")
    repository.write("a.yaml", "a: 2 # a!\nb: 2 # b!\n")
    repository.write("new.yaml", "x: 1\ny: 1\n")
    second = repository.commit("It")

    told = rolling("--entry", f"{second[:10]}:2", "--yes")

    assert told.code == 0, told
    assert repository.git("show", "HEAD:a.yaml") == "a: 2 # a!\nb: 1 # b!"
    assert repository.git("log", "-1", "--format=%(trailers:key=Scope,valueonly)").strip() == (
        "a.yaml#/b"
    )
    again = rolling("--entry", "HEAD~1:2", "--yes")
    assert again.out.startswith("nothing to do"), again
    whole = rolling("--entry", f"{second}:3", "--yes")
    assert "new.yaml came or went as a whole: all of it is taken back" in whole.out
    assert repository.git("ls-tree", "--name-only", "HEAD") == "a.yaml"
    for asked, said in (
        ((f"{second[:10]}:9",), "there is no row 9 of a commit"),
        (("nope:1",), "there is no row 1 of a commit 'nope'"),
        ((f"{second[:10]}:1", "--scope", "a.yaml"), "one row of the ledger has no --scope"),
    ):
        failed = rolling("--entry", *asked)
        assert (failed.code, said in failed.err) == (2, True), failed


def test_a_shallow_clone_says_that_it_ends(
    repository: Repository, rolling: Rolling, tmp_path_factory: pytest.TempPathFactory
) -> None:
    _, _, third = middle(repository)
    shallow = tmp_path_factory.mktemp("shallow") / "clone"
    repository.git("clone", "-q", "--depth=1", f"file://{repository.root}", str(shallow))

    told = rolling("--entry", third, at=shallow)

    assert told.code == 2
    assert f"this clone is shallow, and ends at {third[:10]}" in told.err
