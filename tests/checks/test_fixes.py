"""A key gets another name in the way it is written, or not at all."""

import pytest

from confledger.checks.fixes import rename_key, suits, sure
from confledger.checks.parsed import Parsed
from confledger.documents.edits import applied
from confledger.documents.load import load
from confledger.location import Path


def rename(text: str, dialect: str, path: Path, name: str, document: int = 0) -> str | None:
    """Return the text with the key renamed; None when that is not safe."""
    data = text.encode()
    file = Parsed("file", dialect, data, load(data, dialect), [])
    edits = rename_key(file, document, path, name)
    return applied(file.text, edits) if edits else None


@pytest.mark.parametrize(
    ("dialect", "text", "path", "name", "expected"),
    [
        ("yaml", "a: 1 # a\n", ("a",), "b", "b: 1 # a\n"),
        ("yaml", '"a": 1\n', ("a",), "b", '"b": 1\n'),
        ("yaml", "{'a':1}\n", ("a",), "b", "{'b':1}\n"),
        ("yaml", "? a\n: 1\n", ("a",), "b", "? b\n: 1\n"),
        ("yaml", "a: 1\n", ("a",), "12", '"12": 1\n'),
        ("yaml", "a: 1\n", ("a",), "true", '"true": 1\n'),
        ("yaml", "a: 1\n", ("a",), "x: y", '"x: y": 1\n'),
        ("yaml", "a: 1\n", ("a",), "x y", "x y: 1\n"),
        ("yaml", "12: 1\n", ("12",), "x", "x: 1\n"),
        ("yaml", "- {é: {a: 1}}\n", (0, "é", "a"), "b", "- {é: {b: 1}}\n"),
        ("yaml", "a: &x {b: 1}\n", ("a", "b"), "c", "a: &x {c: 1}\n"),
        ("yaml", "a: &x {b: 1}\nb: {b: *x}\n", ("b", "b"), "c", "a: &x {b: 1}\nb: {c: *x}\n"),
        ("json", '{"a" : {"a": 1}}', ("a", "a"), "b", '{"a" : {"b": 1}}'),
        ("jsonc", '{/*a*/"a": 1,}', ("a",), "b", '{/*a*/"b": 1,}'),
        ("json5", "{a: 1}", ("a",), "b", "{b: 1}"),
        ("json5", "{a: 1}", ("a",), "b-c", '{"b-c": 1}'),
        ("json5", "{'a': 1}", ("a",), "b-c", "{'b-c': 1}"),
        ("toml", "a = 1\r\n", ("a",), "b", "b = 1\r\n"),
        ("toml", "a = 1", ("a",), "b c", '"b c" = 1'),
        ("toml", "x.'a'.\"y\" = 1", ("x", "a"), "b", "x.'b'.\"y\" = 1"),
        ("toml", "[x.a]\n[x.a.y]\n", ("x", "a"), "b", "[x.b]\n[x.b.y]\n"),
        ("toml", "[[a]]\na = 1\n[[a]]\na = 1\n", ("a",), "b", "[[b]]\na = 1\n[[b]]\na = 1\n"),
        (
            "toml",
            "[[a]]\na = 1\n[[a]]\na = 1\n",
            ("a", 1, "a"),
            "b",
            "[[a]]\na = 1\n[[a]]\nb = 1\n",
        ),
        ("toml", "x = [{a.y = 1}, {a.y = 1}]", ("x", 1, "a"), "b", "x = [{a.y = 1}, {b.y = 1}]"),
        ("ini", "[s]\n a : 1\n", ("s", "a"), "b c", "[s]\n b c : 1\n"),
        ("ini", "[s]\na = 1\n", ("s",), "t", "[t]\na = 1\n"),
        ("dotenv", "export A = 'x\ny'\n", ("A",), "B", "export B = 'x\ny'\n"),
        ("properties", "a.b: 1\\\n  2\n", ("a.b",), "a.c", "a.c: 1\\\n  2\n"),
    ],
)
def test_the_way_of_writing_is_kept(
    dialect: str, text: str, path: Path, name: str, expected: str
) -> None:
    assert rename(text, dialect, path, name) == expected


