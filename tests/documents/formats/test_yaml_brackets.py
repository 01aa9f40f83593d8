"""Which bracket or quote is still open, in a text that no parser could read."""

import pytest

from confledger.documents.formats.yaml_brackets import still_open


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        pytest.param("a: [b", "[1:4", id="a bracket"),
        pytest.param("a: [b, {c", "{1:8", id="the innermost one"),
        pytest.param("a: [{b}\n  , 'c]'", "[1:4", id="what is closed or quoted does not count"),
        pytest.param("a: it's [b", "nothing", id="an apostrophe and a bracket in plain text"),
        pytest.param("a: !x [b", "[1:7", id="after a tag"),
        pytest.param('a: "b \\" [c', '"1:4', id="a quote that was escaped"),
        pytest.param("a: 'b'' [c", "'1:4", id="a quote that was doubled"),
        pytest.param("a: 1 # [\n#[\nb#: [c", "[3:5", id="comments"),
        pytest.param("a: |-\n  [\n\n  {\nb: x", "nothing", id="a text block"),
        pytest.param("- >\n  '\n- [\n", "[3:3", id="below a text block"),
        pytest.param(f"a: [{'x' * 200_000}", "nothing", id="too long to look at"),
    ],
)
def test_the_bracket_or_quote_that_is_open(text: str, mark: str) -> None:
    lines = text.split("\n")

    opening = still_open(lines, len(lines), len(lines[-1]) + 1)

    shown = f"{opening.mark}{opening.line}:{opening.column}" if opening else "nothing"
    assert shown == mark
