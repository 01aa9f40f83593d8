"""Java properties: values, faults and places."""

import pytest

from confledger.documents.formats import properties
from confledger.documents.limits import DEFAULT
from confledger.documents.problem import MOST
from reading import document, places, problems

LAST = "; most readers silently use the last one | remove one, or merge the two"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a=1\nb:2\nc 3\nd\t4\ne = 5\nf : 6\ng =: 7\nh\n i\x0c=\x0c8\n",
            {
                "a": "1",
                "b": "2",
                "c": "3",
                "d": "4",
                "e": "5",
                "f": "6",
                "g": ": 7",
                "h": "",
                "i": "8",
            },
            id="separators",
        ),
        pytest.param(
            "\\u006e\\n=\\u0072\\r\\u0074\\t\\u0066\\f\n",
            {"n\n": "r\rt\tf\f"},
            id="a letter written by its number is that letter",
        ),
        pytest.param(
            "# x\n  ! y\na = 1 # z\nb = !\n#c \\\nd = 2\n",
            {"a": "1 # z", "b": "!", "d": "2"},
            id="comments",
        ),
        pytest.param(
            "a = 1, \\\n    2, \\\n\t3\nb\\\n  c = 4\nd = 5\\\\\ne = 6\\\\\\\n7\n",
            {"a": "1, 2, 3", "bc": "4", "d": "5\\", "e": "6\\7"},
            id="continuation",
        ),
        pytest.param(
            "a = 1\\\n\nb = 2\\",
            {"a": "1", "b": "2"},
            id="a blank line or the end ends a continuation",
        ),
        pytest.param(
            "a = 1\\\n# 2\n!b = 3\n", {"a": "1# 2"}, id="a comment is none in a continuation"
        ),
        pytest.param("\\\n# x\n\\\n\\\na = 1\n\\\n", {"a": "1"}, id="a backslash alone is nothing"),
        pytest.param(
            'a\\ b\\=\\:\\# = \\t\\n\\r\\f\\d\\"\\\\\nt\\u00e9 = \\u00E9\\ud83d\\ude00\n',
            {"a b=:#": '\t\n\r\x0cd"\\', "té": "é😀"},
            id="escapes",
        ),
        pytest.param("a = \\ud83d\n", {"a": "�"}, id="half a pair is U+FFFD"),
        pytest.param("a = 1  \n", {"a": "1  "}, id="blanks at the end stay"),
        pytest.param(
            "a.b.c = 1\na[0] = 2\n= 3\n", {"a.b.c": "1", "a[0]": "2", "": "3"}, id="keys stay whole"
        ),
        pytest.param("a = 1\\\r\n  2\r\nb = 3\r\n", {"a": "12", "b": "3"}, id="line ends"),
        pytest.param("", {}, id="nothing"),
    ],
)
def test_properties_is_read(text: str, expected: object) -> None:
    assert repr(document(text, "properties")) == repr(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "a = 1\nb = 2\na : 3\n\\u0061 4\n",
            [
                f"duplicate-key 3:1-3:2 `a` is already defined on line 1{LAST}",
                f"duplicate-key 4:1-4:7 `a` is already defined on line 1{LAST}",
            ],
            id="a key again",
        ),
        pytest.param(
            "ab = 1\na\\\n  b = 2\n",
            [f"duplicate-key 2:1-3:4 `ab` is already defined on line 1{LAST}"],
            id="a key again, over two lines",
        ),
        pytest.param(
            "a = \\u12\nb\\u = 2\nc = \\uD83G \\\\u1\n",
            [
                (
                    "syntax 1:5-1:7 '\\u' needs 4 hexadecimal digits after it | write two "
                    "backslashes where one is meant"
                ),
                (
                    "syntax 2:2-2:4 '\\u' needs 4 hexadecimal digits after it | write two "
                    "backslashes where one is meant"
                ),
                (
                    "syntax 3:5-3:7 '\\u' needs 4 hexadecimal digits after it | write two "
                    "backslashes where one is meant"
                ),
            ],
            id="escapes with too few digits",
        ),
        pytest.param(
            "= 1\n: 2\n",
            [f'duplicate-key 2:1-2:1 `[""]` is already defined on line 1{LAST}'],
            id="no key",
        ),
    ],
)
def test_what_is_wrong_with_properties(text: str, expected: list[str]) -> None:
    assert problems(text, "properties") == expected


def test_of_one_line_with_very_many_faults_not_all_are_kept() -> None:
    scan = properties.Scan("\\u" * 20_000 + " = \\u", DEFAULT, 0)

    assert (len(scan.problems), scan.document) == (MOST + 1, {"u" * 20_000: "u"})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "# c\na\\\n  b = 1, \\\n    2\nc\\:d : e \nf\ng  \n",
            {
                "/ab": ("a\\\n  b", "1, \\\n    2"),
                "/c:d": ("c\\:d", "e "),
                "/f": ("f", ""),
                "/g": ("g", ""),
            },
            id="keys and values over many lines",
        ),
        pytest.param(
            "a/b = 1\nm~n = 2\n= 3\né = 4\n",
            {"/a~1b": ("a/b", "1"), "/m~0n": ("m~n", "2"), "/": ("", "3"), "/é": ("é", "4")},
            id="keys that a pointer escapes",
        ),
        pytest.param(
            "a = 1\\\r\n\t2\r\nb : 3\r\n",
            {"/a": ("a", "1\\\n\t2"), "/b": ("b", "3")},
            id="line ends",
        ),
    ],
)
def test_where_properties_stands(text: str, expected: dict[str, tuple[str, str]]) -> None:
    assert places(text, "properties") == expected
