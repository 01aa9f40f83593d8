"""Links, devices, odd names and files that change their kind: each has a defined answer."""

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest

from support import Repository

GOOD = "a: 1\n"
BAD = "a: 1\na: 2\n"
LINK = "ignored: symbolic link"
DELETED = "ignored: deleted in the work tree"


def deleted(root: Path) -> None:
    (root / "x.yaml").unlink()


def renamed(root: Path) -> None:
    (root / "x.yaml").rename(root / "y.yaml")


def link_inside(root: Path) -> None:
    replaced(root, "bad.yaml")


def link_outside(root: Path) -> None:
    (root.parent / "secret.yaml").write_text(BAD)
    replaced(root, "../secret.yaml")


def link_absolute(root: Path) -> None:
    replaced(root, "/etc/passwd")


def link_dangling(root: Path) -> None:
    replaced(root, "nowhere.yaml")


def link_to_itself(root: Path) -> None:
    replaced(root, "x.yaml")


def link_to_a_folder(root: Path) -> None:
    (root / "d").mkdir()
    (root / "d" / "in.yaml").write_text(BAD)
    replaced(root, "d")


def replaced(root: Path, target: str) -> None:
    (root / "x.yaml").unlink()
    (root / "x.yaml").symlink_to(target)


def executable(root: Path) -> None:
    (root / "x.yaml").chmod(0o755)


def folder_instead(root: Path) -> None:
    (root / "x.yaml").unlink()
    (root / "x.yaml").mkdir()
    (root / "x.yaml" / "in.yaml").write_text(BAD)


def file_instead_of_folder(root: Path) -> None:
    (root / "sub" / "in.yaml").unlink()
    (root / "sub").rmdir()
    (root / "sub").write_text("words\n")


def file_instead_of_link(root: Path) -> None:
    (root / "link.yaml").unlink()
    (root / "link.yaml").write_text(BAD)


