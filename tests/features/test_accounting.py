"""Real repositories: every tracked file ends one way, and no way of asking breaks."""

import re
from pathlib import Path

import pytest

from support import Repository

pytestmark = pytest.mark.corpus


@pytest.fixture(scope="module", params=["k8s-gitops", "ghaf-infra"])
def clone(
    request: pytest.FixtureRequest, corpus: Path, tmp_path_factory: pytest.TempPathFactory
) -> Repository:
    root = tmp_path_factory.mktemp("real")
    bundle = corpus / "history" / f"{request.param}.bundle"
    Repository(root).git("clone", "--quiet", str(bundle), "clone")
    return Repository(root / "clone")


def test_every_tracked_file_of_a_real_repository_is_accounted_for(clone: Repository) -> None:
    tracked = set(clone.git("ls-files", "-z").split("\0")[:-1])

    everything = clone.endings()

    assert everything.keys() == tracked
    assert len(tracked) > 100
    assert clone.endings("--staged", "--all") == everything
    assert clone.endings("--rev", "HEAD") == everything
    plain = clone.confledger("check")
    again = clone.confledger("check")
    assert f"{len(tracked)} files" in plain.stderr
    assert (again.returncode, again.stdout) == (plain.returncode, plain.stdout)
    assert re.sub(r", \d+\.\d s$", "", again.stderr) == re.sub(r", \d+\.\d s$", "", plain.stderr)


def test_a_range_of_real_commits_is_what_git_says_it_is(clone: Repository) -> None:
    for start, end in (("HEAD~1", "HEAD"), ("HEAD~20", "HEAD"), ("HEAD~300", "HEAD~200")):
        changed = clone.git("diff", "--name-only", "-z", "--diff-filter=d", f"{start}...{end}")
        found = clone.endings("--from", start, "--to", end)
        assert found.keys() == set(changed.split("\0")[:-1])
