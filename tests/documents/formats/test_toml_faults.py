"""What is wrong with TOML 1.0."""

import pytest

from confledger.documents.load import load
from confledger.documents.problem import DUPLICATE_KEY
from reading import problems

TWICE = " | remove one, or merge the two"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a = 1\nb = 2\na = 3\na = 4\n",
            [
                f"duplicate-key 3:1-3:2 `a` is already defined on line 1{TWICE}",
                f"duplicate-key 4:1-4:2 `a` is already defined on line 1{TWICE}",
            ],
            id="a key again",
        ),
        pytest.param(
            "[a.b]\nc = 1\n[a.b]\nc = 2\n",
            [f"duplicate-key 3:2-3:5 `a.b` is already defined on line 1{TWICE}"],
            id="a table again",
        ),
        pytest.param(
            '[t]\n"x y" = 1\n"x y" = 2\n',
            [f'duplicate-key 3:1-3:6 `t["x y"]` is already defined on line 2{TWICE}'],
            id="a key again in a table",
        ),
        pytest.param(
            "a = 1\n[a]\n",
            [f"duplicate-key 2:2-2:3 `a` is already defined on line 1{TWICE}"],
            id="a table where a key is",
        ),
        pytest.param(
            "[a.b]\n[a]\nb = 1\n",
            [f"duplicate-key 3:1-3:2 `a.b` is already defined on line 1{TWICE}"],
            id="a key where a table is",
        ),
        pytest.param(
            "a = 1\na.b = 2\n",
            [f"duplicate-key 2:1-2:4 `a` is already defined on line 1{TWICE}"],
            id="a dotted key through a value",
        ),
        pytest.param(
            "a.b = 1\na = 2\n",
            [f"duplicate-key 2:1-2:2 `a` is already defined on line 1{TWICE}"],
            id="a value where dotted keys are",
        ),
        pytest.param(
            "[a]\n[[a]]\n",
            [f"duplicate-key 2:3-2:4 `a` is already defined on line 1{TWICE}"],
            id="an array of tables where a table is",
        ),
        pytest.param(
            "[[a]]\nb = 1\n[a]\n",
            [f"duplicate-key 3:2-3:3 `a` is already defined on line 1{TWICE}"],
            id="a table where an array of tables is",
        ),
        pytest.param(
            "a = {b = 1}\na.c = 2\n[a.d]\n",
            [f"duplicate-key 2:1-2:4 `a` is already defined on line 1{TWICE}"],
            id="an inline table is closed",
        ),
        pytest.param(
            "a = {b = 1, c = 2, b = 3}\n",
            [f"duplicate-key 1:20-1:21 `a.b` is already defined on line 1{TWICE}"],
            id="a key again in an inline table",
        ),
        pytest.param(
            "[[a]]\nb = 1\n[[a]]\nb = 1\nb = 2\n",
            [f"duplicate-key 5:1-5:2 `a[1].b` is already defined on line 4{TWICE}"],
            id="a key again in an array of tables",
        ),
        pytest.param(
            "a = 1\na = 2 x\n",
            [
                f"duplicate-key 2:1-2:2 `a` is already defined on line 1{TWICE}",
                "syntax 2:7-2:8 unexpected letter; expected the end of the line",
            ],
            id="a fault after a repeated key",
        ),
        pytest.param(
            "a = 1\na = 2\nb = \n",
            [
                f"duplicate-key 2:1-2:2 `a` is already defined on line 1{TWICE}",
                (
                    "syntax 3:5-3:5 the line ends too early; expected a value, and quotes "
                    "around text"
                ),
            ],
            id="two faults",
        ),
        pytest.param(
            "a = prod\n",
            ["syntax 1:5-1:6 unexpected letter; expected a value, and quotes around text"],
            id="text without quotes",
        ),
        pytest.param(
            "a =\nb = 1\n",
            [("syntax 1:4-1:4 the line ends too early; expected a value, and quotes around text")],
            id="a value that is missing",
        ),
        pytest.param(
            "a =",
            [("syntax 1:4-1:4 the text ends too early; expected a value, and quotes around text")],
            id="a value missing at the end",
        ),
        pytest.param(
            "a\n",
            ["syntax 1:2-1:2 the line ends too early; expected '=' after the key"],
            id="a key alone",
        ),
        pytest.param(
            "= 1\n",
            ["syntax 1:1-1:2 unexpected '='; expected a key or '['"],
            id="a key that is missing",
        ),
        pytest.param(
            "a = 1 b = 2\n",
            ["syntax 1:7-1:8 unexpected letter; expected the end of the line"],
            id="two values on a line",
        ),
        pytest.param(
            'a = "x\nb = 1\n',
            [
                (
                    "syntax 1:5-1:6 this string is not closed | close it with the quotes "
                    "that it starts with"
                )
            ],
            id="a string left open",
        ),
        pytest.param(
            'a = """x\nb = 1\n',
            [
                (
                    "syntax 1:5-1:6 this string is not closed | close it with the quotes "
                    "that it starts with"
                )
            ],
            id="a long string left open",
        ),
        pytest.param(
            "a = 'x",
            [
                (
                    "syntax 1:5-1:6 this string is not closed | close it with the quotes "
                    "that it starts with"
                )
            ],
            id="a literal string left open",
        ),
        pytest.param(
            "a = '''x",
            [
                (
                    "syntax 1:5-1:6 this string is not closed | close it with the quotes "
                    "that it starts with"
                )
            ],
            id="a long literal string left open",
        ),
        pytest.param(
            'a = 1\n[b . "c]\n',
            [
                (
                    "syntax 2:6-2:7 this string is not closed | close it with the quotes "
                    "that it starts with"
                )
            ],
            id="a key left open",
        ),
        pytest.param(
            "a = [1,\n  2\nb = 3\n",
            [
                (
                    "syntax 3:1-3:2 unexpected letter; expected ',' or ']'; the '[' opened "
                    "at line 1, column 5 is not closed"
                )
            ],
            id="a list left open",
        ),
        pytest.param(
            "a = [1,\n [2]",
            [
                (
                    "syntax 2:5-2:5 the text ends too early; expected ',' or ']'; the '[' "
                    "opened at line 1, column 5 is not closed"
                )
            ],
            id="a list left open at the end",
        ),
        pytest.param(
            "a = {b = 1\n}\n",
            [
                (
                    "syntax 1:11-1:11 the line ends too early; expected ',' or '}'; the "
                    "'{' opened at line 1, column 5 is not closed"
                )
            ],
            id="an inline table left open",
        ),
        pytest.param(
            "a = {b = 1,}\n",
            ["syntax 1:12-1:13 unexpected '}'; expected a key"],
            id="a comma too many in an inline table",
        ),
        pytest.param(
            "[a\nb = 1\n",
            [("syntax 1:3-1:3 the line ends too early; expected ']' after the name of a table")],
            id="a header left open",
        ),
        pytest.param(
            "[[a]\n",
            [("syntax 1:4-1:5 unexpected ']'; expected ']]' after the name of an array of tables")],
            id="a header of an array of tables left open",
        ),
        pytest.param(
            "[a] b\n",
            ["syntax 1:5-1:6 unexpected letter; expected the end of the line"],
            id="something after a header",
        ),
        pytest.param(
            'a = "C:\\dir"\n',
            [
                (
                    "syntax 1:8-1:10 an escape that TOML does not know | write two "
                    "backslashes where one is meant, or use single quotes"
                )
            ],
            id="an escape that is none",
        ),
        pytest.param(
            'a = "\\u12"\n',
            ["syntax 1:6-1:8 the digits after '\\u' stand for no character"],
            id="an escape with too few digits",
        ),
        pytest.param(
            'a = "\\ud800"\n',
            ["syntax 1:6-1:8 the digits after '\\u' stand for no character"],
            id="an escape for half a pair",
        ),
        pytest.param(
            "a = 2023-02-30\n",
            ["syntax 1:5-1:15 there is no such date or time"],
            id="a day that is none",
        ),
        pytest.param(
            'a = "x\x01"\n',
            ["syntax 1:7-1:8 unexpected U+0001; control characters have to be escaped"],
            id="a control character",
        ),
        pytest.param(
            "a = 1 # \x7f\n",
            ["syntax 1:9-1:10 unexpected U+007F; control characters have to be escaped"],
            id="a control character in a comment",
        ),
        pytest.param(
            "a = 01\n",
            ["syntax 1:6-1:7 unexpected digit; expected the end of the line"],
            id="a number that starts with 0",
        ),
    ],
)
def test_what_is_wrong_with_toml(text: str, expected: list[str]) -> None:
    assert problems(text, "toml") == expected


def test_twenty_repeated_keys_are_enough_and_fewer_in_a_large_file() -> None:
    def lines(text: str) -> list[int]:
        loaded = load(text.encode(), "toml")
        assert {problem.kind for problem in loaded.problems} == {DUPLICATE_KEY}
        return [problem.span.line for problem in loaded.problems if problem.span]

    assert lines("a = 1\n" * 30) == list(range(2, 22))
    assert lines("a = 1\n" * 4 + "#" * 60_000) == [2, 3]
