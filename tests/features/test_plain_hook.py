"""The plain hook of git: installed beside what is there, and taken out again."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from commits import COMMITS, judged, target
from confledger.cli import hook_script
from support import Repository

HOOKS = ("pre-commit", "pre-merge-commit")
OTHERS = ("prepare-commit-msg", "commit-msg", "post-merge", "post-checkout", "post-rewrite")
INSTALLED = """\
each commit and merge commit here is checked first; to skip once: --no-verify
git runs no hook for a cherry-pick or a rebase; so run this in CI as well:
  confledger check --from main
  confledger secrets check --from main
"""
MORE = f"{', '.join(OTHERS)}: not installed; for all: confledger git install --all\n"
ALL = """\
messages are proposed, and held against `messages` in the settings; what a merge, a
switch or a rebase brings is told in a line; more: confledger hook --help
"""
ADVICE = "to install: confledger git install    to see first: add --dry-run\n"


@pytest.fixture
def plain(tmp_path: Path) -> Repository:
    """A repository whose path needs quoting."""
    return target(tmp_path / "it's a repository")


def git(repository: Repository, *arguments: str) -> tuple[int, str, str]:
    done = repository.confledger("git", *arguments)
    return done.returncode, done.stdout, done.stderr


def hooks(repository: Repository) -> dict[str, str]:
    """Return the hooks that are there, but the samples of git."""
    folder = repository.root / ".git" / "hooks"
    return {
        file.name: file.read_bytes().decode()
        for file in sorted(folder.iterdir())
        if file.suffix != ".sample"
    }


def test_the_hook_is_shown_installed_and_removed(plain: Repository) -> None:
    none = "".join(f"{name}: not installed\n" for name in HOOKS) + MORE + ADVICE
    both = "".join(f"{name}: installed\n" for name in HOOKS) + MORE
    paths = [f".git/hooks/{name}" for name in HOOKS]

    def said(text: str) -> tuple[int, str, str]:
        return 0, "".join(text.format(path) for path in paths), ""

    assert git(plain, "status") == (0, none, "")
    assert git(plain, "uninstall") == said("{}: nothing to do\n")
    assert git(plain, "install", "--dry-run") == said("would write {}\n")
    assert hooks(plain) == {}
    wrote = said("wrote {}\n")
    assert git(plain, "install") == (0, wrote[1] + INSTALLED, "")
    assert list(hooks(plain)) == list(HOOKS)
    assert git(plain, "status") == (0, both, "")
    nothing = said("{}: nothing to do\n")
    assert git(plain, "install") == (0, nothing[1] + INSTALLED, "")
    assert git(plain, "uninstall", "--dry-run") == said("would remove {}\n")
    assert git(plain, "status") == (0, both, "")
    assert git(plain, "uninstall") == said("removed {}\n")
    assert hooks(plain) == {}


def test_the_other_hooks_are_there_for_those_who_ask(plain: Repository) -> None:
    names = (*HOOKS, *OTHERS)
    installed = "".join(f"{name}: installed\n" for name in names)

    def said(text: str, chosen: tuple[str, ...] = names) -> str:
        return "".join(f"{text} .git/hooks/{name}\n" for name in chosen)

    assert git(plain, "install", "--all", "--dry-run") == (0, said("would write"), "")
    assert git(plain, "install")[1] == said("wrote", HOOKS) + INSTALLED
    mine = plain.write(".git/hooks/post-merge", "#!/bin/sh\necho mine\n")
    mine.chmod(0o755)
    nothing = "".join(f".git/hooks/{name}: nothing to do\n" for name in names)
    wrote = (
        nothing.partition(".git/hooks/prepare-commit-msg")[0]
        + said("wrote", OTHERS[:2])
        + "added our lines to .git/hooks/post-merge\n"
        + said("wrote", OTHERS[3:])
    )
    assert git(plain, "install", "--all") == (0, wrote + INSTALLED + ALL, "")
    assert list(hooks(plain)) == sorted(names)
    assert git(plain, "status") == (0, installed, "")
    # Those that are there are kept up to date, asked for or not.
    assert git(plain, "install") == (0, nothing + INSTALLED, "")
    removed = said("removed").replace(
        "removed .git/hooks/post-m", "took our lines out of .git/hooks/post-m"
    )
    assert git(plain, "uninstall") == (0, removed, "")
    assert hooks(plain) == {"post-merge": "#!/bin/sh\necho mine\n"}


def test_a_notice_stops_nothing_when_confledger_is_gone(plain: Repository, tmp_path: Path) -> None:
    git(plain, "install", "--all")
    ours = hook_script.this_program()[0]
    for name in OTHERS:
        path = plain.root / ".git" / "hooks" / name
        path.write_text(path.read_text().replace(ours, "/nowhere/confledger"))
    system = {"PATH": _without_confledger(tmp_path / "system", "cat")}

    switch = plain.try_git("switch", "--quiet", "--create", "other", env=system)
    amend = plain.try_git(
        *("-c", "core.hooksPath=.git/hooks", "commit", "--amend", "--no-verify", "--message=x"),
        env=system,
    )

    assert (switch.returncode, switch.stderr) == (0, "")
    assert (amend.returncode, amend.stderr) == (0, "")


@pytest.mark.parametrize(("content", "check"), COMMITS)
def test_the_plain_hook_stops_a_bad_commit(
    plain: Repository, content: str, check: str | None
) -> None:
    git(plain, "install")

    judged(plain, content, check)


def test_what_git_commits_without_a_hook_is_found_by_from(plain: Repository) -> None:
    plain.git("switch", "--quiet", "--create", "other")
    plain.write("app.yaml", "poool: 5\n")
    bad = plain.commit()
    plain.git("switch", "--quiet", "--create", "mine", "main")
    git(plain, "install")

    plain.git("cherry-pick", bad)

    assert plain.check("--from", "main") == (1, ["app.yaml:1:1: error[unknown-key]"])


def test_the_hook_works_in_every_work_tree(plain: Repository) -> None:
    plain.git("worktree", "add", "--quiet", "../other tree", "-b", "other")
    other = Repository(plain.root.parent / "other tree")

    done = subprocess.run(
        [sys.executable, "-m", "confledger", "git", "install"],
        cwd=other.root,
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout == (
        "wrote ../it's a repository/.git/hooks/pre-commit\n"
        "wrote ../it's a repository/.git/hooks/pre-merge-commit\n" + INSTALLED
    )
    for repository in (plain, other):
        for case in COMMITS:
            judged(repository, *case.values)  # type: ignore[arg-type]
    status = subprocess.run(
        [sys.executable, "-m", "confledger", "git", "status"],
        cwd=plain.root,
        capture_output=True,
        text=True,
        check=True,
    )
    assert status.stdout == "".join(f"{name}: installed\n" for name in HOOKS) + MORE


def program(folder: Path, text: str) -> Path:
    """Write a program named confledger into a folder that is then a part of PATH."""
    folder.mkdir()
    file = folder / "confledger"
    file.write_text(text)
    file.chmod(0o755)
    return folder


def test_the_hook_runs_the_confledger_that_installed_it_else_the_one_on_path(
    plain: Repository, tmp_path: Path
) -> None:
    git(plain, "install")
    path = plain.root / ".git" / "hooks" / "pre-commit"
    other = program(tmp_path / "bin", "#!/bin/sh\necho other >&2\nexit 1\n")
    plain.write("app.yaml", "pool: 9\n")
    with_other = {"PATH": f"{other}:{os.environ['PATH']}"}
    first = plain.try_git("commit", "--all", "--message=a", env=with_other)

    # As when the environment that it was installed from is deleted.
    ours = hook_script.this_program()[0]
    path.write_text(path.read_text().replace(ours, "/nowhere/confledger"))
    plain.write("app.yaml", "pool: 10\n")
    second = plain.try_git("commit", "--all", "--message=b", env=with_other)
    system = {"PATH": _without_confledger(tmp_path / "system")}
    third = plain.try_git("commit", "--all", "--message=c", env=system)

    assert (first.returncode, first.stderr) == (0, "1 file: 1 passed\n")
    # Once for what is checked, and once for secrets.
    assert (second.returncode, second.stderr) == (1, "other\nother\n")
    assert (third.returncode, third.stderr) == (
        1,
        "confledger is not installed any more, and this commit was not checked\n"
        "  help: install it, or remove these lines from the hook\n",
    )
    assert git(plain, "status") == (
        0,
        "pre-commit: installed by another confledger or with changes; it runs what it names\n"
        "pre-merge-commit: installed\n" + MORE + ADVICE,
        "",
    )
    assert git(plain, "install")[1].startswith("renewed our lines in .git/hooks/pre-commit\n")
    assert git(plain, "status")[1] == "".join(f"{name}: installed\n" for name in HOOKS) + MORE


def _without_confledger(folder: Path, *more: str) -> str:
    """Return a PATH with git and a shell, and nothing else."""
    folder.mkdir()
    for name in ("git", "sh", "env", *more):
        (folder / name).symlink_to(shutil.which(name) or "")
    return str(folder)


SHELL = "#!/usr/bin/env bash\n# mine\r\necho \udce9 mine >&2\n"


def test_a_hook_that_is_there_is_kept_byte_for_byte(plain: Repository) -> None:
    path = plain.root / ".git" / "hooks" / "pre-commit"
    mine = SHELL.encode(errors="surrogateescape")
    path.write_bytes(mine)
    path.chmod(0o700)
    shown = git(plain, "status")

    done = git(plain, "install")
    with_ours = path.read_bytes()
    plain.write("app.yaml", "pool: 5\n")
    good = plain.try_git("commit", "--all", "--message=good")
    plain.write("app.yaml", "poool: 5\n")
    bad = plain.try_git("commit", "--all", "--message=bad")
    undone = git(plain, "uninstall")

    assert shown[1].startswith("pre-commit: not installed; another hook is there, and would be k")
    assert done[1].startswith("added our lines to .git/hooks/pre-commit\nwrote ")
    assert with_ours.startswith(b"#!/usr/bin/env bash\n# >>> confledger >>>\n")
    assert with_ours.endswith(mine.partition(b"\n")[2])
    assert (good.returncode, good.stderr) == (0, "1 file: 1 passed\n\udce9 mine\n")
    assert (bad.returncode, "mine" in bad.stderr) == (1, False)
    assert undone[1].startswith("took our lines out of .git/hooks/pre-commit\nremoved ")
    assert path.read_bytes() == mine
    assert path.stat().st_mode & 0o777 == 0o711


def write_hook(content: bytes, mode: int = 0o755) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        path.write_bytes(content)
        path.chmod(mode)

    return write


LINE = "confledger check --staged || exit 1"
CALL = (
    "  help: nothing was changed; run `confledger check --staged` in it, and let it fail "
    "when that fails\n"
)
REFUSED: list[tuple[str, Callable[[Path], object], str]] = [
    (
        "a program",
        write_hook(b"\x7fELF\0\0"),
        "is there, and it is a program, not a script\n" + CALL,
    ),
    (
        "Python",
        write_hook(b"#!/usr/bin/env -S python3 -u\npass\n"),
        "is there, and it is no shell script (#!/usr/bin/env -S python3 -u)\n" + CALL,
    ),
    (
        "fish",
        write_hook(b"#!/usr/bin/fish\n"),
        "is there, and it is no shell script (#!/usr/bin/fish)\n" + CALL,
    ),
    (
        "a link",
        lambda path: path.symlink_to("../../app.yaml"),
        "is a symbolic link to '../../app.yaml'\n"
        f"  help: nothing was changed; add this line to the file it leads to: {LINE}\n",
    ),
    (
        "switched off",
        write_hook(b"#!/bin/sh\nexit 0\n", 0o644),
        "is there, but switched off: it is not executable, so git ignores it\n"
        "  help: delete it, or switch it on with: chmod +x ",
    ),
    (
        "our lines without their end",
        write_hook(b"#!/bin/sh\n# >>> confledger >>>\necho mine\n"),
        ": our lines begin in it, but the line '# <<< confledger <<<' is missing\n"
        "  help: nothing was changed; take our lines out by hand\n",
    ),
    ("a folder", Path.mkdir, "could not be read: is a directory\n"),
]


def identity(path: Path) -> tuple[int, int, int, int]:
    status = path.lstat()
    return status.st_ino, status.st_mode, status.st_size, status.st_mtime_ns


@pytest.mark.parametrize(
    ("make", "message"), [pytest.param(make, said, id=name) for name, make, said in REFUSED]
)
@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_that_cannot_be_added_to_is_not_touched(
    plain: Repository, name: str, make: Callable[[Path], object], message: str
) -> None:
    path = plain.root / ".git" / "hooks" / name
    make(path)
    before = identity(path)

    code, output, messages = git(plain, "install")

    assert (code, output) == (2, "")
    assert messages.startswith(f"error: .git/hooks/{name}")
    assert message in messages
    assert identity(path) == before
    # Neither the one that could have been written.
    names = {file.name for file in path.parent.iterdir() if file.suffix != ".sample"}
    assert names == {name}


def test_hooks_that_others_share_are_not_touched(plain: Repository, tmp_path: Path) -> None:
    for folder, where in (
        ("hooks", "'hooks' (core.hooksPath), under version control"),
        (
            str(tmp_path / "shared"),
            f"{str(tmp_path / 'shared')!r} (core.hooksPath), outside of it, perhaps for other "
            "repositories too",
        ),
    ):
        plain.git("config", "core.hooksPath", folder)
        for action in ("install", "status", "uninstall"):
            assert git(plain, action) == (
                2,
                "",
                f"error: the hooks of this repository are kept in {where}\n"
                "  help: nothing was changed; add this line to its pre-commit and "
                f"pre-merge-commit hooks: {LINE}\n",
            )
    plain.git("config", "core.hooksPath", ".git/own")
    assert git(plain, "install")[1].startswith("wrote .git/own/pre-commit\n")
    judged(plain, "poool: 5\n", "unknown-key")


def test_where_nobody_commits_there_is_nothing_to_install(tmp_path: Path) -> None:
    bare = Repository.create(tmp_path / "bare", "--bare")
    (tmp_path / "folder").mkdir()

    assert git(bare, "install") == (
        2,
        "",
        "error: this repository is bare: nobody commits in it, so there is no hook to install\n"
        "  help: run it in a clone\n",
    )
    assert git(Repository(tmp_path / "folder"), "install")[:2] == (2, "")


def test_status_says_what_git_would_ignore(plain: Repository) -> None:
    git(plain, "install")
    folder = plain.root / ".git" / "hooks"
    (folder / "pre-commit").chmod(0o644)
    (folder / "pre-merge-commit").unlink()
    (folder / "pre-merge-commit").symlink_to("nowhere")

    assert git(plain, "status") == (
        0,
        "pre-commit: installed, but switched off: the file is not executable, "
        "so git ignores it\n"
        "pre-merge-commit: not installed; another hook is there, a symbolic link\n" + MORE + ADVICE,
        "",
    )
