"""The gap analyses and the inventory of observability, on one small repository with each fault."""

import re

import pytest

from confledger.cli.report import gap, needs, obs_gap, observability
from confledger.cli.report.basis import basis
from confledger.errors import ConfledgerError
from confledger.reports.statement import catalog
from confledger.reports.statement.model import Statement, Table
from support import Repository

FILES = {
    "CODEOWNERS": "/config/ @shop/platform\n/src/ @shop/pay dev@shop.example\n",
    "confledger.yaml": """\
schemas:
  - {paths: [config/base.yaml, config/envs/*.yaml], schema: schemas/app.schema.json}
  - {paths: [nowhere/*.yaml], schema: schemas/app.schema.json}
environments:
  - {name: base, paths: [config/base.yaml], deployed: false}
  - {name: prod, paths: [config/envs/prod.yaml], extends: base}
  - {name: qa, paths: [config/envs/qa.yaml], extends: base}
load: {folder: config, declared: environment}
owned: [config, schemas]
""",
    "schemas/app.schema.json": """\
{"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object",
 "additionalProperties": false, "required": ["port"], "properties": {
  "port": {"type": "integer"}, "host": {"type": "string", "default": "a"},
  "extra": {"type": "string"},
  "key": {"type": "string", "x-secret": true}, "observability": {"type": "object"},
  "environment": {"type": "array"}}}
""",
    "README.md": "Set SHOP_DOCS to read more.\n",
    "schemas/idle.schema.json": '{"$schema": "https://json-schema.org/draft/2020-12/schema"}\n',
    "config/base.yaml": """\
key: winter-is-here
environment:
  - {name: SHOP_URL}
  - {name: SHOP_IDLE}
  - {name: SHOP_DIR}
observability:
  alerts:
    rule_files: [config/alerts/*.yaml]
    receivers: [{name: chat, kind: slack}, {name: mail, kind: email}]
    routes: [{matches: {severity: page}, receivers: [chat]}]
""",
    "config/envs/prod.yaml": "host: ${env:SHOP_DIR}\n",
    "config/envs/dev.yaml": "host: b\n",
    "config/alerts/shop.yaml": """\
groups:
  - name: shop
    rules:
      - {alert: Slow, expr: shop_slow_total > 1, labels: {severity: page},
         annotations: {runbook: docs/slow.md, summary: It is slow}}
      - {alert: Idle, expr: shop_paid_total == 0, labels: {severity: ticket}}
""",
    "rules/stray.yaml": "groups: [{rules: [{alert: Up, expr: up, labels: {severity: page}}]}]\n",
    "src/shop/pay.py": """\
import logging, os
from prometheus_client import Counter, Gauge
log = logging.getLogger(__name__)
PAID = Counter("shop_paid_total", "Paid.")
LOST = Gauge("shop_lost", "Lost.")
os.environ["SHOP_URL"], os.environ["SHOP_NEW"], os.getenv("SHOP_DOCS")  # TODO(ann): one of them
try:
    log.info("paid")
except Exception:
    pass
""",
    "src/quiet/calc.py": "x = 1\n" * 400,
}


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    made = Repository.create(tmp_path_factory.mktemp("gaps") / "shop")
    for path, text in FILES.items():
        made.write(path, text)
    made.commit("all")
    return made


