"""TOML 1.0: values and places."""

import datetime
import json
import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.documents.load import load, positions
from confledger.documents.problem import DUPLICATE_KEY
from reading import covered, document, paths, places


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            (
                's = "a\\u00e9\\t"\n'
                "l = 'a\\b'\ni = -1_000\n"
                "x = 0xFF\no = 0o17\n"
                "b = 0b11\nf = 1.5e3\n"
                "inf = -inf\nt = true\n"
                "d = 1979-05-27T07:32:00Z\n"
                "n = 1979-05-27 07:32:00.5\n"
                "day = 1979-05-27\ntime = 07:32:00\n"
            ),
            {
                "s": "aé\t",
                "l": "a\\b",
                "i": -1000,
                "x": 255,
                "o": 15,
                "b": 3,
                "f": 1500.0,
                "inf": -float("inf"),
                "t": True,
                "d": "1979-05-27T07:32:00+00:00",
                "n": "1979-05-27T07:32:00.500000",
                "day": "1979-05-27",
                "time": "07:32:00",
            },
            id="a value of every type",
        ),
        pytest.param(
            'a = """\nx\n  y \\\n  z"""\nb = \'\'\'\nx\\\n\'\'\'\nc = """"q""""\n',
            {"a": "x\n  y z", "b": "x\\\n", "c": '"q"'},
            id="strings of many lines",
        ),
        pytest.param(
            '[a]\nb = 1\n[a.c]\nd = 2\n[e."f.g".h]\n',
            {"a": {"b": 1, "c": {"d": 2}}, "e": {"f.g": {"h": {}}}},
            id="tables",
        ),
        pytest.param(
            "[[a]]\nb = 1\n[[a.c]]\nd = 2\n[[a.c]]\n[[a]]\n[a.e]\n",
            {"a": [{"b": 1, "c": [{"d": 2}, {}]}, {"e": {}}]},
            id="arrays of tables",
        ),
        pytest.param(
            'a.b = 1\na."c d" = {e.f = [1, {g = 2}], h = {}}\n',
            {"a": {"b": 1, "c d": {"e": {"f": [1, {"g": 2}]}, "h": {}}}},
            id="dotted keys and inline tables",
        ),
        pytest.param("# c\r\n", {}, id="only a comment"),
        pytest.param("", {}, id="nothing"),
        pytest.param("a = 1\rb = 2\r", {"a": 1, "b": 2}, id="carriage returns alone"),
    ],
)
def test_toml_is_read(text: str, expected: object) -> None:
    assert repr(document(text, "toml")) == repr(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            (
                'a.b = 1\nc = [1, [2.5], {d = "x", "e f" = []}] # c\n[t."é".x]\ny = '
                "1979-05-27 07:32:00 # c\n"
            ),
            {
                "/a": ("a", "a"),
                "/a/b": ("b", "1"),
                "/c": ("c", '[1, [2.5], {d = "x", "e f" = []}]'),
                "/c/0": ("1", "1"),
                "/c/1": ("[2.5]", "[2.5]"),
                "/c/1/0": ("2.5", "2.5"),
                "/c/2": ('{d = "x", "e f" = []}', '{d = "x", "e f" = []}'),
                "/c/2/d": ("d", '"x"'),
                "/c/2/e f": ('"e f"', "[]"),
                "/t": ("t", "t"),
                "/t/é": ('"é"', '"é"'),
                "/t/é/x": ("x", '[t."é".x]'),
                "/t/é/x/y": ("y", "1979-05-27 07:32:00"),
            },
            id="tables, dotted keys, inline tables",
        ),
        pytest.param(
            "[[a]]\nb = 1\n[[a.c]]\nd = 2\n[[a.c]]\n[[a]]\n[a.e]\nf = 3\n",
            {
                "/a": ("a", "[[a]]"),
                "/a/0": ("[[a]]", "[[a]]"),
                "/a/0/b": ("b", "1"),
                "/a/0/c": ("c", "[[a.c]]"),
                "/a/0/c/0": ("[[a.c]]", "[[a.c]]"),
                "/a/0/c/0/d": ("d", "2"),
                "/a/0/c/1": ("[[a.c]]", "[[a.c]]"),
                "/a/1": ("[[a]]", "[[a]]"),
                "/a/1/e": ("e", "[a.e]"),
                "/a/1/e/f": ("f", "3"),
            },
            id="arrays of tables",
        ),
        pytest.param(
            'a = \'\'\'\nx\n\'\'\'\nb = """y""""\n',
            {"/a": ("a", "'''\nx\n'''"), "/b": ("b", '"""y""""')},
            id="strings of many lines",
        ),
        pytest.param(
            '"a/b" = 1\n"m~n" = 2\n"" = 3\n"é" = 4\n"\\"" = 5\n\'q"\' . x = 6\n',
            {
                "/a~1b": ('"a/b"', "1"),
                "/m~0n": ('"m~n"', "2"),
                "/": ('""', "3"),
                "/é": ('"é"', "4"),
                '/"': ('"\\""', "5"),
                '/q"': ("'q\"'", "'q\"'"),
                '/q"/x': ("x", "6"),
            },
            id="keys that a pointer escapes",
        ),
        pytest.param(
            "[a]\r\n\tb\t=\t1\t\r\n\tc = [\r\n\t\t1,\r\n\t]\r\n",
            {
                "/a": ("a", "[a]"),
                "/a/b": ("b", "1"),
                "/a/c": ("c", "[\n\t\t1,\n\t]"),
                "/a/c/0": ("1", "1"),
            },
            id="line ends and tabs",
        ),
        pytest.param(
            "a = 1\na = [2]\n",
            {"/a": ("a", "[2]"), "/a/0": ("2", "2")},
            id="a repeated key stands where the last one does",
        ),
    ],
)
def test_where_toml_stands(text: str, expected: dict[str, tuple[str, str]]) -> None:
    assert places(text, "toml") == expected


