"""JSON (RFC 8259): values and places."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.documents.load import careful, load, positions
from confledger.documents.problem import SYNTAX
from reading import covered, document, paths, places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            ('{"o": {}, "a": [], "s": "", "n": null, "t": true, "f": false, "i": -1, "d": 1.5}'),
            {"o": {}, "a": [], "s": "", "n": None, "t": True, "f": False, "i": -1, "d": 1.5},
            id="a value of every type",
        ),
        pytest.param(" 7 ", 7, id="one scalar is a document"),
        pytest.param(
            "[0, -0, 1E2, 1e-2, -0.0, 123456789012345678901234567890, 1e400]",
            [0, 0, 100.0, 0.01, -0.0, 123456789012345678901234567890, float("inf")],
            id="numbers",
        ),
        pytest.param(
            '"\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u00E9"', '"\\/\x08\x0c\n\r\téé', id="escapes"
        ),
        pytest.param('"\\ud83d\\uDE00"', "😀", id="a surrogate pair is one character"),
        pytest.param(
            '["\\ud83d", "\\ude00", "\\ud83dx", "\\ud83d\\u0041"]',
            ["�", "�", "�x", "�A"],
            id="half a pair is U+FFFD",
        ),
        pytest.param("\t[\r\n1 ,\r\n2 ]\r\n", [1, 2], id="blanks are tab, space, LF and CR"),
        pytest.param(
            '{"": 1, "a/b": 2, "m~n": 3, "é": 4, "\\"": 5, "a": {"a": 6}}',
            {"": 1, "a/b": 2, "m~n": 3, "é": 4, '"': 5, "a": {"a": 6}},
            id="keys that are anything",
        ),
    ],
)
def test_json_is_read(text: str, expected: object) -> None:
    assert repr(document(text, "json")) == repr(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '{"a": [1, [2, {"b": "c"}], {}],\n "d" : {"e":null} }',
            {
                "/a": ('"a"', '[1, [2, {"b": "c"}], {}]'),
                "/a/0": ("1", "1"),
                "/a/1": ('[2, {"b": "c"}]', '[2, {"b": "c"}]'),
                "/a/1/0": ("2", "2"),
                "/a/1/1": ('{"b": "c"}', '{"b": "c"}'),
                "/a/1/1/b": ('"b"', '"c"'),
                "/a/2": ("{}", "{}"),
                "/d": ('"d"', '{"e":null}'),
                "/d/e": ('"e"', "null"),
            },
            id="nested",
        ),
        pytest.param(
            '{"a/b": 1, "m~n": [2], "": {"": 3}, "é": "é", "\\"": 4, "😀": 5}',
            {
                "/a~1b": ('"a/b"', "1"),
                "/m~0n": ('"m~n"', "[2]"),
                "/m~0n/0": ("2", "2"),
                "/": ('""', '{"": 3}'),
                "//": ('""', "3"),
                "/é": ('"é"', '"é"'),
                '/"': ('"\\""', "4"),
                "/😀": ('"😀"', "5"),
            },
            id="keys that a pointer escapes",
        ),
        pytest.param(
            '{\r\n\t"a": "x",\r\n\t"b": [\r\n\t\t1\r\n\t]\r\n}\r\n',
            {"/a": ('"a"', '"x"'), "/b": ('"b"', "[\n\t\t1\n\t]"), "/b/0": ("1", "1")},
            id="line ends and tabs",
        ),
        pytest.param(
            '{"a": 1, "a": [2]}',
            {"/a": ('"a"', "[2]"), "/a/0": ("2", "2")},
            id="a repeated key stands where the last one does",
        ),
    ],
)
def test_where_json_stands(text: str, expected: dict[str, tuple[str, str]]) -> None:
    assert places(text, "json") == expected


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda each: (
        st.lists(each, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), each, max_size=4)
    ),
    max_leaves=12,
)
PIECES = (
    *(
        '{"a":',
        '"b"',
        "[",
        "]",
        "{",
        "}",
        ":",
        ",",
        " ",
        "\n",
        '"',
        "\\",
        '"\\ud800"',
        '"\\x"',
        "é",
    ),
    *(
        "1",
        "-",
        "0",
        ".5",
        "e3",
        "E+2",
        "true",
        "nul",
        "null",
        "NaN",
        "Infinity",
        "//",
        "\x01",
        "\t",
    ),
)
SOUND = (
    '{"a": [1, -2.5e+3, {"b": null, "": []}], "é": "x\\n\\u00e9", "t": true}',
    '[[], {}, "", -0, 1e400, 123456789012345678901234567890]',
)


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
@settings(max_examples=60)
def test_what_was_written_is_read_and_every_span_covers_its_value(
    value: object, indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    data = text.encode()

    found = load(data, "jsonc").documents
    where = positions(data, "json")

    assert repr(found) == repr([value])
    assert repr(careful(data, "json").documents) == repr([value])
    for path in paths(value):
        here = value
        for step in path:
            assert isinstance(here, (dict, list))
            here = here[step]  # type: ignore[index]
        span, key = where.value(0, path), where.key(0, path)
        assert span
        assert key
        assert repr(json.loads(covered(text, span))) == repr(here)
        if path and isinstance(path[-1], str):
            assert json.loads(covered(text, key)) == path[-1]
        else:
            assert key == span


@st.composite
def spoiled(draw: st.DrawFn) -> str:
    """Return sound JSON with some of it taken away, and pieces of JSON put anywhere."""
    text = draw(st.sampled_from(["", *SOUND]))
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = start + draw(st.integers(0, 2))
        text = text[:start] + draw(st.sampled_from(["", *PIECES])) + text[end:]
    return text


@given(spoiled())
@settings(max_examples=300)
def test_it_accepts_what_the_standard_library_accepts(text: str) -> None:
    def refuse(_: str) -> None:
        raise ValueError

    try:
        # Half a surrogate pair is read as U+FFFD.
        expected = repr(json.loads(text, parse_constant=refuse)).replace("\\ud800", "\ufffd")
    except ValueError:
        expected = ""
    for way in (load, careful):
        loaded = way(text.encode(), "json")
        faults = [problem for problem in loaded.problems if problem.kind == SYNTAX]
        assert bool(faults) == (not expected)
        assert (repr(loaded.documents[0]) if loaded.documents else "") == expected
