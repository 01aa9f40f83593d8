"""`report config` and `report perf`: what holds, how well it is known, where numbers go."""

import pytest

from confledger.cli.report import change, config, perf
from confledger.cli.report.basis import Basis, basis
from confledger.reports.statement.catalog import render
from stated import figures, rows
from support import Repository


def test_a_configuration_is_told_by_what_is_known_of_it(shop: Basis) -> None:
    made = config.statement(shop)

    assert made.verdict.sentence == (
        "5 files with 31 keys, none invalid; 3 differences between environments without reason."
    )
    assert figures(made) == {
        "Invalid files": (0, 5),
        "Keys": (31, None),
        "With schema": (0.4, None),
        "With owner": (0.6, None),
        "Secrets overdue": (0, 1),
        "Accepted findings": (0, None),
    }
    assert rows(made, "environments", "environment", "files", "keys", "secrets", "differences") == [
        ("prod", 1, 4, 1, 3),
        ("dev", 1, 1, 0, 0),
        ("base", 1, 2, 0, 0),
        ("other files", 2, 24, 0, 0),
    ]
    assert [row[1] for row in rows(made, "differences", "place", "key")] == [
        *("/db/host", "/db/password", "/image"),
    ]
    assert "correct-horse" not in render(made, "json")


def test_a_secret_that_is_too_old_is_named_with_the_command_that_changes_it(shop: Basis) -> None:
    shop.as_of += 40 * 86_400

    made = config.statement(shop)

    assert rows(made, "overdue", "file", "key", "age", "allowed", "overdue") == [
        ("config/prod.yaml", "/db/password", 43, 30, 13),
    ]
    assert made.recommendations[0].command == (
        "confledger secrets set config/prod.yaml /db/password"
    )


def test_numbers_are_followed_over_every_version_of_their_file(shop: Basis) -> None:
    made = perf.statement(shop)

    assert made.verdict.sentence == "1 of 2 numbers gets worse: latency."
    assert rows(made, "numbers", "name", "said", "points", "before", "after", "p50", "p99") == [
        ("latency", "jumped up", 32, 21, 32, 22, None),
        ("sizes", "no trend", 32, None, None, 7, None),
    ]
    assert [one.command for one in made.recommendations] == [
        "confledger log 'bench.json#/api/p50' --since 2025-01-20"
    ]
    assert [one.what for one in made.unmeasured] == ["gone"]


SCHEMA = """\
{"type": "object", "properties": {
 "port": {"type": "integer", "x-risk": "outage"}, "old": {"deprecated": true},
 "name": {"type": "string"}}}
"""
FILES = {
    "confledger.yaml": "schemas: [{paths: ['*.app.yaml'], schema: app.json}]\n"
    "waivers: waivers.yaml\n",
    "app.json": SCHEMA,
    "a.app.yaml": "port: 80\nold: 1\n",
    "b.app.yaml": "port: 80\n",
    "c.app.yaml": "port: zq9\nname: 5\n",
    "waivers.yaml": "waivers:\n  - {check: schema, address: 'c.app.yaml#/name', owner: ada, "
    "reason: later,\n     expires: 2025-06-20}\n",
}


def test_what_is_wrong_comes_first_and_what_was_accepted_is_told(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(repository.root)
    for path, text in FILES.items():
        repository.write(path, text)
    repository.commit("begin")
    repository.write("b.app.yaml", "port: 81\n")
    repository.commit("risk")

    with basis() as found:
        made, changed = config.statement(found), change.statement(found, "HEAD~1")

    assert made.verdict.standing == "bad"
    assert made.verdict.sentence == ("1 of 6 files is invalid; 1 deprecated key is used.")
    assert [row[:3] for row in rows(made, "problems", "standing", "place", "key")] == [
        ("bad", "c.app.yaml:1", "/port"),
    ]
    assert rows(made, "accepted", "standing", "check", "owner", "left") == [
        ("attention", "schema", "ada", 19),
    ]
    assert made.sections[0].id == "validity"
    assert [one.rule for one in made.recommendations] == [
        *("invalid-files", "deprecated-keys", "no-schema"),
    ]
    assert "zq9" not in render(made, "json")
    # A key that its schema marks is told where it changes.
    assert changed.verdict.standing == "attention"
    assert rows(changed, "risks", "risk", "file", "key") == [("outage", "b.app.yaml", "/port")]
