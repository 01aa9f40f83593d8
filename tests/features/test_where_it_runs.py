"""Which files `check` looks at: on disk, in the index, in a commit, or by name."""

from pathlib import Path

import pytest

from support import Repository

GOOD = "a: 1\n"
BAD = "a: 1\na: 2\n"
DUPLICATE = ":2:1: error[duplicate-key]"


def mixed(repository: Repository) -> Repository:
    """Add one commit with a good and a bad file, a link, a note, and things git ignores."""
    repository.write("good.yaml", GOOD)
    repository.write("sub/bad.yaml", BAD)
    repository.write("sub/deep/x.json", "{}\n")
    repository.write("README.md", "words\n")
    repository.write(".gitignore", "*.local.yaml\n")
    (repository.root / "link.yaml").symlink_to("good.yaml")
    (repository.root / "folder").symlink_to("sub")
    repository.commit()
    repository.write("sub/untracked.yaml", BAD)
    repository.write("sub/mine.local.yaml", BAD)
    return repository


NOT_OURS = "ignored: not a configuration format"
LINK = "ignored: symbolic link"
TRACKED = {
    ".gitignore": NOT_OURS,
    "README.md": NOT_OURS,
    "folder": LINK,
    "good.yaml": "without_schema",
    "link.yaml": LINK,
    "sub/bad.yaml": "failed",
    "sub/deep/x.json": "without_schema",
}


@pytest.mark.parametrize("arguments", [(), ("--all",), ("--staged", "--all"), ("--rev", "HEAD")])
def test_every_tracked_file_is_accounted_for(
    repository: Repository, arguments: tuple[str, ...]
) -> None:
    mixed(repository)

    assert repository.endings(*arguments) == TRACKED
    assert repository.check(*arguments) == (1, [f"sub/bad.yaml{DUPLICATE}"])
    assert repository.check(*arguments) == (1, [f"sub/bad.yaml{DUPLICATE}"])


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param(["good.yaml"], {"good.yaml": "without_schema"}, id="a file"),
        pytest.param(["./sub//bad.yaml"], {"sub/bad.yaml": "failed"}, id="by a crooked name"),
        pytest.param(
            ["sub"],
            {
                "sub/bad.yaml": "failed",
                "sub/deep/x.json": "without_schema",
                "sub/untracked.yaml": "failed",
            },
            id="a folder, with what is not tracked, without what git ignores",
        ),
        pytest.param(
            ["good.yaml", "sub/deep", "good.yaml"],
            {"good.yaml": "without_schema", "sub/deep/x.json": "without_schema"},
            id="several, each once",
        ),
        pytest.param(
            ["sub/mine.local.yaml"], {"sub/mine.local.yaml": "failed"}, id="what git ignores"
        ),
        pytest.param(["link.yaml"], {"link.yaml": LINK}, id="a link to a file"),
        pytest.param(["folder"], {"folder": LINK}, id="a link to a folder"),
        pytest.param(
            ["folder/bad.yaml"], {"sub/bad.yaml": "failed"}, id="a file behind a link to a folder"
        ),
        pytest.param(["."], TRACKED | {"sub/untracked.yaml": "failed"}, id="everything"),
    ],
)
def test_paths_name_files_and_folders(
    repository: Repository, paths: list[str], expected: dict[str, str]
) -> None:
    mixed(repository)

    assert repository.endings(*paths) == expected


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        pytest.param(
            ["nosuch.yaml"],
            ["error: there is no file 'nosuch.yaml'", "  help: check the spelling"],
            id="missing",
        ),
        pytest.param(
            ["good.yaml", "../stranger.yaml"],
            [
                "error: '../stranger.yaml' is outside of 'TOP'",
                "  help: run it in the repository that holds the file",
            ],
            id="outside",
        ),
        pytest.param(
            ["away/stranger.yaml"],
            [
                "error: 'away/stranger.yaml' is outside of 'TOP'",
                "  help: run it in the repository that holds the file",
            ],
            id="outside, behind a link",
        ),
        pytest.param(
            ["--staged", "sub/untracked.yaml"],
            [
                "error: 'sub/untracked.yaml' is not in the index",
                "  help: see what is: git ls-files",
            ],
            id="not in the index",
        ),
        pytest.param(
            ["--rev", "HEAD", "sub/untracked.yaml"],
            ["error: 'sub/untracked.yaml' is not in revision 'HEAD'"],
            id="not in the revision",
        ),
        pytest.param(
            ["--from", "HEAD", "gone.yaml"],
            ["error: 'gone.yaml' is in neither of the two revisions", "  help: check the spelling"],
            id="in neither revision",
        ),
        pytest.param(
            ["--all", "good.yaml"],
            ["error: --all and paths exclude each other", "  help: choose one"],
            id="all and some",
        ),
        pytest.param(
            ["--staged", "--rev", "HEAD"],
            ["error: --staged and --rev exclude each other", "  help: choose one"],
            id="two sources",
        ),
        pytest.param(
            ["--to", "HEAD"],
            ["error: --to needs --from", "  help: for one revision use --rev"],
            id="half a range",
        ),
    ],
)
def test_a_path_that_is_not_there_is_an_error(
    repository: Repository, paths: list[str], expected: list[str]
) -> None:
    mixed(repository)
    (repository.root.parent / "stranger.yaml").write_text(BAD)
    (repository.root / "away").symlink_to("..")

    code, said = repository.check(*paths)

    assert (code, [line.replace(str(repository.root), "TOP") for line in said]) == (2, expected)


