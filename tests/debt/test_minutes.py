"""The table of minutes, and what a repository may say instead."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from confledger.debt.minutes import PACKAGED, overridden, packaged
from confledger.documents.load import load
from confledger.errors import ConfledgerError
from confledger.settings_schema import CHECKS

SCHEMA = Path(__file__).parents[2] / "schemas" / "debt-minutes.schema.json"


def test_every_check_has_its_minutes_and_every_number_a_reason() -> None:
    table = packaged()

    assert set(CHECKS) - {"owner"} <= set(table.rules)
    assert [rule for rule, cost in table.rules.items() if len(cost.reason) < 20] == []
    assert table.of("plug-in/of-somebody").reason == table.rules["other"].reason


def test_the_table_of_the_package_fits_the_schema_that_is_published() -> None:
    document = load(Path(PACKAGED).read_bytes(), "yaml").documents[0]
    schema = json.loads(SCHEMA.read_text())

    Draft202012Validator.check_schema(schema)
    assert [one.message for one in Draft202012Validator(schema).iter_errors(document)] == []


def test_a_repository_replaces_single_numbers_and_keeps_the_rest() -> None:
    text = b"rules:\n  todo: {minutes: 40, reason: ours take long}\n"

    table = overridden(packaged(), text, "debt.yaml")

    before = packaged()
    assert table.replaced == ("todo",)
    assert table.of("todo") == before.of("todo")._replace(minutes=40, reason="ours take long")
    assert {**table.rules, "todo": before.of("todo")} == before.rules
    assert table.identity() != before.identity()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules:\n  todo: {minutes: 5}\n", "d.yaml:2: each number needs a `reason`: why it is so"),
        ("rules:\n  todo: {minutes: 5, reason: ' '}\n", "d.yaml:2: each number needs a `reason`"),
        ("rules:\n  todo: {reason: none}\n", "d.yaml:2: this rule lacks `minutes`"),
        ("rules:\n  todo:\n    reason: abc\n    minutes: -1\n", "d.yaml:4: `minutes` is a number"),
        ("rules:\n  todo: {reason: abc, minutes: 1.5}\n", "d.yaml:2: `minutes` is a whole number"),
        ("rules:\n  todo: {reason: abc, minutes: .nan}\n", "d.yaml:2: `minutes` is a number"),
        ("rules:\n  todo: {reason: abc, minutes: true}\n", "d.yaml:2: `minutes` is a number"),
        ("rules:\n  todo: {reason: abc, minutes: 1, risk: x}\n", "d.yaml:2: `risk` is one of"),
        ("rules:\n  todo: {reason: abc, minutes: 1, x: 1}\n", "d.yaml:2: a rule has no `x`"),
        ("rules:\n  todoo: {minutes: 5, reason: abc}\n", "there is no rule `todoo`; did you mean"),
        ("rules:\n  todo: 5\n", "d.yaml:2: a rule is a map of `minutes` and `reason`"),
        ("rules: {}\nrulez: {}\n", "d.yaml:2: a table of minutes has no `rulez`"),
        ("version: 2\nrules: {}\n", "d.yaml:1: the only version of this format is 1"),
        ("- 1\n", "d.yaml:1: a table of minutes is a map under the key `rules`"),
        ("rules: [\n", "this is not one document that can be read"),
        ("rules: {}\n---\nrules: {}\n", "this is not one document that can be read"),
        ("#" * (1 << 20) + "#", "a table of minutes has at most 1,048,576 bytes"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_line(text: str, said: str) -> None:
    with pytest.raises(ConfledgerError) as raised:
        overridden(packaged(), text.encode(), "d.yaml")

    assert said in str(raised.value)
