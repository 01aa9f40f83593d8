"""What the test tab of a CI reads."""

from xml.etree import ElementTree

import pytest

from confledger.checks.finding import Finding, Severity
from confledger.checks.result import Result
from confledger.reports.renderers.junit import render


def test_a_finding_is_one_test(sample: Result) -> None:
    assert (
        render(sample, verbose=True)
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="confledger check" tests="4" failures="2" errors="0">
  <testsuite name="confledger check" tests="4" failures="2" errors="0" skipped="0">
    <testcase classname="schema" name="config/base/app.yaml:12:9">
      <failure type="error" message="port is greater than 65535">config/base/app.yaml:12:9: \
error[schema] port is greater than 65535
help: choose a port from 1 to 65535
schema: schemas/app.json#/properties/server/properties/port/maximum</failure>
    </testcase>
    <testcase classname="duplicate-key" name="config/prod/database.yaml:14:1">
      <failure type="warning" message="the key 'limits' is there twice">\
config/prod/database.yaml:14:1: warning[duplicate-key] the key 'limits' is there twice
help: keep one of them: YAML readers silently take the last</failure>
    </testcase>
    <testcase classname="file-without-schema" name="config/prod/notes.yaml">
      <system-out>config/prod/notes.yaml: info[file-without-schema] no schema describes this file
help: map it to a schema in confledger.yaml</system-out>
    </testcase>
    <testcase classname="confledger" name="passed files">
      <system-out>20 of 26 files passed</system-out>
    </testcase>
  </testsuite>
</testsuites>
"""
    )


def test_a_clean_run_is_one_passing_test() -> None:
    assert (
        render(Result(counts={"passed": 1}))
        == """\
<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="confledger check" tests="1" failures="0" errors="0">
  <testsuite name="confledger check" tests="1" failures="0" errors="0" skipped="0">
    <testcase classname="confledger" name="passed files">
      <system-out>1 of 1 file passed</system-out>
    </testcase>
  </testsuite>
</testsuites>
"""
    )


@pytest.mark.parametrize(
    ("fail_on", "failures"),
    [
        ("error", ["error"]),
        ("warning", ["error", "warning"]),
        ("info", ["error", "warning", "info"]),
    ],
)
def test_a_failure_is_what_fails_the_run(sample: Result, fail_on: str, failures: list[str]) -> None:
    sample.fail_on = fail_on

    suite = ElementTree.fromstring(render(sample, verbose=True))[0]

    assert [failure.get("type") for failure in suite.iter("failure")] == failures
    assert (suite.get("failures"), suite.get("tests")) == (str(len(failures)), "4")


def test_equal_places_have_different_names() -> None:
    findings = [Finding(check, Severity.ERROR, "wrong", "a.yaml") for check in ("x", "x", "y")]

    suite = ElementTree.fromstring(render(Result(findings=findings)))[0]

    assert [(case.get("classname"), case.get("name")) for case in suite] == [
        ("x", "a.yaml"),
        ("x", "a.yaml (2)"),
        ("y", "a.yaml"),
        ("confledger", "passed files"),
    ]


def test_what_xml_cannot_hold_is_spelt_out() -> None:
    finding = Finding("x", Severity.ERROR, "\x00 ]]> \"'&<\ud800", "\x1b\udcff\ufffe.yaml")

    case = ElementTree.fromstring(render(Result(findings=[finding])))[0][0]

    message = "\\x00 ]]> \"'&<\\ud800"
    assert (case.get("name"), case[0].get("message"), case[0].text) == (
        r"\x1b\xff\ufffe.yaml",
        message,
        rf"\x1b\xff\ufffe.yaml: error[x] {message}",
    )
