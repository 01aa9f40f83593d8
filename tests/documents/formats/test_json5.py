"""JSON5 (spec.json5.org): values, faults and places."""

import pytest

from reading import document, places, problems

LAST = "; most readers silently use the last one | remove one, or merge the two"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            (
                "{\n  // comments\n  unquoted: 'and you can quote me on that',\n"
                "  singleQuotes: 'I can use \"double quotes\" here',\n"
                '  lineBreaks: "Look, Mom! \\\n'
                "No \\\\n's!\",\n  hexadecimal: 0xdecaf,\n"
                "  leadingDecimalPoint: .8675309, andTrailing: 8675309.,\n"
                "  positiveSign: +1,\n"
                "  trailingComma: 'in objects', andIn: ['arrays',],\n"
                '  "backwardsCompatible": "with JSON",\n'
                "}\n"
            ),
            {
                "unquoted": "and you can quote me on that",
                "singleQuotes": 'I can use "double quotes" here',
                "lineBreaks": "Look, Mom! No \\n's!",
                "hexadecimal": 912559,
                "leadingDecimalPoint": 0.8675309,
                "andTrailing": 8675309.0,
                "positiveSign": 1,
                "trailingComma": "in objects",
                "andIn": ["arrays"],
                "backwardsCompatible": "with JSON",
            },
            id="the example of its specification",
        ),
        pytest.param(
            (
                "[0, -0, +.5, -5., 5.e3, .5E-1, 0x0, -0XfF, +0x1, Infinity, -Infinity, "
                "+Infinity, NaN, -NaN]"
            ),
            [
                0,
                0,
                0.5,
                -5.0,
                5000.0,
                0.05,
                0,
                -255,
                1,
                float("inf"),
                -float("inf"),
                float("inf"),
                float("nan"),
                float("nan"),
            ],
            id="numbers",
        ),
        pytest.param(
            "'\\x41\\u0042\\v\\0\\'\\\"\\a\\é\\\n\\b'", "AB\x0b\x00'\"aé\x08", id="escapes"
        ),
        pytest.param("'a\\\r\nb\\\u2028c\u2028d'", "abc\u2028d", id="line ends in strings"),
        pytest.param("'a\tb\x01'", "a\tb\x01", id="a control character in a string"),
        pytest.param("\x0b\ufeff\x0c\xa0\u2003[\u20281\u2029]", [1], id="blanks"),
        pytest.param("[1, // x\u20282]", [1, 2], id="a comment ends at any line end"),
        pytest.param(
            "{$: 1, _a1: 2, é́: 3, \\u0061b: 4, ⅷ: 5, a\u200d: 6, null: 7, 'b c': 8}",
            {"$": 1, "_a1": 2, "é́": 3, "ab": 4, "ⅷ": 5, "a\u200d": 6, "null": 7, "b c": 8},
            id="names",
        ),
        pytest.param("'\\ud83d'", "�", id="half a pair is U+FFFD"),
    ],
)
def test_json5_is_read(text: str, expected: object) -> None:
    assert repr(document(text, "json5")) == repr(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "", ["syntax 1:1-1:1 the file is empty; a JSON5 document needs a value"], id="nothing"
        ),
        pytest.param(
            "{1a: 1}",
            ["syntax 1:2-1:3 unexpected digit; expected a key"],
            id="a name that starts with a digit",
        ),
        pytest.param(
            "{a-b: 1}",
            ["syntax 1:3-1:4 unexpected '-'; expected ':' after the key"],
            id="a name with a sign",
        ),
        pytest.param(
            "{\\u002da: 1}",
            ["syntax 1:2-1:3 unexpected '\\\\'; expected a key"],
            id="a name with an escape that is no letter",
        ),
        pytest.param(
            "{a\\u00: 1}",
            ["syntax 1:3-1:4 unexpected '\\\\'; expected a key"],
            id="a name with half an escape",
        ),
        pytest.param(
            "{a: 1, 'a': 2, \\u0061: 3}",
            [
                f"duplicate-key 1:8-1:11 `a` is already defined on line 1{LAST}",
                f"duplicate-key 1:16-1:22 `a` is already defined on line 1{LAST}",
            ],
            id="a repeated key",
        ),
        pytest.param(
            "[01, +-1, 0x, 0xg, ., e1, 1e, 0x1.5]",
            [
                "syntax 1:2-1:3 a number cannot start with 0 | remove the leading zeros",
                "syntax 1:6-1:9 this is not a number | put text in double quotes",
                "syntax 1:11-1:13 this is not a number | put text in double quotes",
                "syntax 1:15-1:18 this is not a number | put text in double quotes",
                "syntax 1:20-1:21 this is not a number | put text in double quotes",
                "syntax 1:23-1:25 a bare word is not a value | put text in double quotes",
                "syntax 1:27-1:29 this is not a number | put text in double quotes",
                "syntax 1:31-1:36 this is not a number | put text in double quotes",
            ],
            id="numbers that are none",
        ),
        pytest.param(
            "['\\1', '\\01', '\\x4', '\\u123']",
            [
                (
                    "syntax 1:3-1:5 an escape that JSON5 does not know | write two "
                    "backslashes where one is meant"
                ),
                (
                    "syntax 1:9-1:11 an escape that JSON5 does not know | write two "
                    "backslashes where one is meant"
                ),
                "syntax 1:16-1:18 '\\x' needs 2 hexadecimal digits after it",
                "syntax 1:23-1:25 '\\u' needs 4 hexadecimal digits after it",
            ],
            id="escapes that are none",
        ),
        pytest.param(
            "['a\nb']",
            [("syntax 1:2-1:3 this string is not closed before its line ends | close it with '")],
            id="a string left open",
        ),
        pytest.param(
            "[1] /* ",
            ["syntax 1:5-1:7 this comment is never closed | close it with '*/'"],
            id="a comment left open",
        ),
        pytest.param(
            "[1,,]",
            ["syntax 1:4-1:5 unexpected ','; expected a value | remove the comma"],
            id="two commas",
        ),
        pytest.param(
            "{a: yes}",
            ["syntax 1:5-1:8 a bare word is not a value | put text in double quotes"],
            id="a word",
        ),
    ],
)
def test_what_is_wrong_with_json5(text: str, expected: list[str]) -> None:
    assert problems(text, "json5") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            ("{a: 'b', 'c\"d': [+1, .5,], \\u0065: {$é: NaN}, // x\n 'f\\\ng': \"h\\\ni\"}"),
            {
                "/a": ("a", "'b'"),
                '/c"d': ("'c\"d'", "[+1, .5,]"),
                '/c"d/0': ("+1", "+1"),
                '/c"d/1': (".5", ".5"),
                "/e": ("\\u0065", "{$é: NaN}"),
                "/e/$é": ("$é", "NaN"),
                "/fg": ("'f\\\ng'", '"h\\\ni"'),
            },
            id="all kinds of keys and values",
        ),
    ],
)
def test_where_json5_stands(text: str, expected: dict[str, tuple[str, str]]) -> None:
    assert places(text, "json5") == expected
