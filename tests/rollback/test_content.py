"""What a commit changed in one file, taken back out of its bytes."""

import pytest

from confledger.rollback.content import without

BINARY = b"\x00\x01"

# Dialect, what the commit left, what was before, what is now, what comes out, keys that clash.
CASES = {
    "comments come back with their lines": (
        "yaml",
        b"a: 2\nx: 1\ny: 1\nz: 1\nb: 1\n",
        b"# why\na: 1 # one\nx: 1\ny: 1\nz: 1\nb: 1\n",
        b"a: 2\nx: 1\ny: 1\nz: 1\nb: 2\n",
        b"# why\na: 1 # one\nx: 1\ny: 1\nz: 1\nb: 2\n",
        [],
    ),
    "only a comment changed": (
        "yaml",
        b"# two\na: 1\n",
        b"# one\na: 1\n",
        b"# two\na: 1\nb: 1\nc: 1\n",
        b"# one\na: 1\nb: 1\nc: 1\n",
        [],
    ),
    "only a comment changed, and again since": (
        "yaml",
        b"a: 1 # two\n",
        b"a: 1 # one\n",
        b"a: 1 # three\n",
        b"a: 1 # three\n",
        [],
    ),
    "lines beside each other are no conflict": (
        "yaml",
        b"a: 2\nb: 1\n",
        b"a: 1\nb: 1\n",
        b"a: 2 # here\nb: 3\n",
        b"a: 1 # here\nb: 3\n",
        [],
    ),
    "lines that merge may say something else": (
        "yaml",
        b"m:\n  a: 2\n  b: 1\n  c: 1\nn:\n  z: 1\n",
        b"m:\n  a: 1\n  b: 1\n  c: 1\nn:\n  z: 1\n",
        b"k:\n  a: 2\n  b: 1\n  c: 1\nn:\n  z: 1\nm:\n  a: 2\n",
        b"k:\n  a: 2\n  b: 1\n  c: 1\nn:\n  z: 1\nm:\n  a: 1\n",
        [],
    ),
    "a key that changed again stays, the others go back": (
        "yaml",
        b"a: 2\nb: 2\n",
        b"a: 1\nb: 1\n",
        b"a: 3\nb: 2\n",
        b"a: 3\nb: 1\n",
        ["#/a"],
    ),
    "what an alias says too is not changed": (
        "yaml",
        b"a: &x 2\nb: *x\n",
        b"a: 1\nb: 2\n",
        b"a: &x 2\nb: *x\nc: 1\n",
        b"a: &x 2\nb: *x\nc: 1\n",
        [""],
    ),
    "texts of several lines lose theirs": (
        "yaml",
        b"d: |\n  one\n  two\n  three\n  four\n  five\n",
        b"d: |\n  1\n  two\n  three\n  four\n  five\n",
        b"d: |\n  one\n  two\n  three\n  four\n  5\nl: [[1]]\n",
        b"d: |\n  1\n  two\n  three\n  four\n  5\nl: [[1]]\n",
        [],
    ),
    "texts of several lines whose lines are at odds": (
        "yaml",
        b"d: |\n  one\n  two\n",
        b"d: |\n  1\n  two\n",
        b"d: |\n  uno\n  two\n",
        b"d: |\n  uno\n  two\n",
        ["#/d"],
    ),
    "what cannot be written in place is left": (
        "yaml",
        b"a: 2\nb: 1\nl: &l {q: 1}\nm: *l\n",
        b"a: 2\nb: 1\nl: &l {q: 0}\nm: {q: 1}\n",
        b"a: 2\nl: &l {q: 1}\nb: 5\nm: *l\n",
        b"a: 2\nl: &l {q: 1}\nb: 5\nm: *l\n",
        [""],
    ),
    "lists of items that are known by their place": (
        "yaml",
        b"l: [[1], [2]]\nb: 1\n",
        b"l: [[1]]\nb: 1\n",
        b"l: [[0], [1], [2]]\nb: 2\n",
        b"l: [[0], [1]]\nb: 2\n",
        [],
    ),
    "lines tell which item of a list without names it is": (
        "yaml",
        b"l:\n  - [1]\n  - [2]\n  - [3]\n  - [4]\n",
        b"l:\n  - [1]\n  - [9]\n  - [3]\n  - [4]\n",
        b"l:\n  - [7]\n  - [1]\n  - [2]\n  - [3]\n  - [5]\n",
        b"l:\n  - [7]\n  - [1]\n  - [9]\n  - [3]\n  - [5]\n",
        [],
    ),
    "an item without a name that lost a key since": (
        "yaml",
        b"l:\n  - {n: 1}\n  - a: 1\n    b: 1\n    # b!\n    u: 1\n    r: 1\n",
        b"l:\n  - {n: 1}\n  - a: 1\n    b: 1\n    # b!\n    r: 1\n",
        b"l:\n  - {n: 1}\n  - {m: 1}\n  - a: 1\n    b: 1\n    # b!\n    r: 1\n",
        b"l:\n  - {n: 1}\n  - {m: 1}\n  - a: 1\n    b: 1\n    # b!\n    r: 1\n",
        [],
    ),
    "items that one name more tells apart in one version": (
        "yaml",
        b"l:\n  - {name: a, kind: x}\n  - {name: b, kind: x}\n  - {name: b, kind: y}\nz: 1\n",
        b"l:\n  - {name: a, kind: x}\n  - {name: b, kind: x}\n  - {name: a, kind: y}\nz: 1\n",
        b"l:\n  - {name: a, kind: x}\n  - {name: b, kind: x}\nz: 2\n",
        b"l:\n  - {name: a, kind: x}\n  - {name: b, kind: x}\n  - {name: a, kind: y}\nz: 2\n",
        [],
    ),
    "a map of which nothing is left": (
        "yaml",
        b"m: {a: 1}\nb: 1\n",
        b"m: {}\nb: 1\n",
        b"m: {a: 1}\nb: 2\n",
        b"m: {}\nb: 2\n",
        [],
    ),
    "a map that gets its first": (
        "yaml",
        b"m: {}\nb: 1\n",
        b"m: {a: 1}\nb: 1\n",
        b"m: {}\nb: 2\n",
        b"m:\n  a: 1\nb: 2\n",
        [],
    ),
    "what cannot be read goes by its lines": (
        "yaml",
        b"a: [\nx\ny\nz\n",
        b"b: [\nx\ny\nz\n",
        b"a: [\nx\ny\nw\n",
        b"b: [\nx\ny\nw\n",
        [],
    ),
    "text": (None, b"two\nx\ny\n", b"one\nx\ny\n", b"two\nx\nz\n", b"one\nx\nz\n", []),
    "text that changed again": (None, b"two\n", b"one\n", b"three\n", b"three\n", [""]),
    "no text": (None, BINARY, b"one\n", b"three\n", b"three\n", [""]),
    "a byte order mark": (
        "yaml",
        b"\xef\xbb\xbfa: 2\nb: 1\n",
        b"\xef\xbb\xbfa: 1\nb: 1\n",
        b"\xef\xbb\xbfa: 2\nb: 2\n",
        b"\xef\xbb\xbfa: 1\nb: 2\n",
        [],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_file_loses_what_the_commit_brought(
    case: tuple[str | None, bytes, bytes, bytes, bytes, list[str]],
) -> None:
    dialect, base, old, now, wanted, clashing = case

    made = without(base, old, now, dialect)

    assert [one.key for one, _ in made.clashes] == clashing
    assert made.data == wanted
    assert b"<<<<" not in made.data
    assert made.taken == without(base, old, now, dialect).taken


@pytest.mark.parametrize(
    ("base", "old", "now", "data", "clashes"),
    [
        pytest.param(
            b"a: [{x: 1}, {y: 2}]\n",
            b"a: [{x: 1}]\n",
            *(b"a: [{x: 3}, {y: 2}, {z: 4}]\n",) * 2,
            ["#/a"],
            id="lines that are at odds tell nothing of items without names",
        ),
        pytest.param(
            *(b"a: 2\n---\nb: 1\n", b"a: 1\n---\nb: 1\n", b"a: 2\n---\nb: 3\n"),
            b"a: 1\n---\nb: 3\n",
            [],
            id="one of several documents",
        ),
        pytest.param(
            *(b"a: {b: 1, c: 2}\n", b"a: {b: 1}\n", b"a: {c: 2}\n", b"a: {}\n"),
            [],
            id="a map that loses its last key",
        ),
    ],
)
def test_what_is_left_is_proved(
    base: bytes, old: bytes, now: bytes, data: bytes, clashes: list[str]
) -> None:
    made = without(base, old, now, "yaml")

    assert (made.data, [one.key for one, _ in made.clashes]) == (data, clashes)


def test_a_key_of_a_document_that_is_nowhere_changes_nothing() -> None:
    two = b"a: 1\n---\nb: 1\n"

    assert without(two, two, two, "yaml", key="[7]#/a").data == two


def test_one_key_of_many_is_taken_back() -> None:
    base, old = b"a: 2\nb: 2 # b\nl: [p, q]\n", b"a: 1\nb: 1\nl: [q, p]\n"

    made = [without(base, old, base, "yaml", key=key) for key in ("#/b", "#/l/[]", "#/nothing")]

    assert [one.data for one in made] == [
        b"a: 2\nb: 1 # b\nl: [p, q]\n",
        b'a: 2\nb: 2 # b\nl: ["q", p]\n',
        base,
    ]
