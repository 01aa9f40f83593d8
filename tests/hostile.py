"""Texts that formats have trouble with, and trees of them; for tests that write and read back."""

import os

from hypothesis import strategies as st

# Examples of each property; many more by hand.
CASES = int(os.environ.get("CONFLEDGER_LOADER_CASES", "25"))

TEXTS = (
    *(
        "",
        " ",
        "  ends  ",
        "\t",
        "a\tb",
        "\n",
        "two\nlines\n",
        "\r",
        "a\r\nb",
        "\x0b\x0c",
        "\x1b[31m",
    ),
    *('"', "'", '"quoted"', "it's", "'\"'\"'", "\\", "a\\", "\\\\", "\\n", "C:\\new\\temp", "\\'"),
    *("$", "$HOME", "$$", "a$", "%HOME%", "{{x}}", "!x", "a!b", "#", "# no comment", "a #b", "a#b"),
    *("=", "a=b", "=a", ":", "a: b", "- a", "? a", "[a]", "{a}", "*a", "&a", "|", ">", "@a", "%a"),
    *("yes", "No", "y", "N", "on", "OFF", "true", "False", "null", "~", "Null", ".nan", "-.inf"),
    *("007", "0o17", "0x1F", "1_000", "12:30:45", "1e3", "1.0", "-0", "+1", ".5", "2026-01-02"),
    *("2026-01-02T03:04:05Z", "<<", "---", "...", "--- a", "a\n---\nb", "export X=1", ";", "a;b"),
    *(
        "grüße",
        "日本語",
        "😀",
        "\u0085",
        "\u2028",
        "\u2029",
        "\ufeff",
        "a\ufeffb",
        "\x7f",
        "\ufffe",
    ),
    *("\xa0", "|\n x", "a" * 5000, "ä" * 2000, "word " * 400, "a &b *c", "\x01\x02", "é\n\té"),
    *("it's $5", "'$HOME'", "\\$HOME", "a\\\nb", "\\\\'", "*", "~/x", "a b", "(x)", "<x>", "a\\ "),
)
# A NUL and half of a character are tested by themselves: most formats refuse them.
_CHARACTERS = st.one_of(
    st.sampled_from(list("\"'\\$`#=:;!&*%@~^(){}[]<>|?,.-+ \t\n\rnrtux0aB_")),
    st.characters(codec="utf-8", exclude_characters="\0"),
)
texts = st.one_of(st.sampled_from(TEXTS), st.text(_CHARACTERS, max_size=12))
names = st.from_regex(r"[A-Z][A-Z0-9_]{0,8}", fullmatch=True)
variables = st.dictionaries(names, texts, max_size=5)
scalars = st.one_of(
    texts, st.booleans(), st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False)
)
_finite = st.one_of(
    texts,
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
)


def trees(leaf: "st.SearchStrategy[object]") -> "st.SearchStrategy[dict[str, object]]":
    """Return maps of maps and lists, with keys as hostile as the values."""
    inner = st.recursive(
        leaf,
        lambda below: st.one_of(
            st.lists(below, max_size=3), st.dictionaries(texts, below, max_size=3)
        ),
        max_leaves=8,
    )
    return st.dictionaries(texts, inner, max_size=4)


finite = trees(st.one_of(_finite, st.none()))
without_null = trees(scalars)
everything = trees(st.one_of(scalars, st.none()))
