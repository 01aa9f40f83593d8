"""A plan for programs."""

import json
from pathlib import Path

import jsonschema

from confledger.reports.rollback.json import document
from confledger.reports.rollback.json import json as written
from confledger.rollback.plan import Plan

ROOT = Path(__file__).resolve().parents[3]
SCHEMA = json.loads((ROOT / "schemas/rollback-plan.schema.json").read_text("utf-8"))

# By field of a plan, what it is called there; None of what is for git alone.
FIELDS = {
    "edits": None,
    "effects": "environments",
    "empty": "nothing_to_do",
    "no_effects": "no_environments",
}


def test_every_field_of_a_plan_is_there_and_as_the_schema_says(plan: Plan) -> None:
    made = json.loads(written(plan))

    jsonschema.validate(made, SCHEMA)
    names = {FIELDS.get(name, name) for name in (*vars(plan), "empty")} - {None}
    assert set(made) == names | {"version"}
    empty = [name for name, value in made.items() if value in (None, [], 0) and value is not False]
    assert empty == ["entry", "basis", "no_environments"]


def test_what_a_plan_says_is_said_in_full(plan: Plan) -> None:
    made = document(plan)

    assert made["target"] == {
        "commit": "a" * 40,
        "committed_at": "2026-01-30T12:00:00Z",
        "author": "Ann",
        "subject": "pool: Back to sixty",
    }
    assert made["push"] == {"remote": "https://git.example/shop.git", "branch": "fix"}
    assert made["refusals"] == [
        {"code": "invalid", "reason": "1 check of today fails", "flag": "--allow-invalid"},
        {"code": "secrets", "reason": "nobody may read what comes back", "flag": None},
    ]
    assert made["conflicts"] == [
        {
            "path": "envs/prod.yaml",
            "key": "db.pool",
            "wanted": "60",
            "now": "80",
            "since": {
                "commit": "b" * 40,
                "committed_at": "2026-02-27T12:00:00Z",
                "author": "Ben",
                "subject": "prod: One replica is enough",
            },
            "reason": "set again since",
        }
    ]
    changed = {"key": "db.host", "before": "db-2", "after": "db-1", "note": None}
    assert made["environments"][2] == {  # type: ignore[index]  # a list
        "name": "staging",
        "changes": [{**changed, "risk": "critical"}],
    }
    assert made["files"] == [
        {"path": "envs/link", "change": "added", "note": "symbolic link"},
        {"path": "envs/old.yaml", "change": "deleted", "note": None},
        {"path": "envs/prod.yaml", "change": "changed", "note": None},
    ]


def test_a_plan_without_anything_is_valid_too() -> None:
    plan = Plan("d" * 64, "HEAD", "all")

    made = json.loads(written(plan))

    jsonschema.validate(made, SCHEMA)
    assert (made["nothing_to_do"], made["undone"], made["tree"]) == (True, None, None)


def test_bytes_that_are_no_utf_8_are_escaped(plan: Plan) -> None:
    plan.scope = plan.files[0].path = plan.notes[0] = "caf\udce9"

    made = json.loads(written(plan).encode("utf-8"))

    assert made["scope"] == made["files"][0]["path"] == made["notes"][0] == "caf\\xe9"
