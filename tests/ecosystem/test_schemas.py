import copy
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema_rs import validator_for
from pydantic import ValidationError

from confledger.ecosystem import Configuration, base_schema, overlay_schema
from overlays import layers, merged

BASE: Any = base_schema()
PROD = merged(layers("prod"), BASE)
SCHEMA = validator_for(BASE, validate_formats=True)


def model_takes(configuration: object) -> bool:
    """Whether the model takes it, names that lead nowhere aside: no schema can see those."""
    try:
        Configuration.model_validate(configuration)
    except ValidationError as error:
        return all(
            fault["type"] == "value_error" and "is null" not in fault["msg"]
            for fault in error.errors()
        )
    return True


def places(tree: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    children = (
        tree.items()
        if isinstance(tree, dict)
        else enumerate(tree)
        if isinstance(tree, list)
        else ()
    )
    for step, child in children:
        yield from places(child, (*path, step))


@pytest.mark.parametrize(
    "wrong",
    [None, True, -1, 0.5, 10**9, "", "two words", "a", [], ["a"], {}, {"unknown": 1}],
    ids=repr,
)
def test_the_schema_refuses_what_the_model_refuses(wrong: object) -> None:
    disagreed = []
    for path in places(PROD):
        changed = copy.deepcopy(PROD)
        section = changed
        for step in path[:-1]:
            section = section[step]
        section[path[-1]] = wrong
        if SCHEMA.is_valid(changed) != model_takes(changed):
            disagreed.append((path, SCHEMA.is_valid(changed)))

    assert disagreed == []


def test_the_schema_requires_what_the_model_requires() -> None:
    disagreed = []
    for path in places(PROD):
        changed = copy.deepcopy(PROD)
        section = changed
        for step in path[:-1]:
            section = section[step]
        del section[path[-1]]
        if SCHEMA.is_valid(changed) != model_takes(changed):
            disagreed.append((path, SCHEMA.is_valid(changed)))

    assert disagreed == []


def marked(keyword: str) -> dict[str, object]:
    found = {}
    for name, definition in [("", BASE), *BASE["$defs"].items()]:
        for key, rule in definition["properties"].items():
            if keyword in rule:
                found[f"{name}.{key}".lstrip(".")] = rule[keyword]
    return found


def test_retired_keys_say_what_replaces_them_and_until_when() -> None:
    assert (marked("deprecated"), marked("x-replaced-by"), marked("x-remove-after")) == (
        {"MonitoringManager.retention_days": True, "StorageManager.pool_size": True},
        {
            "MonitoringManager.retention_days": "policies.retention.metrics_days",
            "StorageManager.pool_size": "managers.storage.pool.max_connections",
        },
        {
            "MonitoringManager.retention_days": "2027-06-30",
            "StorageManager.pool_size": "2027-03-31",
        },
    )


def test_lists_of_named_things_are_merged_by_name() -> None:
    assert marked("x-merge") == {
        "plugins": "by-key:name",
        "environment": "by-key:name",
        "Alerting.receivers": "by-key:name",
        "Orchestrator.jobs": "by-key:name",
    }


def test_keys_that_can_lose_data_or_trust_are_critical() -> None:
    critical = {key for key, risk in marked("x-risk").items() if risk == "critical"}

    assert critical >= {
        "Backup.enabled",
        "ChangeApproval.required_approvals",
        "Plugin.permissions",
        "Retention.audit_days",
        "Retention.entries_days",
        "SecretReference.source",
        "Tls.enabled",
        "Tls.verify",
    }
    assert {key for key, risk in marked("x-risk").items() if risk == "connectivity"} == {
        "Endpoint.host",
        "Endpoint.port",
        "ReleaseManager.confirm_within_seconds",
    }


def test_variables_may_stand_only_where_the_schema_says_so() -> None:
    assert marked("x-interpolate") == {
        "Logs.file": "env",
        "SecretReference.source": "env",
        "Tls.ca_file": "env",
        "Variable.default": "env",
    }


def test_each_call_returns_a_schema_of_its_own() -> None:
    base_schema()["title"] = "changed"

    assert base_schema()["title"] == "Configuration"
    assert overlay_schema()["title"] == "Configuration overlay"
