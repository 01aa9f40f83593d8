"""What the runner of GitHub Actions reads."""

import pytest

from confledger.checks.finding import Finding, Severity
from confledger.checks.result import Result
from confledger.location import Span
from confledger.reports.renderers.github import render


def test_a_finding_is_one_command(sample: Result) -> None:
    assert (
        render(sample, verbose=True)
        == """\
::error file=config/base/app.yaml,line=12,endLine=12,col=9,endColumn=14,title=schema::\
port is greater than 65535%0Ahelp: choose a port from 1 to 65535
::warning file=config/prod/database.yaml,line=14,endLine=16,title=duplicate-key::\
the key 'limits' is there twice%0Ahelp: keep one of them: YAML readers silently take the last
::notice file=config/prod/notes.yaml,title=file-without-schema::\
no schema describes this file%0Ahelp: map it to a schema in confledger.yaml
"""
    )


def test_a_clean_run_says_nothing() -> None:
    assert render(Result(counts={"passed": 3})) == ""


def test_the_worst_come_first() -> None:
    findings = [
        Finding("x", Severity(severity), "wrong", f"{n}.yaml")
        for n, severity in enumerate(["info", "error", "warning", "error"])
    ]

    assert render(Result(findings=findings), verbose=True) == (
        "::error file=1.yaml,title=x::wrong\n"
        "::error file=3.yaml,title=x::wrong\n"
        "::warning file=2.yaml,title=x::wrong\n"
        "::notice file=0.yaml,title=x::wrong\n"
    )


@pytest.mark.parametrize(
    ("number", "severity", "last"),
    [
        pytest.param(10, "error", "::error file=9.yaml,title=x::wrong", id="ten fit"),
        pytest.param(
            11,
            "error",
            "::error file=9.yaml,title=x::wrong%0Aand 1 more error, which GitHub would not show",
            id="the eleventh does not",
        ),
        pytest.param(
            40,
            "warning",
            "::warning file=9.yaml,title=x::wrong"
            "%0Aand 30 more warnings, which GitHub would not show",
            id="warnings",
        ),
        pytest.param(
            12,
            "info",
            "::notice file=9.yaml,title=x::wrong"
            "%0Aand 2 more info findings, which GitHub would not show",
            id="notices",
        ),
    ],
)
def test_the_tenth_of_a_level_counts_those_left_out(number: int, severity: str, last: str) -> None:
    findings = [Finding("x", Severity(severity), "wrong", f"{n}.yaml") for n in range(number)]

    lines = render(Result(findings=findings), verbose=True).splitlines()

    assert (len(lines), lines[-1]) == (10, last)


def test_nothing_in_a_finding_can_end_its_command() -> None:
    finding = Finding(
        "a,b:c", Severity.ERROR, "100%\r\n::error::x\x1b[0m", "a\n,b:%.yaml", Span(1, 2, 1, 3)
    )

    assert render(Result(findings=[finding])) == (
        "::error file=a%0A%2Cb%3A%25.yaml,line=1,endLine=1,col=2,endColumn=3,title=a%2Cb%3Ac::"
        "100%25%0D%0A::error::x\\x1b[0m\n"
    )
