"""Comments of YAML are found, and no others; each in the map or list it belongs to."""

import time

import pytest

from confledger.location import Path
from confledger.secrets.stores.yaml_comments import comments

Row = tuple[int, Path, str, Path | None]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", []),
        ("a: x#y\nb: '# z'\nc: \"# z\"\nd: |\n  # block\ne: >-\n  # folded\n", []),
        ("# top\n\na: 1\n# end\n", [(0, (), " top", ("a",)), (0, (), " end", None)]),
        ("a: 1 # in\nb: 2\n", [(0, (), " in", ("a",))]),
        ("text # a\n--- # b\n- 1\n--- &a # c\n2\n",
         [(0, (), " a", None), (1, (), " b", (0,)), (2, (), " c", None)]),
        ("a: &x # b\n  # c\n  !!str #d\n  'e # f'\ng: !!str\n", [
            (0, (), " b", ("a",)), (0, (), " c", ("g",)), (0, (), "d", ("a",))]),
        ("a: | # b\n  # c\nd: !!str >- # e\n  f\ng: |- # h", [
            (0, (), " b", ("a",)), (0, (), " e", ("d",)), (0, (), " h", ("g",))]),
        ("a:\n  # b\n  b: 1\n  # foot\nc: 2\n", [
            (0, ("a",), " b", ("a", "b")), (0, ("a",), " foot", None)]),
        ("a: # in\n  b: 1\n", [(0, (), " in", ("a",))]),
        ("a:\n  b: 1\n# c\nc: 2\n", [(0, (), " c", ("c",))]),
        ("a:\n  b: 1\n # odd\nc: 2\n", [(0, (), " odd", ("c",))]),
        ("a:\n- 1\n# two\n- 2\n", [(0, ("a",), " two", ("a", 1))]),
        ("a:\n  - b: 1\n    # c\n    c: 2\n  # d\n  - d\n",
         [(0, ("a", 0), " c", ("a", 0, "c")), (0, ("a",), " d", ("a", 1))]),
        ("a:\n  - # b\n    b: 1\n", [(0, ("a", 0), " b", ("a", 0, "b"))]),
        ("a: [1, # one\n  2]\nb: {} # two\n", [(0, ("a",), " one", None), (0, (), " two", ("b",))]),
        ("a: {\n  # in\n}\n", [(0, ("a",), " in", None)]),
        ("# a\na: 1\n---\n# b\nb: 2\n--- # c\nc: 3\n",
         [(0, (), " a", ("a",)), (1, (), " b", ("b",)), (2, (), " c", ("c",))]),
        ("# nothing else\n", [(0, (), " nothing else", None)]),
        ("--- # nothing\n...\n", [(0, (), " nothing", None)]),
        ("a: &x\n  b: 1\nc: *x # of c\n? d\n: 1 # of d\n",
         [(0, (), " of c", ("c",)), (0, (), " of d", ("d",))]),
        ("\r\n# a\r\na: 'x\r\n  # y'\r\n", [(0, (), " a", ("a",))]),
        ("a: 1 # b\nc: [\n", [(0, (), " b", ("a",))]),
    ],
)  # fmt: skip
def test_each_comment_has_its_place(text: str, expected: list[Row]) -> None:
    found = comments(text)

    assert [(one.document, one.path, one.text, one.above) for one in found] == expected
    lines = text.replace("\r\n", "\n").split("\n")
    for one in found:
        line = lines[one.span.line - 1]
        assert line[one.span.column - 1 : one.span.end_column - 1] == f"#{one.text}"


def test_what_stands_before_a_comment_is_known() -> None:
    found = comments("a: []\n# b\nb: 1\n")

    assert [(one.after, one.above) for one in found] == [(("a",), ("b",))]


def test_many_comments_take_as_long_as_they_are_many() -> None:
    text = "".join(f"k{at}: {{a: x}}\n# c{at}\n" for at in range(8_000))
    before = time.process_time()

    found = comments(text)

    assert time.process_time() - before < 6
    assert [one.above for one in found[:2]] == [("k1",), ("k2",)]
    assert (len(found), found[-1].after) == (8_000, ("k7999",))
