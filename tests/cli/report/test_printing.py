"""How a report is asked for: formats, files, the moment that ages are counted to."""

import argparse
import json
from pathlib import Path

import pytest

from confledger.cli.report import printing
from confledger.errors import ConfledgerError
from support import Repository

DAY = 86_400


def asked(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    printing.add_to(parser)
    return parser.parse_args(list(arguments))


@pytest.fixture(name="shop")
def _shop(year: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(year.root)


def test_one_run_gives_every_format_from_the_same_numbers(
    shop: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    names = ("text", "markdown", "html", "json", "csv")
    files = [f"--output={name}={tmp_path / name}" for name in names]

    assert printing.shown("perf", asked("--format", "json", *files)) == 0

    told = capsys.readouterr()
    digest = json.loads(told.out)["digest"]
    assert (tmp_path / "json").read_text("utf-8") == told.out
    assert all(digest[:12] in (tmp_path / name).read_text("utf-8") for name in names[:4])
    assert [line.partition(":")[0] for line in told.err.splitlines()] == list(names)
    assert "\x1b[" not in (tmp_path / "text").read_text("utf-8")
    for name in names:
        printing.shown("perf", asked("--format", name))
        assert capsys.readouterr().out == (tmp_path / name).read_text("utf-8")


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("html", "--output takes FORMAT=FILE, not 'html'"),
        ("html=", "--output takes FORMAT=FILE, not 'html='"),
        ("pdf=x", "no format named 'pdf'"),
        ("html=.", "'.' is a folder"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_any_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, output: str, message: str
) -> None:
    # There is no repository here, so that any work would fail otherwise.
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ConfledgerError) as told:
        printing.shown("perf", asked(f"--output={output}"))

    assert str(told.value) == message


def test_ages_are_counted_to_the_commit_or_as_it_is_said(shop: None) -> None:
    moments, committed = {}, 0
    for said in (None, "2031-01-02", "1 week ago", "now"):
        found = printing.asked_basis(asked(*([] if said is None else ["--as-of", said])))
        moments[said] = found.as_of
        committed = found.committed
        found.close()

    assert moments[None] == committed
    assert moments["2031-01-02"] == 1_925_078_400 + DAY - 1
    assert committed < moments["1 week ago"] < moments["now"]


def test_colour_is_asked_for(shop: None, capsys: pytest.CaptureFixture[str]) -> None:
    printing.shown("perf", asked("--color", "always"))
    coloured = capsys.readouterr().out
    printing.shown("perf", asked("--color", "never"))

    assert "\x1b[" in coloured
    assert "\x1b[" not in capsys.readouterr().out
