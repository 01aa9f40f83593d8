"""The text of a file brought to other values in place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.changes.sameness import exactly_same
from confledger.documents.load import load
from confledger.errors import ConfledgerError
from confledger.rollback.in_place import rewritten

# Dialect, the text, the text whose values are wanted, and what comes out.
CASES = {
    "a value keeps the quotes that it had, and the comment of now": (
        "yaml",
        "# top\na: 2 # keep\nb: 3\n",
        "a: '1' # old\nb: 3\n",
        "# top\na: '1' # keep\nb: 3\n",
    ),
    "a key comes back with its comments, behind the one it stood behind": (
        "yaml",
        "a: 1\nz: 1\n",
        "a: 1\n# why\nm:\n  - p: 1 # one\nz: 1\n",
        "a: 1\n# why\nm:\n  - p: 1 # one\nz: 1\n",
    ),
    "a block of text stays one, wherever it stands": (
        "yaml",
        "top:\n    d: |\n        a\n    e: 1\n",
        "top:\n  d: |\n    a\n    b\n  e: 1\n",
        "top:\n    d: |\n      a\n      b\n    e: 1\n",
    ),
    "an item comes back to its place; the others keep their comments": (
        "yaml",
        "l:\n# b!\n- name: b # b\n- name: d\n",
        "l:\n  - name: a # a\n  - name: b\n  - name: c\n    v: 1\n  - name: d\n",
        "l:\n- name: a # a\n# b!\n- name: b # b\n- name: c\n  v: 1\n- name: d\n",
    ),
    "an item moves as it is written": (
        "yaml",
        "l:\n  - name: a # a\n  - name: b\n",
        "l:\n  - name: b\n  - name: a\n",
        "l:\n  - name: b\n  - name: a # a\n",
    ),
    "a key gets its old name": ("yaml", "port: 1 # p\n", "ports: 1\n", "ports: 1 # p\n"),
    "keys go with their comments": (
        "yaml",
        "a: 1\n# b!\nb: 1\nc:\n  d: 1\n  e: 1\n",
        "a: 1\nc:\n  d: 1\n",
        "a: 1\nc:\n  d: 1\n",
    ),
    "lists without names": (
        "yaml",
        "l:\n  - [1]\n  - [2] # two\n  - [4]\n",
        "l:\n  - [0]\n  - [2]\n  - [3]\n  - [4]\n",
        "l:\n  - [0]\n  - [2] # two\n  - [3]\n  - [4]\n",
    ),
    "a list of other values is another list": ("yaml", "l: [1, 2]\n", "l: [3]\n", "l: [3]\n"),
    "a map that is a value now": ("yaml", "a:\n  b: 1\nc: 1\n", "a: 5\nc: 1\n", "a: 5\nc: 1\n"),
    "in brackets": ("yaml", "a: {b: 1} # x\n", "a: {b: 2, c: 'y'}\n", 'a: {b: 2, c: "y"} # x\n'),
    "a map of which nothing is left": ("yaml", "a:\n  b: 1\n", "a: {}\n", "a: {}\n"),
    "an empty value": ("yaml", "a:\nb: 1\n", "a: 1\nb: 1\n", "a: 1\nb: 1\n"),
    "the last line without an end": ("yaml", "a: 1", "a: 1\nb: 2\n", "a: 1\nb: 2"),
    "the second document": (
        "yaml",
        "kind: A\nmetadata: {name: x}\nv: 1\n---\nkind: A\nmetadata: {name: y}\nv: 3 # y\n",
        "kind: A\nmetadata: {name: x}\nv: 1\n---\nkind: A\nmetadata: {name: y}\nv: '2'\n",
        "kind: A\nmetadata: {name: x}\nv: 1\n---\nkind: A\nmetadata: {name: y}\nv: '2' # y\n",
    ),
    "an alias goes before its anchor changes": (
        "yaml",
        "a:\n  t: &x 2\n  u: 1\nb:\n  u: *x\n  v: 1\n",
        "a:\n  t: 1\n  u: 1\nb:\n  v: 1\n",
        "a:\n  t: &x 1\n  u: 1\nb:\n  v: 1\n",
    ),
    "documents come and go": (
        "yaml",
        "# top\n---\nkind: A\nmetadata: {name: x}\n---\nkind: A\nmetadata: {name: y}\n# end\n",
        "kind: A\nmetadata: {name: w}\n---\n# z!\nkind: A\nmetadata: {name: z}\nv: 1\n"
        "---\nkind: A\nmetadata: {name: y}\nv: 2\n---\nkind: A\nmetadata: {name: q}\n",
        "kind: A\nmetadata: {name: w}\n---\n# z!\nkind: A\nmetadata: {name: z}\nv: 1\n"
        "---\nkind: A\nmetadata: {name: y}\nv: 2\n# end\n---\nkind: A\nmetadata: {name: q}\n",
    ),
    "CRLF stays": ("yaml", "a: 1\r\nb: 1\r\n", "a: 2\nb: 1\nc: 3\n", "a: 2\r\nb: 1\r\nc: 3\r\n"),
    "a byte order mark stays": ("yaml", "\ufeffa: 1\n", "a: 2\n", "\ufeffa: 2\n"),
    "JSON": (
        "json",
        '{\n  "a": 1,\n  "l": [1, 2, 3]\n}\n',
        '{"a": 2, "l": [1, 2], "z": null}',
        '{\n  "a": 2,\n  "l": [1, 2],\n  "z": null\n}\n',
    ),
    "TOML": (
        "toml",
        "# t\n[t]\na = 1 # keep\nd = 1\n",
        "[t]\na = 0x10\n# c!\nc = 'l' # tail\nd = 1\n",
        "# t\n[t]\na = 0x10 # keep\nd = 1\n# c!\nc = 'l' # tail\n",
    ),
    "INI": ("ini", "[t]\n; a!\na = 1\n", "[t]\na = 2\nb = x\n", "[t]\n; a!\na = 2\nb = x\n"),
    "dotenv": ("dotenv", "A=1\nD=1\n", "A='2'\nC=\"x\"\nD=1\n", "A='2'\nD=1\nC=\"x\"\n"),
}


def values(text: str, dialect: str) -> list[object]:
    """Read a text."""
    loaded = load(text.removeprefix("\ufeff").encode(), dialect)
    assert not loaded.problems
    return loaded.documents


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_only_what_differs_is_written(case: tuple[str, str, str, str]) -> None:
    dialect, text, source, wanted = case

    made = rewritten(text.encode(), dialect, values(source, dialect), source.encode())

    assert made.decode() == wanted
    # Without the version that they come from, the values are the same, written as they may be.
    if len(values(text, dialect)) == len(values(source, dialect)):
        alone = rewritten(text.encode(), dialect, values(source, dialect))
        assert exactly_same(values(alone.decode(), dialect), values(source, dialect))


@pytest.mark.parametrize(
    ("text", "wanted", "why"),
    [
        ("a: &x 1\nb: *x\n", [{"a": 2, "b": 1}], "other values"),
        ("a: 1\n", [{"a": 1}, {"b": 1}], "a document of it would come or go"),
        ("--- # one\n--- {a: 1}\n", [], "a document of it would come or go"),
        (
            "".join(f"k{n}: '{'1' * 99_000}'\n" for n in range(9)),
            [{f"x{n}": n for n in range(9)}],
            "too many steps",
        ),
    ],
)
def test_what_would_harm_the_rest_is_refused(text: str, wanted: list[object], why: str) -> None:
    with pytest.raises(ConfledgerError, match=why):
        rewritten(text.encode(), "yaml", wanted, b"\xff")


VALUES = st.recursive(
    st.sampled_from([1, 2.5, "x", "", "no", "a: b", "x\ny\n", True, None]),
    lambda inner: (
        st.dictionaries(st.sampled_from(["a", "b", "c-d", "1", "true"]), inner, max_size=3)
        | st.lists(inner, max_size=3)
    ),
    max_leaves=8,
)
TREES = st.dictionaries(st.sampled_from("uvwxyz"), VALUES, min_size=1, max_size=4)


@settings(max_examples=25)
@given(TREES, TREES, st.booleans())
def test_any_values_come_out_as_wanted_or_it_is_refused(
    now: object, wanted: object, flat: bool
) -> None:
    from json import dumps

    from confledger.changes.rewritten import as_yaml

    text = dumps(now) if flat else as_yaml([now])
    try:
        made = rewritten(text.encode(), "yaml", [wanted], as_yaml([wanted]).encode())
    except ConfledgerError:
        return
    assert exactly_same(load(made, "yaml").documents, [wanted])
