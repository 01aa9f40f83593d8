"""`confledger debt`: what was put off, whose it is, and what leaving it costs."""

import json
import os
import shutil
from pathlib import Path

import pytest

from confledger.cli.debt.command import run
from confledger.cli.report import config
from confledger.cli.report.basis import standing_here
from confledger.cli.report.debt import statement
from confledger.errors import ConfledgerError
from confledger.reports.statement.model import Table
from support import Repository

SCHEMA = """\
{
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "type": "object", "additionalProperties": false,
  "properties": {
    "pool": {"type": "integer"},
    "host": {"type": "string", "description": "Where it is."},
    "old": {"type": "string", "description": "Of before.", "deprecated": true},
    "tls": {"type": "object", "description": "How.", "properties": {"ca": {"type": "string"}}}
  }
}
"""
SETTINGS = """\
schemas:
  - {paths: ["envs/**"], schema: schemas/app.schema.json}
environments:
  - {name: base, paths: [envs/base.yaml], deployed: false}
  - {name: dev, paths: [envs/dev.yaml], extends: base}
  - {name: prod, paths: [envs/prod.yaml], extends: base}
checks: {file-without-schema: "off"}
debt: {minutes: debt.yaml}
"""
HOST = "shared.example.org"
SEALED = """\
password: ENC[AES256_GCM,data:8BD1,iv:dF8z,tag:NUkB,type:str]
pool: 1
sops:
    age: [{recipient: age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqs3290gq, enc: A1}]
    lastmodified: "2025-06-01T00:00:00Z"
    mac: ENC[AES256_GCM,data:3nFf,iv:62Xg,tag:88wf,type:str]
    version: 3.9.0
"""
JSON = ("--format", "json")
# Of the right form for an age key, and of nobody.
LEAKED = "AGE-SECRET-KEY-1" + "QYZS32WQ7F" * 5 + "QYZS32WQ"


