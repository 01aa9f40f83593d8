"""What the benchmarks work on: generated repositories, always the same bytes."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

SCHEMA = "workflow.schema.json"
SMALL_SCHEMA = "service.schema.json"
_EVENTS = (
    *("branch_protection_rule", "check_run", "check_suite", "create", "delete", "deployment"),
    *("deployment_status", "discussion", "discussion_comment", "fork", "gollum", "issue_comment"),
    *("issues", "label", "merge_group", "milestone", "page_build", "project", "public"),
    *("pull_request", "pull_request_review", "pull_request_target", "push", "registry_package"),
    *("release", "repository_dispatch", "schedule", "status", "watch", "workflow_call"),
    *("workflow_dispatch", "workflow_run"),
)
_TYPES = ("opened", "edited", "closed", "reopened", "created", "deleted", "labeled", "unlabeled")

SMALL = """\
name: checkout
image: registry.example.org/shop/checkout:2.14.1
replicas: 3
env:
  LOG_LEVEL: info
  REGION: eu-central-1
"""


def small_schema() -> dict[str, Any]:
    """Return a schema of about one kilobyte."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Service",
        "type": "object",
        "required": ["name", "image"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string", "pattern": "^[a-z][a-z0-9-]*$", "maxLength": 63},
            "image": {"type": "string", "minLength": 1},
            "replicas": {"type": "integer", "minimum": 1, "maximum": 100},
            "env": {"type": "object", "additionalProperties": {"type": "string"}},
        },
    }


def workflow_schema() -> dict[str, Any]:
    """Return a schema for workflows of a forge: some 60 kB, with alternatives at each level."""
    expression = {"type": "string", "pattern": r"^\$\{\{(.|[\r\n])*\}\}$"}
    globs = {"type": "array", "items": {"type": "string", "minLength": 1}, "minItems": 1}
    events = {
        name: {
            "anyOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "additionalProperties": False,
                    "properties": {
                        "types": {
                            "anyOf": [
                                {"enum": list(_TYPES)},
                                {
                                    "type": "array",
                                    "items": {"enum": list(_TYPES)},
                                    "uniqueItems": True,
                                },
                            ]
                        },
                        **{
                            f"{what}{ignore}": {"$ref": "#/definitions/globs"}
                            for what in ("branches", "tags", "paths")
                            for ignore in ("", "-ignore")
                        },
                    },
                },
            ],
            "description": f"Runs the workflow when the event {name} happens in the repository, "
            "which may be narrowed to some of its activities, and to some branches or files.",
        }
        for name in _EVENTS
    }
    step = {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "id": {"type": "string"},
            "if": {"type": ["boolean", "number", "string"]},
            "name": {"type": "string"},
            "uses": {"type": "string"},
            "run": {"type": "string"},
            "shell": {"type": "string"},
            "working-directory": {"type": "string"},
            "with": {"$ref": "#/definitions/env"},
            "env": {"$ref": "#/definitions/env"},
            "continue-on-error": {"anyOf": [{"type": "boolean"}, expression]},
            "timeout-minutes": {"anyOf": [{"type": "number"}, expression]},
        },
        "oneOf": [{"required": ["uses"]}, {"required": ["run"]}],
    }
    job = {
        "type": "object",
        "required": ["runs-on"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "needs": {"anyOf": [{"$ref": "#/definitions/name"}, globs]},
            "runs-on": {"anyOf": [{"type": "string"}, globs]},
            "timeout-minutes": {"anyOf": [{"type": "number"}, expression]},
            "if": {"type": ["boolean", "number", "string"]},
            "env": {"$ref": "#/definitions/env"},
            "strategy": {"type": "object"},
            "steps": {"type": "array", "items": {"$ref": "#/definitions/step"}, "minItems": 1},
        },
    }
    reusable = {
        "type": "object",
        "required": ["uses"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "needs": {"anyOf": [{"$ref": "#/definitions/name"}, globs]},
            "uses": {"type": "string", "pattern": r"^(.+/)+(.+)\.(ya?ml)(@.+)?$"},
            "with": {"$ref": "#/definitions/env"},
            "secrets": {"anyOf": [{"const": "inherit"}, {"type": "object"}]},
        },
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "type": "object",
        "required": ["on", "jobs"],
        "additionalProperties": False,
        "properties": {
            "name": {"type": "string"},
            "run-name": {"type": "string"},
            "on": {
                "anyOf": [
                    {"enum": list(_EVENTS)},
                    {"type": "array", "items": {"enum": list(_EVENTS)}},
                    {"type": "object", "additionalProperties": False, "properties": events},
                ]
            },
            "permissions": {"anyOf": [{"enum": ["read-all", "write-all"]}, {"type": "object"}]},
            "env": {"$ref": "#/definitions/env"},
            "concurrency": {"anyOf": [{"type": "string"}, {"type": "object"}]},
            "jobs": {
                "type": "object",
                "minProperties": 1,
                "additionalProperties": False,
                "patternProperties": {
                    "^[_a-zA-Z][a-zA-Z0-9_-]*$": {
                        "oneOf": [
                            {"$ref": "#/definitions/job"},
                            {"$ref": "#/definitions/reusable"},
                        ]
                    }
                },
            },
        },
        "definitions": {
            "name": {"type": "string", "pattern": "^[_a-zA-Z][a-zA-Z0-9_-]*$"},
            "globs": globs,
            "env": {
                "anyOf": [
                    {
                        "type": "object",
                        "additionalProperties": {"type": ["string", "number", "boolean", "null"]},
                    },
                    expression,
                ]
            },
            "step": step,
            "job": job,
            "reusable": reusable,
        },
    }


