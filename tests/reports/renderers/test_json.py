"""What programs read."""

import json

from confledger import __version__
from confledger.checks.finding import Finding, Severity
from confledger.checks.result import Result
from confledger.reports.renderers.json import render


def test_the_output_is_one_object_with_one_finding_a_line(sample: Result) -> None:
    assert render(sample) == (
        """\
{
  "version": 1,
  "tool": {"name": "confledger", "version": "VERSION"},
  "summary": {"total": 26, "passed": 20, "failed": 2, "without_schema": 1, "ignored": 3, \
"errors": 1, "warnings": 1, "infos": 1, "old": 0, "accepted_findings": 0, "old_findings": 0},
  "ignored": [
    {"reason": "larger than 10 MiB", "files": 1},
    {"reason": "not configuration", "files": 2}
  ],
  "findings": [
    {"check": "schema", "severity": "error", "message": "port is greater than 65535", \
"path": "config/base/app.yaml", "line": 12, "column": 9, "end_line": 12, "end_column": 14, \
"document": 0, "pointer": "/server/port", "help": "choose a port from 1 to 65535", \
"schema": "schemas/app.json#/properties/server/properties/port/maximum", \
"fingerprint": "ff30e5001cb27c77ad04f8e8251bd52d7d48a239"},
    {"check": "duplicate-key", "severity": "warning", \
"message": "the key 'limits' is there twice", \
"path": "config/prod/database.yaml", "line": 14, "column": 1, "end_line": 16, "end_column": 3, \
"document": 1, "pointer": "/limits", \
"help": "keep one of them: YAML readers silently take the last", "schema": null, \
"fingerprint": "63456536a1a210f95c38e6640b793964a9bf7ef6"},
    {"check": "file-without-schema", "severity": "info", \
"message": "no schema describes this file", \
"path": "config/prod/notes.yaml", "line": null, "column": null, "end_line": null, \
"end_column": null, "document": 0, "pointer": "", \
"help": "map it to a schema in confledger.yaml", "schema": null, \
"fingerprint": "de6af982b8d0d157c2a99a6ab5786b9487019ed8"}
  ]
}
""".replace("VERSION", __version__)
    )


def test_a_run_without_files_is_an_object_too() -> None:
    assert json.loads(render(Result())) == {
        "version": 1,
        "tool": {"name": "confledger", "version": __version__},
        "summary": {
            "total": 0,
            "passed": 0,
            "failed": 0,
            "without_schema": 0,
            "ignored": 0,
            "errors": 0,
            "warnings": 0,
            "infos": 0,
            "old": 0,
            "accepted_findings": 0,
            "old_findings": 0,
        },
        "ignored": [],
        "findings": [],
    }


def test_files_are_listed_by_path_when_asked_for() -> None:
    files = [
        ("b.yaml", "without schema", ""),
        ("a\udcff.yaml", "ignored", "binary"),
        ("a.yaml", "passed", ""),
    ]

    assert json.loads(render(Result(files=files)))["files"] == [
        {"path": "a.yaml", "status": "passed", "reason": None},
        {"path": r"a\xff.yaml", "status": "ignored", "reason": "binary"},
        {"path": "b.yaml", "status": "without_schema", "reason": None},
    ]


def test_what_utf_8_cannot_hold_is_spelt_out() -> None:
    finding = Finding("x", Severity.ERROR, "key '\ud800'", "caf\udce9/é.yaml", pointer="/\ud800")

    output = render(Result(findings=[finding]))

    assert output.isascii()
    written = json.loads(output.encode())["findings"][0]
    assert (written["path"], written["message"], written["pointer"]) == (
        r"caf\xe9/é.yaml",
        r"key '\ud800'",
        r"/\ud800",
    )