@pytest.fixture
def shop(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """Debt of many kinds; the value that three files have was changed five times."""
    repository.write("schemas/app.schema.json", SCHEMA)
    repository.write("confledger.yaml", SETTINGS)
    repository.write("debt.yaml", "rules: {todo: {minutes: 1, reason: we are quick}}\n")
    repository.write("CODEOWNERS", "/envs/ @shop/ops\n/schemas/ @shop/dev\n")
    repository.write("envs/base.yaml", f"host: {HOST}\n")
    repository.write("envs/prod.yaml", "tls: {ca: none}\n# TODO: mend this\n")
    for number in range(5):
        repository.write("envs/dev.yaml", f"host: {HOST}{number}\ntls: {{ca: n}}\nold: x\n")
        repository.commit()
    repository.write("envs/dev.yaml", f"host: {HOST}\ntls: {{ca: n}}\nold: x\n")
    repository.commit()
    monkeypatch.chdir(repository.root)
    return repository


def items() -> list[dict[str, object]]:
    """Return the rows of every item, as programs get them."""
    basis = standing_here("HEAD")
    try:
        made = statement(basis)
    finally:
        basis.close()
    table = next(one for one in made.tables() if one.id == "items")
    return [dict(zip((c.key for c in table.columns), row, strict=True)) for row in table.rows]


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Run the command and return what it printed."""
    assert run(list(arguments)) == 0
    return capsys.readouterr().out


def test_each_item_says_what_it_takes_and_what_leaving_it_costs(shop: Repository) -> None:
    rows = [
        (one["rule"], one["address"], one["place"], one["owner"], one["minutes"], one["interest"])
        for one in items()
    ]

    # Six commits changed the host in 90 days: two a month, for two minutes each.
    assert rows == [
        ("duplicated-value", "dev:host", "envs/dev.yaml:1", "@shop/ops", 5, 4.0),
        ("deprecated-key", "dev:old", "envs/dev.yaml:3", "@shop/ops", 10, 0.7),
        ("environment-divergence", "dev:old", "envs/dev.yaml:3", "@shop/ops", 10, 0.7),
        (
            *("key-without-description", "schemas/app.schema.json#/properties/tls/properties/ca"),
            *("schemas/app.schema.json:8", "@shop/dev", 2, 0.2),
        ),
        ("missing-owner", "/", "CODEOWNERS", "", 3, 0.0),
        (
            *("key-without-description", "schemas/app.schema.json#/properties/pool"),
            *("schemas/app.schema.json:5", "@shop/dev", 2, 0.0),
        ),
        ("todo", "envs/prod.yaml", "envs/prod.yaml:2", "@shop/ops", 1, 0.0),
    ]
    todo = next(one for one in items() if one["rule"] == "todo")
    assert todo["message"] == "a TODO, 0 days old"
    assert [text for text in (HOST, "mend this") if text in str(items())] == []


def test_secrets_and_waivers_that_ended_cap_the_letter_and_are_never_minutes_of_risk(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    shop.write("envs/key.txt", f"{LEAKED}\n")
    shop.write(
        "waivers.yaml",
        "waivers:\n"
        "  - {check: deprecated-key, address: envs/dev.yaml, reason: soon, owner: '@a',\n"
        "     expires: '2025-05-22'}\n",
    )
    shop.commit()

    text = said(capsys)
    risks = [(one["rule"], one["risk"], one["overdue"]) for one in items() if one["risk"]]

    assert risks[:2] == [("provider-token", "critical", ""), ("stale-waiver", "high", 10)]
    assert "1 secret in plain text: E; 1 waiver or secret overdue: at best C" in " ".join(
        text.split()
    )
    assert LEAKED not in text


def test_a_secret_is_overdue_by_the_days_that_the_settings_allow(
    repository: Repository, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.write(
        "confledger.yaml", "secrets: {max-age: [{paths: [db.yaml], value-days: 10}]}\n"
    )
    repository.write("db.yaml", SEALED)
    repository.commit()
    repository.write("db.yaml", SEALED.replace("pool: 1", "pool: 2"))
    repository.commit()
    monkeypatch.chdir(repository.root)

    made = json.loads(said(capsys, "--as-of", "2025-07-01", "--rule", "old-secret", *JSON))
    rows = next(iter(made["sections"]))["blocks"][0]["rows"]

    assert [(one["address"], one["risk"], one["overdue"], one["command"]) for one in rows] == [
        ("db.yaml#/password", "high", 20, "confledger secrets set db.yaml /password")
    ]


def test_the_report_is_the_same_in_every_clone_and_from_the_cache(
    shop: Repository,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = said(capsys, "--format", "json", "--history", "2m")
    assert said(capsys, "--format", "json", "--history", "2m") == first
    shop.git("clone", "--quiet", ".", str(tmp_path / "other"))
    monkeypatch.chdir(tmp_path / "other")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    assert said(capsys, "--format", "json", "--history", "2m") == first
    # What is kept may be anything: it is only a cache.
    for file in (tmp_path / "other/.git/confledger").glob("debt-*"):
        file.write_bytes(b'{"key": [], "version": 1}')
    assert said(capsys, "--format", "json", "--history", "2m") == first


def test_what_a_shallow_clone_cannot_tell_is_not_zero(
    shop: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop.git("clone", "--quiet", "--depth=1", f"file://{shop.root}", str(tmp_path / "shallow"))
    monkeypatch.chdir(tmp_path / "shallow")
    basis = standing_here("HEAD")
    try:
        made = statement(basis)
    finally:
        basis.close()

    assert made.verdict.sentence.endswith(
        "what leaving it costs is not known (4 of 20 measures could not be taken: `?`)."
    )
    assert {one["interest"] for one in items()} == {None}
    assert [(one.what, one.remedy) for one in made.unmeasured] == [
        ("keys that nobody reads", "confledger report access"),
        ("ages of comments", "git fetch --unshallow"),
        ("changes", "git fetch --unshallow"),
        ("files without changes", "git fetch --unshallow"),
    ]


def test_filters_leave_the_letter_as_it_is(
    shop: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    def rules(*filters: str) -> tuple[str, list[str]]:
        made = json.loads(said(capsys, "--format", "json", *filters))
        rows = next(
            block["rows"]
            for part in made["sections"]
            for block in part["blocks"]
            if block.get("id") == "items"
        )
        return made["data"]["rating"]["letter"], sorted(row["rule"] for row in rows)

    letter = rules()[0]
    assert rules("--rule", "todo") == (letter, ["todo"])
    assert rules("--owner", "nobody") == (letter, ["missing-owner"])
    assert rules("--owner", "@shop/dev", "--env", "prod") == (letter, [])
    assert rules("--env", "prod") == (letter, ["todo"])


def test_the_course_is_recomputed_from_commits(shop: Repository) -> None:
    shop.write("envs/prod.yaml", "tls: {ca: none}\n")
    os.environ["GIT_COMMITTER_DATE"] = "2025-08-02T00:00:00Z"
    try:
        shop.git("commit", "--quiet", "--all", "--message=mended")
    finally:
        del os.environ["GIT_COMMITTER_DATE"]
    from confledger.cli.debt.course import course

    basis = standing_here("HEAD")
    try:
        part = course(basis, "4m")
    finally:
        basis.close()

    chart = part.blocks[0]
    assert not isinstance(chart, Table)
    # Nothing was there at the end of April and May.
    assert (chart.labels, chart.series[0].values) == (  # type: ignore[union-attr]
        ("2025-06", "2025-07", "2025-08-02"),
        (33, 33, 32),
    )
    assert part.summary == "1 min less than in 2025-06."


def test_a_table_of_minutes_that_cannot_be_used_is_said_with_its_line(shop: Repository) -> None:
    shop.write("debt.yaml", "rules:\n  todo: {minutes: 0}\n")
    shop.commit()
    with pytest.raises(ConfledgerError, match=r"debt.yaml:2: each number needs a `reason`"):
        run([])
    shop.git("rm", "--quiet", "debt.yaml")
    shop.commit()
    with pytest.raises(ConfledgerError, match=r"'debt.yaml', which `debt.minutes` of"):
        run([])


def test_files_that_only_lack_one_schema_are_one_item(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = "# yaml-language-server: $schema=https://example.org/a.json\n"
    for name in "abc":
        repository.write(f"{name}.yaml", f"{line}a: 1\n")
    repository.write("d.yaml", "a: 1\n")
    repository.write("x.lock", "a: 1\n")
    repository.commit()
    monkeypatch.chdir(repository.root)

    found = [(one["rule"], one["address"], one["minutes"], one["command"]) for one in items()]

    assert found == [
        *[
            (
                *("file-without-schema", "d.yaml", 20),
                "confledger schema infer d.yaml --to schemas/d.schema.json",
            ),
            (
                "unvendored-schema",
                "https://example.org/a.json",
                10,
                "confledger schema add --named",
            ),
            ("missing-owner", "CODEOWNERS", 3, "git shortlog -sn HEAD"),
        ]
    ]
    shutil.rmtree(repository.root / ".git/confledger")
    assert [
        (one["rule"], one["address"], one["minutes"], one["command"]) for one in items()
    ] == found


def test_commands_show_what_they_are_recommended_for(shop: Repository) -> None:
    shop.write("anchors.yaml", "a: &unused 1\n")
    shop.write("page.md", "password: q8Zr1kPw0sLt5vXyA9\n")
    shop.write("needs/src.yaml", "version: 1\n")
    shop.git("add", ".")
    shop.git("commit", "--quiet", "--no-verify", "--message=More")

    commands = {str(one["place"]).partition(":")[0]: one["command"] for one in items()}

    assert commands["anchors.yaml"] == "confledger check --verbose anchors.yaml"
    assert commands["page.md"] == "confledger secrets check page.md"
    assert "needs/src.yaml" not in commands


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (["--rule", "todos"], "there is no rule 'todos'"),
        (["--env", "live"], "the settings declare no environment 'live' that is deployed"),
    ],
)
def test_what_there_is_not_has_no_debt_of_nothing(
    shop: Repository, asked: list[str], told: str
) -> None:
    with pytest.raises(ConfledgerError, match=told):
        run(asked)


def test_as_many_values_are_counted_as_the_report_on_configuration_has(shop: Repository) -> None:
    shop.write("empty.yaml", "a: {}\nb: []\nc: [{}, 1]\n")
    shop.commit()
    basis = standing_here("HEAD")
    try:
        debt = next(one for one in statement(basis).figures if one.name == "to pay back")
        keys = next(one for one in config.statement(basis).figures if one.name == "Keys")
    finally:
        basis.close()

    assert debt.note.startswith(f"{keys.value:,} values, ")
