"""`report access`: what nobody reads, without what the configuration says of itself."""

import csv
import io
import json
from pathlib import Path

import pytest

import confledger
from confledger.cli import program
from confledger.loader import access
from support import Repository


@pytest.mark.parametrize("form", ["json", "csv", "markdown", "text"])
def test_unused_keys_are_those_that_nobody_observed_reads(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
    form: str,
) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "confledger.yaml").write_text("load: {declared: variables}\n")
    (tmp_path / "config/base.yaml").write_text(
        "schema_version: 3\nvariables: [{name: X, overrides: db.pool}]\n"
        "db: {host: zq9, pool: 5, url: 'x:${db.host}', spare: 1}\n"
    )
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("CONFLEDGER_ACCESS", raising=False)
    config = confledger.load("config", environ={})
    assert (config["db"]["pool"], config.db.url) == (5, "x:zq9")
    assert access.flush()

    assert program.run(["report", "access", "--format", form]) == 0
    said = capfdbinary.readouterr().out.decode()

    assert "zq9" not in said
    if form == "json":
        (one,) = json.loads(said)["environments"]
        assert one["unused"] == ["db.spare"]
    elif form == "csv":
        rows = list(csv.DictReader(io.StringIO(said)))
        # What it says of itself is read by the loader, whoever else does.
        kinds = {row["key"]: row["state"] for row in rows}
        assert {key for key, state in kinds.items() if state == "unused"} == {"db.spare"}
        assert kinds["schema_version"] == kinds["variables[].name"] == kinds["db.host"]
    else:
        assert "db.spare" in said


def test_what_code_reads_is_told_of_a_commit_and_of_no_machine(
    repository: Repository,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    code = "import os\n\nprint(os.environ['SHOP_URL'], os.environ.get('SHOP_COLOUR', 'red'))\n"
    repository.write("shop.py", code)
    repository.write(".env", "SHOP_COLOUR=zq9\n")
    repository.commit()
    monkeypatch.chdir(repository.root)

    assert program.run(["report", "access", "--code", "--format", "json"]) == 0

    said = capfdbinary.readouterr().out.decode()
    assert "zq9" not in said
    made = json.loads(said)
    assert made["verdict"]["sentence"] == (
        "Code reads 2 variables; 1 of them has no default and is declared nowhere."
    )
    table = made["sections"][0]["blocks"][0]
    assert [(row["variable"], row["required"], row["declared"]) for row in table["rows"]] == [
        ("SHOP_URL", "yes", ""),
        ("SHOP_COLOUR", "no", ".env:1"),
    ]
