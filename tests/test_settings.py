"""confledger.yaml: every key, what it may be, and what is said when it is not."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from confledger.settings import Settings, SettingsInvalid
from confledger.settings_schema import CHECKS, SCHEMA
from support import Repository

PUBLISHED = Draft202012Validator(SCHEMA)
DEFAULTS: dict[str, Any] = {
    "version": 1,
    "ignore": [],
    "dialects": [],
    "schemas": [],
    "vendored-schemas": {},
    "formats": False,
    "readers": [],
    "environments": [],
    "allowed-differences": "allowed-differences.yaml",
    "same-value": [],
    "list-keys": [],
    "owned": [],
    "documentation": [],
    "policies": [],
    "waivers": "waivers.yaml",
    "new-only": False,
    "plugins": [],
    "messages": {},
    "secrets": {"key-services": [], "approvers": [], "min-length": 0, "max-age": [], "run": []},
    "audit": {
        "required": False,
        "evidence": {
            "tickets": "",
            "approvals": ["Acked-by", "Approved-by", "Recipient-approved-by", "Reviewed-by"],
            "emergency": "Emergency",
            "allowed-signers": "",
        },
    },
    "suggest": {"muted": [], "min-commits": 5, "min-confidence": 90},
    "load": {
        "folder": "config",
        "prefix": "",
        "environment-variable": "",
        "host-variable": "",
        "hosts": "named",
        "local": [],
        "schema": "",
        "declared": "",
        "access": {"enabled": True, "every": 0, "folder": ""},
        "unknown-variables": "warning",
        "overlays": [],
    },
    "migrations": {"folder": "migrations", "files": []},
    "rollback": {"protected": [], "remote": "", "require-reason": False},
    "backup": {"destinations": [], "recipients": [], "keep": "7d 4w 12m", "verify-days": 30},
    "reports": {
        "folder": "reports",
        "formats": ["markdown", "html", "json", "csv"],
        "branch": "confledger-reports",
    },
    "needs": {"folder": "needs", "max-age": 180},
    "debt": {"minutes": "", "window": 90},
    "series": [],
    "reviews": {},
    "plans": [],
    "limits": {
        "max-bytes": 10485760,
        "max-depth": 250,
        "max-nodes": 2000000,
        "max-aliased-nodes": 100000,
    },
    "checks": {},
    "fail-on": "warning",
}
EVERYTHING: dict[str, Any] = {
    "version": 1,
    "ignore": [{"paths": ["vendor/"], "reason": "not ours"}],
    "dialects": [{"paths": ["*.conf"], "dialect": "ini"}],
    "schemas": [{"paths": ["a.yaml", "b/**"], "schema": "s/a.json"}],
    "vendored-schemas": {"https://example.org/a.json": "s/a.json"},
    "formats": True,
    "readers": [{"paths": ["site.yml"], "reader": "ansible"}],
    "environments": [
        {"name": "base", "paths": ["base.yaml"], "deployed": False},
        {"name": "prod", "paths": ["prod.yaml"], "extends": "base"},
    ],
    "allowed-differences": "config/differences.yaml",
    "same-value": [{"name": "the port", "at": ["a.yaml#/port", "b.env#/PORT"]}],
    "list-keys": [{"paths": ["fw/"], "at": ["/**/rules"], "keys": ["from", "?to"]}],
    "owned": ["config/**"],
    "documentation": [{"paths": ["docs/*.md"], "schema": "s/a.json"}],
    "policies": ["policies/*.yaml"],
    "waivers": "config/waivers.yaml",
    "new-only": True,
    "plugins": [{"name": "shop", "severity": "info"}],
    "messages": {"critical": ["Reason"]},
    "secrets": {
        "key-services": ["arn:aws:kms:*"],
        "approvers": ["cleo@example.org"],
        "min-length": 12,
        "max-age": [{"paths": ["secrets/**"], "value-days": 180, "key-days": 365}],
        "run": [{"name": "a", "command": ["a"], "variables": {"B": "secrets/a.yaml#/b"}}],
    },
    "audit": {
        "required": True,
        "evidence": {
            "tickets": "SHOP-[0-9]+",
            "approvals": ["Approved-by"],
            "emergency": "Hotfix",
            "allowed-signers": ".github/allowed_signers",
        },
    },
    "suggest": {"muted": ["1f3a9c02"], "min-commits": 8, "min-confidence": 95},
    "load": {
        "folder": "conf",
        "prefix": "APP_",
        "environment-variable": "APP_ENVIRONMENT",
        "host-variable": "APP_ROLES",
        "hosts": "machine",
        "local": ["conf/mine.yaml"],
        "schema": "schemas/app.json",
        "declared": "variables",
        "access": {"enabled": False, "every": 60, "folder": "counts"},
        "unknown-variables": "error",
        "overlays": [{"kind": "vault", "address": "https://v.example", "path": "app"}],
    },
    "migrations": {"folder": "steps", "files": ["conf/**"]},
    "rollback": {"protected": ["main"], "remote": "upstream", "require-reason": True},
    "backup": {"destinations": ["git:o"], "recipients": ["age1"], "keep": "2y", "verify-days": 7},
    "reports": {"folder": "told", "formats": ["html"], "branch": "told"},
    "needs": {"folder": "wants", "max-age": 90},
    "debt": {"minutes": "config/minutes.yaml", "window": 30},
    "series": [{"name": "a", "path": "a.json", "at": "/a/*", "unit": "ms", "better": "higher"}],
    "reviews": {"critical": 2},
    "plans": ["plans/*.md"],
    "limits": {"max-depth": 20, "max-nodes": 5.0},
    "checks": {"encoding": "off", "unknown-key": "warning"},
    "fail-on": "error",
}


def told(raw: object) -> list[str]:
    try:
        Settings(raw)
    except SettingsInvalid as invalid:
        return [fault.message for fault in invalid.faults]
    return []


def test_the_first_fault_is_the_message() -> None:
    with pytest.raises(SettingsInvalid) as raised:
        Settings({"version": 2, "format": True}, "pyproject.toml")

    assert str(raised.value) == "pyproject.toml: `version` must be 1"
    assert raised.value.help == "see `confledger settings --schema` for what is valid"
    assert [(fault.path, fault.key) for fault in raised.value.faults] == [
        (("version",), False),
        (("format",), True),
    ]


def test_without_a_file_everything_has_its_default() -> None:
    settings = Settings()

    assert (settings.values, settings.given, settings.file) == (DEFAULTS, {}, None)


def test_everything_can_be_set() -> None:
    settings = Settings(EVERYTHING, "confledger.yml")

    assert settings.values == EVERYTHING | {
        "limits": DEFAULTS["limits"] | {"max-depth": 20, "max-nodes": 5}
    }
    assert isinstance(settings.limits["max-nodes"], int)
    assert (settings.given, settings.file) == (EVERYTHING, "confledger.yml")
    assert settings.ignore == EVERYTHING["ignore"]
    assert settings.dialects == EVERYTHING["dialects"]
    assert settings.schemas == EVERYTHING["schemas"]
    for name in ("readers", "environments", "owned", "documentation", "policies", "plugins"):
        assert getattr(settings, name) == EVERYTHING[name]
    assert (settings.same_value, settings.messages, settings.new_only) == (
        EVERYTHING["same-value"],
        EVERYTHING["messages"],
        True,
    )
    assert (settings.waivers, settings.allowed_differences) == (
        EVERYTHING["waivers"],
        EVERYTHING["allowed-differences"],
    )
    assert settings.vendored == EVERYTHING["vendored-schemas"]
    assert settings.severities == EVERYTHING["checks"]
    assert (settings.formats, settings.fail_on) == (True, "error")


@pytest.mark.parametrize(
    ("raw", "messages"),
    [
        ([], ["the file must be a map"]),
        ({"version": 2}, ["`version` must be 1"]),
        ({"version": "1"}, ["`version` must be an integer"]),
        ({"version": True}, ["`version` must be an integer"]),
        ({"formats": "yes"}, ["`formats` must be true or false"]),
        ({"ignore": {}}, ["`ignore` must be a list"]),
        ({"ignore": [{}]}, ["`ignore[0]` needs `paths`", "`ignore[0]` needs `reason`"]),
        (
            {"ignore": [{"paths": [], "reason": "no"}]},
            [
                "`ignore[0].paths` must not be empty",
                "`ignore[0].reason` needs at least 3 characters",
            ],
        ),
        (
            {"ignore": [{"paths": ["", 1, "!a"], "reason": "why not"}]},
            [
                "`ignore[0].paths[0]` must not be empty",
                "`ignore[0].paths[1]` must be a string",
                "`ignore[0].paths[2]` must not start with `!`: there is no negation",
            ],
        ),
        (
            {"dialects": [{"paths": ["a"], "dialect": "tolm"}]},
            [
                "`dialects[0].dialect` must be one of yaml, json, jsonc, json5, toml, ini, dotenv, "
                "properties; did you mean `toml`?"
            ],
        ),
        (
            {"schemas": [{"path": ["a"], "schema": ""}]},
            [
                "unknown key `path` in `schemas[0]`; did you mean `paths`?",
                "`schemas[0].schema` must not be empty",
                "`schemas[0]` needs `paths`",
            ],
        ),
        ({"vendored-schemas": {"https://a": 1}}, ["`vendored-schemas.https://a` must be a string"]),
        (
            {"limits": {"max-depth": 251, "max-bytes": 0, "max-node": 1}},
            [
                "`limits.max-depth` must be from 1 to 250",
                "`limits.max-bytes` must be from 1 to 1073741824",
                "unknown key `max-node` in `limits`; did you mean `max-nodes`?",
            ],
        ),
        (
            {"checks": {"sintax": "error", "schema": "of"}},
            [
                "unknown key `sintax` in `checks`; did you mean `syntax`?",
                "`checks.schema` must be one of off, info, warning, error; did you mean `off`?",
            ],
        ),
        (
            {"fail-on": "never"},
            ["`fail-on` must be one of error, warning, info"],
        ),
        ({"fail_on": "error"}, ["unknown key `fail_on`; did you mean `fail-on`?"]),
        ({"rules": []}, ["unknown key `rules`"]),
        (
            {"limits": {"size": 1}},
            [
                "unknown key `size` in `limits`; known are max-bytes, max-depth, max-nodes, "
                "max-aliased-nodes"
            ],
        ),
    ],
)
def test_every_fault_is_told(raw: object, messages: list[str]) -> None:
    assert told(raw) == messages
    assert not PUBLISHED.is_valid(raw)


SCALARS: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        True,
        False,
        0,
        1,
        2,
        250,
        251,
        1.0,
        1.5,
        "",
        "!",
        "a",
        "abc",
        "!abc",
        "off",
        "error",
        "yaml",
        [],
        {},
    ]
)


@st.composite
def nearly_settings(draw: st.DrawFn) -> Any:
    """Draw settings with one or two values, or keys, put in the place of others."""
    raw = copy.deepcopy(EVERYTHING)
    for _ in range(draw(st.integers(0, 2))):
        places: list[tuple[Any, Any]] = []
        stack: list[Any] = [raw]
        while stack:
            node = stack.pop()
            for key in list(node) if isinstance(node, dict) else range(len(node)):
                places.append((node, key))
                if isinstance(node[key], (dict, list)):
                    stack.append(node[key])
        node, key = draw(st.sampled_from(places))
        if isinstance(node, dict) and draw(st.booleans()):
            node[draw(st.sampled_from(["x", "paths", "reason", "limits", *CHECKS]))] = node.pop(key)
        else:
            node[key] = draw(SCALARS)
    return raw


@given(nearly_settings())
def test_the_published_schema_accepts_what_confledger_accepts(raw: Any) -> None:
    assert PUBLISHED.is_valid(raw) == (told(raw) == [])


def test_the_published_schema_is_one_and_knows_every_check() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    properties: Any = SCHEMA["properties"]

    assert list(properties["checks"]["properties"]) == list(CHECKS)
    assert list(properties) == list(DEFAULTS)


@pytest.mark.parametrize(
    ("file", "text", "told"),
    [
        pytest.param(
            "confledger.yaml",
            "version: 1\nschemas:\n  - path: [a]\n    schema: s\n",
            [
                "error: confledger.yaml:3:5: unknown key `path` in `schemas[0]`; "
                "did you mean `paths`?",
                "       confledger.yaml:3:5: `schemas[0]` needs `paths`",
            ],
            id="every fault with its line",
        ),
        pytest.param(
            "confledger.yml",
            "limits:\n  max-depth: 999\n",
            ["error: confledger.yml:2:14: `limits.max-depth` must be from 1 to 250"],
            id="under another name",
        ),
        pytest.param(
            "pyproject.toml",
            '[tool.other]\nx = 1\n[tool.confledger]\nfail_on = "error"\n',
            ["error: pyproject.toml:4:1: unknown key `fail_on`; did you mean `fail-on`?"],
            id="in a project's file",
        ),
    ],
)
def test_a_fault_stops_the_run_at_its_line(
    repository: Repository, file: str, text: str, told: list[str]
) -> None:
    repository.write(file, text)

    done = repository.confledger("check", "--all")

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        *told,
        "  help: see `confledger settings --schema` for what is valid",
    ]


@pytest.mark.parametrize(
    ("file", "text", "origins"),
    [
        pytest.param(None, "", {}, id="no file"),
        pytest.param(
            "confledger.yaml",
            "# mine\nformats: true\nlimits:\n  max-depth: 9\n",
            {"formats": "confledger.yaml:2", "limits": "confledger.yaml:3"},
            id="a file",
        ),
        pytest.param(
            "pyproject.toml",
            '[tool.confledger]\n\nfail-on = "info"\n',
            {"fail-on": "pyproject.toml:3"},
            id="a project's file",
        ),
    ],
)
def test_the_effective_settings_are_printed_with_their_origins(
    repository: Repository, file: str | None, text: str, origins: dict[str, str]
) -> None:
    if file:
        repository.write(file, text)

    done = repository.confledger("settings", "--format", "json")

    rows = json.loads(done.stdout)["settings"]
    assert [row["key"] for row in rows] == list(DEFAULTS)
    assert {row["key"]: row["origin"] for row in rows} == dict.fromkeys(
        DEFAULTS, "default"
    ) | origins
    changed = {row["key"] for row in rows if row["value"] != DEFAULTS[row["key"]]}
    assert changed == set(origins)


def test_a_message_may_be_proposed_beside_what_risks_demand() -> None:
    given = Settings({"messages": {"propose": "text", "critical": ["Reason"]}})

    assert (given.proposed, given.messages) == ("text", {"critical": ["Reason"]})
    assert (Settings().proposed, Settings().messages) == ("comments", {})
    assert told({"messages": {"propose": "texts", "a": "b"}}) == [
        "`messages.propose` must be one of comments, text, off; did you mean `text`?",
        "`messages.a` must be a list",
    ]
