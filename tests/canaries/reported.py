"""What reports look at, with a secret that somebody has left in each place.

Defaults in code, comments, texts of logs, alerts, dashboards, schemas, declarations of variables,
backups, messages of commits: all of it is told of by name and place, and never by its words.
"""

import json
from collections.abc import Callable

from support import Repository

# Each is one word that nobody else has.
NAMES = (
    *("default of a variable", "default of a setting", "default in an address"),
    *("comment", "address in a comment", "text of a log", "address in a log", "help of a metric"),
    *("annotation", "address in an annotation", "label in an alert", "dashboard", "panel"),
    *("default of a schema", "example of a schema", "default by schema"),
    *("value by schema", "new value by schema", "value twice", "backup", "misread"),
    *("ENV of an image", "variable of compose", "variable of a deployment", "default in a shell"),
    *("dotenv example", "message of a commit", "plan", "new address", "reason of a waiver"),
    *("name of an alert", "title of a dashboard", "name of a job"),
)
# Nothing but a schema says so of these. The history of values knows no schemas.
BY_SCHEMA = (
    *("example of a schema", "default by schema", "value by schema", "new value by schema"),
)
SETTINGS = """\
  - paths: [conf/*.yaml]
    schema: schemas/app.json
"""
WAIVER = """\
  - check: unknown-key
    address: conf/app.yaml
    reason: "Until the password={} is gone."
    owner: "@owner"
    expires: "2099-01-01"
"""
_MAIN = '''\
"""The program."""

import logging
import os

from prometheus_client import Counter
from pydantic_settings import BaseSettings

log = logging.getLogger(__name__)
TOKEN = os.environ.get("API_TOKEN", "{default of a variable}")
URL = os.getenv("DB_URL", "postgresql://app:{default in an address}@db.example/app")
PAID = Counter("app_paid_total", "Paid, with password={help of a metric}")


class Settings(BaseSettings):
    db_password: str = "{default of a setting}"


def run() -> None:
    # TODO(@owner): rotate password={comment} before 2020-01-01
    # FIXME: postgresql://app:{address in a comment}@db.example/app is slow
    log.error("no login with password={text of a log}")
    log.warning("no answer of postgresql://app:{address in a log}@db.example/app")
'''
_ALERTS = """\
groups:
  - name: app
    rules:
      - alert: AppDown of postgresql://app:{name of an alert}@db.example
        expr: rate(app_paid_total{{api_token="{label in an alert}"}}[5m]) == 0
        labels: {{severity: page}}
        annotations:
          description: log in with password={annotation}
          runbook_url: https://app:{address in an annotation}@wiki.example/down
"""
_DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {{name: app}}
spec:
  template:
    spec:
      containers:
        - name: app
          image: app:1
          env:
            - {{name: API_TOKEN, value: {variable of a deployment}}}
"""
_COMPOSE = "services:\n  app:\n    environment:\n      API_TOKEN: {variable of compose}\n"
_PLAN = """\
# Roadmap

Progress: 90 %

- [x] begin
- [ ] log in with password={plan}
- [ ] end <!-- evidence: true -->
"""
PLAN = "plans/roadmap.md"


def files(repository: Repository, left: Callable[[str], str]) -> dict[str, str]:
    """Write them; return the words by their names. `left` makes a word."""
    words = {name: left(name) for name in NAMES}

    def write(path: str, text: str) -> None:
        repository.write(path, text.format_map(words))

    write("app/main.py", _MAIN)
    write("alerts/app.yaml", _ALERTS)
    write("deploy/app.yaml", _DEPLOYMENT)
    write("prometheus.yaml", "scrape_configs:\n  - job_name: password={name of a job}\n")
    write("compose.yaml", _COMPOSE)
    write("Dockerfile", "FROM scratch\nENV API_TOKEN={ENV of an image}\n")
    write("deploy/run.sh", '#!/bin/sh\n: "${{DB_PASSWORD:={default in a shell}}}"\nexec app\n')
    write(".env.example", "API_TOKEN={dotenv example}\n")
    write("conf/app.yaml", "motto: {value by schema}\nport: 80\n")
    write("conf/app.yaml.bak", "password: {backup}\n")
    write("conf/misread.yaml", "name: fÃ¼r\npassword: {misread}\n")
    for name in ("one", "two"):
        write(f"conf/{name}.yaml", "api_key: {value twice}\nport: 81\n")
    write(PLAN, _PLAN)
    repository.write("dashboards/app.json", json.dumps(_dashboard(words), indent=1))
    repository.write("schemas/app.json", json.dumps(_schema(words), indent=1))
    return words


def later(repository: Repository, words: dict[str, str]) -> None:
    """Write what a change brings."""
    repository.write("conf/app.yaml", f"motto: {words['new value by schema']}\nport: 90\n")
    repository.write("conf/new.yaml", f"url: https://app:{words['new address']}@db.example\n")


def _dashboard(words: dict[str, str]) -> dict[str, object]:
    return {
        "title": f"Paid, with password={words['title of a dashboard']}",
        "schemaVersion": 39,
        "links": [{"url": f"https://app:{words['dashboard']}@wiki.example"}],
        "panels": [
            {
                "type": "timeseries",
                "title": "Paid",
                "targets": [{"expr": f'app_paid_total{{api_token="{words["panel"]}"}}'}],
            }
        ],
    }


def _schema(words: dict[str, str]) -> dict[str, object]:
    password = {
        "type": "string",
        "default": words["default of a schema"],
        "examples": [words["example of a schema"]],
    }
    motto = {"type": "string", "x-secret": True, "default": words["default by schema"]}
    port = {"type": "integer", "x-risk": "critical"}
    keys = {"password": password, "motto": motto, "port": port}
    return {"type": "object", "properties": keys, "additionalProperties": False}
