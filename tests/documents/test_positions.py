"""Positions, whatever reader they come from: which paths have a place, and which have none."""

import pytest

from confledger.documents.load import positions
from confledger.location import Path, Span

NOWHERE: tuple[Path, ...] = (("b",), (0,), ("a", "b"), ("a", 0, 0), ("",), ("a", "0"), ("a", -1))


@pytest.mark.parametrize(
    ("dialect", "text", "key", "value"),
    [
        ("yaml", "# c\na: 1\n", Span(2, 1, 2, 2), Span(2, 4, 2, 5)),
        ("json", '\n{"a": 1}', Span(2, 2, 2, 5), Span(2, 7, 2, 8)),
        ("jsonc", '// c\n{"a": 1}', Span(2, 2, 2, 5), Span(2, 7, 2, 8)),
        ("json5", "// c\n{a: 1}", Span(2, 2, 2, 3), Span(2, 5, 2, 6)),
        ("toml", "# c\na = 1\n", Span(2, 1, 2, 2), Span(2, 5, 2, 6)),
        ("ini", "# c\na = 1\n", Span(2, 1, 2, 2), Span(2, 5, 2, 6)),
        ("dotenv", "# c\na=1\n", Span(2, 1, 2, 2), Span(2, 3, 2, 4)),
        ("properties", "# c\na = 1\n", Span(2, 1, 2, 2), Span(2, 5, 2, 6)),
    ],
)
def test_a_path_that_leads_somewhere_has_a_key_and_a_value(
    dialect: str, text: str, key: Span, value: Span
) -> None:
    where = positions(text.encode(), dialect)

    assert (where.key(0, ("a",)), where.value(0, ("a",))) == (key, value)
    for path in NOWHERE:
        assert (where.key(0, path), where.value(0, path)) == (None, None), path
    assert (where.key(1, ("a",)), where.value(1, ())) == (None, None)


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        ("json", ' {"a": 1}\n', Span(1, 2, 1, 10)),
        ("json5", "/* c */ 1 // d", Span(1, 9, 1, 10)),
        ("toml", "a = 1\n", Span(1, 1, 2, 1)),
        ("ini", "[a]\n", Span(1, 1, 2, 1)),
        ("dotenv", "A=1\n", Span(1, 1, 2, 1)),
        ("properties", "a=1", Span(1, 1, 1, 4)),
    ],
)
def test_the_whole_document_has_a_place_of_its_own(dialect: str, text: str, expected: Span) -> None:
    where = positions(text.encode(), dialect)

    assert (where.value(0, ()), where.key(0, ())) == (expected, expected)


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        pytest.param("json", '{"a": [1', id="JSON that is cut off"),
        pytest.param("json", "", id="no JSON"),
        pytest.param("json", "\0", id="no text"),
        pytest.param("yaml", "\0", id="no text, in YAML"),
        pytest.param("json5", "[" * 10_000, id="too deep"),
    ],
)
def test_a_text_that_cannot_be_read_has_no_places(dialect: str, text: str) -> None:
    where = positions(text.encode(), dialect)

    assert [where.value(0, ()), where.key(0, ("a",)), where.value(0, ("a", 0))] == [None] * 3


@pytest.mark.parametrize(
    ("dialect", "text", "path", "expected"),
    [
        ("json", '{"a": [1, 2,]}', ("a", 1), Span(1, 11, 1, 12)),
        ("toml", "a = 1\nb = \n", ("a",), Span(1, 5, 1, 6)),
        ("ini", "a = 1\n[b\n", ("a",), Span(1, 5, 1, 6)),
        ("dotenv", "A=1\nB='\n", ("A",), Span(1, 3, 1, 4)),
        ("properties", "a=1\nb=\\u\n", ("b",), Span(2, 3, 2, 5)),
    ],
)
def test_what_could_be_read_of_a_faulty_text_has_its_place(
    dialect: str, text: str, path: Path, expected: Span
) -> None:
    assert positions(text.encode(), dialect).value(0, path) == expected
