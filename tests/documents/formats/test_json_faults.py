"""What is wrong with JSON (RFC 8259), and with JSON that has comments."""

import pytest

from confledger.documents.limits import Limits
from confledger.documents.load import load
from confledger.location import Span
from reading import problems

LAST = "; most readers silently use the last one | remove one, or merge the two"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "", ["syntax 1:1-1:1 the file is empty; a JSON document needs a value"], id="nothing"
        ),
        pytest.param(
            " \n ",
            ["syntax 1:1-1:1 the file is empty; a JSON document needs a value"],
            id="only blanks",
        ),
        pytest.param(
            '{"a": 1,\n "b": {"a": 1},\n "a": 2, "a": 3}',
            [
                f"duplicate-key 3:2-3:5 `a` is already defined on line 1{LAST}",
                f"duplicate-key 3:10-3:13 `a` is already defined on line 1{LAST}",
            ],
            id="a repeated key",
        ),
        pytest.param(
            '{"x": [0, {"k y": 1, "k y": 2}]}',
            [f'duplicate-key 1:22-1:27 `x[1]["k y"]` is already defined on line 1{LAST}'],
            id="repeated in a list",
        ),
        pytest.param(
            '{"a": 1, "\\u0061": 2}',
            [f"duplicate-key 1:10-1:18 `a` is already defined on line 1{LAST}"],
            id="repeated by another spelling",
        ),
        pytest.param(
            '{"a": [1,],}',
            [
                (
                    "syntax 1:9-1:10 unexpected ',' before ']'; JSON has no trailing "
                    "commas | remove the comma"
                ),
                (
                    "syntax 1:11-1:12 unexpected ',' before '}'; JSON has no trailing "
                    "commas | remove the comma"
                ),
            ],
            id="a trailing comma",
        ),
        pytest.param(
            '// one\n{"a": 1 /* two */}',
            [
                "syntax 1:1-1:3 JSON has no comments | remove the comment",
                "syntax 2:9-2:11 JSON has no comments | remove the comment",
            ],
            id="comments",
        ),
        pytest.param(
            "[1 /* 2]",
            [
                "syntax 1:4-1:6 JSON has no comments | remove the comment",
                "syntax 1:4-1:6 this comment is never closed | close it with '*/'",
            ],
            id="an open comment",
        ),
        pytest.param(
            "[1 / 2]",
            ["syntax 1:4-1:5 unexpected '/'; expected ',' or ']'"],
            id="a comment that ends at once",
        ),
        pytest.param(
            "{'a': 'b'}",
            [
                "syntax 1:2-1:3 JSON has no single quotes | use double quotes",
                "syntax 1:7-1:8 JSON has no single quotes | use double quotes",
            ],
            id="single quotes",
        ),
        pytest.param(
            "{a: 1, b-c: 2}",
            [
                "syntax 1:2-1:3 JSON keys need double quotes | put the key in double quotes",
                "syntax 1:8-1:11 JSON keys need double quotes | put the key in double quotes",
            ],
            id="a bare key",
        ),
        pytest.param(
            "{a 1}",
            ["syntax 1:2-1:3 unexpected letter; expected a key in double quotes"],
            id="a bare key without a colon",
        ),
        pytest.param(
            "[True, None, yes, undefined]",
            [
                "syntax 1:2-1:6 a bare word is not a value | write true",
                "syntax 1:8-1:12 a bare word is not a value | write null",
                "syntax 1:14-1:17 a bare word is not a value | put text in double quotes",
                "syntax 1:19-1:28 a bare word is not a value | write null",
            ],
            id="words",
        ),
        pytest.param(
            "[yes no]",
            ["syntax 1:2-1:5 a bare word is not a value | put text in double quotes"],
            id="a word with something after it",
        ),
        pytest.param(
            "[01, -00.5, +1, .5, 5., 0x1F, -0X1f, NaN, -Infinity, 1.2.3, -, 1e, 0b1, 1_0]",
            [
                "syntax 1:2-1:3 a number cannot start with 0 | remove the leading zeros",
                "syntax 1:7-1:9 a number cannot start with 0 | remove the leading zeros",
                "syntax 1:13-1:14 unexpected '+' before a number | remove the '+'",
                "syntax 1:17-1:19 a number needs digits on both sides of its '.' | add the 0",
                "syntax 1:21-1:23 a number needs digits on both sides of its '.' | add the 0",
                "syntax 1:25-1:29 JSON has no hexadecimal numbers | write it in decimal",
                "syntax 1:31-1:36 JSON has no hexadecimal numbers | write it in decimal",
                "syntax 1:38-1:41 a bare word is not a value | write null",
                ("syntax 1:43-1:52 JSON has no Infinity | write null, or put it in double quotes"),
                "syntax 1:54-1:59 this is not a number | put text in double quotes",
                "syntax 1:61-1:62 this is not a number | put text in double quotes",
                "syntax 1:64-1:66 this is not a number | put text in double quotes",
                "syntax 1:68-1:71 this is not a number | put text in double quotes",
                "syntax 1:73-1:76 this is not a number | put text in double quotes",
            ],
            id="not JSON's numbers",
        ),
        pytest.param(
            '{"a": 1\n "b": 2}',
            [("syntax 2:2-2:3 unexpected '\"'; expected ',' or '}' | put a comma before it")],
            id="a comma that is missing, on a new line",
        ),
        pytest.param(
            '["a" "b"]',
            [("syntax 1:6-1:7 unexpected '\"'; expected ',' or ']' | put a comma before it")],
            id="a comma that is missing, on the same line",
        ),
        pytest.param(
            '{"a" 1}',
            ["syntax 1:6-1:7 unexpected digit; expected ':' after the key"],
            id="a colon that is missing",
        ),
        pytest.param(
            '{"a": }',
            ["syntax 1:7-1:8 unexpected '}'; expected a value"],
            id="a value that is missing",
        ),
        pytest.param(
            '{"a": 1,, "b": 2}',
            ["syntax 1:9-1:10 unexpected ','; expected a key | remove the comma"],
            id="a key that is missing",
        ),
        pytest.param(
            "[1,,2]",
            ["syntax 1:4-1:5 unexpected ','; expected a value | remove the comma"],
            id="two commas",
        ),
        pytest.param(
            '{"a": 1',
            [
                (
                    "syntax 1:8-1:8 the text ends too early; expected ',' or '}'; the '{' "
                    "opened at line 1, column 1 is not closed"
                )
            ],
            id="an object left open",
        ),
        pytest.param(
            '{"a":\n  [1, 2}',
            [
                (
                    "syntax 2:8-2:9 unexpected '}'; expected ',' or ']'; the '[' opened at "
                    "line 2, column 3 is not closed"
                )
            ],
            id="a list left open, ended by a brace",
        ),
        pytest.param(
            '{"a": 1]',
            [
                (
                    "syntax 1:8-1:9 unexpected ']'; expected ',' or '}'; the '{' opened at "
                    "line 1, column 1 is not closed"
                )
            ],
            id="an object ended by a bracket",
        ),
        pytest.param(
            "{}\n{}",
            [("syntax 2:1-2:2 unexpected '{'; expected the end of the file after its one value")],
            id="two documents",
        ),
        pytest.param(
            "[1] x",
            [
                (
                    "syntax 1:5-1:6 unexpected letter; expected the end of the file after "
                    "its one value"
                )
            ],
            id="something after the end",
        ),
        pytest.param(
            '{"a": "x\n}',
            [('syntax 1:7-1:8 this string is not closed before its line ends | close it with "')],
            id="a string left open",
        ),
        pytest.param(
            '"x',
            [('syntax 1:1-1:2 this string is not closed before its line ends | close it with "')],
            id="a string at the end",
        ),
        pytest.param(
            '"x\\',
            [('syntax 1:1-1:2 this string is not closed before its line ends | close it with "')],
            id="a backslash at the end",
        ),
        pytest.param(
            '["x\\\ny"]',
            [('syntax 1:2-1:3 this string is not closed before its line ends | close it with "')],
            id="a backslash before the end of the line",
        ),
        pytest.param(
            '["\\q", "\\x41", "\\u12", "\\u", "\\0"]',
            [
                (
                    "syntax 1:3-1:5 an escape that JSON does not know | write two "
                    "backslashes where one is meant"
                ),
                (
                    "syntax 1:9-1:11 an escape that JSON does not know | write two "
                    "backslashes where one is meant"
                ),
                "syntax 1:17-1:19 '\\u' needs 4 hexadecimal digits after it",
                "syntax 1:25-1:27 '\\u' needs 4 hexadecimal digits after it",
                (
                    "syntax 1:31-1:33 an escape that JSON does not know | write two "
                    "backslashes where one is meant"
                ),
            ],
            id="escapes that do not exist",
        ),
        pytest.param(
            '["a\tb\x01c"]',
            [
                (
                    "syntax 1:4-1:5 unexpected U+0009 in a string; JSON wants control "
                    "characters escaped | write '\\u0009'"
                ),
                (
                    "syntax 1:6-1:7 unexpected U+0001 in a string; JSON wants control "
                    "characters escaped | write '\\u0001'"
                ),
            ],
            id="control characters",
        ),
        pytest.param(
            "[\xa01]",
            ["syntax 1:2-1:3 unexpected U+00A0; expected a value"],
            id="a blank that is none",
        ),
        pytest.param(
            "\x0c1", ["syntax 1:1-1:2 unexpected U+000C; expected a value"], id="a form feed"
        ),
        pytest.param(
            "[\u0661]",
            ["syntax 1:2-1:3 unexpected digit; expected a value"],
            id="digits of another script",
        ),
    ],
)
def test_what_is_wrong_with_json(text: str, expected: list[str]) -> None:
    assert problems(text, "json") == expected


def test_twenty_faults_are_enough() -> None:
    assert [each.span for each in load(b"[" + b"01," * 30 + b"1]", "json").problems] == [
        Span(1, column, 1, column + 1) for column in range(2, 62, 3)
    ]


def test_values_without_commas_between_them_are_counted_too() -> None:
    loaded = load(b'["a"\n"b"\n"c"]', "json", Limits(max_nodes=2))

    assert [(each.kind, each.span) for each in loaded.problems] == [
        ("syntax", Span(2, 1, 2, 2)),
        ("syntax", Span(3, 1, 3, 2)),
        ("limits", Span(3, 1, 3, 4)),
    ]
