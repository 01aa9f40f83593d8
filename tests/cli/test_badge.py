"""The command `badge`: on standard output, into a file, or all of them into a folder."""

import json
import os
from pathlib import Path

import pytest

from confledger.cli.badge import BADGES, run
from confledger.errors import ConfledgerError
from support import Repository

VALID = "readable, no schema"


@pytest.fixture(name="shop")
def _shop(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()
    monkeypatch.chdir(repository.root)
    return repository


def said(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert run([*arguments, "--format", "shields"]) == 0
    return str(json.loads(capfd.readouterr().out)["message"])


def test_a_badge_is_about_a_commit(shop: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    assert said(capfd, "config-valid") == VALID
    assert said(capfd, "model") == "0 of 1 file"
    assert said(capfd, "secrets") == "none in plain text"
    assert said(capfd, "report") == "n/a"

    shop.write("a.yaml", "a: 1\na: 2\n")
    assert said(capfd, "config-valid") == VALID
    shop.commit()
    assert said(capfd, "config-valid") == "1 error"
    assert said(capfd, "config-valid", "--rev", "HEAD~1") == VALID


def test_badges_are_written_to_files(shop: Repository, capfd: pytest.CaptureFixture[str]) -> None:
    assert run(["config-valid"]) == 0
    picture = capfd.readouterr().out
    assert run(["config-valid", "--output", "own.svg"]) == 0
    assert run(["config-valid", "--write", "badges/here"]) == 0

    assert (shop.root / "own.svg").read_text() == picture
    assert (shop.root / "badges/here/config-valid.svg").read_text() == picture
    assert sorted(os.listdir("badges/here")) == ["config-valid.json", "config-valid.svg"]
    assert capfd.readouterr().err == "config-valid: readable, no schema\n"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "one badge, or all of them"),
        (["model", "--all"], "one badge, or all of them"),
        (["--all"], "all badges need a place"),
        (["model", "--output", "a", "--write", "b"], "one file, or a folder"),
        (["modle"], "there is no badge 'modle'"),
        (["config-valid", "--write", "a.yaml"], "'a.yaml' could not be made: file exists"),
        (["config-valid", "--output", "no/where"], "'no/where' could not be written"),
    ],
)
def test_what_cannot_be_done_is_said(shop: Repository, arguments: list[str], expected: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        run(arguments)
    assert str(raised.value).startswith(expected)


def test_help_names_every_badge(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with pytest.raises(SystemExit):
        run(["--help"])
    told = capfd.readouterr().out
    assert [name for name in BADGES if name not in told] == []
