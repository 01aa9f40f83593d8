"""The configuration in config/ is a real one: complete, consistent, and valid everywhere."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from confledger.documents.dialect import dialect_of
from confledger.documents.load import load
from confledger.ecosystem import Configuration, base_schema
from overlays import ROOT, layers, merged, read

SCHEMA: Any = base_schema()
VALIDATOR = Draft202012Validator(SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)

ENVIRONMENTS = ("dev", "staging", "prod")
# `secrets/` holds other documents than ours: encrypted ones.
YAML = sorted(
    path
    for file in (ROOT / "config").rglob("*.yaml")
    if not (path := file.relative_to(ROOT).as_posix()).startswith("config/secrets/")
)
PLACEHOLDER = re.compile(r"\$\{([^{}]+)\}")


def effective(environment: str) -> Any:
    return merged(layers(environment), SCHEMA)


def values(tree: object, path: tuple[str, ...] = ()) -> Iterator[tuple[str, object]]:
    if isinstance(tree, dict):
        for key, child in tree.items():
            yield from values(child, (*path, key))
    elif isinstance(tree, list):
        for number, child in enumerate(tree):
            yield from values(child, (*path, str(number)))
    else:
        yield ".".join(path), tree


def document(path: str) -> Any:
    dialect = dialect_of(path)
    assert dialect
    loaded = load((ROOT / path).read_bytes(), dialect)
    assert loaded.problems == []
    (only,) = loaded.documents
    return only


def test_staging_rehearses_prod() -> None:
    assert {environment: layers(environment) for environment in ENVIRONMENTS} == {
        "dev": ["config/base.yaml", "config/envs/dev.yaml"],
        "staging": ["config/base.yaml", "config/envs/prod.yaml", "config/envs/staging.yaml"],
        "prod": ["config/base.yaml", "config/envs/prod.yaml"],
    }


@pytest.mark.parametrize(
    "paths",
    [
        pytest.param(["config/base.yaml"], id="base alone"),
        *(pytest.param(layers(environment), id=environment) for environment in ENVIRONMENTS),
        pytest.param(
            ["config/base.yaml", "config/envs/staging.yaml"], id="staging without the chain"
        ),
        pytest.param([*layers("prod"), "config/hosts/batch-1.yaml"], id="a host of prod"),
    ],
)
def test_every_merged_configuration_is_valid(paths: list[str]) -> None:
    whole = merged(paths, SCHEMA)

    assert [f"{e.json_path}: {e.message}" for e in VALIDATOR.iter_errors(whole)] == []
    Configuration.model_validate(whole)


def test_environments_differ_where_they_have_to() -> None:
    def row(environment: str) -> tuple[object, ...]:
        whole = Configuration.model_validate(effective(environment))
        plugins = {plugin.name: plugin for plugin in whole.plugins}
        jobs = {job.name: job for job in whole.orchestrator.jobs}
        return (
            whole.ecosystem.environment,
            whole.managers.storage.replicas,
            whole.managers.storage.pool.max_connections,
            whole.endpoints["ledger"].tls.verify,
            whole.endpoints["ledger"].tls.minimum_version,
            whole.policies.retention.entries_days,
            whole.policies.change_approval.required_approvals,
            whole.secrets["ledger_store"].source.partition(":")[0],
            plugins["event-export"].enabled,
            dict(plugins["bank-import"].settings),
            jobs["import-statements"].schedule,
        )

    assert [row(environment) for environment in ENVIRONMENTS] == [
        ("dev", 1, 2, False, "1.2", 30, 0, "sops", False, {"dry_run": True}, "manual"),
        ("staging", 1, 10, True, "1.3", 90, 1, "sops", True, {"batch_size": 2000}, "*/30 * * * *"),
        ("prod", 3, 60, True, "1.3", 4018, 2, "vault", True, {"batch_size": 2000}, "*/30 * * * *"),
    ]


def filled(tree: Any, known: dict[str, object]) -> Any:
    """Put values in the place of `${...}`; a KeyError names the one that leads nowhere."""
    if isinstance(tree, dict):
        return {key: filled(child, known) for key, child in tree.items()}
    if isinstance(tree, list):
        return [filled(item, known) for item in tree]
    while isinstance(tree, str) and "${" in tree:
        tree = PLACEHOLDER.sub(lambda match: str(known[match[1]]), tree)
    return tree


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_every_placeholder_leads_to_a_value_that_fits(environment: str) -> None:
    whole = effective(environment)
    variables = {f"env:{item['name']}": item.get("default", "") for item in whole["environment"]}

    done = filled(whole, dict(values(whole)) | variables)

    Configuration.model_validate(done)
    assert (
        done["endpoints"]["ledger_store"]["host"],
        done["observability"]["metrics"]["labels"]["environment"],
        done["observability"]["logs"]["file"],
        {item["name"]: item.get("default") for item in done["environment"]}["LEDGER_REPORT_DIR"],
    ) == (
        "127.0.0.1" if environment == "dev" else f"store.{environment}.internal.example",
        environment,
        "/var/lib/ledger/log/ledger.log",
        "/var/lib/ledger/reports",
    )


@pytest.mark.parametrize("path", YAML)
def test_old_and_new_yaml_read_the_same(path: str) -> None:
    assert read(path) == document(path)


def test_local_variables_are_declared() -> None:
    declared = {variable["name"] for variable in read("config/base.yaml")["environment"]}

    assert set(document("config/local.env")) - declared == set()


@pytest.mark.parametrize(
    ("path", "steps"),
    [
        ("config/plugins/bank-import.toml", ("source", "endpoint")),
        ("config/plugins/exchange-rates.json", ("endpoint",)),
    ],
)
def test_plugins_call_only_the_endpoints_they_may(path: str, steps: tuple[str, ...]) -> None:
    (plugin,) = [
        plugin
        for plugin in read("config/base.yaml")["plugins"]
        if plugin.get("settings_file") == path
    ]

    endpoint = document(path)
    for step in steps:
        endpoint = endpoint[step]

    assert endpoint in plugin["endpoints"]


def test_files_that_the_configuration_names_exist() -> None:
    base = read("config/base.yaml")
    named = [plugin["settings_file"] for plugin in base["plugins"] if "settings_file" in plugin]
    named += base["observability"]["alerts"]["rule_files"]

    assert [name for name in named if not list(ROOT.glob(name))] == []


def test_the_pooler_has_a_connection_for_every_program_of_prod() -> None:
    storage = Configuration.model_validate(effective("prod")).managers.storage
    pooler = document("config/pgbouncer.ini")["pgbouncer"]

    assert storage.replicas * storage.pool.max_connections <= int(pooler["default_pool_size"])


def test_every_retired_key_in_use_has_a_waiver() -> None:
    retired = {
        f"managers.{manager}.{key}"
        for manager, schema in SCHEMA["$defs"]["Managers"]["properties"].items()
        for key, rule in SCHEMA["$defs"][schema["$ref"].rpartition("/")[2]]["properties"].items()
        if rule.get("deprecated")
    }
    used = {
        f"{environment}:{path}"
        for environment in ENVIRONMENTS
        for path, _ in values(effective(environment))
        if path in retired
    }
    waived = {
        waiver["address"]
        for waiver in read("config/policies/waivers.yaml")["waivers"]
        if waiver["check"] == "deprecated-key"
    }

    assert used == waived == {"dev:managers.storage.pool_size"}


def test_alerts_have_somewhere_to_go() -> None:
    severities = {
        rule["labels"]["severity"]
        for file in (ROOT / "config/alerts").glob("*.yaml")
        for group in read(file.relative_to(ROOT).as_posix())["groups"]
        for rule in group["rules"]
    }
    routed = {
        route["matches"].get("severity")
        for route in effective("prod")["observability"]["alerts"]["routes"]
    }

    assert severities - routed == set()
