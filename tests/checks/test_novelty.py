"""New findings, and those that were there before: moved lines, items, files."""

import pytest

from confledger.checks.finding import Finding, Severity
from confledger.checks.novelty import parted
from confledger.location import Span


def finding(
    path: str, line: int, pointer: str = "", text: str = "", check: str = "schema"
) -> Finding:
    span = Span(line, 1, line, 2)
    return Finding(check, Severity.ERROR, "is wrong", path, span, pointer=pointer, excerpt=text)


OLD = finding("a.yaml", 5, "/a", "a: x")


@pytest.mark.parametrize(
    ("now", "moved", "new"),
    [
        pytest.param([OLD], {}, [], id="the same"),
        pytest.param([finding("a.yaml", 9, "/a", "a: x")], {}, [], id="further down"),
        pytest.param([finding("a.yaml", 5, "/a", "a: y")], {}, [], id="another value, as wrong"),
        pytest.param([finding("a.yaml", 5, "/b", "b: x")], {}, ["a.yaml:5"], id="another key"),
        pytest.param([finding("b.yaml", 5, "/a", "a: x")], {}, ["b.yaml:5"], id="another file"),
        pytest.param(
            [finding("b.yaml", 5, "/a", "a: x")], {"b.yaml": "a.yaml"}, [], id="the file moved"
        ),
        pytest.param([OLD, finding("a.yaml", 6, "/a", "a: x")], {}, ["a.yaml:6"], id="once more"),
        pytest.param(
            [finding("a.yaml", 5, "/a", "a: x", check="policy")],
            {},
            ["a.yaml:5"],
            id="another check",
        ),
        pytest.param([], {}, [], id="mended"),
    ],
)
def test_a_finding_is_new_when_the_state_before_did_not_have_it(
    now: list[Finding], moved: dict[str, str], new: list[str]
) -> None:
    fresh, old = parted(now, [OLD], moved)

    assert [f"{one.path}:{one.span.line}" for one in fresh if one.span] == new
    assert len(fresh) + len(old) == len(now)


def test_an_item_put_before_the_others_is_the_new_one() -> None:
    before = [finding("a.yaml", 2, "/0/x", "- x: one"), finding("a.yaml", 3, "/1/x", "- x: two")]
    now = [
        finding("a.yaml", 2, "/0/x", "- x: new"),
        finding("a.yaml", 3, "/1/x", "- x: one"),
        finding("a.yaml", 4, "/2/x", "- x: two"),
    ]

    fresh, _ = parted(now, before, {})

    assert [one.excerpt for one in fresh] == ["- x: new"]
