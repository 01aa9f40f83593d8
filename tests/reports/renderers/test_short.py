"""What editors and grep read."""

from confledger.checks.finding import Finding, Severity
from confledger.checks.result import Result
from confledger.location import Span
from confledger.reports.renderers.short import render


def test_a_finding_is_one_line(sample: Result) -> None:
    assert (
        render(sample)
        == """\
config/base/app.yaml:12:9: error[schema] port is greater than 65535
config/prod/database.yaml:14:1: warning[duplicate-key] the key 'limits' is there twice
config/prod/notes.yaml: info[file-without-schema] no schema describes this file
"""
    )


def test_colour_is_for_the_severity(sample: Result) -> None:
    assert render(sample, colour=True) == (
        "config/base/app.yaml:12:9: \x1b[1;31merror[schema]\x1b[0m port is greater than 65535\n"
        "config/prod/database.yaml:14:1: \x1b[1;33mwarning[duplicate-key]\x1b[0m "
        "the key 'limits' is there twice\n"
        "config/prod/notes.yaml: \x1b[1;34minfo[file-without-schema]\x1b[0m "
        "no schema describes this file\n"
    )


def test_a_line_end_in_a_message_does_not_end_the_line() -> None:
    finding = Finding("x", Severity.ERROR, "a\r\nb\x1b[0m", "a\n.yaml", Span(1, 2, 1, 3))

    assert render(Result(findings=[finding])) == "a\\n.yaml:1:2: error[x] a\\r\\nb\\x1b[0m\n"


def test_many_infos_are_one_line_unless_asked_for() -> None:
    infos = [Finding("stale-file", Severity.INFO, "old", f"{n}.yaml") for n in range(4)]
    result = Result(findings=[*infos, Finding("x", Severity.ERROR, "wrong", "z.yaml")])

    assert render(result) == (
        "z.yaml: error[x] wrong\n4 info findings (stale-file); list them with --verbose\n"
    )
    assert render(result, verbose=True) == (
        "".join(f"{n}.yaml: info[stale-file] old\n" for n in range(4)) + "z.yaml: error[x] wrong\n"
    )
