"""INI files: values, faults and places."""

import configparser

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from confledger.documents.load import load
from confledger.documents.problem import SYNTAX
from reading import document, places, problems

TWO_KEYS = "; some readers refuse the file, others use the last one | remove one, or merge the two"
TWO_SECTIONS = "; some readers refuse the file, others merge the two | remove one, or merge the two"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "root = true\n[*.{py,js}]\nindent_size: 4\n[a b]\n",
            {"root": "true", "*.{py,js}": {"indent_size": "4"}, "a b": {}},
            id="sections, and keys before them",
        ),
        pytest.param(
            "[a]\nb = 1\n  2\n\n  3\n\nc = 4\n",
            {"a": {"b": "1\n2\n\n3", "c": "4"}},
            id="a value of many lines",
        ),
        pytest.param(
            "[a]\nb =\n  1\n# x\n  ; y\n  2\n",
            {"a": {"b": "\n1\n2"}},
            id="a comment in a value is left out",
        ),
        pytest.param(
            '[a]\nb = c = d : e ; f # g\nh = "i" %(j)s\n',
            {"a": {"b": "c = d : e ; f # g", "h": '"i" %(j)s'}},
            id="what a value may hold",
        ),
        pytest.param(
            "[a]\nb\nc =\nd d\n",
            {"a": {"b": None, "c": "", "d d": None}},
            id="a key without a value",
        ),
        pytest.param(
            "[A]\nKey = V\nkey = v\n", {"A": {"Key": "V", "key": "v"}}, id="keys keep their case"
        ),
        pytest.param(
            "[a[b]] # c\n[d]] ; e\n[[f]\n",
            {"a[b]": {}, "d]": {}, "[f": {}},
            id="a section with brackets, and a comment after it",
        ),
        pytest.param(
            "[DEFAULT]\na = 1\n[b]\n",
            {"DEFAULT": {"a": "1"}, "b": {}},
            id="no section gives defaults",
        ),
        pytest.param(
            "  [a]\n  b = 1\n  c = 2\n",
            {"a": {"b": "1", "c": "2"}},
            id="indented sections and keys",
        ),
        pytest.param("", {}, id="nothing"),
    ],
)
def test_ini_is_read(text: str, expected: object) -> None:
    assert repr(document(text, "ini")) == repr(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "[a]\nb = 1\nb = 2\n[c]\nb = 3\nb: 4\nb\n",
            [
                f"duplicate-key 3:1-3:2 `a.b` is already defined on line 2{TWO_KEYS}",
                f"duplicate-key 6:1-6:2 `c.b` is already defined on line 5{TWO_KEYS}",
                f"duplicate-key 7:1-7:2 `c.b` is already defined on line 5{TWO_KEYS}",
            ],
            id="a key again",
        ),
        pytest.param(
            "[a]\nb = 1\n[c d]\n[a]\nb = 2\n[c d]\n",
            [
                f"duplicate-key 4:2-4:3 `a` is already defined on line 1{TWO_SECTIONS}",
                f'duplicate-key 6:2-6:5 `["c d"]` is already defined on line 3{TWO_SECTIONS}',
            ],
            id="a section again",
        ),
        pytest.param(
            "a = 1\n[a]\n",
            [f"duplicate-key 2:2-2:3 `a` is already defined on line 1{TWO_SECTIONS}"],
            id="a section named as a key is",
        ),
        pytest.param(
            "[a\nb = 1\n",
            [("syntax 1:1-1:2 this '[' is not closed before its line ends | close it with ']'")],
            id="a header left open",
        ),
        pytest.param(
            "[a] b = 1\n",
            [
                (
                    "syntax 1:5-1:6 unexpected letter; expected the end of the line after "
                    "a section's name | put it on a line of its own"
                )
            ],
            id="a header with something after it",
        ),
        pytest.param(
            "[] ; x\n",
            ["syntax 1:1-1:3 a section needs a name between '[' and ']'"],
            id="a header without a name",
        ),
        pytest.param(
            "[a]\n= 1\n: 2\n",
            [
                "syntax 2:1-2:2 unexpected '='; expected a key before it",
                "syntax 3:1-3:2 unexpected ':'; expected a key before it",
            ],
            id="a value without a key",
        ),
        pytest.param(
            "[a]\nb\n  c\n",
            [
                (
                    "syntax 3:3-3:4 an indented line continues a value, but the key above "
                    "has none | put '=' after the key, or remove the indent"
                )
            ],
            id="an indented line below a key without a value",
        ),
    ],
)
def test_what_is_wrong_with_ini(text: str, expected: list[str]) -> None:
    assert problems(text, "ini") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "r = 1\n[a b] ; c\nk = v w\n  more \n\n  last\n\nbare\n",
            {
                "/r": ("r", "1"),
                "/a b": ("a b", "[a b]"),
                "/a b/k": ("k", "v w\n  more \n\n  last"),
                "/a b/bare": ("bare", "bare"),
            },
            id="a section stands where its header does",
        ),
        pytest.param(
            '[a/b]\nm~n = 1\né = 2\n"q" = 3\n[~]\n',
            {
                "/a~1b": ("a/b", "[a/b]"),
                "/a~1b/m~0n": ("m~n", "1"),
                "/a~1b/é": ("é", "2"),
                '/a~1b/"q"': ('"q"', "3"),
                "/~0": ("~", "[~]"),
            },
            id="keys that a pointer escapes",
        ),
        pytest.param(
            "[a]\r\n\tb\t=\t1\t\r\n\t\t2\r\n",
            {"/a": ("a", "[a]"), "/a/b": ("b", "1\t\n\t\t2")},
            id="line ends and tabs",
        ),
        pytest.param(
            "[a]\nb = 1\n[a]\nc = 2\nb = 3\n",
            {"/a": ("a", "[a]"), "/a/b": ("b", "3"), "/a/c": ("c", "2")},
            id="a repeated section holds the keys of both",
        ),
    ],
)
def test_where_ini_stands(text: str, expected: dict[str, tuple[str, str]]) -> None:
    assert places(text, "ini") == expected


PIECES = (
    *("a", "b", "=", ":", " ", "\t", "\n", "[", "]", "[a]", "[b c]\n", "#c", ";", "k = v"),
    *("k", "\n  more", "\n\n", "é", "\u2003"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@settings(max_examples=400)
def test_it_reads_what_configparser_reads(text: str) -> None:
    parser = configparser.RawConfigParser(
        strict=False, allow_no_value=True, default_section="no defaults"
    )
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string("[top]\n" + text)
        sections = {name: dict(parser.items(name)) for name in parser.sections()}
        expected: dict[str, object] | None = {**sections.pop("top"), **sections}
        # One name for a key at the top and for a section: configparser has no such keys.
        assume(len(expected or ()) == len(parser.items("top")) + len(sections))
    except (configparser.Error, AttributeError):  # the latter in Python 3.11, by mistake
        expected = None

    loaded = load(text.encode(), "ini")

    faults = [each.message for each in loaded.problems if each.kind == SYNTAX]
    # We are stricter about headers: configparser reads `[a` as a key, and skips what follows `]`.
    assume(not any("'['" in fault or "section's name" in fault for fault in faults))
    assume("]" not in text or not any(sign in text for sign in "#;"))
    assert (loaded.documents[0] if not faults else None) == expected
