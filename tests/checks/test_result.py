"""The result of a run decides the exit code, and accounts for every file."""

import pytest

from confledger.checks.finding import Finding, Severity
from confledger.checks.result import Result


@pytest.mark.parametrize(
    ("fail_on", "codes"),
    [("error", [0, 0, 0, 1]), ("warning", [0, 0, 1, 1]), ("info", [0, 1, 1, 1])],
)
def test_the_mildest_severity_that_fails_a_run_decides(fail_on: str, codes: list[int]) -> None:
    found = [[], *([Finding("c", one, "m", "f")] for one in reversed(Severity))]

    assert [Result(findings=one, fail_on=fail_on).exit_code for one in found] == codes


def test_every_file_is_counted() -> None:
    result = Result(counts={"passed": 3, "ignored": 2}, ignored={"not ours": 2})

    assert result.counts == {
        "passed": 3,
        "failed": 0,
        "with old findings only": 0,
        "without schema": 0,
        "ignored": 2,
    }
    assert (result.total, Result().total, Result().exit_code) == (5, 0, 0)
