"""A fingerprint names a finding for as long as the finding is the same, wherever it moved."""

from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st

from confledger.checks.finding import Finding, Severity, fingerprinted
from confledger.location import Span
from judging import judge

SCHEMA = """\
{"type": "object", "additionalProperties": false, "properties": {
  "name": {"type": "string"}, "port": {"type": "integer", "minimum": 1},
  "items": {"type": "array", "items": {"enum": ["a", "b"]}},
  "inner": {"type": "object", "additionalProperties": {"type": "boolean"}}}}
"""
JUDGE = judge({"app.schema.json": SCHEMA})
LINES = st.sampled_from(
    ("name: 1", "port: many", "port: 0", "nmae: x", "items: [a, c, c]", "inner: {x: 1, y: 2}")
)
FILES = st.lists(LINES, unique=True, min_size=1, max_size=6)
BETWEEN = st.lists(st.sampled_from(("", "# a note", "   # another")), max_size=5)
FINDINGS = st.builds(
    Finding,
    check=st.sampled_from(("schema", "unknown-key")),
    severity=st.just(Severity.ERROR),
    message=st.sampled_from(("one", "two")),
    path=st.sampled_from(("a.yaml", "b.yaml")),
    span=st.none() | st.builds(Span, st.integers(1, 3), st.just(1), st.just(9), st.just(1)),
    document=st.integers(0, 1),
    pointer=st.sampled_from(("", "/a", "/a/0")),
    subject=st.sampled_from(("", "x")),
)


def found(text: str) -> list[Finding]:
    return fingerprinted(JUDGE.examine("app.yaml", "yaml", text.encode(), "app.schema.json")[1])


@given(FILES, st.lists(BETWEEN, min_size=7, max_size=7))
def test_notes_and_empty_lines_change_no_fingerprint(
    lines: list[str], between: list[list[str]]
) -> None:
    keys = [line.partition(":")[0] for line in lines]
    assume(len(set(keys)) == len(keys))
    noted = [text for line, notes in zip(lines, between, strict=False) for text in (*notes, line)]

    before = found("\n".join(lines) + "\n")
    after = found("\n".join([*noted, *between[-1]]) + "\n")

    assert [one.fingerprint for one in after] == [one.fingerprint for one in before]
    assert [one.message for one in after] == [one.message for one in before]


@given(FILES, st.randoms(use_true_random=False))
def test_the_order_of_keys_changes_no_fingerprint(lines: list[str], chance: Random) -> None:
    keys = [line.partition(":")[0] for line in lines]
    assume(len(set(keys)) == len(keys))
    moved = list(lines)
    chance.shuffle(moved)

    before, after = (found("\n".join(text) + "\n") for text in (lines, moved))

    assert {one.fingerprint: one.message for one in after} == {
        one.fingerprint: one.message for one in before
    }


@given(FILES)
def test_mending_one_line_leaves_the_fingerprints_of_the_others(lines: list[str]) -> None:
    keys = [line.partition(":")[0] for line in lines]
    assume(len(set(keys)) == len(keys))
    mended = lines[1:] or ["name: x"]

    before = {one.fingerprint for one in found("\n".join(lines) + "\n")}
    after = {one.fingerprint for one in found("\n".join(mended) + "\n")}

    assert after < before


@given(st.lists(FINDINGS, max_size=8), st.randoms(use_true_random=False))
def test_equal_findings_stay_apart_and_order_does_not_matter(
    findings: list[Finding], chance: Random
) -> None:
    first = fingerprinted(findings)
    chance.shuffle(findings)
    second = fingerprinted(findings)

    assert len({one.fingerprint for one in first}) == len(first)
    assert [(one, one.fingerprint) for one in first] == [(one, one.fingerprint) for one in second]
    assert first == sorted(first, key=Finding.order)
