"""Repositories in trouble: what is wrong is said, nothing is passed over, nothing breaks."""

import os
import shutil
import stat
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from support import Repository

GOOD = "a: 1\n"
BAD = "a: 1\na: 2\n"
DUPLICATE = ":2:1: error[duplicate-key]"
DAMAGED = "the file could not be read: its object is missing or damaged; `git fsck` says more"


def cut(raw: bytes) -> bytes:
    return raw[: len(raw) // 2]


def overlong(raw: bytes) -> bytes:
    return zlib.compress(zlib.decompress(raw) + b"one more\n")


def too_short(raw: bytes) -> bytes:
    return zlib.compress(zlib.decompress(raw)[:-2])


def no_object(raw: bytes) -> bytes:
    return zlib.compress(b"nonsense")


@pytest.mark.parametrize(
    "damage",
    [lambda raw: b"garbage", lambda raw: b"", cut, overlong, too_short, no_object, None],
    ids=["garbage", "empty", "cut", "overlong", "too short", "no object", "missing"],
)
@pytest.mark.parametrize("files", [3, 90])
def test_a_damaged_object_is_reported_and_the_rest_is_checked(
    repository: Repository, damage: Callable[[bytes], bytes] | None, files: int
) -> None:
    for number in range(files):
        repository.write(f"f{number:02}.yaml", f"a: {number}\n")
    repository.write("m.yaml", "".join(f"key{n}: {n * n}\n" for n in range(500)))
    repository.write("z.yaml", BAD)
    repository.commit()
    spoil(repository, "HEAD:m.yaml", damage)

    for source in (["--rev", "HEAD"], ["--staged", "--all"]):
        done = repository.confledger("check", *source, "--format", "short")
        lines = [line for line in done.stdout.splitlines() if ": error[" in line]
        assert (done.returncode, lines[0]) == (1, f"m.yaml: error[syntax] {DAMAGED}")
        assert [line.partition("]")[0] for line in lines[1:]] == ["z.yaml:2:1: error[duplicate-key"]
        assert done.stderr.endswith(f": {files + 2} files, 2 failed, {files} without schema\n")
    # What is on disk is whole.
    assert repository.check("--no-cache") == (1, [f"z.yaml{DUPLICATE}"])


def spoil(repository: Repository, name: str, damage: Callable[[bytes], bytes] | None) -> None:
    """Damage the object of that name, or remove it."""
    oid = repository.git("rev-parse", name)
    file = repository.root / ".git" / "objects" / oid[:2] / oid[2:]
    raw = file.read_bytes()
    file.unlink()
    if damage is not None:
        file.write_bytes(damage(raw))


def test_a_damaged_pack_is_reported_file_by_file(repository: Repository) -> None:
    numbers = range(300)
    for name in ("one", "two", "three"):
        text = "".join(f"{name}{n}: {zlib.crc32(f'{name}{n}'.encode())}\n" for n in numbers)
        repository.write(f"{name}.yaml", text)
    repository.commit()
    repository.git("gc", "--quiet")
    index = next((repository.root / ".git/objects/pack").glob("*.idx"))
    oid = repository.git("rev-parse", "HEAD:two.yaml")
    lines = repository.git("verify-pack", "-v", str(index)).splitlines()
    offset = next(int(line.split()[4]) for line in lines if line.startswith(oid))
    pack = index.with_suffix(".pack")
    pack.chmod(0o600)
    content = bytearray(pack.read_bytes())
    content[offset + 500 : offset + 700] = bytes(200)
    pack.write_bytes(content)

    assert repository.endings("--rev", "HEAD") == {
        "one.yaml": "without_schema",
        "three.yaml": "without_schema",
        "two.yaml": "failed",
    }


@pytest.mark.parametrize("damage", [cut, lambda raw: b"garbage", None])
def test_settings_that_cannot_be_read_are_not_passed_over(
    repository: Repository, damage: Callable[[bytes], bytes] | None
) -> None:
    reason = "".join(f"{n * n} " for n in range(500))
    repository.write("confledger.yaml", f"ignore: [{{paths: ['**'], reason: '{reason}'}}]\n")
    repository.write("x.yaml", BAD)
    repository.commit()
    spoil(repository, "HEAD:confledger.yaml", damage)

    assert repository.check("--rev", "HEAD") == (
        2,
        [
            "error: confledger.yaml cannot be used: its object is missing or damaged; "
            "`git fsck` says more",
            "  help: settings are a regular file",
        ],
    )


def test_a_damaged_tree_or_index_is_an_error(repository: Repository) -> None:
    repository.write("sub/x.yaml", GOOD)
    repository.commit()
    spoil(repository, "HEAD:sub", None)
    code, said = repository.check("--rev", "HEAD")
    assert (code, said[0].partition(": ")[0]) == (2, "error")

    (repository.root / ".git" / "index").write_bytes(b"DIRC of no use")
    for source in ([], ["--staged"], ["sub"]):
        code, said = repository.check(*source)
        assert (code, "index" in said[0]) == (2, True), said


@pytest.mark.parametrize("remove", ["objects", "HEAD", "refs", "config"])
def test_a_git_folder_without_its_parts_is_no_fault_of_ours(
    repository: Repository, remove: str
) -> None:
    repository.write("x.yaml", BAD)
    repository.commit()
    part = repository.root / ".git" / remove
    shutil.rmtree(part) if part.is_dir() else part.unlink()

    code, _ = repository.check()
    assert code in (1, 2)
    code, _ = repository.check("--staged")
    assert code in (0, 2)


def test_without_git_only_files_can_be_checked(repository: Repository) -> None:
    repository.write("x.yaml", BAD)
    no_git = {"PATH": str(repository.root)}

    for source in ([], ["--staged"], ["--rev", "HEAD"], ["--from", "HEAD"], ["."]):
        assert repository.check(*source, env=no_git) == (
            2,
            [
                "error: git was not found on PATH",
                "  help: install git, or add its folder to PATH",
            ],
        )
    outside = Repository(repository.root.parent)
    assert outside.check("a repository/x.yaml", env=no_git) == (
        1,
        [f"a repository/x.yaml{DUPLICATE}"],
    )


def test_a_git_that_cannot_be_started_is_an_error(repository: Repository) -> None:
    repository.write("git", "#!/no/such/interpreter\n").chmod(0o755)
    repository.write("denied/git", "").chmod(0o644)

    code, said = repository.check(env={"PATH": str(repository.root)})
    assert (code, said[0]) == (2, "error: git was not found on PATH")
    code, said = repository.check(env={"PATH": str(repository.root / "denied")})
    assert (code, said) == (2, ["error: git could not be started: permission denied"])
    repository.write("git", "#!/bin/sh\necho 'fatal: out of order' >&2\nexit 3\n")
    code, said = repository.check(env={"PATH": f"{repository.root}:{os.environ['PATH']}"})
    assert (code, said) == (2, ["error: git rev-parse --is-bare-repository: out of order"])


def test_the_repository_of_another_user_is_not_read(repository: Repository) -> None:
    if os.geteuid() != 0:
        pytest.skip("giving files to another user needs the rights of root")
    repository.write("x.yaml", BAD)
    repository.git("add", "--all")
    for folder, folders, files in os.walk(repository.root):
        for name in (".", *folders, *files):
            os.chown(os.path.join(folder, name), 65534, 65534)

    for source in ([], ["--staged"], ["--rev", "HEAD"]):
        code, said = repository.check(*source)
        assert (code, "dubious ownership" in said[0]) == (2, True)
        assert said[1] == (
            "  help: the repository belongs to another user; if you trust it: "
            "git config --global --add safe.directory DIRECTORY"
        )
    trusted = repository.root.parent / "gitconfig"
    trusted.write_text(f"[safe]\n\tdirectory = {repository.root}\n")
    assert repository.check(env={"GIT_CONFIG_GLOBAL": str(trusted)}) == (1, [f"x.yaml{DUPLICATE}"])


def test_unmerged_files_are_neither_passed_nor_forgotten(repository: Repository) -> None:
    for path in ("both.yaml", "gone.yaml", "notes.md"):
        repository.write(path, "a: 0\n")
    repository.commit()
    repository.git("switch", "--quiet", "--create", "topic")
    (repository.root / "gone.yaml").unlink()
    for path in ("both.yaml", "notes.md", "new.yaml"):
        repository.write(path, "a: 1\n")
    repository.commit()
    repository.git("switch", "--quiet", "main")
    for path in ("both.yaml", "notes.md", "gone.yaml", "new.yaml"):
        repository.write(path, "a: 2\n")
    repository.commit()
    assert repository.check() == (0, [])
    assert repository.try_git("merge", "topic").returncode == 1

    unmerged = dict.fromkeys(("both.yaml", "gone.yaml", "new.yaml"), "failed")
    endings = unmerged | {"notes.md": "ignored: not a configuration format"}
    assert repository.endings("--staged") == endings
    assert repository.endings("--staged", "both.yaml") == {"both.yaml": "failed"}
    assert repository.endings("--staged", "--all") == endings
    done = repository.confledger("check", "--staged", "both.yaml", "--format", "short")
    assert done.stdout == (
        "both.yaml: error[syntax] the file could not be read: its merge conflict is not resolved; "
        "choose what it should hold, then `git add` it\n"
    )
    # On disk, one of them is whole: git left our side, and the conflict is its deletion.
    on_disk = endings | {"gone.yaml": "without_schema"}
    assert repository.endings() == on_disk
    found = [f"{path}:1:1: error[merge-conflict-marker]" for path in ("both.yaml", "new.yaml")]
    assert repository.check() == (1, found)
    assert repository.check() == (1, found)


def test_settings_in_conflict_are_those_of_our_side(repository: Repository) -> None:
    repository.write("confledger.yaml", "fail-on: error\n")
    repository.write("x.yaml", BAD)
    repository.commit()
    repository.git("switch", "--quiet", "--create", "topic")
    repository.write("confledger.yaml", "fail-on: warning\n")
    repository.commit()
    repository.git("switch", "--quiet", "main")
    repository.write("confledger.yaml", "ignore: [{paths: [x.yaml], reason: ours}]\n")
    repository.commit()
    repository.try_git("merge", "topic")

    assert repository.endings("--staged", "--all") == {
        "confledger.yaml": "failed",
        "x.yaml": "ignored: ours",
    }


def test_a_work_tree_that_was_moved_is_told_how_to_repair_itself(repository: Repository) -> None:
    repository.write("x.yaml", BAD)
    repository.commit()
    repository.git("worktree", "add", "--quiet", "../linked")
    moved = repository.root.rename(repository.root.parent / "moved")

    code, said = Repository(moved.parent / "linked").check()

    assert (code, said) == (
        2,
        [
            f"error: '{moved.parent}/linked/.git' points to "
            f"'{repository.root}/.git/worktrees/linked', which is no git directory",
            "  help: if the work tree was moved, run `git worktree repair`",
        ],
    )


@pytest.mark.parametrize("content", ["", "nonsense\n", "gitdir: nowhere\n", None])
def test_what_only_looks_like_a_repository_is_none(tmp_path: Path, content: str | None) -> None:
    folder = Repository(tmp_path / "plain")
    folder.write("x.yaml", BAD)
    if content is None:
        (folder.root / ".git").mkdir()
    else:
        folder.write(".git", content)

    code, said = folder.check()

    if content is not None and content.startswith("gitdir: "):
        assert (code, "which is no git directory" in said[0]) == (2, True)
    else:
        assert (code, said[0]) == (1, f"x.yaml{DUPLICATE}")


def test_inside_the_git_folder_there_is_nothing_to_check(repository: Repository) -> None:
    repository.write("x.yaml", BAD)
    repository.commit()
    inside = Repository(repository.root / ".git")

    assert inside.check() == (
        2,
        [
            "error: this is inside of the git directory, not of a work tree",
            "  help: name a revision: confledger check --rev HEAD",
        ],
    )
    assert inside.check("--rev", "HEAD") == (1, [f"x.yaml{DUPLICATE}"])


def test_a_work_tree_that_may_not_be_written_is_checked(repository: Repository) -> None:
    repository.write("x.yaml", BAD)
    repository.commit()
    (repository.root / ".git" / "confledger").write_text("a file where the cache would be\n")
    repository.root.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        for _ in range(2):
            assert repository.check() == (1, [f"x.yaml{DUPLICATE}"])
        repository.root.chmod(0o755)
        repository.write("x.yaml", GOOD)
        repository.git("add", "--all")
        for _ in range(2):
            assert repository.check("--staged") == (0, [])
    finally:
        repository.root.chmod(0o755)
