"""What may stand in confledger.yaml: its JSON Schema, published, documented, with the defaults."""

from confledger.settings_load import (
    BACKUP_SCHEMA,
    LOAD_SCHEMA,
    MIGRATIONS_SCHEMA,
    ROLLBACK_SCHEMA,
)
from confledger.settings_parts import (
    AUDIT_SCHEMA,
    ENVIRONMENTS_SCHEMA,
    LIMITS_SCHEMA,
    LIST_KEYS_SCHEMA,
    PATHS,
    SECRETS_SCHEMA,
    SUGGEST_SCHEMA,
    entries,
)
from confledger.settings_reports import (
    DEBT_SCHEMA,
    NEEDS_SCHEMA,
    PLANS_SCHEMA,
    REPORTS_SCHEMA,
    REVIEWS_SCHEMA,
    SERIES_SCHEMA,
)

# In the order in which `confledger settings` shows them.
CHECKS = (
    "syntax",
    "encoding",
    "duplicate-key",
    "schema",
    "unknown-key",
    "limits",
    "merge-conflict-marker",
    "ambiguous-scalar",
    "deprecated-key",
    "unused-anchor",
    "duplicated-block",
    "sealed-value",
    "policy",
    "stale-suppression",
    "environment-divergence",
    "dangling-reference",
    "same-value",
    "owner",
    "stale-documentation",
    "schema-lock",
    "stale-waiver",
    "file-without-schema",
    # Of secrets: `confledger secrets check` and `secrets scan`.
    "unencrypted-file",
    "plain-value",
    "malformed-ciphertext",
    "malformed-metadata",
    "stale-mac",
    "unauthorised-recipient",
    "missing-recipient",
    "scope-drift",
    "plain-comment",
    "creation-rule",
    "secret-made-plain",
    "key-not-rotated",
    "recipient-added",
    "key-service",
    "lossy-scalar",
    "weak-secret",
    "old-secret",
    "old-data-key",
    "whole-file-reencrypted",
    "plain-secret",
    "provider-token",
    "gitleaks-rule",
)
# Those that look at several files at once.
ACROSS = (
    "environment-divergence",
    "dangling-reference",
    "same-value",
    "owner",
    "stale-documentation",
    "schema-lock",
    "stale-waiver",
)
# Those of `confledger secrets check` and `secrets scan`; `confledger check` leaves them to these.
SECRETS = CHECKS[CHECKS.index("unencrypted-file") :]
READERS = ("yaml-1.2", "github", "kubernetes", "ansible", "pyyaml")
_DIALECTS = ["yaml", "json", "jsonc", "json5", "toml", "ini", "dotenv", "properties"]

