"""What GitLab reads."""

import json

from confledger.checks.finding import Finding, Severity
from confledger.checks.result import Result
from confledger.reports.renderers.codequality import render


def test_a_finding_is_one_issue(sample: Result) -> None:
    assert (
        render(sample, verbose=True)
        == """\
[
  {"description": "port is greater than 65535", "check_name": "schema", \
"fingerprint": "ff30e5001cb27c77ad04f8e8251bd52d7d48a239", "severity": "major", \
"location": {"path": "config/base/app.yaml", "lines": {"begin": 12}}},
  {"description": "the key 'limits' is there twice", "check_name": "duplicate-key", \
"fingerprint": "63456536a1a210f95c38e6640b793964a9bf7ef6", "severity": "minor", \
"location": {"path": "config/prod/database.yaml", "lines": {"begin": 14}}},
  {"description": "no schema describes this file", "check_name": "file-without-schema", \
"fingerprint": "de6af982b8d0d157c2a99a6ab5786b9487019ed8", "severity": "info", \
"location": {"path": "config/prod/notes.yaml", "lines": {"begin": 1}}}
]
"""
    )


def test_a_clean_run_is_an_empty_array() -> None:
    assert render(Result(counts={"passed": 3})) == "[]\n"


def test_a_description_is_one_line_and_the_path_is_text() -> None:
    finding = Finding("x", Severity.ERROR, "a\nb", "caf\udce9/é.yaml", fingerprint="f")

    output = render(Result(findings=[finding]))

    assert output.isascii()
    assert json.loads(output) == [
        {
            "description": r"a\nb",
            "check_name": "x",
            "fingerprint": "f",
            "severity": "major",
            "location": {"path": r"caf\xe9/é.yaml", "lines": {"begin": 1}},
        }
    ]
