"""Where values and keys of YAML stand; columns count characters, the end is exclusive."""

import pytest

from confledger.documents.dialect import YAML
from confledger.documents.load import load, positions
from confledger.location import Path, Span


def at(span: Span | None) -> str:
    return "nowhere" if span is None else "{}:{}-{}:{}".format(*span.key())


@pytest.mark.parametrize(
    ("text", "path", "key", "value"),
    [
        pytest.param("a: 1\nb: x y\n", ("b",), "2:1-2:2", "2:4-2:7", id="block map"),
        pytest.param("a: 1\nb: x y\n", (), "1:1-2:7", "1:1-2:7", id="the whole document"),
        pytest.param("a: {b: [1, 'x y']}\n", ("a",), "1:1-1:2", "1:4-1:19", id="flow map"),
        pytest.param("a: {b: [1, 'x']}\n", ("a", "b"), "1:5-1:6", "1:8-1:16", id="flow list"),
        pytest.param("a: {b: [1, 'x']}\n", ("a", "b", 1), "1:12-1:15", "1:12-1:15", id="item"),
        pytest.param("[a: 1]\n", (0, "a"), "1:2-1:3", "1:5-1:6", id="pair in a list"),
        pytest.param("{a, b: }\n", ("a",), "1:2-1:3", "1:3-1:3", id="key without a value"),
        pytest.param("a: [1,\n  2]\n", ("a",), "1:1-1:2", "1:4-2:5", id="flow list, two lines"),
        pytest.param("a: |\n  x\n  y\nb: 1\n", ("a",), "1:1-1:2", "1:4-3:4", id="literal text"),
        pytest.param("b: >-\n  z\n\n", ("b",), "1:1-1:2", "1:4-2:4", id="folded text"),
        pytest.param("a: x\n  y\n", ("a",), "1:1-1:2", "1:4-2:4", id="plain text, two lines"),
        pytest.param("a: 'x\n  y' # c\n", ("a",), "1:1-1:2", "1:4-2:5", id="quotes, two lines"),
        pytest.param("a:\n- x\n- y: 1\n", ("a", 0), "2:3-2:4", "2:3-2:4", id="list below a key"),
        pytest.param("a:\n- x\n- y: 1\n", ("a", 1, "y"), "3:3-3:4", "3:6-3:7", id="map in a list"),
        pytest.param("- \n- ~\n", (0,), "1:3-1:3", "1:3-1:3", id="item without a value"),
        pytest.param("# c\n\na: # c\n  b: 1\n", ("a", "b"), "4:3-4:4", "4:6-4:7", id="comments"),
        pytest.param("'a b': 1\n", ("a b",), "1:1-1:6", "1:8-1:9", id="quoted key"),
        pytest.param('"c\\u00e9": 2\n', ("cé",), "1:1-1:10", "1:12-1:13", id="escaped key"),
        pytest.param("1: 3\n", ("1",), "1:1-1:2", "1:4-1:5", id="number as a key"),
        pytest.param("0x1F: 3\n", ("31",), "1:1-1:5", "1:7-1:8", id="number in base 16 as a key"),
        pytest.param("yes: 3\n", ("yes",), "1:1-1:4", "1:6-1:7", id="no boolean as a key"),
        pytest.param(": 1\n", ("null",), "1:1-1:1", "1:3-1:4", id="empty key"),
        pytest.param("!!str 1: 3\n", ("1",), "1:1-1:8", "1:10-1:11", id="key with a tag"),
        pytest.param("!!int '1': 3\n", ("1",), "1:1-1:10", "1:12-1:13", id="key that is a number"),
        pytest.param("? [a, 1]\n: 1\n", ("[a, 1]",), "1:3-1:9", "2:3-2:4", id="list as a key"),
        pytest.param("? {a: ~}\n: 1\n", ("{a: null}",), "1:3-1:9", "2:3-2:4", id="map as a key"),
        pytest.param("é: ü\n", ("é",), "1:1-1:2", "1:4-1:5", id="two bytes"),
        pytest.param("日本: {語: 😀x}\n", ("日本", "語"), "1:6-1:7", "1:9-1:11", id="four bytes"),
        pytest.param("a: 1\r\nb:\r\n  c: 2\r\n", ("b", "c"), "3:3-3:4", "3:6-3:7", id="CRLF"),
        pytest.param("a: 1\rb:\r  c: 2\r", ("b", "c"), "3:3-3:4", "3:6-3:7", id="CR"),
        pytest.param("a: x\u2028y\nb: 1\n", ("b",), "2:1-2:2", "2:4-2:5", id="no line end"),
        pytest.param("\ufeffa: 1\n", ("a",), "1:1-1:2", "1:4-1:5", id="byte order mark"),
        pytest.param("a: !x {b: 1}\n", ("a",), "1:1-1:2", "1:4-1:13", id="value with a tag"),
        pytest.param("a: !x {b: 1}\n", ("a", "b"), "1:8-1:9", "1:11-1:12", id="inside of a tag"),
        pytest.param("a: &q !y z\n", ("a",), "1:1-1:2", "1:7-1:11", id="anchor and tag"),
        pytest.param("a: &x\n  b: 1\n", ("a", "b"), "2:3-2:4", "2:6-2:7", id="below an anchor"),
        pytest.param("a: 1\na: 2\n", ("a",), "2:1-2:2", "2:4-2:5", id="doubled: the last counts"),
        pytest.param("a: 1\n", ("b",), "nowhere", "nowhere", id="no such key"),
        pytest.param("a: 1\n", ("a", "b"), "nowhere", "nowhere", id="below a scalar"),
        pytest.param("- 1\n", (1,), "nowhere", "nowhere", id="no such item"),
        pytest.param("", (), "nowhere", "nowhere", id="no document"),
        pytest.param("---\n", (), "nowhere", "nowhere", id="empty document"),
        pytest.param(f"a: {'[' * 300}\n", ("a",), "nowhere", "nowhere", id="nested too deeply"),
    ],
)
def test_keys_and_values_have_their_place(text: str, path: Path, key: str, value: str) -> None:
    places = positions(text.encode(), YAML)

    assert (at(places.key(0, path)), at(places.value(0, path))) == (key, value)