@pytest.mark.parametrize(
    ("dialect", "text", "path", "name"),
    [
        pytest.param("yaml", "a: 1\nb: 1\n", ("a",), "b", id="the map has the name"),
        pytest.param("yaml", "a: 1\n", ("a",), "a", id="the same name"),
        pytest.param("yaml", "a: 1\n", ("a",), "", id="no name"),
        pytest.param("yaml", "a: 1\n", ("a",), "b\x1b", id="a name that nobody can see"),
        pytest.param("yaml", "- 1\n", (0,), "b", id="an item of a list"),
        pytest.param("yaml", "a: 1\n", (), "b", id="the whole document"),
        pytest.param("yaml", "a: 1\n", ("x", "y"), "b", id="nowhere"),
        pytest.param("yaml", "a: 1\n--- \n", ("x",), "b", id="not in this document"),
        pytest.param("yaml", "&k a: *k\n", ("a",), "b", id="the key has an anchor"),
        pytest.param("yaml", "!!str a: 1\n", ("a",), "b", id="the key has a tag"),
        pytest.param("yaml", "x: &k a\n*k : 1\n", ("a",), "b", id="the key is an alias"),
        pytest.param("yaml", '"\\x61": 1\n', ("a",), "b", id="the key has an escape"),
        pytest.param("yaml", "'it''s': 1\n", ("it's",), "b", id="the key has a quote"),
        pytest.param("yaml", "'a': 1\n", ("a",), "it's", id="the name has the quote"),
        pytest.param("yaml", '"a": 1\n', ("a",), "b\\c", id="the name has a backslash"),
        pytest.param("yaml", "x: &x {a: 1}\ny: *x\n", ("x", "a"), "b", id="an alias repeats it"),
        pytest.param("yaml", "x: &x\n - a: 1\ny: *x\n", ("x", 0, "a"), "b", id="repeated above"),
        pytest.param("yaml", "- &x\n  a: 1\n- *x\n", (0, "a"), "b", id="an item that is repeated"),
        pytest.param("yaml", "- 1\n- &x {a: 1}\n- *x\n", (1, "a"), "b", id="not the first item"),
        pytest.param("yaml", "- &x {a: 1}\n- *x\n", (1, "a"), "b", id="an alias brings it"),
        pytest.param("yaml", "x: &x {a: 1}\ny: {<<: *x}\n", ("y", "a"), "b", id="merged"),
        pytest.param("yaml", "a: ENC[AES256_GCM,x]\n", ("a",), "b", id="encrypted by SOPS"),
        pytest.param("json", '{"\\u0061": 1}', ("a",), "b", id="an escape"),
        pytest.param("json", '{"a": 1}', ("a",), 'b"c', id="a quote"),
        pytest.param("ini", "a = 1\n", ("a",), "b=c", id="a name that ends too early"),
        pytest.param("ini", "a = 1\n", ("a",), "[b", id="a name that looks like a section"),
        pytest.param("dotenv", "A=1\n", ("A",), "B C", id="a name that no shell has"),
        pytest.param("properties", "a\\:b=1\n", ("a:b",), "c", id="an escape of a separator"),
        pytest.param("properties", "a=1\n", ("a",), "b:c", id="a name that needs escapes"),
        pytest.param("toml", "a = 1\n", ("a",), "b\nc", id="a name of two lines"),
    ],
)  # fmt: skip
def test_what_is_not_certain_is_not_renamed(dialect: str, text: str, path: Path, name: str) -> None:
    assert rename(text, dialect, path, name) is None


def test_the_document_is_the_one_that_was_meant() -> None:
    assert rename("a: 1\n---\na: 1\n", "yaml", ("a",), "b", document=1) == "a: 1\n---\nb: 1\n"


@pytest.mark.parametrize(
    ("name", "among", "expected"),
    [
        ("poool", {"pool", "host"}, True),
        ("time-out", {"time_out"}, True),
        ("poool", {"pool", "pooool"}, False),
        ("lables", {"labels", "label"}, False),
        ("pol", {"pool"}, False),
        ("port2", {"port"}, False),
        ("http2", {"http1"}, False),
        ("minReplicas", {"maxReplicas"}, False),
        ("time_out_seconds", {"timeOutSeconds"}, True),
        ("timeuot_secnods", {"timeout_seconds"}, False),
        ("tls12x", {"tls12"}, True),
        ("something", {"pool"}, False),
        ("poool", set(), False),
    ],
)
def test_a_name_is_sure_when_it_can_mean_one_only(
    name: str, among: set[str], expected: bool
) -> None:
    assert sure(name, among) is expected


@pytest.mark.parametrize(
    ("value", "rule", "expected"),
    [
        (5, {"type": "integer"}, True),
        (5, {"type": "number"}, True),
        (5.0, {"type": "integer"}, True),
        (5.5, {"type": ["integer", "null"]}, False),
        (True, {"type": "integer"}, False),
        (None, {"type": ["integer", "null"]}, True),
        ("5", {"type": "integer"}, False),
        ([], {"type": "object"}, False),
        ({}, {"type": "object"}, True),
        ("5", {"minimum": 5}, True),
        ("5", True, True),
        ("5", None, True),
    ],
)
def test_a_value_suits_a_rule_that_allows_its_type(
    value: object, rule: object, expected: bool
) -> None:
    assert suits(value, rule) is expected
