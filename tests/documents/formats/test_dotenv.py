"""dotenv files: values, faults and places."""

import pytest

from reading import document, places, problems

LAST = "; most readers silently use the last one | remove one, or merge the two"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "A=1\nB = two words \nC=\nD=a=b\nE=a\"b'c\nF=https://h/#x\n",
            {"A": "1", "B": "two words", "C": "", "D": "a=b", "E": "a\"b'c", "F": "https://h/#x"},
            id="bare values",
        ),
        pytest.param(
            ("# x\n  # y\nA=1 # x\nB=1#x\nC=#x\nD= # x\nE=1\t# x\nF=\"a # b\" # x\nG='a'#x\n"),
            {"A": "1", "B": "1#x", "C": "#x", "D": "", "E": "1", "F": "a # b", "G": "a"},
            id="comments",
        ),
        pytest.param(
            "export A=1\nexport\tB=2\n export  C = 3\nexport = 4\nexport D\n",
            {"A": "1", "B": "2", "C": "3", "export": "4", "D": None},
            id="export",
        ),
        pytest.param(
            "A='a\\nb\"$C'\nB=''\n", {"A": 'a\\nb"$C', "B": ""}, id="single quotes are literal"
        ),
        pytest.param(
            'A="a\\nb\\r\\t\\\\\\"\\\'\\$\\`\\d"\nB=""\n',
            {"A": "a\nb\r\t\\\"'$`\\d", "B": ""},
            id="double quotes have escapes",
        ),
        pytest.param(
            "A=\"a\n\n b # c\nX=1\"\nB='c\nd'\nC=1\n",
            {"A": "a\n\n b # c\nX=1", "B": "c\nd", "C": "1"},
            id="quoted values of many lines",
        ),
        pytest.param(
            "A\nB # x\n C \n",
            {"A": None, "B": None, "C": None},
            id="a name without a value is filled in elsewhere",
        ),
        pytest.param(
            "a.b-c=1\n_A1=2\n", {"a.b-c": "1", "_A1": "2"}, id="names with dots and dashes"
        ),
        pytest.param("\n \n", {}, id="nothing"),
        pytest.param('A=1\r\nB="x\r\ny"\r\n', {"A": "1", "B": "x\ny"}, id="line ends"),
    ],
)
def test_dotenv_is_read(text: str, expected: object) -> None:
    assert repr(document(text, "dotenv")) == repr(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "A=1\nB=2\nexport A=3\nA\n",
            [
                f"duplicate-key 3:8-3:9 `A` is already defined on line 1{LAST}",
                f"duplicate-key 4:1-4:2 `A` is already defined on line 1{LAST}",
            ],
            id="a name again",
        ),
        pytest.param(
            'A="1\n2"\nA=3\n',
            [f"duplicate-key 3:1-3:2 `A` is already defined on line 1{LAST}"],
            id="after a value of many lines",
        ),
        pytest.param(
            "A=1\nnot a name\n- x # y\n",
            [
                (
                    "syntax 2:1-2:11 expected a name and '=' | write NAME=value, or start "
                    "the line with '#'"
                ),
                (
                    "syntax 3:1-3:4 expected a name and '=' | write NAME=value, or start "
                    "the line with '#'"
                ),
            ],
            id="a line without =",
        ),
        pytest.param(
            "=1\n = 2\n",
            [
                "syntax 1:1-1:2 unexpected '='; expected a name before it",
                "syntax 2:2-2:3 unexpected '='; expected a name before it",
            ],
            id="no name",
        ),
        pytest.param(
            "1A=1\nA B=2\nÉ=3\nA$=4\n",
            [
                (
                    "syntax 1:1-1:2 unexpected digit at the start of a name | use ASCII "
                    "letters, digits and '_', no digit first"
                ),
                (
                    "syntax 2:2-2:3 unexpected ' ' in a name | use ASCII letters, digits "
                    "and '_', no digit first"
                ),
                (
                    "syntax 3:1-3:2 unexpected letter at the start of a name | use ASCII "
                    "letters, digits and '_', no digit first"
                ),
                (
                    "syntax 4:2-4:3 unexpected '$' in a name | use ASCII letters, digits "
                    "and '_', no digit first"
                ),
            ],
            id="names that are none",
        ),
        pytest.param(
            'A=1\nB="x\nC=2\n',
            ['syntax 2:3-2:4 this quote is never closed | close it with "'],
            id="a quote left open",
        ),
        pytest.param(
            "A='x",
            ["syntax 1:3-1:4 this quote is never closed | close it with '"],
            id="a single quote left open",
        ),
        pytest.param(
            'A="x\\"\n',
            ['syntax 1:3-1:4 this quote is never closed | close it with "'],
            id="a quote escaped, so left open",
        ),
        pytest.param(
            'A="x"y\nB=\'x\' "y"\nC="a\nb" c\n',
            [
                (
                    "syntax 1:6-1:7 unexpected letter after the closing quote; expected "
                    "the end of the line | put the whole value into the quotes"
                ),
                (
                    "syntax 2:7-2:8 unexpected '\"' after the closing quote; expected the "
                    "end of the line | put the whole value into the quotes"
                ),
                (
                    "syntax 4:4-4:5 unexpected letter after the closing quote; expected "
                    "the end of the line | put the whole value into the quotes"
                ),
            ],
            id="something after the quotes",
        ),
        pytest.param(
            '9="x\ny"\nA=1\n',
            [
                (
                    "syntax 1:1-1:2 unexpected digit at the start of a name | use ASCII "
                    "letters, digits and '_', no digit first"
                )
            ],
            id="a quote in a line that is none",
        ),
        pytest.param(
            "A=1\n\u00a0\n",
            [
                "syntax 2:1-2:2 expected a name and '=' "
                "| write NAME=value, or start the line with '#'"
            ],
            id="nothing but a no-break space",
        ),
    ],
)
def test_what_is_wrong_with_dotenv(text: str, expected: list[str]) -> None:
    assert problems(text, "dotenv") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "export A = \"x\\n\ny\" # c\nB='z' \nC= v w # c\nD=\nE\n",
            {
                "/A": ("A", '"x\\n\ny"'),
                "/B": ("B", "'z'"),
                "/C": ("C", "v w"),
                "/D": ("D", ""),
                "/E": ("E", "E"),
            },
            id="quotes are part of a value",
        ),
        pytest.param(
            '\tA\t=\t1\t# c\r\nB="x\r\ny"\r\n',
            {"/A": ("A", "1"), "/B": ("B", '"x\ny"')},
            id="line ends and tabs",
        ),
        pytest.param(
            'A=1\nA="2"\n',
            {"/A": ("A", '"2"')},
            id="a repeated name stands where the last one does",
        ),
    ],
)
def test_where_dotenv_stands(text: str, expected: dict[str, tuple[str, str]]) -> None:
    assert places(text, "dotenv") == expected
