"""`report`: which kinds there are, and what is said after files were written or compared."""

from collections.abc import Callable
from pathlib import Path

import pytest

from confledger.cli.report import command, writing
from confledger.cli.report.kinds import KINDS
from confledger.errors import ConfledgerError
from support import Repository

Said = Callable[..., tuple[int, str, str]]


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]) -> Said:
    def run(*arguments: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = command.run(list(arguments))
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def one(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(repository.root)
    repository.write("confledger.yaml", "reports: {formats: [markdown, csv]}\n")
    repository.write("app.yaml", "a: 1\n")
    repository.commit()
    return repository


def test_every_kind_has_a_parser_with_examples_of_its_own() -> None:
    for kind in (*KINDS, "all"):
        text = command.parser_of(kind).format_help()
        examples = text.partition("examples:\n")[2].splitlines()
        assert examples
        assert {line.split()[2] for line in examples} == {kind}
    assert set(command.ACTIONS) == {*KINDS, "all", "needs", "publish"}


def test_files_are_written_once_and_found_up_to_date(one: Repository, said: Said) -> None:
    assert said("perf", "--check") == (
        1,
        "reports/perf_report.csv: it is not there\nreports/perf_report.md: it is not there\n",
        "2 of 2 files are out of date; to mend them: confledger report perf --write\n",
    )
    assert said("perf", "--write") == (
        0,
        "reports/perf_report.csv\nreports/perf_report.md\n",
        "2 files written to reports\n",
    )
    one.write("app.yaml", "a: 2\n")
    one.write("other.txt", "not tracked\n")
    assert said("perf", "--write") == (
        0,
        "",
        "0 files written to reports, 2 were up to date\n"
        "note: reports are about the last commit; 1 file differs from it\n",
    )
    assert said("perf", "--check") == (0, "", "2 files in reports are up to date\n")
    assert said("perf", "--write", "--dated") == (
        0,
        "reports/perf_report_20250601.csv\nreports/perf_report_20250601.md\n",
        "2 files written to reports\n"
        "note: reports are about the last commit; 1 file differs from it\n",
    )


def test_gaps_of_the_other_domain_are_another_report(one: Repository, said: Said) -> None:
    code, out, _ = said("gap", "--domain", "obs", "--write")

    assert (code, out.splitlines()) == (
        0,
        [f"reports/observability_gap_analysis.{suffix}" for suffix in ("csv", "md")],
    )
    assert (
        said("gap", "--domain", "obs", "--format", "csv")[1]
        == said("obs-gap", "--format", "csv")[1]
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ("debt --dated", "--dated goes with --write"),
        ("debt --write --check", "--write and --check exclude each other"),
        ("change HEAD --write", "what is kept is about the last days, not about a range"),
        ("debt --as-of HEAD~1", "--as-of takes a day or a time"),
        ("debt --rev v9", "no revision named 'v9' in this clone"),
    ],
)
def test_what_goes_together_is_said(one: Repository, arguments: str, message: str) -> None:
    with pytest.raises(ConfledgerError) as told:
        command.run(arguments.split())

    assert str(told.value).startswith(message)


def test_a_bare_repository_has_no_place_for_files(
    one: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: Said
) -> None:
    one.git("clone", "--quiet", "--bare", str(one.root), str(tmp_path / "bare"))
    monkeypatch.chdir(tmp_path / "bare")

    assert said("perf", "--format", "csv")[0] == 0
    with pytest.raises(ConfledgerError, match="this repository is bare"):
        command.run(["perf", "--write"])
    assert writing.digest_in(b"") is None
