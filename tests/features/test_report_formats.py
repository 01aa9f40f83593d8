"""Every format of every report is what its name says, and the same bytes wherever it is made."""

import csv
import io
import json
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from jsonschema import Draft4Validator, Draft202012Validator
from jsonschema_rs import validator_for

from confledger.cli.program import run
from confledger.cli.report.kinds import ALL, KINDS
from support import Repository

ROOT = Path(__file__).parents[2]
OFFICIAL = ROOT / "tests/schemas/official"
SETTINGS = """\
schemas: [{paths: [envs/*.yaml], schema: app.schema.json}]
environments:
  - {name: prod, paths: [envs/prod.yaml]}
  - {name: dev, paths: [envs/dev.yaml]}
series: [{name: latency, path: bench.json, at: /p50, unit: ms}]
reports: {formats: [markdown, html, json, csv]}
"""
SCHEMA = """\
{"type": "object", "additionalProperties": false, "properties": {
  "pool": {"type": "integer", "maximum": 100, "x-risk": "critical"},
  "note": {"type": "string", "deprecated": true}}}
"""
# Names and texts that a format could stumble over.
CODE = """\
import os, logging
from prometheus_client import Counter

PAID = Counter("paid_total", "a|b <i>`c`</i>")
URL = os.environ["SHOP_URL"]
# TODO(@a|b): <script>alert(1)</script> =cmd|' /C calc'!A0
logging.error("no | answer \\n <b>")
"""
HOSTILE = 'envs/a|b <i>,"=1`\u202e.yaml'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a repository with something for every report, all of them kept in it."""
    one = Repository.create(tmp_path_factory.mktemp("formats") / "a shop")
    one.write("confledger.yaml", SETTINGS)
    one.write("app.schema.json", SCHEMA)
    one.write("CODEOWNERS", "* @shop/all\n")
    one.write("envs/prod.yaml", "pool: 5\nnote: hello\n")
    one.write("envs/dev.yaml", "pool: 5\nnote: hello\n")
    one.write("bench.json", '{"p50": 5}\n')
    one.write("src/shop/pay.py", CODE)
    one.commit("Begin | <b>")
    one.git("branch", "before")
    one.write("envs/prod.yaml", "pool: 500\nunknown: 1\n")
    one.write(HOSTILE, "pool: many\n")
    one.write("envs/prod.yaml.bak", "pool: 5\n")
    one.write("bench.json", '{"p50": 9}\n')
    one.commit("Raise =the pool, `much` | <script>")
    done = one.confledger("report", "all", "--write")
    assert done.returncode == 0, done.stderr
    return one


@pytest.fixture
def here(made: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    monkeypatch.chdir(made.root)
    return made


@cache
def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((ROOT / "schemas" / name).read_text()))


def kept(repository: Repository, suffix: str) -> list[Path]:
    return sorted((repository.root / "reports").glob(f"*.{suffix}"))


def test_all_kinds_are_kept_in_all_formats(made: Repository) -> None:
    stems = {one.stem for one in (*KINDS.values(), ALL)}

    assert {one.stem for one in kept(made, "md")} == stems
    assert {one.stem for one in kept(made, "html")} == stems
    assert {one.stem for one in kept(made, "json")} == stems - {"config_inventory"} | {
        "config-scan"
    }
    assert {one.stem for one in kept(made, "csv")} <= stems - {"index"}
    assert len(kept(made, "csv")) == len(KINDS)


def test_a_report_as_json_keeps_to_its_schema(made: Repository) -> None:
    faults = []
    for file in kept(made, "json"):
        document = json.loads(file.read_text("utf-8"))
        names = ["statement.schema.json", *(["config-scan.schema.json"] * ("scan" in file.name))]
        for name in names:
            found = validator_for(json.loads((ROOT / "schemas" / name).read_text()))
            faults += [f"{file.name}: {one}" for one in found.iter_errors(document)]

    assert faults == []


def test_a_page_is_html_without_an_error_and_offline(made: Repository) -> None:
    html5lib = pytest.importorskip("html5lib", reason="needs html5lib")
    for file in kept(made, "html"):
        page = file.read_bytes()
        html5lib.HTMLParser(strict=True).parse(page)
        assert len(page) < 1_000_000
        assert re.findall(rb"""(?:src|href)=["']?(?:https?:)?//""", page) == []
        assert b"<script>alert" not in page


def test_each_row_of_a_table_has_as_many_cells_as_its_head(made: Repository) -> None:
    wrong, tables = [], 0
    for file in kept(made, "md"):
        width = 0
        for line in file.read_text("utf-8").splitlines():
            cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
            tables += bool(cells and not width)
            if cells and width and cells != width:
                wrong.append(f"{file.name}: {line}")
            width = cells

    assert wrong == []
    assert tables > len(KINDS)


def test_csv_has_a_head_and_rows_of_its_width_and_nothing_that_a_spreadsheet_runs(
    made: Repository,
) -> None:
    for file in kept(made, "csv"):
        text = file.read_bytes().decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
        assert {len(row) for row in rows} <= {len(head)}, file.name
        assert [one for row in rows for one in row if one[:1] in "=@\t\r" and one] == [], file.name


