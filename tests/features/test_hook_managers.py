"""A commit with a mistake is stopped: by pre-commit, by prek, and by the plain hook of git."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from confledger.cli import hook_script
from support import Repository

SCHEMA = """{"type": "object", "additionalProperties": false,
 "properties": {"pool": {"type": "integer"}, "timeout": {"type": "integer"}}}
"""
SETTINGS = "schemas: [{paths: [app.yaml], schema: app.schema.json}]\n"
CONFLICT = "<<<<<<< HEAD\npool: 1\n=======\npool: 2\n>>>>>>> theirs\n"
COMMITS = [
    pytest.param("poool: 5\n", "unknown-key", id="a typo in a key"),
    pytest.param("pool: 5\npool: 6\n", "duplicate-key", id="a duplicate key"),
    pytest.param(CONFLICT, "merge-conflict-marker", id="a conflict marker"),
    pytest.param("pool: 5\ntimeout: 3\n", None, id="a good one"),
]


def target(root: Path) -> Repository:
    """A repository of somebody who uses confledger, with one commit."""
    repository = Repository.create(root)
    repository.write("app.schema.json", SCHEMA)
    repository.write("confledger.yaml", SETTINGS)
    repository.write("app.yaml", "pool: 4\n")
    repository.commit()
    return repository


def judged(repository: Repository, content: str, check: str | None) -> None:
    """Commit a content of app.yaml, and compare what comes of it."""
    before = repository.git("rev-parse", "HEAD")
    repository.write("app.yaml", content)
    repository.git("add", ".")

    done = repository.try_git("commit", "--message=try")

    said = done.stdout + done.stderr
    stopped = repository.git("rev-parse", "HEAD") == before
    assert (done.returncode != 0, stopped) == (check is not None, check is not None), said
    if check is not None:
        assert f"   {check}   " in said
        assert "1 finding in 1 file (1 error): 1 file, 1 failed" in said
    repository.git("reset", "--hard", "--quiet", before)


# --- hook managers --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def published(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """This work tree as a repository that others can name in their configuration."""
    folder = tmp_path_factory.mktemp("published")
    index = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "hatchling"]
    probe = subprocess.run([*index, "--dest", folder / "probe"], capture_output=True, check=False)
    if probe.returncode:
        pytest.skip("needs a package index: hook managers install confledger from source")
    listed = subprocess.run(
        ["git", "ls-files", "-co", "-z", "--exclude-standard"],
        cwd=project,
        capture_output=True,
        check=True,
    )
    repository = Repository.create(folder / "confledger")
    for name in os.fsdecode(listed.stdout).split("\0"):
        if name and not name.startswith("tests/") and (project / name).is_file():
            (repository.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(project / name, repository.root / name)
    repository.commit()
    return repository


class Managed:
    """A repository with the hooks of a hook manager, and how that is called."""

    def __init__(self, manager: str, env: Mapping[str, str], repository: Repository) -> None:
        self.manager = manager
        self.env = env
        self.repository = repository

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the manager in the repository, whatever comes of it."""
        beside = Path(sys.executable).with_name(self.manager)
        program = str(beside) if beside.exists() else self.manager
        env = {**os.environ, **self.env}
        return subprocess.run(
            [program, *arguments],
            cwd=self.repository.root,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )


@pytest.fixture(scope="module", params=["pre-commit", "prek"])
def managed(
    request: pytest.FixtureRequest, published: Repository, tmp_path_factory: pytest.TempPathFactory
) -> Managed:
    home = tmp_path_factory.mktemp(request.param)
    env = {
        "PRE_COMMIT_HOME": str(home / "store"),
        "PREK_HOME": str(home / "store"),
        "PIP_NO_COMPILE": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # The environments of the hooks have no part in the coverage of these tests.
        "COVERAGE_PROCESS_START": "",
        "COVERAGE_PROCESS_CONFIG": "",
    }
    one = Managed(request.param, env, target(home / "repository"))
    one.repository.write(
        ".pre-commit-config.yaml",
        "default_install_hook_types: [pre-commit, pre-push]\n"
        f"repos:\n- repo: {published.root}\n  rev: {published.git('rev-parse', 'HEAD')}\n"
        "  hooks:\n  - id: confledger-check\n  - id: confledger-repo\n",
    )
    one.repository.commit()
    installed = one.run("install", "--install-hooks")
    assert installed.returncode == 0, installed.stdout
    return one


