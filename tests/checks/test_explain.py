"""What people read when a value does not fit: whole messages, in tables beside this file."""

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import validator_for

from confledger.checks.explain import explained
from confledger.documents.dialect import YAML
from confledger.documents.load import load
from judging import examined, judge

TABLES = sorted(Path(__file__).with_name("messages").glob("*.yaml"))


def _cases(table: Path) -> list[dict[str, Any]]:
    cases = load(table.read_bytes(), YAML).documents[0]
    assert isinstance(cases, list)
    return cases


def cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{table.stem}: {case['it']}")
        for table in TABLES
        for case in _cases(table)
    ]


@pytest.mark.parametrize("case", cases())
def test_a_fault_is_told_in_these_words_at_this_place(case: dict[str, Any]) -> None:
    ready = judge({"s.json": json.dumps(case["schema"])}, formats=case.get("formats", False))

    status, findings = examined(ready, "f.yaml", case["text"], "s.json")

    said = []
    for finding in findings:
        assert finding.span is not None
        said.append(f"{finding.span.line}:{finding.span.column} {finding.check}: {finding.message}")
        said += [f"help: {finding.help}"] if finding.help else []
        said += [f"rule: {finding.schema}"] if finding.schema else []
    assert (status, said) == ("failed", case["told"])


def test_formats_are_only_notes_unless_the_settings_ask_for_them() -> None:
    schema = json.dumps({"properties": {"a": {"format": "date"}}})

    assert examined(judge({"s.json": schema}), "f.yaml", "a: x\n", "s.json") == ("passed", [])


def test_what_the_validator_cannot_take_is_no_crash() -> None:
    assert explained(validator_for({"type": "object"}), {(1, 2): "a key of YAML"}) == []


def test_of_very_many_faults_the_rest_is_said_to_be_there() -> None:
    import jsonschema_rs

    validator = jsonschema_rs.validator_for({"additionalProperties": {"type": "integer"}})

    some = explained(validator, {f"k{number}": "x" for number in range(1_000)})
    many = explained(validator, {f"k{number}": "x" for number in range(1_500)})

    assert (len(some), len(many)) == (1_000, 1_001)
    assert many[-1].path == ()
    assert many[-1].message == "has more than 1,000 faults, of which the others are not listed"


def test_what_is_not_finite_is_called_so() -> None:
    import jsonschema_rs

    validator = jsonschema_rs.validator_for({"properties": {"a": {"type": "number"}}})
    faults = explained(validator, {"a": float("inf")})

    assert [fault.message for fault in faults] == ["is not a finite number, expected a number"]
