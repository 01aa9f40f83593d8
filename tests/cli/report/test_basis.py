"""What reports are about: the last commit that changed anything but the reports."""

import os
from collections.abc import Callable

import pytest

from confledger.cli.report.basis import Basis, basis
from confledger.errors import ConfledgerError
from confledger.git.repository import NotARepository
from support import FIRST_COMMIT, Repository

FIRST = int(FIRST_COMMIT.timestamp())


@pytest.fixture
def made(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(repository.root)
    repository.write("app.yaml", "port: 1\n")
    repository.commit("first")
    return repository


def digests(revision: str = "HEAD") -> tuple[str, str, str]:
    with basis(revision) as found:
        return found.digest("a"), found.digest("a", ["app.yaml"]), found.digest("a", history=True)


def test_committing_reports_makes_none_of_them_out_of_date(made: Repository) -> None:
    first, before = made.git("rev-parse", "HEAD"), digests()

    made.write("reports/debt_report.json", "{}\n")
    made.commit("reports")

    with basis() as found:
        assert (found.revision, found.as_of, found.today) == (first, FIRST, "2025-06-01")
        assert found.head == made.git("rev-parse", "HEAD")
    assert digests() == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(lambda one: one.write("app.yaml", "port: 2\n"), (1, 1, 1), id="its input"),
        pytest.param(lambda one: one.write("a.txt", "x"), (1, 0, 1), id="another file"),
        pytest.param(lambda one: one.write("reports/x.md", "x"), (0, 0, 0), id="a report"),
        pytest.param(lambda one: None, (0, 0, 0), id="nothing"),
        pytest.param(
            lambda one: one.write("confledger.yaml", "version: 1\nplans: [a.md]\n"),
            (1, 1, 1),
            id="the settings",
        ),
    ],
)
def test_a_digest_is_about_what_a_report_is_made_from(
    made: Repository, change: Callable[[Repository], object], told: tuple[int, int, int]
) -> None:
    before = digests()

    change(made)
    made.commit()

    assert tuple(int(one != two) for one, two in zip(before, digests(), strict=True)) == told


def test_history_counts_where_the_files_are_the_same(made: Repository) -> None:
    before = digests()
    made.write("app.yaml", "port: 2\n")
    made.commit()
    made.write("app.yaml", "port: 1\n")
    made.commit()

    after = digests()

    assert (before[:2] == after[:2], before[2] == after[2]) == (True, False)
    assert digests("HEAD~2") == before


def test_the_findings_are_those_of_the_commit(made: Repository) -> None:
    made.write("broken.yaml", "a: [\n")
    made.commit()
    made.write("broken.yaml", "a: []\n")

    with basis() as found:
        assert [(one.check, one.path) for one in found.result.findings if one.path == "broken.yaml"]
        with found.ledger() as one, found.ledger() as two:
            assert one is two


def test_where_there_is_nothing_to_report_on_is_said(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty = tmp_path_factory.mktemp("empty")
    monkeypatch.chdir(empty)
    with pytest.raises(NotARepository), basis():
        pass
    Repository.create(empty)
    with pytest.raises(ConfledgerError, match="there is no commit yet"), basis():
        pass


def test_a_shallow_clone_knows_that_it_is_one(made: Repository) -> None:
    made.write("app.yaml", "port: 2\n")
    made.commit()
    made.git("clone", "-q", "--depth=1", f"file://{made.root}", "shallow")
    from confledger.git.repository import discover

    whole, shallow = (Basis(discover(os.fspath(one))) for one in (made.root, made.root / "shallow"))
    assert (whole.shallow, shallow.shallow) == (False, True)
    for one in (whole, shallow):
        one.close()


def test_the_first_file_of_owners_counts_and_a_link_is_none(made: Repository) -> None:
    made.write("CODEOWNERS", "*.yaml @b @a @b\n")
    made.write("docs/CODEOWNERS", "* @c\n")
    (made.root / ".github").mkdir()
    (made.root / ".github/CODEOWNERS").symlink_to("../CODEOWNERS")
    made.commit("owners")

    with basis() as found:
        assert found.codeowners is not None
        assert found.codeowners.path == "CODEOWNERS"
        assert found.codeowners.owners("app.yaml") == ["@b", "@a"]
        assert found.codeowners.owners("README") == []
