"""`report publish`: the reports on a branch of their own, and nothing else anywhere."""

import threading
from pathlib import Path

import pytest

from confledger.cli.report import publish, writing
from confledger.errors import ConfledgerError
from support import Repository

FILES = {"debt_report.md": b"# Debt\n", "index.md": b"# All\n"}


@pytest.fixture(name="shop")
def _shop(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()
    monkeypatch.chdir(repository.root)
    # What is in reports is tested elsewhere, and takes its time.
    monkeypatch.setattr(writing, "files", lambda basis: dict(sorted(FILES.items())))
    return repository


def published(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert publish.run(list(arguments)) == 0
    return capfd.readouterr().out


def listed(repository: Repository, ref: str = "confledger-reports") -> list[str]:
    return repository.git("ls-tree", "-r", "--name-only", ref).splitlines()


def test_a_branch_has_the_reports_and_nothing_else(
    shop: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    shop.write("a.yaml", "not: committed\n")
    shop.git("add", "a.yaml")
    before = shop.git("status", "--porcelain=v2")

    told = published(capfd)

    assert told == f"confledger-reports: {shop.git('rev-parse', 'confledger-reports')[:12]}\n"
    assert listed(shop) == [".nojekyll", "README.md", "debt_report.md", "index.md"]
    assert shop.git("show", "confledger-reports:README.md").splitlines() == [
        "# Configuration reports",
        "",
        "- Every report, worst first, on one page: [md](index.md)",
        "- What was put off, and what it costs: [md](debt_report.md)",
    ]
    assert shop.git("log", "--format=%s|%cI", "confledger-reports") == (
        "reports: As of 2025-06-01|2025-06-01T12:00:00+00:00"
    )
    assert shop.git("status", "--porcelain=v2") == before
    assert published(capfd).endswith(f"nothing is new since {told[20:32]}\n")
    assert shop.git("rev-list", "--count", "confledger-reports") == "1"


def test_dated_copies_stay_and_are_listed(
    shop: Repository, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    published(capfd, "--dated")
    shop.write("a.yaml", "a: 2\n")
    shop.commits = 2000
    shop.commit()
    monkeypatch.setattr(writing, "files", lambda basis: {"index.md": b"# Less\n"})

    told = published(capfd, "--dated", "--dry-run")
    assert told == (
        "confledger-reports: 1 commit would be made, of 3 files\n"
        "  README.md\n  index.md\n  index_20250602.md\n  debt_report.md would be removed\n"
    )
    assert shop.git("rev-list", "--count", "confledger-reports") == "1"
    published(capfd, "--dated")

    assert listed(shop)[2:] == [
        "debt_report_20250601.md",
        "index.md",
        "index_20250601.md",
        "index_20250602.md",
    ]
    assert shop.git("show", "confledger-reports:README.md").splitlines()[3:] == [
        "",
        "## Earlier",
        "",
        "- 2025-06-02: [all](index_20250602.md)",
        "- 2025-06-01: [all](index_20250601.md) · [debt](debt_report_20250601.md)",
    ]


def test_a_fresh_clone_goes_on_where_the_remote_is(
    shop: Repository,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    remote = Repository.create(tmp_path / "remote.git", "--bare")
    shop.git("remote", "add", "origin", str(remote.root))
    shop.git("push", "--quiet", "origin", "main")
    assert published(capfd, "--push", "origin").endswith(", pushed to origin\n")
    first = remote.git("rev-parse", "confledger-reports")
    assert "nothing is new" in published(capfd, "--push", "origin")

    # As pipelines have it: one branch, and nothing of any other.
    clone = Repository(tmp_path / "clone")
    shop.git("clone", "--quiet", "--single-branch", str(remote.root), str(clone.root))
    clone.write("a.yaml", "a: 3\n")
    clone.commits = 5
    clone.commit()
    monkeypatch.chdir(clone.root)
    monkeypatch.setattr(writing, "files", lambda basis: {**FILES, "index.md": b"# New\n"})
    published(capfd, "--push", "origin", "--dated")
    assert remote.git("rev-list", "--parents", "-1", "confledger-reports").split()[1] == first

    # The first clone is behind, and goes on from there as well.
    monkeypatch.chdir(shop.root)
    monkeypatch.setattr(writing, "files", lambda basis: {**FILES, "index.md": b"# Newer\n"})
    published(capfd, "--push", "origin")
    assert remote.git("rev-list", "--count", "confledger-reports") == "3"
    assert "index_20250601.md" in listed(remote)


def test_two_at_once_leave_one_history(shop: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    found: list[object] = []

    def one(number: int) -> None:
        try:
            found.append(publish.run(["--branch", "both"]))
        except Exception as error:
            found.append(error)

    threads = [threading.Thread(target=one, args=(number,)) for number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == [0, 0, 0]
    assert shop.git("rev-list", "--count", "both") == "1"


def test_what_others_wrote_is_not_written_over(
    shop: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    shop.git("branch", "work")
    for branch in ("work", "main"):
        with pytest.raises(ConfledgerError):
            publish.run(["--branch", branch])
    assert shop.git("rev-parse", "work") == shop.git("rev-parse", "main")
    with pytest.raises(ConfledgerError, match="there is no remote 'origin'"):
        publish.run(["--push", "origin"])
    lock = shop.write(".git/refs/heads/confledger-reports.lock", "")
    with pytest.raises(ConfledgerError, match="another git process is at work"):
        publish.run([])
    lock.unlink()
    assert publish.run([]) == 0