@pytest.mark.parametrize(
    ("path", "key", "value"),
    [
        pytest.param(("a", "k"), "1:8-1:9", "1:11-1:12", id="at the anchor itself"),
        pytest.param(("b",), "2:1-2:2", "2:4-2:6", id="an alias"),
        pytest.param(("b", "k"), "2:1-2:2", "2:4-2:6", id="inside of an alias"),
        pytest.param(("c", "k"), "4:3-4:5", "4:7-4:9", id="merged"),
        pytest.param(("c", "d"), "5:3-5:4", "5:6-5:7", id="beside a merge key"),
        pytest.param(("e", "k"), "6:5-6:7", "6:9-6:17", id="merged from one of a list"),
        pytest.param(("f", "k"), "7:14-7:15", "7:17-7:18", id="merged and overridden"),
    ],
)
def test_what_came_by_alias_or_merge_key_is_shown_where_it_was_brought_in(
    path: Path, key: str, value: str
) -> None:
    text = (
        "a: &x {k: 1}\n"
        "b: *x\n"
        "c:\n"
        "  <<: *x\n"
        "  d: 2\n"
        "e: {<<: [{}, *x]}\n"
        "f: {<<: *x,  k: 3}\n"
    )  # fmt: skip
    places = positions(text.encode(), YAML)

    assert load(text.encode(), YAML).problems == []
    assert (at(places.key(0, path)), at(places.value(0, path))) == (key, value)


def test_documents_are_counted_from_0() -> None:
    places = positions(b"# x\n---\na: 1\n---\n---\n- b\n--- c\n", YAML)

    paths: list[Path] = [("a",), (), (0,), ()]
    found = [at(places.value(number, path)) for number, path in enumerate(paths)]

    assert found == ["3:4-3:5", "nowhere", "6:3-6:4", "7:5-7:6"]
    assert at(places.value(4, ())) == "nowhere"
