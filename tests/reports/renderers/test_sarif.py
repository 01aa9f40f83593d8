"""What GitHub code scanning and the SARIF viewers read."""

import json
from pathlib import Path
from typing import Any

import pytest

from confledger import __version__
from confledger.checks import rules
from confledger.checks.finding import Finding, Severity
from confledger.checks.result import Result
from confledger.location import Span
from confledger.reports.renderers import sarif

F = "0123456789" * 4


def run(*findings: Finding) -> dict[str, Any]:
    log = json.loads(sarif.render(Result(findings=list(findings))))
    return dict(log["runs"][0])


def test_the_log_has_one_run_with_all_findings(sample: Result) -> None:
    log = json.loads(sarif.render(sample))

    described = log["runs"][0]["tool"]["driver"].pop("rules")
    assert [rule["id"] for rule in described] == ["duplicate-key", "file-without-schema", "schema"]
    assert log == {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "confledger", "version": __version__}},
                "invocations": [{"executionSuccessful": True}],
                "originalUriBaseIds": {
                    "%SRCROOT%": {"description": {"text": "the root of the repository"}}
                },
                "columnKind": "unicodeCodePoints",
                "results": [
                    {
                        "ruleId": "schema",
                        "ruleIndex": 2,
                        "level": "error",
                        "message": {
                            "text": "port is greater than 65535\nchoose a port from 1 to 65535"
                        },
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {
                                        "uri": "config/base/app.yaml",
                                        "uriBaseId": "%SRCROOT%",
                                    },
                                    "region": {
                                        "startLine": 12,
                                        "startColumn": 9,
                                        "endLine": 12,
                                        "endColumn": 14,
                                    },
                                },
                                "logicalLocations": [{"fullyQualifiedName": "/server/port"}],
                            }
                        ],
                        "partialFingerprints": {
                            "confledger/v1": "ff30e5001cb27c77ad04f8e8251bd52d7d48a239"
                        },
                        "properties": {
                            "schema": "schemas/app.json#/properties/server/properties/port/maximum"
                        },
                    },
                    {
                        "ruleId": "duplicate-key",
                        "ruleIndex": 0,
                        "level": "warning",
                        "message": {
                            "text": "the key 'limits' is there twice\n"
                            "keep one of them: YAML readers silently take the last"
                        },
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {
                                        "uri": "config/prod/database.yaml",
                                        "uriBaseId": "%SRCROOT%",
                                    },
                                    "region": {
                                        "startLine": 14,
                                        "startColumn": 1,
                                        "endLine": 16,
                                        "endColumn": 3,
                                    },
                                },
                                "logicalLocations": [{"fullyQualifiedName": "/limits"}],
                            }
                        ],
                        "partialFingerprints": {
                            "confledger/v1": "63456536a1a210f95c38e6640b793964a9bf7ef6"
                        },
                    },
                    {
                        "ruleId": "file-without-schema",
                        "ruleIndex": 1,
                        "level": "note",
                        "message": {
                            "text": "no schema describes this file\n"
                            "map it to a schema in confledger.yaml"
                        },
                        "locations": [
                            {
                                "physicalLocation": {
                                    "artifactLocation": {
                                        "uri": "config/prod/notes.yaml",
                                        "uriBaseId": "%SRCROOT%",
                                    },
                                    "region": {"startLine": 1},
                                }
                            }
                        ],
                        "partialFingerprints": {
                            "confledger/v1": "de6af982b8d0d157c2a99a6ab5786b9487019ed8"
                        },
                    },
                ],
            }
        ],
    }


def test_a_clean_run_has_no_results() -> None:
    empty = run()

    assert (empty["results"], empty["tool"]["driver"]["rules"]) == ([], [])