NAMES = ("a", "b", "a.b", "a.c", '"a"', "'b'.c", '"x.y"', '"\\u0061"', '"é"', "1", "a . b")
SCALARS = ("1", "true", "'s'", '"x\\n"', '"""m\nn"""', "1979-05-27", "07:32:00", "1.5e3", "inf")
HOLDERS = ("[1, [2]]", "[{a=1},{b=2}]", "{a=1,b.c=2}", "[\n1, # c\n[2],\n]", "{a.b=1,a=2}")
WRONG = ("zz", "'", "{", "]", "01", '"\\q"', "[1 2]", "1979-02-31", '"""\\', '"', "\x01", "1 b")
LINES = st.one_of(
    st.builds("{} = {}".format, st.sampled_from(NAMES), st.sampled_from(SCALARS + HOLDERS)),
    st.builds("{} = {}".format, st.sampled_from(NAMES), st.sampled_from(WRONG + SCALARS)),
    st.builds("[{}]".format, st.sampled_from(NAMES)),
    st.builds("[[{}]]".format, st.sampled_from(NAMES)),
    st.sampled_from(["# c", "", "\t", "a", "=", "[", "[[a]"]),
)


def normal(value: object) -> object:
    """Return what tomllib read with dates and times as ISO 8601 text."""
    if isinstance(value, dict):
        return {key: normal(each) for key, each in value.items()}
    if isinstance(value, list):
        return [normal(each) for each in value]
    return value.isoformat() if isinstance(value, datetime.date | datetime.time) else value


@given(st.lists(LINES, max_size=6).map("\n".join))
@settings(max_examples=400)
def test_it_accepts_what_tomllib_accepts_and_everything_has_a_place(text: str) -> None:
    try:
        expected: object = normal(tomllib.loads(text))
    except tomllib.TOMLDecodeError:
        expected = None
    data = text.encode()

    loaded, where = load(data, "toml"), positions(data, "toml")

    assert bool(loaded.problems) == (expected is None)
    assert all(problem.span for problem in loaded.problems)
    if expected is not None:
        assert repr(loaded.documents) == repr([expected])
    only_repeated = all(problem.kind == DUPLICATE_KEY for problem in loaded.problems)
    assert bool(loaded.documents) == only_repeated
    for whole in loaded.documents:
        for path in paths(whole):
            assert where.value(0, path)
            assert where.key(0, path)


SAFE = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\x7f"))
VALUES = st.recursive(
    st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | SAFE,
    lambda each: st.lists(each, max_size=3) | st.dictionaries(SAFE, each, max_size=3),
    max_leaves=8,
)


def written(value: object) -> str:
    """Write a value as TOML does inline; its basic strings are JSON's."""
    if isinstance(value, dict):
        pairs = (f"{written(key)} = {written(each)}" for key, each in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


@given(st.dictionaries(SAFE, VALUES, max_size=3))
@settings(max_examples=60)
def test_what_was_written_is_read_and_every_span_covers_its_value(value: dict[str, object]) -> None:
    text = "".join(f"{written(key)} = {written(each)}\n" for key, each in value.items())
    data = text.encode()
    where = positions(data, "toml")

    assert repr(load(data, "toml").documents) == repr([value])
    for path in paths(value):
        here: object = value
        for step in path:
            here = here[step]  # type: ignore[index]
        span = where.value(0, path)
        assert span
        if path:
            again = tomllib.loads(f"value = {covered(text, span)}")
            assert repr(again) == repr({"value": here})
