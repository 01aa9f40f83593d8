"""What comes of two settings: the severer finding, the stricter threshold, and whose it is."""

import pytest

from confledger.checks.finding import Finding, Severity
from confledger.cli.sides import severer, stricter, tell_alone

ERROR = Finding("schema", Severity.ERROR, "is wrong", "a.yaml", pointer="/a")
WARNING = Finding("schema", Severity.WARNING, "is wrong", "a.yaml", pointer="/a")
OTHER = Finding("schema", Severity.ERROR, "is wrong", "a.yaml", pointer="/b")


@pytest.mark.parametrize(
    ("findings", "others", "expected", "alone"),
    [
        ([ERROR], [WARNING], [("/a", "error")], 0),
        ([WARNING], [ERROR], [("/a", "error")], 0),
        ([ERROR], [], [("/a", "error")], 1),
        ([], [ERROR], [("/a", "error")], 0),
        ([WARNING], [OTHER], [("/a", "warning"), ("/b", "error")], 1),
    ],
)
def test_a_change_may_ask_for_more_and_not_for_less(
    findings: list[Finding],
    others: list[Finding],
    expected: list[tuple[str, str]],
    alone: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    both, only = severer(findings, others)
    tell_alone(both, only)

    assert [(one.pointer, one.severity.value) for one in both] == expected
    assert capsys.readouterr().err.startswith("note: 1 finding is by the settings" if alone else "")
    assert len(only) == alone


def test_the_mildest_threshold_is_the_strictest() -> None:
    assert stricter("error", "info", "warning") == "info"
    assert stricter("error") == "error"