def test_in_a_subfolder_paths_are_as_seen_from_there(repository: Repository) -> None:
    mixed(repository)
    repository.write("top.yaml", BAD)
    repository.git("add", "top.yaml")
    below = Repository(repository.root / "sub" / "deep")

    assert below.check() == (1, [f"../bad.yaml{DUPLICATE}", f"../../top.yaml{DUPLICATE}"])
    assert below.check("--staged") == (1, [f"../../top.yaml{DUPLICATE}"])
    assert below.check("../bad.yaml") == (1, [f"../bad.yaml{DUPLICATE}"])
    assert below.check("--rev", "HEAD", "..") == (1, [f"../bad.yaml{DUPLICATE}"])
    assert below.endings("x.json") == {"sub/deep/x.json": "without_schema"}


@pytest.mark.parametrize(
    ("staged", "on_disk", "expected"),
    [
        pytest.param(BAD, GOOD, ["x.yaml:2:1: error[duplicate-key]"], id="repaired on disk only"),
        pytest.param(GOOD, BAD, [], id="spoilt on disk only"),
        pytest.param(BAD, None, ["x.yaml:2:1: error[duplicate-key]"], id="deleted on disk only"),
        pytest.param(None, BAD, [], id="deletion staged"),
    ],
)
def test_staged_is_what_the_index_holds(
    repository: Repository, staged: str | None, on_disk: str | None, expected: list[str]
) -> None:
    repository.write("x.yaml", "a: 0\n")
    repository.write("old.yaml", BAD)
    repository.commit()
    if staged is None:
        repository.git("rm", "--quiet", "x.yaml")
    else:
        repository.write("x.yaml", staged)
        repository.git("add", "x.yaml")
    if on_disk is None:
        (repository.root / "x.yaml").unlink()
    else:
        repository.write("x.yaml", on_disk)

    assert repository.check("--staged") == (int(bool(expected)), expected)
    assert repository.endings("--staged").keys() == ({"x.yaml"} if staged else set())


def test_staged_sees_the_hunks_that_were_added(repository: Repository) -> None:
    filler = "".join(f"k{number}: {number}\n" for number in range(20))
    repository.write("x.yaml", filler)
    repository.commit()
    repository.write("x.yaml", "k1: first\n" + filler + "k19: last\n")

    repository.git("add", "-p", input="n\ny\n")

    assert repository.check("--staged") == (1, ["x.yaml:21:1: error[duplicate-key]"])
    assert repository.check() == (
        1,
        ["x.yaml:3:1: error[duplicate-key]", "x.yaml:22:1: error[duplicate-key]"],
    )


def test_nothing_staged_is_nothing_to_check(repository: Repository) -> None:
    mixed(repository)

    done = repository.confledger("check", "--staged")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "no files to check\n")


def test_a_folder_without_git_is_checked_by_name_or_as_a_whole(tmp_path: Path) -> None:
    folder = Repository(tmp_path / "plain")
    folder.write("good.yaml", GOOD)
    folder.write("sub/bad.yaml", BAD)
    folder.write("sub/.git/config.yaml", BAD)
    (folder.root / "away").symlink_to(tmp_path)

    assert folder.check("good.yaml") == (0, [])
    assert folder.check("sub") == (1, [f"sub/bad.yaml{DUPLICATE}"])
    assert folder.endings() == {
        "away": LINK,
        "good.yaml": "without_schema",
        "sub/bad.yaml": "failed",
    }
    assert folder.check("--rev", "HEAD") == (
        2,
        [
            f"error: {str(folder.root)!r} is not inside a git repository",
            "  help: run it in a clone, or name the files: confledger check FILE ...",
        ],
    )
    assert folder.check("--staged")[0] == 2
    assert folder.check("--from", "HEAD")[0] == 2
    folder.write("confledger.yaml", "ignore: [{paths: [away], reason: elsewhere}]\n")
    below = Repository(folder.root / "sub")
    assert below.check() == (1, [f"bad.yaml{DUPLICATE}"])
    assert "good.yaml" in below.endings()
