"""Comments that accept findings: what they say, and which lines they are about."""

import pytest

from confledger.checks.suppressions import suppressions

BESIDE = "a: 1  # confledger: ignore[schema] until 2027-01-31: the gateway needs it"


@pytest.mark.parametrize(
    ("text", "checks", "until", "reason", "lines"),
    [
        (BESIDE, ("schema",), "2027-01-31", "the gateway needs it", [1]),
        ("# confledger: ignore[schema]: why\na: 1\n", ("schema",), "", "why", [2]),
        ("# confledger: ignore[schema]: why\n\n# more\na: 1\n", ("schema",), "", "why", [4]),
        ("a:  # confledger: ignore[schema]: why\n  b: 1\n", ("schema",), "", "why", [1, 2]),
        ("# confledger: ignore[schema]: why\na:\n  b: 1\n", ("schema",), "", "why", [2, 3]),
        ("a: 1 # confledger: ignore[schema, owner]: x y", ("schema", "owner"), "", "x y", [1]),
        ("a: 1 # confledger: ignore[policy/pool]: why", ("policy/pool",), "", "why", [1]),
        ("; confledger: ignore[encoding]: why\na=1", ("encoding",), "", "why", [2]),
        ('{ // confledger: ignore[limits]: why\n"a": 1}', ("limits",), "", "why", [1, 2]),
        ("a: 1\n# confledger: ignore[schema]: the end", ("schema",), "", "the end", []),
        ("# confledger: ignore[schema]: x\n-\n  b: 1\n", ("schema",), "", "x", [2, 3]),
    ],
)
def test_a_comment_says_what_it_accepts_and_where(
    text: str, checks: tuple[str, ...], until: str, reason: str, lines: list[int]
) -> None:
    (one,) = suppressions(text.split("\n"))

    assert (one.checks, one.until, one.reason, sorted(one.lines)) == (checks, until, reason, lines)
    assert (one.fault, one.whole) == ("", False)


def test_a_comment_may_be_about_the_whole_file() -> None:
    (one,) = suppressions(["# confledger: ignore-file[duplicate-key]: generated"])

    assert (one.whole, one.checks, one.reason) == (True, ("duplicate-key",), "generated")


@pytest.mark.parametrize(
    ("comment", "fault"),
    [
        ("ignore", "is not understood"),
        ("ignore[schema]", "is not understood"),
        ("ignore[schema]:", "is not understood"),
        ("ignore[schema] until: why", "is not understood"),
        ("ignore[]: why", "names no check"),
        ("ignore[schemas]: why", "names a check that does not exist; did you mean `schema`?"),
        ("ignore[zzz]: why", "names a check that does not exist"),
        ("ignore[schema] until soon: why", "has a last day that is no date"),
        ("ignore[schema] until 2027-13-01: why", "has a last day that is no date"),
        ("ignore[schema] until 2027-02-30: why", "has a last day that is no date"),
        ("ignore[schema] until \uff12027-01-31: why", "has a last day that is no date"),
    ],
)
def test_a_comment_that_is_not_understood_says_why(comment: str, fault: str) -> None:
    (one,) = suppressions([f"a: 1  # confledger: {comment}"])

    assert one.fault == fault


@pytest.mark.parametrize(
    "line",
    ["a: b#confledger: ignore[schema]: no", "a: confledger: ignore[schema]", "# confledger: hello"],
)
def test_other_text_is_no_comment_of_ours(line: str) -> None:
    assert suppressions([line]) == []
