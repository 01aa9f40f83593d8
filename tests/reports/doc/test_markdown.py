"""What a schema says is shown, and never taken for markup."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confledger.reports.doc.facets import bounds, typed
from confledger.reports.doc.markdown import anchor, cell, code, fenced, plain


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Names from `endpoints`, as a|b.", "Names from `endpoints`, as a&#124;b."),
        ("<script>x</script> & [a](javascript:b)",
         r"&lt;script&gt;x&lt;/script&gt; &amp; \[a\](javascript:b)"),
        ("# no\nheading, *no* `x", "\\# no heading, \\*no\\* \\`x"),
        ("$x$ ~~a~~ @team \x1b[31m", r"&#36;x&#36; \~\~a\~\~ &#64;team \\x1b\[31m"),
        ("`a<b>`", "`a<b>`"),
    ],
)  # fmt: skip
def test_text_is_plain_and_code_stays_code(text: str, expected: str) -> None:
    assert plain(text) == expected


def test_code_holds_any_backticks() -> None:
    assert code("a`b") == "``a`b``"
    assert code("`a|") == "`` `a| ``"
    assert cell(code("a|b")) == "`a\\|b`"
    assert fenced("```\n\x07", "json") == "````json\n```\n\\x07\n````\n"


@given(st.lists(st.text(max_size=6), min_size=2, max_size=2, unique=True))
def test_other_keys_have_other_anchors(names: list[str]) -> None:
    first, second = (anchor("config", one) for one in names)
    assert first != second
    assert re.fullmatch(r"[A-Za-z0-9_.-]+", first)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"type": "integer", "minimum": 1, "maximum": 9}, "integer; 1 to 9"),
        ({"type": ["string", "null"], "minLength": 1}, "text or null; at least 1 character"),
        ({"type": "array", "items": {"type": "string", "pattern": "^a|b"}, "minItems": 2,
          "uniqueItems": True},
         "list of texts; at least 2 entries; no entry twice; each like `^a|b`"),
        ({"enum": ["a", 1, None]}, 'one of `"a"`, `1`, `null`'),
        ({"const": True}, "always `true`"),
        ({"anyOf": [{"type": "boolean"}, {"type": "string"}]}, "true or false or text"),
        ({"type": "object", "maxProperties": 1, "propertyNames": {"pattern": "x"}},
         "map; at most 1 key; names like `x`"),
        ({"exclusiveMinimum": 0, "type": "number", "multipleOf": 5},
         "number; more than 0; a multiple of 5"),
        ({"type": [3], "pattern": 4, "minimum": True, "enum": []}, "3"),
        ({}, "anything"),
    ],
)  # fmt: skip
def test_what_a_schema_asks_is_said_in_words(node: dict[str, object], expected: str) -> None:
    assert "; ".join((typed(node), *bounds(node))) == expected
