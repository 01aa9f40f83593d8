"""The words that all reports share."""

import pytest

from confledger.checks.finding import Finding, Severity
from confledger.checks.result import Result
from confledger.location import Span
from confledger.reports.wording import condensed, place, summary


def found(*findings: tuple[str, str], check: str = "schema") -> list[Finding]:
    return [Finding(check, Severity(severity), "wrong", path) for severity, path in findings]


@pytest.mark.parametrize(
    ("result", "expected"),
    [
        pytest.param(
            Result(
                findings=found(("error", "a"), ("error", "b"), ("warning", "b")),
                counts={"passed": 20, "failed": 2, "without schema": 1, "ignored": 1},
            ),
            "3 findings in 2 files (2 errors, 1 warning): "
            "24 files, 20 passed, 2 failed, 1 without schema, 1 ignored",
            id="with findings",
        ),
        pytest.param(
            Result(findings=found(("warning", "a")), counts={"failed": 1}),
            "1 finding in 1 file (1 warning): 1 file, 1 failed",
            id="one of each",
        ),
        pytest.param(
            Result(counts={"passed": 20, "without schema": 3, "ignored": 1}),
            "24 files: 20 passed, 3 without schema, 1 ignored",
            id="clean",
        ),
        pytest.param(
            Result(findings=found(("info", "a")), counts={"without schema": 1}),
            "1 file: 1 without schema",
            id="info does not fail the run, so it is no finding here",
        ),
        pytest.param(
            Result(
                findings=found(("info", "a"), ("info", "b"), ("error", "a")),
                counts={"failed": 2},
                fail_on="info",
            ),
            "3 findings in 2 files (1 error, 2 infos): 2 files, 2 failed",
            id="info fails the run",
        ),
        pytest.param(
            Result(
                findings=found(("warning", "a")),
                counts={"passed": 1},
                fail_on="error",
            ),
            "1 finding in 1 file (1 warning): 1 file, 1 passed",
            id="a warning counts even where it does not fail the run",
        ),
        pytest.param(Result(), "no files to check", id="nothing"),
    ],
)
def test_the_summary_is_one_line(result: Result, expected: str) -> None:
    assert summary(result) == expected


@pytest.mark.parametrize(
    ("ignored", "shown"),
    [
        ({"binary": 2}, "binary"),
        ({"a\x1b[2J": 2, "larger": 7, "binary": 2}, r"7 larger, 2 a\x1b[2J, 2 binary"),
        ({"a": 1, "b": 2, "c": 3, "d": 4, "e": 5}, "5 e, 4 d, 3 c, 3 for other reasons"),
    ],
)
def test_reasons_for_ignoring_come_with_the_most_frequent_first(
    ignored: dict[str, int], shown: str
) -> None:
    total = sum(ignored.values())
    result = Result(counts={"passed": 1, "ignored": total}, ignored=ignored)

    assert summary(result) == f"{total + 1} files: 1 passed, {total} ignored ({shown})"


INFOS = found(*[("info", f"{n}.yaml") for n in range(4)], check="file-without-schema")
OTHERS = found(*[("info", "a.yaml")] * 4, check="stale-file")


@pytest.mark.parametrize(
    ("findings", "verbose", "shown", "lines"),
    [
        pytest.param(INFOS[:3], False, INFOS[:3], [], id="three are listed"),
        pytest.param(
            INFOS,
            False,
            [],
            ["4 files have no schema (file-without-schema); list them with --verbose"],
            id="four are counted",
        ),
        pytest.param(INFOS, True, INFOS, [], id="verbose lists all"),
        pytest.param(
            [*OTHERS, *INFOS],
            False,
            [],
            [
                "4 files have no schema (file-without-schema); list them with --verbose",
                "4 info findings (stale-file); list them with --verbose",
            ],
            id="each check has its line",
        ),
        pytest.param(
            [*INFOS[:2], *OTHERS[:2]], False, [*INFOS[:2], *OTHERS[:2]], [], id="few each"
        ),
        pytest.param(
            found(*[("error", "a")] * 9), False, found(*[("error", "a")] * 9), [], id="errors"
        ),
        pytest.param(
            [*INFOS, *found(("warning", "b"), check="file-without-schema")],
            False,
            found(("warning", "b"), check="file-without-schema"),
            ["4 files have no schema (file-without-schema); list them with --verbose"],
            id="a warning of the same check stays",
        ),
    ],
)
def test_many_infos_of_one_check_become_one_line(
    findings: list[Finding], verbose: bool, shown: list[Finding], lines: list[str]
) -> None:
    assert condensed(findings, verbose=verbose) == (shown, lines)


@pytest.mark.parametrize(
    ("path", "span", "expected"),
    [
        pytest.param("a/b.yaml", Span(3, 7, 3, 9), "a/b.yaml:3:7", id="with a span"),
        pytest.param("a/b.yaml", None, "a/b.yaml", id="the whole file"),
        pytest.param("a\n::b", None, r"a\n::b", id="a line end in a name"),
        pytest.param("::error::x", None, "./::error::x", id="no command to a CI runner"),
        pytest.param(":", None, "./:", id="nor with the colon that follows"),
        pytest.param("  ::error::x", None, "./  ::error::x", id="nor after blanks"),
    ],
)
def test_a_place_is_a_path_that_an_editor_can_open(
    path: str, span: Span | None, expected: str
) -> None:
    assert place(Finding("schema", Severity.ERROR, "wrong", path, span)) == expected
