from collections.abc import Callable

import pytest

from confledger.secrets.leaks.gitleaks import STANDS_IN, Gitleaks
from confledger.secrets.leaks.scan import scan

BADGE = """
[[rules]]
id = "badge"
regex = '''badge-([0-9]{4})(x)?'''
keywords = ["BADGE"]
"""
TEXT = "opens with badge-4711 or badge-0815x\n"


def found(config: str, text: str = TEXT, path: str = "a.txt") -> list[str]:
    """Return what the rules find in a text: place, rule, value."""
    leaks = Gitleaks(config.encode()).leaks(path, text.encode(), [])
    return [
        f"{leak.span.line}:{leak.span.column} {leak.rule} {leak.text()}"
        for leak in leaks
        if leak.span
    ]


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        pytest.param(BADGE, ["1:18 badge 4711", "1:32 badge 0815"], id="the first group"),
        pytest.param(
            BADGE + "secretGroup = 2\n", ["1:12 badge ", "1:36 badge x"], id="a group that is named"
        ),
        pytest.param(
            '[[rules]]\nid = "a"\nregex = "badge-4..1"\n', ["1:12 a badge-4711"], id="no group"
        ),
        pytest.param(BADGE.replace('"BADGE"', '"door"'), [], id="no keyword"),
        pytest.param(BADGE + "entropy = 1.9\n", ["1:32 badge 0815"], id="too little entropy"),
        pytest.param(BADGE + "path = '''\\.md$'''\n", [], id="another path"),
        pytest.param('[[rules]]\nid = "p"\npath = "txt"\n', ["1:1 p "], id="a path alone"),
        pytest.param(
            '[[rules]]\nid = "p"\npath = "txt"\n[rules.allowlist]\npaths = ["^a"]\n', [],
            id="a path alone that is allowed",
        ),
        pytest.param('[[rules]]\nid = "aws-access-token"\n', [], id="a change of a default rule"),
        pytest.param(
            BADGE + '[[rules.allowlists]]\nregexes = ["^47"]\n', ["1:32 badge 0815"], id="a value"
        ),
        pytest.param(
            BADGE + '[rules.allowlist]\nregexTarget = "match"\nregexes = ["badge-4"]\n',
            ["1:32 badge 0815"],
            id="a match",
        ),
        pytest.param(
            BADGE + '[rules.allowlist]\nregexTarget = "line"\nregexes = ["opens"]\n',
            [],
            id="a line",
        ),
        pytest.param(
            BADGE + '[rules.allowlist]\nstopwords = ["81"]\n', ["1:18 badge 4711"], id="a word"
        ),
        pytest.param(BADGE + '[rules.allowlist]\npaths = ["txt$"]\n', [], id="a path"),
        pytest.param(
            BADGE
            + '[[rules.allowlists]]\ncondition = "AND"\npaths = ["txt$"]\nregexes = ["^47"]\n',
            ["1:32 badge 0815"],
            id="a path and a value",
        ),
        pytest.param(
            BADGE + '[[rules.allowlists]]\ncondition = "AND"\ncommits = ["a"]\npaths = ["txt"]\n',
            ["1:18 badge 4711", "1:32 badge 0815"],
            id="a commit, which no file has",
        ),
        pytest.param(
            BADGE + '[[rules.allowlists]]\ncondition = "AND"\n',
            ["1:18 badge 4711", "1:32 badge 0815"],
            id="nothing",
        ),
    ],
)  # fmt: skip
def test_a_rule_means_what_it_means_to_gitleaks(config: str, expected: list[str]) -> None:
    assert found(config) == expected


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ("[[rules", [("", "this file is no TOML, so none of its rules is used")]),
        ("[[rules]]\nid = 4\n", [("rules/0", "a rule is a table with an `id`")]),
        ("rules = [1]\n", [("rules/0", "a rule is a table with an `id`")]),
        (
            "[[rules]]\nid = 'a'\nregex = 4\n",
            [("rules/0/regex", "`regex` is a regular expression")],
        ),
        (
            "[[rules]]\nid = 'a'\nregex = '(?!a)'\n",
            [
                (
                    "rules/0/regex",
                    "`regex` is no regular expression of RE2: invalid perl operator: (?!",
                )
            ],
        ),
        (
            "[[rules]]\nid = 'a'\nregex = 'a'\nkeywords = 'a'\n",
            [("rules/0/keywords", "`keywords` is a list of texts")],
        ),
        (
            "[[rules]]\nid = 'a'\nregex = 'a'\nentropy = 'a'\n",
            [("rules/0/entropy", "`entropy` is a number from 0")],
        ),
        (
            "[[rules]]\nid = 'a'\nregex = '(a)'\nsecretGroup = 2\n",
            [("rules/0/secretGroup", "`secretGroup` is more than the groups of `regex`")],
        ),
        (
            "[[rules]]\nid = 'a'\nallowlists = 1\n",
            [("rules/0/allowlists", "`allowlists` is an array of tables")],
        ),
        (
            "[[rules]]\nid = 'a'\nallowlists = [1]\n",
            [("rules/0/allowlists/0", "an allow-list is a table")],
        ),
        (
            "[[rules]]\nid = 'a'\n[rules.allowlist]\nregexes = ['(']\n",
            [
                (
                    "rules/0/allowlist/regexes/0",
                    "this is no regular expression of RE2: missing ): (",
                )
            ],
        ),
        (
            "[allowlist]\nregexTarget = 'word'\n",
            [("allowlist/regexTarget", "`regexTarget` is one of secret, match and line")],
        ),
        (
            "[[allowlists]]\n[[allowlists]]\ncondition = 'XOR'\n",
            [("allowlists/1/condition", "`condition` is one of OR and AND")],
        ),
        ("[extend]\npath = 'a.toml'\n", [("extend/path", "there is no file of this name")]),
    ],
)
def test_what_cannot_be_used_is_told(config: str, expected: list[tuple[str, str]]) -> None:
    told = [("/".join(map(str, at)), reason) for at, reason in Gitleaks(config.encode()).faults]

    assert told == expected


