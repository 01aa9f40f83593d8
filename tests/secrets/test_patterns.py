"""What patterns of rules mean: what Go's regexp makes of them, with RE2 and without."""

import re
import sys
import warnings
from collections.abc import Iterator
from typing import Protocol, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.secrets import patterns
from confledger.secrets.go_patterns import Untranslatable, translated
from confledger.secrets.patterns import LONGEST, PatternError, compiled


class Match(Protocol):
    """What the matches of RE2 and of `re` have in common."""

    def __getitem__(self, group: int) -> str | None:
        """Return the text of a group."""

    def start(self, group: int) -> int:
        """Return where a group starts."""


# Pattern, text, whether it is found there. What Go says, by its documentation.
MEANING = [
    (r"hosts/a/secrets.yaml$", "hosts/a/secrets.yaml", True),
    (r"hosts/a/secrets.yaml$", "other/hosts/a/secrets.yaml", True),
    (r"^hosts/", "other/hosts/", False),
    (r"((?i)(pass|secret($|[^N])|key))", "db_PASSWORD", True),
    (r"((?i)(pass|secret($|[^N])|key))", "secretName", False),
    (r"((?i)(pass|secret($|[^N])|key))", "mySecret", True),
    (r"(?i)^token$", "Token", True),
    (r"a(?i)b|c", "C", True),
    (r"a(?i)b|c", "AB", False),
    (r"(a(?i)b)c", "aBC", False),
    (r"(?i:a)b", "Ab", True),
    (r"(?i)a(?-i)b", "AB", False),
    (r"x$", "x\n", False),
    (r"(?m)x$", "x\ny", True),
    (r"x.y", "x\ny", False),
    (r"(?s)x.y", "x\ny", True),
    (r"\s", "\v", False),
    (r"[\s]", "\v", False),
    (r"[^\s]", "\v", True),
    (r"\S", "\v", True),
    (r"^\w+$", "café", False),
    (r"\.enc\.(ya?ml|json)$", "a.enc.yml", True),
    (r"[[]a", "[a", True),
    (r"[]a]", "]", True),
    (r"[^]a]$", "]", False),
    (r"a{,2}", "a{,2}", True),
    (r"a{2}", "aa", True),
    (r"a{2,}$", "a", False),
    (r"\Qa.b\E$", "a.b", True),
    (r"\Qa.b", "axb", False),
    (r"\x41\x{1F600}", "A\U0001f600", True),
    (r"(?P<n>a)(?<m>b)", "ab", True),
    (r"a\/b\_c", "a/b_c", True),
    (r"[\d\-x]\z", "-", True),
    (r"a\A", "a", False),
    (r"a*?b+?c??", "b", True),
    (r"^.\.yaml$", "\udcff.yaml", True),
    (r"[a-]", "-", True),
    (r"(?i)(a(?-i)b|c)", "C", False),
    ("", "", True),
]
FAULTS = [
    ("(", "missing ): ("),
    (")", "unexpected ): )"),
    ("(?=a)", "invalid perl operator: (?="),
    ("(?!a)", "invalid perl operator: (?!"),
    (r"(a)\1", r"invalid escape sequence: \1"),
    (r"a\Z", r"invalid escape sequence: \Z"),
    (r"\é", r"invalid escape sequence: \é"),
    ("a++", "bad repetition operator: ++"),
    ("a**", "bad repetition operator: **"),
    ("a*?+", "bad repetition operator: *?+"),
    ("a{1001}", "invalid repetition size: {1001}"),
    ("a{2,1}", "invalid repetition size: {2,1}"),
    (r"\C", r"invalid escape sequence: \C"),
    ("a\\", "trailing \\"),
    ("x" * (LONGEST + 1), "it has more than 10,000 characters"),
    ("\udcff", "it is no valid UTF-8"),
]
# What Go takes, and `re` could take otherwise, or for very long.
UNSURE = [
    *(
        r"\pL",
        "[[:alpha:]]",
        r"[\pN]",
        "[+--]",
        "(?U)a",
        "(a+)+",
        "(a|b)*",
        "((a|b)c)+",
        "(?:a*){5}",
    ),
    *("(a*)(b|c)?(d+)*",),
]


@pytest.fixture
def no_re2(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "re2", None)
    patterns._compiled.cache_clear()
    yield
    patterns._compiled.cache_clear()


@pytest.mark.parametrize(("pattern", "text", "found"), MEANING)
def test_a_pattern_means_what_go_says(pattern: str, text: str, found: bool) -> None:
    ready = compiled(pattern)
    assert (ready.search(text) is not None, ready.found(text)) == (found, found)


@pytest.mark.parametrize(("pattern", "text", "found"), MEANING)
def test_a_pattern_means_the_same_without_re2(
    pattern: str, text: str, found: bool, no_re2: None
) -> None:
    ready = compiled(pattern)
    assert (ready.search(text) is not None, ready.found(text)) == (found, found)


@pytest.mark.parametrize(("pattern", "reason"), FAULTS)
def test_what_go_refuses_is_refused_with_the_reason(pattern: str, reason: str) -> None:
    with pytest.raises(PatternError) as caught:
        compiled(pattern)
    assert str(caught.value).replace("missing argument to repetition", "bad repetition") == reason


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in FAULTS])
def test_what_go_refuses_is_refused_without_re2(pattern: str, no_re2: None) -> None:
    with pytest.raises(PatternError):
        compiled(pattern)


@pytest.mark.parametrize("pattern", UNSURE)
def test_without_re2_what_may_mean_something_else_is_refused(pattern: str, no_re2: None) -> None:
    with pytest.raises(PatternError, match="cannot be judged without the package google-re2"):
        compiled(pattern)


@pytest.mark.parametrize("pattern", UNSURE)
def test_with_re2_it_is_taken(pattern: str) -> None:
    assert compiled(pattern) is not None


@pytest.mark.parametrize("pattern", ["[a", r"\x4", r"\x{110000}", "a{99999999999999999999}", "*"])
def test_faults_of_spelling_are_found_without_re2(pattern: str, no_re2: None) -> None:
    with pytest.raises(PatternError):
        compiled(pattern)


def test_a_match_counts_characters() -> None:
    match = cast(Match, compiled("b(c)").search("é\udcffbc"))
    assert (match[0], match.start(1)) == ("bc", 3)


def test_a_pattern_is_compiled_once() -> None:
    assert compiled("once") is compiled("once")


PIECES = st.sampled_from(
    [
        *("a", "b", "-", "]", ".", "^", "$", "|", "(", ")", "(?:", "(?i)", "(?i:", "(?-i)", "(?s)"),
        *("(?m)", "*", "+", "?", "??", "{2}", "{1,2}", "{", "}", ",", "[ab]", "[^a]", "[a-", "["),
        *(
            r"\s",
            r"\S",
            r"\d",
            r"\w",
            r"\W",
            r"\b",
            r"\B",
            r"\.",
            r"\z",
            r"\A",
            r"\n",
            r"\Q",
            r"\E",
        ),
        *("(?P<x>", r"\-", "&", "&&", "--", "~~", "||", " ", "#", "\\", "é", r"\x41"),
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join), st.lists(st.text("aAbB-\n\v ].{é&", max_size=5)))
def test_without_re2_a_pattern_means_the_same_or_is_refused(pattern: str, texts: list[str]) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            ours = re.compile(translated(pattern), re.ASCII)
    except (Untranslatable, re.error):
        return
    theirs = compiled(pattern)
    for text in ["", "a", "b", *texts]:
        assert bool(ours.search(text)) == bool(theirs.search(text)), (pattern, text)
