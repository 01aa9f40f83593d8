"""What a finding is told apart by, and in which order findings come."""

from confledger.checks.finding import Finding, Severity, fingerprinted
from confledger.location import Span


def finding(line: int = 1, **changes: object) -> Finding:
    plain = {"check": "schema", "severity": Severity.ERROR, "message": "m", "path": "f.yaml"}
    return Finding(**(plain | {"span": Span(line, 1, line, 2)} | changes))  # type: ignore[arg-type]


def test_findings_come_by_file_place_and_check() -> None:
    rows = [
        finding(2, path="b"),
        finding(9, path="a"),
        finding(1, path="b", check="unknown-key"),
        finding(1, path="b", check="schema"),
        finding(path="b", span=None),
    ]

    assert [(one.path, one.check, one.span and one.span.line) for one in fingerprinted(rows)] == [
        ("a", "schema", 9),
        ("b", "schema", None),
        ("b", "schema", 1),
        ("b", "unknown-key", 1),
        ("b", "schema", 2),
    ]


def test_a_fingerprint_stays_when_lines_move_and_words_change() -> None:
    (one,) = fingerprinted([finding(1)])
    (other,) = fingerprinted([finding(7, message="other words", severity=Severity.WARNING)])

    assert one.fingerprint == other.fingerprint
    assert len(one.fingerprint) == 40


def test_a_fingerprint_differs_by_what_the_finding_is_about() -> None:
    rows = [
        finding(),
        finding(),
        finding(path="g.yaml"),
        finding(path="\udcff.yaml"),
        finding(check="limits"),
        finding(document=1),
        finding(pointer="/a"),
        finding(subject="s"),
    ]

    assert len({one.fingerprint for one in fingerprinted(rows)}) == len(rows)


def test_the_worst_severity_ranks_first() -> None:
    assert [severity.rank for severity in Severity] == [0, 1, 2]
    assert [str(severity) for severity in Severity] == ["error", "warning", "info"]