@pytest.mark.slow
@pytest.mark.network_tools
def test_a_hook_manager_stops_a_bad_commit_and_a_bad_push(
    managed: Managed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in managed.env.items():
        monkeypatch.setenv(name, value)
    for case in COMMITS:
        judged(managed.repository, *case.values)  # type: ignore[arg-type]

    Repository.create(tmp_path / "remote", "--bare")
    repository = managed.repository
    repository.git("remote", "add", "origin", str(tmp_path / "remote"))
    repository.git("push", "--quiet", "origin", "main")
    repository.write("app.yaml", "poool: 5\n")
    repository.git("commit", "--quiet", "--all", "--no-verify", "--message=bad")
    push = repository.try_git("push", "--quiet", "origin", "main")

    assert push.returncode == 1
    assert "confledger: check the whole configuration" in push.stdout + push.stderr
    assert "app.yaml:1:1   unknown-key   " in push.stdout + push.stderr


@pytest.mark.slow
@pytest.mark.network_tools
@pytest.mark.parametrize("manager", ["pre-commit", "prek"])
def test_the_hooks_can_be_tried_before_they_are_configured(
    published: Repository, tmp_path: Path, manager: str
) -> None:
    env = {"PRE_COMMIT_HOME": str(tmp_path / "store"), "PREK_HOME": str(tmp_path / "store")}
    env |= {"PIP_NO_COMPILE": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    one = Managed(manager, env, target(tmp_path / "repository"))
    one.repository.write("app.yaml", "pool: 5\npool: 6\n")
    one.repository.git("add", ".")

    # Both hooks: each has the stage `manual`.
    done = one.run("try-repo", str(published.root), "--hook-stage", "manual")

    assert done.returncode == 1, done.stdout
    for name, files in (
        ("confledger: check configuration", "1 file, 1 failed"),
        ("confledger: check the whole configuration", "3 files, 1 failed, 2 without schema"),
    ):
        assert f"{name}..." in done.stdout
        assert f" (1 error): {files}" in done.stdout, done.stdout
    assert done.stdout.count("app.yaml:2:1   duplicate-key   ") == 2


# --- the plain hook -------------------------------------------------------------------------

HOOKS = ("pre-commit", "pre-merge-commit")
INSTALLED = "every commit in this clone is checked from now on; to skip once: --no-verify\n"
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
    none = "".join(f"{name}: not installed\n" for name in HOOKS) + ADVICE
    both = "".join(f"{name}: installed\n" for name in HOOKS)
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


@pytest.mark.parametrize(("content", "check"), COMMITS)
def test_the_plain_hook_stops_a_bad_commit(
    plain: Repository, content: str, check: str | None
) -> None:
    git(plain, "install")

    judged(plain, content, check)


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
    assert status.stdout == "".join(f"{name}: installed\n" for name in HOOKS)


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
    ours = hook_script.block("check --staged").splitlines()[2].split()[3]
    path.write_text(path.read_text().replace(ours, "/nowhere/confledger"))
    plain.write("app.yaml", "pool: 10\n")
    second = plain.try_git("commit", "--all", "--message=b", env=with_other)
    system = {"PATH": _without_confledger(tmp_path / "system")}
    third = plain.try_git("commit", "--all", "--message=c", env=system)

    assert (first.returncode, first.stderr) == (0, "1 file: 1 passed\n")
    assert (second.returncode, second.stderr) == (1, "other\n")
    assert (third.returncode, third.stderr) == (
        1,
        "confledger is not installed any more, and this commit was not checked\n"
        "  help: install it, or remove these lines from the hook\n",
    )
    assert git(plain, "status") == (
        0,
        "pre-commit: installed by another confledger or with changes; it runs what it names\n"
        "pre-merge-commit: installed\n" + ADVICE,
        "",
    )
    assert git(plain, "install")[1].startswith("renewed our lines in .git/hooks/pre-commit\n")
    assert git(plain, "status")[1] == "".join(f"{name}: installed\n" for name in HOOKS)


def _without_confledger(folder: Path) -> str:
    """Return a PATH with git and a shell, and nothing else."""
    folder.mkdir()
    for name in ("git", "sh", "env"):
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
        "pre-merge-commit: not installed; another hook is there, a symbolic link\n" + ADVICE,
        "",
    )