@pytest.mark.parametrize(
    ("change", "staged", "gone"),
    [
        (deleted, {}, "x.yaml"),
        (renamed, {"y.yaml": "failed"}, "x.yaml"),
        (link_inside, {"x.yaml": LINK}, None),
        (link_outside, {"x.yaml": LINK}, None),
        (link_absolute, {"x.yaml": LINK}, None),
        (link_dangling, {"x.yaml": LINK}, None),
        (link_to_itself, {"x.yaml": LINK}, None),
        (link_to_a_folder, {"d/in.yaml": "failed", "x.yaml": LINK}, None),
        (executable, {"x.yaml": "failed"}, None),
        (folder_instead, {"x.yaml/in.yaml": "failed"}, "x.yaml"),
        (file_instead_of_folder, {"sub": "ignored: not a configuration format"}, "sub/in.yaml"),
        (file_instead_of_link, {"link.yaml": "failed"}, None),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_a_file_may_change_its_kind(
    repository: Repository,
    change: Callable[[Path], None],
    staged: dict[str, str],
    gone: str | None,
) -> None:
    for path in ("x.yaml", "bad.yaml", "sub/in.yaml"):
        repository.write(path, BAD)
    (repository.root / "link.yaml").symlink_to("nowhere")
    repository.commit()
    before = dict.fromkeys(("bad.yaml", "sub/in.yaml", "x.yaml"), "failed") | {"link.yaml": LINK}
    assert repository.check()[0] == 1

    change(repository.root)
    unstaged = repository.endings()
    assert repository.check()[0] == 1
    repository.git("add", "--all")

    after = before | staged
    if gone is not None:
        del after[gone]
    still = {path: how for path, how in after.items() if path in before}
    assert unstaged == still | ({} if gone is None else {gone: DELETED})
    assert repository.endings("--staged") == staged
    assert repository.endings("--staged", "--all") == after
    assert repository.endings() == after
    repository.commit()
    assert repository.endings("--from", "HEAD~1") == staged
    assert repository.endings("--rev", "HEAD") == after
    assert after.keys() == set(repository.git("ls-files", "-z").split("\0")[:-1])


def a_pipe(path: Path) -> None:
    os.mkfifo(path)


def a_socket(path: Path) -> None:
    # The name of a socket may not be long.
    here = Path.cwd()
    os.chdir(path.parent)
    try:
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(path.name)
    finally:
        os.chdir(here)


def a_device(path: Path) -> None:
    try:
        os.mknod(path, 0o020644, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("making a device needs the rights of root")


@pytest.mark.parametrize("make", [a_pipe, a_socket, a_device], ids=lambda make: make.__name__)
def test_what_is_no_regular_file_is_not_read(
    repository: Repository, make: Callable[[Path], None]
) -> None:
    repository.write("x.yaml", GOOD)
    repository.commit()
    assert repository.check() == (0, [])
    (repository.root / "x.yaml").unlink()
    make(repository.root / "x.yaml")
    make(repository.root / "untracked.yaml")

    found = repository.confledger("check", "x.yaml", "untracked.yaml", "--format", "short")

    assert (found.returncode, found.stdout) == (
        1,
        "untracked.yaml: error[syntax] the file could not be read: it is not a regular file\n"
        "x.yaml: error[syntax] the file could not be read: it is not a regular file\n",
    )
    assert repository.check("--staged", "--all") == (0, [])
    assert repository.endings() == {"x.yaml": "failed"}


def test_a_file_without_the_right_to_read_it_is_reported(repository: Repository) -> None:
    if os.geteuid() == 0:
        pytest.skip("root may read every file")
    repository.write("x.yaml", GOOD).chmod(0)
    repository.git("update-index", "--add", "--cacheinfo", "100644," + "0" * 40 + ",x.yaml")

    done = repository.confledger("check", "x.yaml", "--format", "short")

    assert (done.returncode, done.stdout) == (
        1,
        "x.yaml: error[syntax] the file could not be read: permission denied\n",
    )


def test_a_folder_that_became_a_link_out_of_the_tree_is_not_followed(
    repository: Repository,
) -> None:
    repository.write("sub/x.yaml", GOOD)
    repository.commit()
    outside = Repository(repository.root.parent / "outside")
    outside.write("x.yaml", BAD)
    (repository.root / "sub" / "x.yaml").unlink()
    (repository.root / "sub").rmdir()
    (repository.root / "sub").symlink_to("../outside")

    assert repository.endings() == {"sub/x.yaml": DELETED}
    assert repository.check("sub/x.yaml")[0] == 2
    assert repository.endings("sub") == {"sub": LINK}
    repository.git("add", "--all")
    assert repository.endings("--staged") == {"sub": LINK}


@pytest.mark.parametrize("source", [[], ["--staged"], ["--rev", "HEAD"]])
def test_settings_and_schemas_behind_links_are_refused(
    repository: Repository, source: list[str]
) -> None:
    (repository.root / "schema.json").symlink_to("../elsewhere.json")
    (repository.root.parent / "elsewhere.json").write_text("{}")
    repository.write("x.yaml", "# yaml-language-server: $schema=schema.json\na: 1\n")
    repository.commit()

    done = repository.confledger("check", *source, "x.yaml", "--format", "short")
    assert (done.returncode, done.stdout) == (
        1,
        "schema.json: error[schema] the schema `schema.json` cannot be used: "
        "it is a symbolic link\n",
    )
    (repository.root / "confledger.yaml").symlink_to("../elsewhere.json")
    repository.commit()
    assert repository.check(*source) == (
        2,
        [
            "error: confledger.yaml cannot be used: it is a symbolic link",
            "  help: settings are a regular file",
        ],
    )


NAMES = [
    "with space.yaml",
    " leading and trailing .yaml",
    "quote'\".yaml",
    "back\\slash.yaml",
    "new\nline.yaml",
    "tab\t.yaml",
    "ünïcode-日本.yaml",
    "u\u0308.yaml",
    "emoji-\U0001f600.yaml",
    "not-utf8-\udcff.yaml",
    "escape-\x1b[31m.yaml",
    "-leading.yaml",
    "--staged",
    ":(top)x.yaml",
    ":!x.yaml",
    ":/x.yaml",
    "*.yaml",
    "[a].yaml",
    "?.yaml",
    "{a,b}.yaml",
    "$HOME.yaml",
    "HEAD",
    "a b 12.yaml",
    "sub: dir/.hidden.yaml",
]


def test_any_file_name_is_a_file_name(repository: Repository) -> None:
    names = [name if name.endswith(".yaml") else name + "/x.yaml" for name in NAMES]
    for name in names:
        repository.write(name, BAD)
    repository.commit()
    # In machine formats, bytes that are no UTF-8 are written as escapes.
    shown = {name.replace("\udcff", "\\xff"): "failed" for name in names}

    assert len(repository.git("ls-files", "-z").split("\0")) - 1 == len(names)
    for source in ([], ["--staged", "--all"], ["--rev", "HEAD"]):
        assert repository.endings(*source) == shown
        done = repository.confledger("check", *source, "--format", "short")
        assert len([line for line in done.stdout.splitlines() if "error[" in line]) == len(names)
        assert "\x1b" not in done.stdout
    assert repository.endings("--staged") == {}
    for name in names:
        (repository.root / name).write_text(GOOD)
    repository.git("add", "--all")
    assert repository.endings("--staged") == dict.fromkeys(shown, "without_schema")


def test_any_file_name_can_be_asked_for(repository: Repository) -> None:
    for name in NAMES:
        repository.write(name, BAD)
    repository.write("other.yaml", GOOD)
    repository.write("confledger.yaml", "dialects: [{paths: ['**'], dialect: yaml}]\n")
    repository.git("add", "--all")

    for name in NAMES[::2]:
        expected = {name.replace("\udcff", "\\xff"): "failed"}
        assert repository.endings("--", name) == expected
    named = repository.endings("--staged", "--", *NAMES)
    assert named == {name.replace("\udcff", "\\xff"): "failed" for name in NAMES}