def of(**files: str) -> Callable[[str], bytes | None]:
    """Return what finds these files, each with the ending `toml`."""
    return lambda path: files[path[:-5]].encode() if path[:-5] in files else None


def test_a_file_extends_another() -> None:
    config = "[extend]\npath = './a.toml'\nuseDefault = true\ndisabledRules = ['off']\n" + BADGE
    bad = "[[rules]]\nid = 1\n[allowlist]\ncondition = 1\n"
    bad += "[extend]\npath = 'b.toml'\nuseDefault = true\n"
    other = bad + BADGE.replace("[0-9]", "[a-z]") + "[[rules]]\nid = 'off'\nregex = 'opens'\n"
    deeper = "[extend]\npath = 'c.toml'\n[[rules]]\nid = 'or'\nregex = ' or '\n"

    rules = Gitleaks(config.encode(), None, of(a=other, b=deeper))

    assert [leak.rule for leak in rules.leaks("a", TEXT.encode(), [])] == ["or", "badge", "badge"]
    assert (rules.faults, rules.notes) == ([], [STANDS_IN])


def test_what_is_known_is_not_told_again() -> None:
    token = "gh" + "p_" + "a7B2c9D4e1F6g3H8i5J0k2L7m4N9o1P6q3R8"
    rules = Gitleaks(b'[[rules]]\nid = "a"\nregex = "gh[a-z]_[a-zA-Z0-9]{20}|x+"\n')

    leaks = scan("a.txt", f"{token} xx\n{token[:30]}\n".encode(), rules)

    assert [(leak.check, leak.span.line) for leak in leaks if leak.span] == [
        ("provider-token", 1),
        ("gitleaks-rule", 1),
        ("gitleaks-rule", 2),
    ]
    assert found('[[rules]]\nid = "a"\nregex = "a"\n', path=".gitleaks.toml") == []


@pytest.mark.parametrize(
    ("config", "ignores", "text", "expected"),
    [
        pytest.param("", "", "{} # gitleaks:allow", "a.txt:2", id="a comment"),
        pytest.param("", "# a.txt:x:2\na.txt:x:2", "{}", ".gitleaksignore:2", id="a line"),
        pytest.param("", "4711abc:a.txt:x:2\na.txt", "{}", ".gitleaksignore:1", id="a commit"),
        pytest.param("", "a.txt:x:3", "{}", None, id="another line"),
        pytest.param("[allowlist]\npaths = ['txt']", "", "{}", ".gitleaks.toml", id="a path"),
        pytest.param("[[allowlists]]\nregexes = ['^A']", "", "{}", ".gitleaks.toml", id="a value"),
        pytest.param(
            "[[allowlists]]\ntargetRules = ['b']\npaths = ['txt']",
            "",
            "{}",
            None,
            id="another rule",
        ),
    ],
)
def test_a_leak_is_allowed_where_that_is_written(
    config: str, ignores: str, text: str, expected: str | None
) -> None:
    data = f"\n{text.format('AK' + 'IA' + 'Q3EGRZ7YXKW5TMHJ')}\n".encode()
    rules = Gitleaks(config.encode(), ignores.encode())
    leaks = scan("a.txt", data, rules)

    assert [rules.allowed("a.txt", leak, data) for leak in leaks] == [expected]
    assert (rules.allowed("a.txt", leaks[0], data, inline=False) is None) == (
        expected in (None, "a.txt:2")
    )


def test_lines_to_ignore_are_enough() -> None:
    rules = Gitleaks(None, b"a.txt:x:1\n")

    assert (rules.rules, rules.faults) == ([], [])


def test_very_many_matches_end() -> None:
    assert len(found('[[rules]]\nid = "a"\nregex = "a*"\n', "a b " * 500)) == 1
    assert len(found('[[rules]]\nid = "a"\nregex = "[a-z]"\n', "a\n" * 500)) == 200
