"""JSON with comments: what more it may hold than JSON."""

import pytest

from reading import document, places, problems

LAST = "; most readers silently use the last one | remove one, or merge the two"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '// a\n{"a": [1, /* b */ 2,], // c\n}\n/**/',
            {"a": [1, 2]},
            id="comments and trailing commas",
        ),
        pytest.param('["//", "/* */"]', ["//", "/* */"], id="a comment is none in a string"),
        pytest.param('{"a": 1}', {"a": 1}, id="plain JSON"),
    ],
)
def test_jsonc_is_read(text: str, expected: object) -> None:
    assert repr(document(text, "jsonc")) == repr(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "{a: 'b', \"c\": .5}",
            [
                "syntax 1:2-1:3 JSON keys need double quotes | put the key in double quotes",
                "syntax 1:5-1:6 JSON has no single quotes | use double quotes",
                "syntax 1:15-1:17 a number needs digits on both sides of its '.' | add the 0",
            ],
            id="the rest is as in JSON",
        ),
        pytest.param(
            "[,]",
            ["syntax 1:2-1:3 unexpected ','; expected a value | remove the comma"],
            id="a comma alone",
        ),
        pytest.param(
            '{"a": 1, // c\n"a": 2}',
            [f"duplicate-key 2:1-2:4 `a` is already defined on line 1{LAST}"],
            id="a repeated key",
        ),
        pytest.param(
            "// nothing",
            ["syntax 1:1-1:1 the file is empty; a JSON document needs a value"],
            id="only a comment",
        ),
    ],
)
def test_what_is_wrong_with_jsonc(text: str, expected: list[str]) -> None:
    assert problems(text, "jsonc") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            '{/* a */ "a" /* b */ : /* c */ [1, // d\n 2,] /* e */ }',
            {"/a": ('"a"', "[1, // d\n 2,]"), "/a/0": ("1", "1"), "/a/1": ("2", "2")},
            id="comments are no part of a value",
        ),
    ],
)
def test_where_jsonc_stands(text: str, expected: dict[str, tuple[str, str]]) -> None:
    assert places(text, "jsonc") == expected
