"""An anchor that nothing uses is told once, at its definition."""

from time import process_time

import pytest

from confledger.checks.parsed import Parsed
from confledger.checks.rules.unused_anchor import check
from confledger.documents.load import load


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x\n", []),
        ("a: '&x'\nb: c&d\n", []),
        (
            "a:\n  b: &x 1\n",
            ["2:6 info no alias uses the anchor `&x` at `a.b`"],
        ),
        (
            "a: &x 1\nb: &x 2\nc: *x\n",
            ["1:4 info no alias uses the anchor `&x` at `a` before it is defined again"],
        ),
        ("x-all: &x {a: 1}\n", ["1:8 info no alias uses the anchor `&x` at `x-all`"]),
        ("&x\na: 1\n", ["1:1 info no alias uses the anchor `&x`"]),
        ("a: &x 1\n---\na: &x 2\nb: *x\n", ["1:4 info no alias uses the anchor `&x` at `a`"]),
    ],
)
def test_an_anchor_without_an_alias(text: str, expected: list[str]) -> None:
    data = text.encode()
    file = Parsed("a.yaml", "yaml", data, load(data, "yaml"), [])

    found = list(check(file))

    assert [
        f"{one.span.line}:{one.span.column} {one.severity} {one.message}"
        for one in found
        if one.span is not None
    ] == expected


def test_many_anchors_of_one_name_take_no_time() -> None:
    data = "".join(f"k{number}: &x 1\n" for number in range(4_000)).encode()
    file = Parsed("a.yaml", "yaml", data, load(data, "yaml"), [])
    began = process_time()

    assert sum("defined again" in one.message for one in check(file)) == 3_999
    # When each was compared with all others, this took four seconds.
    assert process_time() - began < 2
