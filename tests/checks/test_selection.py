"""Which files are looked at, as what, and with which schema of the settings."""

import pytest

from confledger.checks.selection import (
    HELM,
    NOT_CONFIGURATION,
    REPORT,
    SUBMODULE,
    SYMLINK,
    Selection,
)
from confledger.cli.report.kinds import KINDS, file_name
from confledger.reports.badge.model import LABELS
from confledger.settings import Settings

SETTINGS = {
    "ignore": [
        {"paths": ["vendor"], "reason": "not ours"},
        {"paths": ["vendor/a.yaml"], "reason": "never told"},
    ],
    "dialects": [
        {"paths": ["*.conf"], "dialect": "ini"},
        {"paths": ["app.conf", "x.yaml"], "dialect": "toml"},
    ],
    "schemas": [
        {"paths": ["a*.yaml"], "schema": "s/a.json"},
        {"paths": ["*.yaml"], "schema": "https://example.org/b.json"},
    ],
}


@pytest.mark.parametrize(
    ("path", "kind", "reason"),
    [
        ("vendor/a.yaml", "file", "not ours"),
        ("a.yaml", "file", None),
        ("a.yaml", "symlink", SYMLINK),
        ("a", "submodule", SUBMODULE),
        ("README.md", "file", NOT_CONFIGURATION),
        ("app.conf", "file", None),
        ("chart/templates/a.yaml", "file", HELM),
        ("chart/templates/x/a.yaml", "file", HELM),
        ("chart/templates/templates/a.yaml", "file", HELM),
        ("other/templates/a.yaml", "file", None),
        ("templates/a.yaml", "file", None),
    ],
)
def test_a_file_that_is_left_out_has_a_reason(path: str, kind: str, reason: str | None) -> None:
    selection = Selection(Settings(SETTINGS), lambda chart: chart == "chart/Chart.yaml")

    assert selection.ignored(path, kind) == reason


def test_a_chart_may_be_the_whole_repository() -> None:
    selection = Selection(Settings(), lambda chart: chart == "Chart.yaml")

    assert selection.ignored("templates/a.yaml", "file") == HELM
    assert Selection(Settings()).ignored("templates/a.yaml", "file") is None


@pytest.mark.parametrize(
    ("path", "plan"),
    [
        ("app.conf", ("ini", None)),
        ("x.yaml", ("toml", "https://example.org/b.json")),
        ("ab.yaml", ("yaml", "s/a.json")),
        ("b/ab.yaml", ("yaml", None)),
        ("README.md", ("", None)),
    ],
)
def test_the_first_entry_that_fits_counts(path: str, plan: tuple[str, str | None]) -> None:
    selection = Selection(Settings(SETTINGS))

    assert (selection.plan(path), selection.plan(path)) == (plan, plan)


def test_the_schemas_of_the_settings_are_files_or_addresses() -> None:
    vendored = {"https://example.org/b.json": "s/b.json"}

    assert Selection(Settings(SETTINGS)).schema_paths(vendored) == {"s/a.json", "s/b.json"}


@pytest.mark.parametrize(
    "name",
    [
        *(file_name(kind, "json") for kind in (*KINDS, "all")),
        *(f"badges/{one}.json" for one in LABELS),
    ],
)
def test_what_confledger_wrote_itself_is_left_out_where_reports_are_kept(name: str) -> None:
    told = Selection(Settings({"reports": {"folder": "told/"}}))

    assert Selection(Settings()).ignored(f"reports/{name}", "file") == REPORT
    assert Selection(Settings()).ignored("reports/app.json", "file") is None
    assert Selection(Settings()).ignored(f"told/{name}", "file") is None
    assert told.ignored(f"told/{name}", "file") == REPORT
