"""The published schema of the report."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from audited import shop
from confledger.cli import program
from confledger.reports.audit.model import schema

PUBLISHED = Path(__file__).parents[3] / "schemas" / "audit-report.schema.json"


@pytest.mark.parametrize("period", [[], ["--from", "2030-01"]])
def test_what_is_printed_fits_the_published_schema(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    period: list[str],
) -> None:
    published = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    repository, _ = shop(tmp_path / "shop")
    monkeypatch.chdir(repository.root)
    program.run(["audit", "report", "--format", "json", *period])
    printed = json.loads(capfd.readouterr().out)

    assert published.pop("$id").endswith(f"/{PUBLISHED.name}")
    assert published == schema()
    Draft202012Validator(schema()).validate(printed)
    printed["rows"] = [{"seq": 1}]
    assert not Draft202012Validator(schema()).is_valid(printed)
