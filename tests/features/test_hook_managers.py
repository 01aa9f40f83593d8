"""pre-commit and prek run our hooks: what is wrong is stopped, what came in is told."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from commits import COMMITS, SETTINGS, judged, target
from support import Repository


@pytest.fixture(scope="session")
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
        # The commit that each test begins with.
        self.start = "main"

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        """Run the manager in the repository, whatever comes of it."""
        beside = Path(sys.executable).with_name(self.manager)
        program = str(beside) if beside.exists() else self.manager
        # uv, which prek uses, trusts other certificates than pip does unless it is told to.
        env = {**os.environ, **self.env, "UV_NATIVE_TLS": "1", "UV_SYSTEM_CERTS": "1"}
        done = subprocess.run(
            [program, *arguments],
            cwd=self.repository.root,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        if "Failed to fetch" in done.stdout:
            pytest.skip(f"needs a package index that {self.manager} can read, too")
        return done


@pytest.fixture
def managed(
    manager: str, published: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Managed:
    home = tmp_path / manager
    env = {
        "PRE_COMMIT_HOME": str(home / "store"),
        "PREK_HOME": str(home / "store"),
        "PIP_NO_COMPILE": "1",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        # The environments of the hooks have no part in the coverage of these tests.
        "COVERAGE_PROCESS_START": "",
        "COVERAGE_PROCESS_CONFIG": "",
    }
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    one = Managed(manager, env, target(home / "repository"))
    one.repository.write(
        ".pre-commit-config.yaml",
        "default_install_hook_types: [pre-commit, pre-push, commit-msg, post-merge, post-checkout,"
        " post-rewrite]\n"
        f"repos:\n- repo: {published.root}\n  rev: {published.git('rev-parse', 'HEAD')}\n"
        "  hooks:\n  - id: confledger-check\n  - id: confledger-repo\n"
        "  - id: confledger-message\n  - id: confledger-notice\n",
    )
    one.start = one.repository.commit()
    installed = one.run("install", "--install-hooks")
    assert installed.returncode == 0, installed.stdout
    return one


# To install the hooks takes longer than all that is asked of them: once for each manager.
@pytest.mark.slow
@pytest.mark.network_tools
@pytest.mark.parametrize("manager", ["pre-commit", "prek"])
def test_a_hook_manager_stops_what_is_bad_and_tells_what_came_in(
    managed: Managed, published: Repository, tmp_path: Path
) -> None:
    bad_commits_and_a_bad_push_are_stopped(managed, tmp_path / "remote")
    messages_are_held_to_it_and_what_came_in_is_told(managed)
    if managed.manager == "prek":
        the_hooks_can_be_tried_before_they_are_configured(managed, published, tmp_path / "tried")


def bad_commits_and_a_bad_push_are_stopped(managed: Managed, remote: Path) -> None:
    for case in COMMITS:
        judged(managed.repository, *case.values)  # type: ignore[arg-type]

    # A commit that only deletes names no file to a hook.
    managed.repository.git("rm", "--quiet", "app.schema.json")
    deletion = managed.repository.try_git("commit", "--message=no schema")
    assert deletion.returncode != 0
    assert "`app.schema.json` does not exist" in deletion.stdout + deletion.stderr
    managed.repository.git("reset", "--hard", "--quiet")

    Repository.create(remote, "--bare")
    repository = managed.repository
    repository.git("remote", "add", "origin", str(remote))
    repository.git("push", "--quiet", "origin", "main")
    repository.write("app.yaml", "poool: 5\n")
    repository.git("commit", "--quiet", "--all", "--no-verify", "--message=bad")
    push = repository.try_git("push", "--quiet", "origin", "main")

    assert push.returncode == 1
    assert "confledger: check the whole configuration" in push.stdout + push.stderr
    assert "app.yaml:1:1   unknown-key   " in push.stdout + push.stderr


def messages_are_held_to_it_and_what_came_in_is_told(managed: Managed) -> None:
    repository = managed.repository
    repository.git("checkout", "--quiet", "-B", "risky", managed.start)
    repository.write(
        "app.schema.json", '{"properties": {"pool": {"type": "integer", "x-risk": "critical"}}}'
    )
    repository.write("confledger.yaml", SETTINGS + "messages: {critical: [Reason]}\n")
    repository.commit()
    repository.git("checkout", "--quiet", "-B", "other")
    repository.write("app.yaml", "pool: 7\n")
    repository.git("add", ".")

    stopped = repository.try_git("commit", "--message=Enlarge")
    made = repository.try_git("commit", "--message=Enlarge\n\nReason: more visitors")
    switched = repository.try_git("checkout", "risky")
    merged = repository.try_git("merge", "other")
    repository.git("checkout", "--quiet", "-B", "mine", "risky~1")
    repository.write("mine.yaml", "a: 1\n")
    repository.commit("Mine")
    rebased = repository.try_git("rebase", "risky")

    line = "1 key changed, 1 critical (pool)"
    assert stopped.returncode == 1
    assert "the trailer `Reason` is missing; critical: pool in app.yaml\n" in stopped.stderr
    for done, told in (
        (made, ""),
        (switched, f"confledger: {line}; see git diff @{{-1}} HEAD -- app.yaml\n"),
        (merged, f"confledger: {line}, by 1 commit; see git log -p ORIG_HEAD.. -- app.yaml\n"),
        (rebased, f"confledger: {line}; see git diff ORIG_HEAD HEAD -- app.yaml\n"),
    ):
        said = done.stdout + done.stderr
        assert done.returncode == 0, said
        assert told in said
        assert said.count("confledger: 1 key") == bool(told), said


def the_hooks_can_be_tried_before_they_are_configured(
    managed: Managed, published: Repository, folder: Path
) -> None:
    one = Managed(managed.manager, managed.env, target(folder))
    one.repository.write("app.yaml", "pool: 5\npool: 6\n")
    one.repository.git("add", ".")

    hooks = ("confledger-check", "confledger-repo")
    done = one.run("try-repo", str(published.root), *hooks, "--hook-stage", "manual")

    assert done.returncode == 1, done.stdout
    for name, files in (
        ("confledger: check configuration", "1 file, 1 failed"),
        (
            "confledger: check the whole configuration",
            "3 files, 1 passed, 1 failed, 1 without schema",
        ),
    ):
        assert f"{name}..." in done.stdout
        assert f" (1 error): {files}" in done.stdout, done.stdout
    assert done.stdout.count("app.yaml:2:1   duplicate-key   ") == 2