SCHEMA: dict[str, object] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://confledger.example/schemas/confledger.schema.json",
    "title": "Settings of confledger",
    "description": "What to check and how: confledger.yaml, or [tool.confledger] in TOML.",
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "version": {
            "description": "Version of this format; there is only one.",
            "type": "integer",
            "minimum": 1,
            "maximum": 1,
            "default": 1,
        },
        "ignore": {
            "description": "Files that are not checked, each with the reason that reports show.",
            **entries(
                "Some files, and why they are left out.",
                ["paths", "reason"],
                {
                    "paths": PATHS,
                    "reason": {
                        "description": "Why; shown with the count of files.",
                        "type": "string",
                        "minLength": 3,
                    },
                },
            ),
        },
        "dialects": {
            "description": "Files whose name does not tell what they are. First match wins.",
            **entries(
                "Some files, and their format.",
                ["paths", "dialect"],
                {
                    "paths": PATHS,
                    "dialect": {
                        "description": "The format that they are read as.",
                        "type": "string",
                        "enum": _DIALECTS,
                    },
                },
            ),
        },
        "schemas": {
            "description": "Which JSON Schema applies where. First match wins. What a file names "
            "itself applies as well.",
            **entries(
                "Some files, and their schema.",
                ["paths", "schema"],
                {
                    "paths": PATHS,
                    "schema": {
                        "description": "Path from the root, or an address of `vendored-schemas`.",
                        "type": "string",
                        "minLength": 1,
                    },
                },
            ),
        },
        "vendored-schemas": {
            "description": "Addresses of schemas, and the files that stand for them: checks never "
            "use the network.",
            "type": "object",
            "default": {},
            "additionalProperties": {
                "description": "Path from the root.",
                "type": "string",
                "minLength": 1,
            },
        },
        "formats": {
            "description": "Whether `format` in a schema is a requirement (2019-09 and later only "
            "annotate by default).",
            "type": "boolean",
            "default": False,
        },
        "readers": {
            "description": "Which program reads a YAML file, where its name does not tell: they "
            "take `on`, `0644` and `12:30` for different things. First match wins.",
            **entries(
                "Some files, and what reads them.",
                ["paths", "reader"],
                {
                    "paths": PATHS,
                    "reader": {
                        "description": "How that program reads YAML.",
                        "type": "string",
                        "enum": list(READERS),
                    },
                },
            ),
        },
        "environments": ENVIRONMENTS_SCHEMA,
        "allowed-differences": {
            "description": "File that lists what may differ between environments, and why.",
            "type": "string",
            "default": "allowed-differences.yaml",
            "minLength": 1,
        },
        "same-value": {
            "description": "Places that must hold the same value.",
            **entries(
                "One group of places.",
                ["name", "at"],
                {
                    "name": {
                        "description": "What the value is, for the message.",
                        "type": "string",
                        "minLength": 1,
                    },
                    "at": {
                        "description": "Addresses: a glob of paths, `#`, and a JSON Pointer in "
                        "which `*` stands for one step and `**` for any number.",
                        "type": "array",
                        "minItems": 1,
                        "items": {"type": "string", "minLength": 1},
                    },
                },
            ),
        },
        "list-keys": LIST_KEYS_SCHEMA,
        "owned": {
            "description": "Files that must have an owner in CODEOWNERS.",
            "type": "array",
            "default": [],
            "items": {"type": "string", "minLength": 1, "pattern": "^[^!]"},
        },
        "documentation": {
            "description": "Pages that describe the keys of a schema, and must name those that "
            "there are.",
            **entries(
                "Some Markdown files, and the schema whose keys they describe.",
                ["paths", "schema"],
                {
                    "paths": PATHS,
                    "schema": {
                        "description": "Path from the root.",
                        "type": "string",
                        "minLength": 1,
                    },
                },
            ),
        },
        "policies": {
            "description": "Files with rules of your own.",
            "type": "array",
            "default": [],
            "items": {"type": "string", "minLength": 1, "pattern": "^[^!]"},
        },
        "waivers": {
            "description": "File that lists accepted findings, each with owner, reason and last "
            "day.",
            "type": "string",
            "default": "waivers.yaml",
            "minLength": 1,
        },
        "new-only": {
            "description": "Whether `check --staged` and `check --from` tell only what the state "
            "before did not have. `check` always tells everything.",
            "type": "boolean",
            "default": False,
        },
        "plugins": {
            "description": "Installed packages whose checks run as well, by the name of their "
            "entry point in the group `confledger.checks`.",
            **entries(
                "One plug-in.",
                ["name"],
                {
                    "name": {
                        "description": "Name of the entry point.",
                        "type": "string",
                        "minLength": 1,
                    },
                    "severity": {
                        "description": "Severity of all its findings, or `off`.",
                        "type": "string",
                        "enum": ["off", "info", "warning", "error"],
                    },
                },
            ),
        },
        "messages": {
            "description": "What the message of a commit must say when a key changes that its "
            "schema marks with `x-risk`.",
            "type": "object",
            "default": {},
            "properties": {
                "propose": {
                    "description": "What the hook `prepare-commit-msg` writes into a message: "
                    "`comments` (the default), `text`, or nothing (`off`).",
                    "type": "string",
                    "enum": ["comments", "text", "off"],
                },
            },
            "additionalProperties": {
                "description": "Trailers, such as `Reason`, that changes of this risk need; "
                "`Reason|Ticket` is one of two.",
                "type": "array",
                "items": {"type": "string", "minLength": 1},
            },
        },
        "secrets": SECRETS_SCHEMA,
        "audit": AUDIT_SCHEMA,
        "suggest": SUGGEST_SCHEMA,
        "load": LOAD_SCHEMA,
        "migrations": MIGRATIONS_SCHEMA,
        "rollback": ROLLBACK_SCHEMA,
        "backup": BACKUP_SCHEMA,
        "reports": REPORTS_SCHEMA,
        "needs": NEEDS_SCHEMA,
        "debt": DEBT_SCHEMA,
        "series": SERIES_SCHEMA,
        "reviews": REVIEWS_SCHEMA,
        "plans": PLANS_SCHEMA,
        "limits": LIMITS_SCHEMA,
        "checks": {
            "description": "Another severity for all findings of a check, or `off` for none.",
            "type": "object",
            "default": {},
            "additionalProperties": False,
            "properties": {
                check: {
                    "description": f"Severity of every finding of `{check}`.",
                    "type": "string",
                    "enum": ["off", "info", "warning", "error"],
                }
                for check in CHECKS
            },
        },
        "fail-on": {
            "description": "The mildest severity that fails a run; milder ones are only shown.",
            "type": "string",
            "enum": ["error", "warning", "info"],
            "default": "warning",
        },
    },
}
