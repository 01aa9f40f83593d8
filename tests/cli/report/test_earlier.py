"""The reports of last time: which one a new one is compared with, and what is no report."""

import json
from pathlib import Path

import pytest

from confledger.cli.report.basis import basis
from confledger.cli.report.earlier import Committed, OfFile
from confledger.cli.report.making import earlier_of
from confledger.errors import ConfledgerError
from support import Repository


def report(digest: str, kind: str = "debt") -> str:
    return json.dumps({"version": 1, "kind": kind, "digest": digest})


@pytest.fixture
def kept(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Return a repository whose reports were committed three times."""
    monkeypatch.chdir(repository.root)
    repository.write("app.yaml", "a: 1\n")
    repository.commit()
    for digest in ("first", "second", "third"):
        repository.write("reports/debt_report.json", report(digest))
        repository.write("reports/config-scan.json", report(digest, "inventory"))
        repository.commit(digest)
    return repository


def of(kind: str, digest: str, since: str | None = None) -> object:
    with basis() as found:
        told = Committed(found, since).of(kind, digest)
        return None if told is None else told["digest"]


def test_the_newest_that_was_made_from_something_else_counts(kept: Repository) -> None:
    assert of("debt", "new") == "third"
    assert of("debt", "third") == "second"
    assert of("inventory", "third") == "second"
    assert of("perf", "new") is None
    assert of("all", "new") is None

    kept.write("reports/debt_report.json", "<<<<<<< HEAD\n")
    kept.commit("a conflict")
    assert of("debt", "third") == "second"
    kept.write("reports/debt_report.json", report("fourth", "gap"))
    kept.commit("another kind")
    assert of("debt", "new") == "third"


def test_a_commit_may_be_named(kept: Repository) -> None:
    assert of("debt", "new", "HEAD~2") == "first"
    assert of("debt", "first", "HEAD~2") is None
    assert of("debt", "new", "HEAD~3") is None
    with pytest.raises(ConfledgerError, match="no revision named 'v9' in this clone"):
        of("debt", "new", "v9")


def test_what_was_taken_away_is_compared_with_no_more(kept: Repository) -> None:
    kept.git("rm", "-q", "-r", "reports")
    kept.commit("gone")

    assert of("debt", "new") is None


def test_a_link_is_no_report(kept: Repository) -> None:
    (kept.root / "reports/debt_report.json").unlink()
    (kept.root / "reports/debt_report.json").symlink_to("config-scan.json")
    kept.commit("a link")

    assert of("debt", "new") == "third"
    assert of("debt", "new", "HEAD") is None


def test_a_file_that_somebody_has_kept_counts_for_its_kind(
    kept: Repository, tmp_path: Path
) -> None:
    file = tmp_path / "last.json"
    file.write_text(report("mine"))
    with basis() as found:
        told = earlier_of(found, str(file))
        assert isinstance(told, OfFile)
        assert isinstance(earlier_of(found, None), Committed)

    assert told.of("debt", "new") == {"version": 1, "kind": "debt", "digest": "mine"}
    assert told.of("debt", "mine") is not None
    assert told.of("gap", "new") is None


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000, "\udcff", "1"])
def test_a_file_that_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_bytes(text.encode("utf-8", "surrogateescape"))

    with pytest.raises(ConfledgerError, match=r"a\.json' is no report of confledger in JSON"):
        OfFile(str(tmp_path / "a.json"))
    with pytest.raises(ConfledgerError, match="could not be read: no such file"):
        OfFile(str(tmp_path / "none.json"))