def test_what_forges_read_fits_the_schemas_of_others(here: Repository, tmp_path: Path) -> None:
    etree = pytest.importorskip("lxml.etree", reason="needs lxml")
    metrics = pytest.importorskip("prometheus_client.openmetrics.parser")
    dotenv = pytest.importorskip("dotenv")

    assert run(["ci", "--base", "before", "--forge", "none", "--out", str(tmp_path / "ci")]) == 1

    def text(name: str) -> str:
        return (tmp_path / "ci" / name).read_text("utf-8")

    files = json.loads(text("ci-summary.json"))["files"]
    assert [
        *schema("ci-summary.schema.json").iter_errors(json.loads(text("ci-summary.json")))
    ] == []
    for name, official in (
        ("codequality.json", Draft202012Validator),
        ("confledger.sarif", Draft4Validator),
    ):
        known = {"codequality.json": "gitlab-codequality.schema.json"}
        rules = json.loads((OFFICIAL / known.get(name, "sarif-2.1.0-rtm.5.json")).read_text())
        assert [*official(rules).iter_errors(json.loads(text(name)))] == []
    etree.XMLSchema(etree.parse(OFFICIAL / "junit-10.xsd")).assertValid(
        etree.fromstring(text("junit.xml").encode())
    )
    families = list(metrics.text_string_to_metric_families(text("metrics.txt")))
    assert {one.name for one in families} >= {"confledger_ci_values"}
    said = dotenv.dotenv_values(stream=io.StringIO(text("confledger.env")))
    assert said
    assert all(re.fullmatch("[A-Z_]+", name) and value for name, value in said.items())
    assert set(json.loads(text("terraform.json"))) == {"create", "update", "delete"}
    for name in files:
        if name.endswith(".svg"):
            assert ElementTree.fromstring(text(name)).tag.endswith("svg")


@pytest.mark.parametrize("form", ["json", "codequality", "junit", "sarif", "github"])
def test_the_gate_of_debt_speaks_the_same_formats(
    here: Repository, capsys: pytest.CaptureFixture[str], form: str
) -> None:
    assert run(["debt", "gate", "--base", "before", "--format", form]) == 1

    said = capsys.readouterr().out
    if form == "junit":
        etree = pytest.importorskip("lxml.etree", reason="needs lxml")
        schema_ = etree.XMLSchema(etree.parse(OFFICIAL / "junit-10.xsd"))
        schema_.assertValid(etree.fromstring(said.encode()))
    elif form == "github":
        assert all(re.match("::(?:error|warning|notice) .*::", one) for one in said.splitlines())
    else:
        names = {"codequality": "gitlab-codequality.schema.json", "sarif": "sarif-2.1.0-rtm.5.json"}
        told = json.loads(said)
        if form in names:
            rules = json.loads((OFFICIAL / names[form]).read_text())
            official = Draft4Validator if form == "sarif" else Draft202012Validator
            assert [*official(rules).iter_errors(told)] == []
        else:
            assert told["version"] == 1


def test_badges_are_pictures_and_endpoints(here: Repository, tmp_path: Path) -> None:
    assert run(["badge", "--all", "--write", str(tmp_path)]) == 0

    pictures = sorted(tmp_path.glob("*.svg"))
    assert len(pictures) == len(sorted(tmp_path.glob("*.json"))) == 7
    for one in pictures:
        picture = ElementTree.fromstring(one.read_text("utf-8"))
        assert picture.tag == "{http://www.w3.org/2000/svg}svg"
        told = json.loads(one.with_suffix(".json").read_text("utf-8"))
        assert told["schemaVersion"] == 1
        assert f"{told['label']}: {told['message']}" in "".join(picture.itertext())


def bytes_of(repository: Repository) -> dict[str, bytes]:
    folder = repository.root / "reports"
    return {one.name: one.read_bytes() for one in sorted(folder.iterdir())}


def test_reports_are_the_same_bytes_in_another_clone_another_zone_and_another_run(
    made: Repository, tmp_path: Path
) -> None:
    first = bytes_of(made)
    again = made.confledger("report", "all", "--write")
    made.git("clone", "--quiet", str(made.root), str(tmp_path / "other"))
    other = Repository(tmp_path / "other")
    other.git("tag", "v9")
    surroundings = {"TZ": "Asia/Tokyo", "LANG": "C", "LC_ALL": "C", "PYTHONHASHSEED": "1"}
    elsewhere = other.confledger("report", "all", "--write", env=surroundings)

    assert again.stderr.startswith(f"0 files written to reports, {len(first)} were up to date\n")
    assert elsewhere.returncode == 0, elsewhere.stderr
    assert bytes_of(made) == first
    assert {name for name, data in bytes_of(other).items() if first.get(name) != data} == set()


def test_what_is_kept_is_stale_when_what_it_is_about_changes_and_not_before(
    made: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    made.git("clone", "--quiet", str(made.root), str(tmp_path / "clone"))
    clone = Repository(tmp_path / "clone")
    monkeypatch.chdir(clone.root)

    def check() -> tuple[int, list[str]]:
        capsys.readouterr()
        return run(["report", "change", "--check"]), capsys.readouterr().out.splitlines()

    assert run(["report", "change", "--write"]) == 0
    clone.commit("reports")
    assert check() == (0, [])
    clone.write("notes/other.txt", "nothing of it\n")
    clone.commit("unrelated")
    assert check() == (0, [])

    file = clone.root / "reports/change_report.md"
    good = file.read_text("utf-8")
    file.write_text(f"<<<<<<< HEAD\n{good}=======\n{good}>>>>>>> other\n", "utf-8")
    assert check() == (1, ["reports/change_report.md: a merge left conflict markers in it"])
    file.unlink()
    assert check() == (1, ["reports/change_report.md: it is not there"])
    file.write_text(good, "utf-8")
    clone.write("envs/prod.yaml", "pool: 7\n")
    clone.commit("changed")
    code, said = check()
    assert code == 1
    assert "reports/change_report.md: what it is made from has changed" in said
    assert [one.partition(":")[0] for one in said] == [
        f"reports/change_report.{suffix}" for suffix in ("csv", "html", "json", "md")
    ]