@pytest.fixture(autouse=True)
def _here(faulty: Repository, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(faulty.root)


def told(kind: Statement) -> list[str]:
    """Return standing, rule, name and owner of each gap."""
    table = next(one for one in kind.tables() if one.id == "gaps")
    keys = [column.key for column in table.columns]
    rows = (dict(zip(keys, row, strict=True)) for row in table.rows)
    return [f"{row['standing']} {row['rule']}: {row['name']} ({row['owner']})" for row in rows]


def test_each_gap_of_configuration_has_a_rule_an_owner_and_a_command() -> None:
    with basis() as found:
        made = gap.statement(found)

    assert told(made) == [
        "bad secret-in-plain-text: key (@shop/platform)",
        "bad required-key-unset: port (@shop/platform)",
        "bad environment-without-files: qa (nobody)",
        "attention environment-undeclared: dev (@shop/platform)",
        "attention variable-undeclared: SHOP_NEW (@shop/pay dev@shop.example)",
        "attention owner-missing: schemas/app.schema.json (nobody)",
        "attention owner-missing: schemas/idle.schema.json (nobody)",
        "attention schema-entry-unused: nowhere/*.yaml (nobody)",
        "note file-without-schema: others of @shop/platform (@shop/platform)",
        "note file-without-schema: others of nobody (nobody)",
        "note key-unset: extra (nobody)",
        "note variable-unread: SHOP_IDLE (@shop/platform)",
        "note schema-file-unused: schemas/idle.schema.json (nobody)",
    ]
    assert made.verdict.sentence == (
        "There are 13 gaps, 7 of them nobody's; first: a secret stands in plain text."
    )
    shown = catalog.render(made, "csv") + catalog.render(made, "json")
    assert "winter" not in shown
    commands = {row[6] for one in made.tables() if one.id == "gaps" for row in one.rows}
    assert all(re.match(r"confledger [a-z]+|git (blame|log) ", str(one)) for one in commands)
    assert "```mermaid" in catalog.render(made, "markdown")


def test_each_gap_of_observability_too() -> None:
    with basis() as found:
        made = obs_gap.statement(found)

    assert told(made) == [
        "bad alert-on-unknown-metric: Slow: shop_slow_total (@shop/platform)",
        "bad alert-unrouted: Idle (@shop/platform)",
        "attention runbook-not-there: docs/slow.md (@shop/platform)",
        "attention waking-alert-without-runbook: Up (nobody)",
        "attention rule-file-untaken: rules/stray.yaml (nobody)",
        "note receiver-unused: mail (@shop/platform)",
        "note alert-without-runbook: Idle (@shop/platform)",
        "note metric-unused: shop_lost (@shop/pay dev@shop.example)",
        "note module-silent: src/quiet (@shop/pay dev@shop.example)",
    ]
    assert [one.what for one in made.unmeasured] == ["what owners say they need"]


def test_the_inventory_says_first_what_will_not_help() -> None:
    with basis() as found:
        first = observability.statement(found)
    with basis() as found:
        second = observability.statement(found)

    assert catalog.render(first, "json") == catalog.render(second, "json")
    assert first.verdict.sentence == (
        "There are 3 alert rules, 1 log call and 2 registrations of metrics; 1 alert and "
        "0 dashboards use metrics that look like ours and that no code registers."
    )
    assert [(one.id, one.standing) for one in first.sections] == [
        *(("unregistered", "bad"), ("alerts", "attention"), ("swallowed", "note")),
        *(("messages", "note"), ("modules", "note"), ("markers", "note")),
        *(("kinds", "good"), ("items", "good")),
    ]
    items = next(one for one in first.tables() if one.id == "items")
    assert isinstance(items, Table)
    assert [(row[0], row[1], row[3], row[4]) for row in items.rows if row[0] != "alert"] == [
        ("log", "paid", "src/shop/pay.py:8", "ast"),
        ("metric", "shop_paid_total", "src/shop/pay.py:4", "ast"),
        ("metric", "shop_lost", "src/shop/pay.py:5", "ast"),
        ("swallowed exception", "Exception", "src/shop/pay.py:9", "ast"),
        ("debt marker", "one of them", "src/shop/pay.py:6", "tokenize"),
    ]


def test_a_repository_without_anything_has_no_gap(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    repository.write("README.md", "Nothing.\n")
    repository.commit("none")
    with basis() as found:
        made = [one.statement(found) for one in (gap, obs_gap, observability)]
    assert [one.verdict.sentence for one in made] == [
        "What is declared and what is found agree, as far as it was measured.",
        "What is declared and what is found agree, as far as it was measured.",
        "Nothing here logs, measures or alerts, as far as the rules see.",
    ]


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    code = needs.run(list(arguments))
    return code, capsys.readouterr().out


def test_needs_are_written_decided_on_signed_and_checked(
    faulty: Repository, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "--write")[0] == 0
    file = faulty.root / "needs/src.shop.yaml"
    first = file.read_bytes()
    assert run(capsys, "--write") == (0, "nothing to do: everything is as it should be\n")
    assert file.read_bytes() == first
    code, out = run(capsys, "--check")
    assert (code, out.count("nobody has signed it")) == (1, 5)

    with pytest.raises(ConfledgerError, match="nobody has decided on alerts, dashboards"):
        run(capsys, "--sign", "src/shop", "--as", "@shop/pay")
    text = first.decode().replace("alerts: {needed: unknown", 'alerts: {needed: "yes"')
    text = text.replace("{needed: unknown", '{expected: [Paid], needed: "no"')
    file.write_text(text)
    with pytest.raises(ConfledgerError, match="'@shop/platform' does not own 'src/shop'"):
        run(capsys, "--sign", "src/shop", "--as", "@shop/platform")
    with pytest.raises(ConfledgerError, match="there is no module 'src/shp'") as error:
        run(capsys, "--sign", "src/shp")
    assert error.value.help == "did you mean 'src/shop'?"
    run(capsys, "--sign", "src/shop", "--as", "dev@shop.example", "--dry-run")
    assert file.read_text() == text
    run(capsys, "--sign", "src/shop", "--as", "dev@shop.example")
    assert 'signed: {by: "dev@shop.example", on: "20' in file.read_text()
    assert "needs/src.shop.yaml" not in run(capsys, "--check")[1]

    signed = re.sub(r'on: "[^"]+"', 'on: "2024-01-01"', file.read_text())
    file.write_text(signed.replace('"dev@shop.example"', '"@nobody"'))
    assert [line for line in run(capsys, "--check")[1].splitlines() if "src.shop" in line] == [
        "needs/src.shop.yaml: @nobody has signed it, and does not own it",
        "needs/src.shop.yaml: it was signed 517 days ago, and 180 is the limit",
    ]
    faulty.commit("needs")
    with basis() as found:
        rows = told(obs_gap.statement(found))
    assert [row for row in rows if "need" in row] == [
        "attention needed-not-found: src/shop: Paid (@shop/pay dev@shop.example)",
        "attention needed-not-found: src/shop: alerts (@shop/pay dev@shop.example)",
        "note needs-unsigned: config (@shop/platform)",
        "note needs-unsigned: rules (nobody)",
        "note needs-unsigned: schemas (nobody)",
        "note needs-unsigned: src/quiet (@shop/pay dev@shop.example)",
        "note needs-unsigned: src/shop (@shop/pay dev@shop.example)",
    ]
