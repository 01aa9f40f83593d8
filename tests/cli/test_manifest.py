"""The hooks that others may use are those that we use, and each has its page."""

from pathlib import Path

import pytest
import yaml

from confledger.cli.manifest import FILE, HOOKS, main, text

IDS = [str(hook["id"]) for hook in HOOKS]


def test_the_manifest_is_up_to_date_and_holds_the_table(
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(project)
    assert main(["--check"]) == 0
    assert yaml.safe_load(text()) == list(HOOKS)

    monkeypatch.chdir(tmp_path)
    assert main(["--check"]) == 1
    assert main([]) == 0
    assert main(["--check"]) == 0
    assert (tmp_path / FILE).read_text("utf-8") == text()
    said = capsys.readouterr().err
    assert said == f"{FILE} is not up to date; run: python -m confledger.cli.manifest\n"


@pytest.mark.parametrize("id", IDS)
def test_each_hook_has_a_page_that_says_the_same(project: Path, id: str) -> None:
    (hook,) = (one for one in HOOKS if one["id"] == id)
    page = (project / "hooks" / f"{id}.md").read_text("utf-8")

    headings = [line for line in page.splitlines() if line and not line.startswith(" ")]
    assert headings == [id, "Stops", "Runs", "Set up", "Skip it once", "Code", "More"]
    assert f"SKIP={id} " in page
    assert f"    {hook['entry']}" in page.partition("Code\n")[2]


def test_we_use_each_hook_as_we_offer_it(project: Path) -> None:
    config = yaml.safe_load((project / ".pre-commit-config.yaml").read_text("utf-8"))
    (ours,) = (one["hooks"] for one in config["repos"] if one["repo"] == "local")

    keys = ("id", "name", "entry", "stages", "verbose")
    assert [{key: one.get(key) for key in keys} for one in ours] == [
        {key: one.get(key) for key in keys} for one in HOOKS
    ]
    stages = {stage for one in ours for stage in one["stages"]} - {"manual"}
    assert set(config["default_install_hook_types"]) == stages
