"""A commit with a mistake is stopped by pre-commit and by prek; so is a push."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from commits import COMMITS, judged, target
from support import Repository


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

    # A commit that only deletes names no file to a hook.
    managed.repository.git("rm", "--quiet", "app.schema.json")
    deletion = managed.repository.try_git("commit", "--message=no schema")
    assert deletion.returncode != 0
    assert "`app.schema.json` does not exist" in deletion.stdout + deletion.stderr
    managed.repository.git("reset", "--hard", "--quiet")

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
        (
            "confledger: check the whole configuration",
            "3 files, 1 passed, 1 failed, 1 without schema",
        ),
    ):
        assert f"{name}..." in done.stdout
        assert f" (1 error): {files}" in done.stdout, done.stdout
    assert done.stdout.count("app.yaml:2:1   duplicate-key   ") == 2