def test_a_rule_says_what_the_docstring_of_its_check_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sarif_made_up.py").write_text(
        '"""Ports that nobody can open.\n\n'
        "The kernel has 65535 of them.\n\n"
        'Bad:\n    port: 70000\nGood:\n    port: 7000\n"""\n'
        'ID = "sarif-made-up"\nSEVERITY = "info"\n'
    )
    monkeypatch.setattr(rules, "__path__", [*rules.__path__, str(tmp_path)])

    found = run(Finding("sarif-made-up", Severity.ERROR, "wrong", "a"))

    assert found["tool"]["driver"]["rules"] == [
        {
            "id": "sarif-made-up",
            "shortDescription": {"text": "Ports that nobody can open."},
            "fullDescription": {"text": "The kernel has 65535 of them."},
            "help": {
                "text": "Ports that nobody can open.\n\nThe kernel has 65535 of them.\n\n"
                "Bad:\n    port: 70000\nGood:\n    port: 7000"
            },
            "defaultConfiguration": {"level": "note"},
        }
    ]


@pytest.mark.parametrize(
    "check",
    sorted(
        page.stem
        for folder in ("rules", "across", "secrets")
        for page in Path(str(rules.__file__)).parent.parent.glob(f"{folder}/[!_]*.py")
    ),
)
def test_every_check_has_a_first_line_and_prose_without_its_examples(check: str) -> None:
    found = run(Finding(check.replace("_", "-"), Severity.ERROR, "wrong", "a"))

    (rule,) = found["tool"]["driver"]["rules"]
    short, full = rule["shortDescription"]["text"], rule["fullDescription"]["text"]
    assert rule["help"]["text"].startswith(f"{short}\n\n{full}\n\n")
    assert not {"Schema:", "Policy:", "Bad:", "Good:"} & set(full.splitlines())


@pytest.mark.parametrize(
    ("check", "text"),
    [
        pytest.param("no-such-check", "no such check", id="no module"),
        pytest.param("duplicate_key", "duplicate_key", id="the name of a module, not its id"),
        pytest.param("../os", "../os", id="no name of a module"),
    ],
)
def test_a_check_without_a_module_is_described_by_its_id(check: str, text: str) -> None:
    found = run(
        Finding(check, Severity.WARNING, "wrong", "a"), Finding(check, Severity.ERROR, "wrong", "b")
    )

    assert found["tool"]["driver"]["rules"] == [
        {
            "id": check,
            "shortDescription": {"text": text},
            "fullDescription": {"text": text},
            "help": {"text": text},
            "defaultConfiguration": {"level": "error"},
        }
    ]


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("config/app.yaml", "config/app.yaml"),
        ("a b/c#d?.yaml", "a%20b/c%23d%3F.yaml"),
        ("100%.yaml", "100%25.yaml"),
        ("c:\\x.yaml", "c%3A%5Cx.yaml"),
        ("größe.yaml", "gr%C3%B6%C3%9Fe.yaml"),
        ("caf\udce9.yaml", "caf%E9.yaml"),
        ("a\n\x1b.yaml", "a%0A%1B.yaml"),
    ],
)
def test_a_path_is_a_relative_reference(path: str, uri: str) -> None:
    location = run(Finding("x", Severity.ERROR, "wrong", path))["results"][0]["locations"][0]

    assert location["physicalLocation"]["artifactLocation"] == {
        "uri": uri,
        "uriBaseId": "%SRCROOT%",
    }


def test_a_key_cannot_make_a_link() -> None:
    finding = Finding("x", Severity.ERROR, "unknown key '[ok](https://example.com)' in a[2]", "a")

    assert run(finding)["results"][0]["message"]["text"] == (
        "unknown key '[ok\\](https://example.com)' in a[2]"
    )


def test_of_too_many_findings_the_worst_are_kept_and_the_rest_counted() -> None:
    infos = [
        Finding("i", Severity.INFO, "told", f"{n}", Span(1, 1, 1, 1)) for n in range(sarif.MOST)
    ]
    errors = [Finding("e", Severity.ERROR, "wrong", f"{n}") for n in range(2)]

    full = run(*infos)
    found = run(*infos, *errors)

    assert (len(full["results"]), full["invocations"]) == (25_000, [{"executionSuccessful": True}])
    assert [result["ruleId"] for result in found["results"]] == ["e"] * 2 + ["i"] * 24_998
    assert found["invocations"] == [
        {
            "executionSuccessful": True,
            "toolExecutionNotifications": [
                {
                    "level": "warning",
                    "message": {
                        "text": "2 findings left out, the least severe: "
                        "code scanning accepts 25000 at most"
                    },
                }
            ],
        }
    ]