def workflow(number: int) -> str:
    """Return one workflow of nearly two kilobytes; no two are equal."""
    lines = [
        f"name: build {number}",
        "on:",
        "  push:",
        "    branches: [main]",
        "  pull_request:",
        "    paths:",
        f'      - "services/s{number}/**"',
        "permissions:",
        "  contents: read",
        "jobs:",
    ]
    for job in ("lint", "test", "publish"):
        lines += [
            f"  {job}:",
            "    runs-on: ubuntu-24.04",
            "    timeout-minutes: 30",
            "    env:",
            f"      SERVICE: s{number}",
            '      VERBOSE: "1"',
            "    steps:",
            "      - uses: actions/checkout@v4",
            "        with:",
            "          fetch-depth: 0",
            "      - uses: actions/setup-python@v5",
            "        with:",
            '          python-version: "3.13"',
        ]
        for step in range(4):
            lines += [
                f"      - name: {job} part {step}",
                "        run: |",
                f"          cd services/s{number}",
                f"          make {job}-{step} # one of four",
            ]
    return "\n".join(lines) + "\n"


def megabyte(*, valid: bool = True) -> str:
    """Return one file of a little more than a megabyte: a list of services in one document."""
    lines = ["services:"]
    for number in range(4_600):
        lines += [
            f"  - name: service-{number:05}",
            f"    image: registry.example.org/team-{number % 40}/service-{number:05}:1.{number}.0",
            f"    replicas: {1 + number % 9}",
            "    labels:",
            f"      owner: team-{number % 40}",
            '      tier: "backend"',
            "    env:",
            "      LOG_LEVEL: info",
            "      REGION: eu-central-1",
        ]
    if not valid:
        last = max(index for index, line in enumerate(lines) if line.startswith("    replicas"))
        lines[last] = "    replicas: several"
    return "\n".join(lines) + "\n"


def megabyte_schema() -> dict[str, Any]:
    """Return the schema of that file."""
    service = small_schema()
    del service["$schema"]
    service["properties"]["labels"] = {"type": "object", "additionalProperties": {"type": "string"}}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["services"],
        "properties": {"services": {"type": "array", "items": service}},
    }


def repository(root: Path, files: dict[str, str], schema: dict[str, Any], glob: str) -> Path:
    """Make a repository with one commit, whose settings give every file of a glob one schema."""
    root.mkdir(parents=True)
    (root / SCHEMA).write_text(json.dumps(schema, indent=2) + "\n", "utf-8")
    (root / "confledger.yaml").write_text(
        f'version: 1\nschemas:\n  - paths: ["{glob}"]\n    schema: {SCHEMA}\n', "utf-8"
    )
    for name, text in files.items():
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message=all")
    return root


def workflows(root: Path, count: int) -> Path:
    """Make a repository of that many workflows, 500 in each folder."""
    files = {f"workflows/{n // 500:03}/w{n:06}.yaml": workflow(n) for n in range(count)}
    return repository(root, files, workflow_schema(), "workflows/**/*.yaml")


def git(root: Path, *args: str) -> str:
    """Run git, with a committer and without the user's configuration."""
    env = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "Bench",
        "GIT_AUTHOR_EMAIL": "bench@example.org",
        "GIT_COMMITTER_NAME": "Bench",
        "GIT_COMMITTER_EMAIL": "bench@example.org",
    }
    done = subprocess.run(["git", *args], cwd=root, env=env, check=True, capture_output=True)
    return done.stdout.decode()
