"""Plain scalars and anchors are found where they stand."""

import pytest

from confledger.documents.formats.yaml_scalars import anchors, scalars
from confledger.location import Span


def test_plain_scalars_without_a_tag_are_found_once_each() -> None:
    text = (
        "a: 3.10\n'q': '3.10'\nt: !!str 3.10\nn: ! 3.10\nl: [x, &y 2]\n"
        "b: *y\n? {k: v}\n: w\n---\n- z\n"
    )

    found = [
        (one.text, one.document, one.path, one.is_key, one.span.line, one.span.column)
        for one in scalars(text)
    ]

    assert found == [
        ("a", 0, ("a",), True, 1, 1),
        ("3.10", 0, ("a",), False, 1, 4),
        ("t", 0, ("t",), True, 3, 1),
        ("n", 0, ("n",), True, 4, 1),
        ("l", 0, ("l",), True, 5, 1),
        ("x", 0, ("l", 0), False, 5, 5),
        ("2", 0, ("l", 1), False, 5, 11),
        ("b", 0, ("b",), True, 6, 1),
        ("k", 0, ("?", "k"), True, 7, 4),
        ("v", 0, ("?", "k"), False, 7, 7),
        ("w", 0, ("?",), False, 8, 3),
        ("z", 1, (0,), False, 10, 3),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: &x 1\nb: *x\n", [("x", ("a",), 1, 4, True)]),
        ("a: &x 1\nb: 2\n", [("x", ("a",), 1, 4, False)]),
        (
            "a: &x 1\nb: &x 2\nc: *x\n",
            [("x", ("a",), 1, 4, False), ("x", ("b",), 2, 4, True)],
        ),
        (
            "a: &x 1\nb: *x\nc: &x 2\n",
            [("x", ("a",), 1, 4, True), ("x", ("c",), 3, 4, False)],
        ),
        ("a: &x 1\n---\nb: 1\n", [("x", ("a",), 1, 4, False)]),
        ("- &x {k: &y v}\n- *x\n", [("x", (0,), 1, 3, True), ("y", (0, "k"), 1, 10, False)]),
        ("&k a: 1\n", [("k", ("a",), 1, 1, False)]),
        ("a: !!map &x {b: 1}\n", [("x", ("a",), 1, 10, False)]),
        ("&x\na: 1\n", [("x", (), 1, 1, False)]),
    ],
)
def test_an_anchor_is_used_by_the_aliases_before_it_is_defined_again(
    text: str, expected: list[object]
) -> None:
    found = [
        (one.name, one.path, one.span.line, one.span.column, one.used) for one in anchors(text)
    ]

    assert found == expected


def test_what_pyyaml_cannot_read_has_none() -> None:
    assert list(scalars("a: [1")) == []
    assert list(anchors("a: [1")) == []


@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85"])
def test_what_ended_a_line_in_yaml_1_1_does_not(mark: str) -> None:
    text = f"a: [x{mark}y, &b 12:30]\n"

    assert [one.span for one in scalars(text) if one.text == "12:30"] == [Span(1, 13, 1, 18)]
    assert [one.span for one in anchors(text)] == [Span(1, 10, 1, 12)]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        pytest.param("a: !!str &b c\n", Span(1, 10, 1, 12), id="on its line"),
        pytest.param("a: !!map\n  &b\n  c: 1\n", Span(2, 3, 2, 5), id="on the next"),
        pytest.param("a: !!map\r\n  &b\r\n  c: 1\r\n", Span(2, 3, 2, 5), id="CRLF"),
    ],
)
def test_an_anchor_after_a_tag_stands_where_it_is(text: str, span: Span) -> None:
    assert [one.span for one in anchors(text)] == [span]
