"""Three ways of reading YAML, one answer: the fast one, the careful one, and PyYAML's nodes."""
# ruff: noqa: PIE800, RUF001  a table has more than one column; digits of other scripts are meant

from collections.abc import Callable
from math import inf, nan

import pytest

from confledger.documents.dialect import YAML
from confledger.documents.formats import yaml_nodes
from confledger.documents.limits import DEFAULT
from confledger.documents.load import careful, load
from confledger.documents.problem import DUPLICATE_KEY, Loaded

Read = Callable[[str], Loaded]

READERS: dict[str, Read] = {
    "load": lambda text: load(text.encode(), YAML),
    "careful": lambda text: careful(text.encode(), YAML),
    "fallback": lambda text: yaml_nodes.read(text, DEFAULT),
}

# Plain scalars and what the core schema of YAML 1.2 makes of them.
SCALARS: dict[str, object] = {
    **{"": None, "~": None, "null": None, "Null": None, "NULL": None, "nULL": "nULL"},
    **{"true": True, "True": True, "TRUE": True, "tRUE": "tRUE", "trUe": "trUe"},
    **{"false": False, "False": False, "FALSE": False, "fALSE": "fALSE"},
    **{"yes": "yes", "No": "No", "on": "on", "OFF": "OFF", "y": "y", "N": "N"},
    **{"0": 0, "-0": 0, "+1": 1, "-1": -1, "007": 7, "08": 8, "0644": 644, "1,000": "1,000"},
    **{"++1": "++1", "+-1": "+-1", "--1": "--1", "-+1": "-+1", "1-2": "1-2", "1+1": "1+1"},
    **{"0o17": 15, "0o8": "0o8", "0O17": "0O17", "+0o17": "+0o17", "-0o7": "-0o7", "0o": "0o"},
    **{"0o+7": "0o+7", "0o-7": "0o-7", "0x+f": "0x+f", "0x-1": "0x-1", "0o1_7": "0o1_7"},
    **{"0x1F": 31, "0xff": 255, "0X1F": "0X1F", "0xg": "0xg", "-0x1F": "-0x1F", "0x": "0x"},
    **{"0b11": "0b11", "0B1": "0B1", "1_000": "1_000", "2_17": "2_17", "_1": "_1", "1_": "1_"},
    **{"1e3": 1000.0, "1E3": 1000.0, "1e+3": 1000.0, "1e-3": 0.001, "+12e03": 12000.0, "1e": "1e"},
    **{"1.": 1.0, ".5": 0.5, "-.5": -0.5, "+.5": 0.5, "1.0": 1.0, "0.1e5": 10000.0, "-0.0": -0.0},
    **{".": ".", "-.": "-.", ".e3": ".e3", "1.5.2": "1.5.2", "1_0.5": "1_0.5", "._5": "._5"},
    **{".inf": inf, "-.Inf": -inf, "+.INF": inf, ".iNF": ".iNF", ".Inf1": ".Inf1", "inf": "inf"},
    **{".nan": nan, ".NaN": nan, ".NAN": nan, ".Nan": ".Nan", "-.nan": "-.nan", "NaN": "NaN"},
    **{".naN": ".naN", ".inF": ".inF", "Infinity": "Infinity", "1e400": inf, "1e-400": 0.0},
    **{"9223372036854775807": 2**63 - 1, "9223372036854775808": 2**63},
    **{"-9223372036854775809": -(2**63) - 1, "123456789012345678901": 123456789012345678901},
    **{"0x7FFFFFFFFFFFFFFF": 2**63 - 1, "0xFFFFFFFFFFFFFFFF": 2**64 - 1},
    **{"0o777777777777777777777": 2**63 - 1, "0o7777777777777777777777": 2**66 - 1},
    **{"100000000000000000000.5": 1e20, "1e20": 1e20, "0xDEADBEEFDEADBEEF00": 0xDEADBEEFDEADBEEF00},
    **{"2020-01-01": "2020-01-01", "2020-01-01T00:00:00Z": "2020-01-01T00:00:00Z"},
    **{"12:30:45": "12:30:45", "1:30": "1:30", "190:20:30.15": "190:20:30.15"},
    **{"=": "=", "<<": "<<", "<": "<", "-a": "-a", "?a": "?a", ":a": ":a", "a:b": "a:b"},
    **{"a#b": "a#b", "a b": "a b", "it's": "it's", "C++": "C++", "\\n": "\\n", "a`b": "a`b"},
    **{"١٢": "١٢", "１": "１", "½": "½", "é": "é", "日本": "日本", "😀": "😀", "\u00a0": "\u00a0"},
    **{"http://x:80/": "http://x:80/", "logger.info": "logger.info", "x.nan": "x.nan"},
}  # fmt: skip

# A text, and its documents.
CASES: dict[str, list[object]] = {
    # A block of nothing has no line end, not even at the end of the text.
    "a: |\n": [{"a": ""}],
    "a: |\n\n": [{"a": ""}],
    "a: > # c\n  \n": [{"a": ""}],
    "a: |+\n": [{"a": ""}],
    "a: |+\n\n": [{"a": "\n"}],
    "a: |+ # +\n\n\n": [{"a": "\n\n"}],
    "? {a: [1], b: {c: 2}}\n: x\n": [{"{a: [1], b: {c: 2}}": "x"}],
    "a: " + "9" * 400 + "\n": [{"a": int("9" * 400)}],
    "--- " + "9" * 400 + "\n--- 1\n": [int("9" * 400), 1],
    # Documents.
    "": [],
    "# a comment\n": [],
    "---\n": [None],
    "---\n---\n": [None, None],
    "a: 1\n---\n": [{"a": 1}, None],
    "---\na: 1\n...\n": [{"a": 1}],
    "---\na: 1\n---\nb: 2\n": [{"a": 1}, {"b": 2}],
    "- a\n---\n- b\n": [["a"], ["b"]],
    "--- a\n": ["a"],
    "--- {a: 1}\n--- b\n": [{"a": 1}, "b"],
    "--- # a comment\na: 1\n": [{"a": 1}],
    "# a comment\n---\na: 1\n": [{"a": 1}],
    "---a: 1\n": [{"---a": 1}],
    "a: 1\n --- b\n": [{"a": "1 --- b"}],
    "%YAML 1.2\n---\na: 1\n": [{"a": 1}],
    "%YAML 1.1\n---\na: yes\n": [{"a": "yes"}],
    "%TAG !e! tag:example.org,2000:\n---\na: !e!x 1\n": [{"a": "1"}],
    "x\n": ["x"],
    "a\nb\n": ["a b"],
    "a:b\n": ["a:b"],
    "12\n": [12],
    # Line ends and blanks.
    "a: 1\r\nb: 2\r\n": [{"a": 1, "b": 2}],
    "a: |\r\n  x\r\n  y\r\n": [{"a": "x\ny\n"}],
    "a: 1\rb: 2\r": [{"a": 1, "b": 2}],
    "a: 1": [{"a": 1}],
    "a: 1  \n\n\n": [{"a": 1}],
    "a: 1\t# a comment\n": [{"a": 1}],
    "a:\t1\n": [{"a": 1}],
    "a: \tb\t\n": [{"a": "b"}],
    # Quotes.
    "a: ''\n": [{"a": ""}],
    'a: ""\n': [{"a": ""}],
    "a: 'it''s'\n": [{"a": "it's"}],
    "a: 'x\\n'\n": [{"a": "x\\n"}],
    "a: 'x' # a comment\n": [{"a": "x"}],
    "a: '1'\nb: \"true\"\nc: '~'\n": [{"a": "1", "b": "true", "c": "~"}],
    'a: "x\n  y"\n': [{"a": "x y"}],
    'a: "x\n\n\n  y"\n': [{"a": "x\n\ny"}],
    'a: "x\\\n  y"\n': [{"a": "xy"}],
    'a: "x\\  \n  y"\n': [{"a": "x  y"}],
    "a: 'x\n\n  y'\n": [{"a": "x\ny"}],
    r'a: "\x41\u00e9\t\n\e\0\/\_\N\L\P\"\\"' + "\n": [
        {"a": 'Aé\t\n\x1b\0/\u00a0\x85\u2028\u2029"\\'}
    ],
    r'a: "\U0001F600"' + "\n": [{"a": "😀"}],
    r'a: "\ud83d\ude00"' + "\n": [{"a": "😀"}],
    r"""{"k\uD83D\uDE00": '\ud83d\ude00'}""" + "\n": [{"k😀": r"\ud83d\ude00"}],
    # Text blocks.
    "a: |\n  x\n  y\n": [{"a": "x\ny\n"}],
    "a: |-\n  x\n\n": [{"a": "x"}],
    "a: |+\n  x\n\n": [{"a": "x\n\n"}],
    "a: |2\n    x\n": [{"a": "  x\n"}],
    "a: |2-\n    x\n": [{"a": "  x"}],
    "a: |-2\n    x\n": [{"a": "  x"}],
    "a: >1\n x\n": [{"a": "x\n"}],
    "a: |\n\n  x\n": [{"a": "\nx\n"}],
    "a: |\n  x\n   \n": [{"a": "x\n \n"}],
    "a: |\nb: 1\n": [{"a": "", "b": 1}],
    "a: |+\n\n\nb: 1\n": [{"a": "\n\n", "b": 1}],
    "a: | # a comment\n  # text\n": [{"a": "# text\n"}],
    "a: |\n  x": [{"a": "x"}],
    "a: |+\n  x": [{"a": "x"}],
    "- a: >-\n    x\n    y": [[{"a": "x y"}]],
    "--- |\n x": ["x"],
    "a: >\n  x\n  y\n\n  z\n": [{"a": "x y\nz\n"}],
    "a: >-\n  x\n  y\n": [{"a": "x y"}],
    "a: >+\n  x\n\n": [{"a": "x\n\n"}],
    "a: >\n  x\n    y\n  z\n": [{"a": "x\n  y\nz\n"}],
    "a: >\n  - x\n  - y\n": [{"a": "- x - y\n"}],
    "- |\n x\n-\n y\n": [["x\n", "y"]],
    "a: |\n  ---\n  {{ x }}\n": [{"a": "---\n{{ x }}\n"}],
    # Collections.
    "{}\n": [{}],
    "[]\n": [[]],
    "[a, ]\n": [["a"]],
    "{a, b: }\n": [{"a": None, "b": None}],
    "[a: 1, b]\n": [[{"a": 1}, "b"]],
    "[? a : 1]\n": [[{"a": 1}]],
    '{"a":1,"b":["c",{"d":null}]}\n': [{"a": 1, "b": ["c", {"d": None}]}],
    "a: {b:c, d:1}\n": [{"a": {"b:c": None, "d:1": None}}],
    "a: [x:y, 'z']\n": [{"a": ["x:y", "z"]}],
    "a: [b #c\n ]\n": [{"a": ["b"]}],
    "a: [\n  1\n]\n": [{"a": [1]}],
    "a:\n- 1\n- 2\n": [{"a": [1, 2]}],
    "- - a\n  - b\n- c\n": [[["a", "b"], "c"]],
    "- a: 1\n  b: 2\n": [[{"a": 1, "b": 2}]],
    "a: x\n  y\n": [{"a": "x y"}],
    # Keys, which are strings whatever they were.
    "true: 1\nnull: 2\n1.0: 3\n0o17: 4\n": [{"true": 1, "null": 2, "1.0": 3, "15": 4}],
    "~: 1\nyes: 2\n2020-01-01: 3\n.inf: 4\n": [{"null": 1, "yes": 2, "2020-01-01": 3, "inf": 4}],
    "1: a\n'1': b\n": [{"1": "b"}],
    "'': 1\n": [{"": 1}],
    "é: {日本: 1}\n": [{"é": {"日本": 1}}],
    "a b : 1\n": [{"a b": 1}],
    "? a\n: 1\n? b\n": [{"a": 1, "b": None}],
    "? [a, 1]\n: 1\n": [{"[a, 1]": 1}],
    "{[a, ~]: 1, {b: true}: 2}\n": [{"[a, null]": 1, "{b: true}": 2}],
    "? |\n  x\n: 1\n": [{"x\n": 1}],
    "? - a\n  - b\n: - c\n": [{"[a, b]": ["c"]}],
    # Tags.
    "a: !!str 1\nb: !!str\n": [{"a": "1", "b": ""}],
    "a: !!int \"1\"\nb: !!float '1'\n": [{"a": 1, "b": 1.0}],
    "a: !!float 1\nb: !!bool 'true'\nc: !!null ''\n": [{"a": 1.0, "b": True, "c": None}],
    "a: ! 1\nb: &x ! 2\nc: ! &y 3\n": [{"a": "1", "b": "2", "c": "3"}],
    "a: !<tag:yaml.org,2002:str> 1\n": [{"a": "1"}],
    "a: !env X\nb: !env 'X'\nc: !foo 1\nd: !foo\n": [{"a": "X", "b": "X", "c": "1", "d": ""}],
    "a: !vault |\n  x\n": [{"a": "x\n"}],
    "a: !Ref {b: 1}\nc: !Sub [d, 2]\n": [{"a": {"b": 1}, "c": ["d", 2]}],
    "!!map {a: !!seq [1]}\n": [{"a": [1]}],
    "a: !!timestamp 2020-01-01\n": [{"a": "2020-01-01"}],
    "a: !!binary aGk=\nb: !!set {x, y}\n": [{"a": "aGk=", "b": {"x": None, "y": None}}],
    "!!str 1: a\n": [{"1": "a"}],
    # Anchors and aliases.
    "a: &x 1\nb: *x\n": [{"a": 1, "b": 1}],
    "a: &x {k: [1]}\nb: [*x, *x]\n": [{"a": {"k": [1]}, "b": [{"k": [1]}, {"k": [1]}]}],
    "a: &x\nb: *x\n": [{"a": None, "b": None}],
    "a: &x 1\nb: &x 2\nc: *x\n": [{"a": 1, "b": 2, "c": 2}],
    "a: !!str &x 1\nb: &y !!str 2\nc: [*x, *y]\n": [{"a": "1", "b": "2", "c": ["1", "2"]}],
    "x: &a k\n*a : 1\n": [{"x": "k", "k": 1}],
    "&x a: *x\n": [{"a": "a"}],
    # Merge keys: https://yaml.org/type/merge.html
    "a: &x {k: 1}\nb:\n  <<: *x\n  j: 2\n": [{"a": {"k": 1}, "b": {"j": 2, "k": 1}}],
    "a: &x {k: 1}\nb: {k: 3, <<: *x}\n": [{"a": {"k": 1}, "b": {"k": 3}}],
    "a: &x {k: 1}\nb: {<<: *x, k: 3}\n": [{"a": {"k": 1}, "b": {"k": 3}}],
    "b:\n  <<: [{k: 1}, {k: 2, l: 3}]\n": [{"b": {"k": 1, "l": 3}}],
    "a: &x {k: 1}\nb: &y {<<: *x, l: 2}\nc: {<<: *y}\n": [
        {"a": {"k": 1}, "b": {"l": 2, "k": 1}, "c": {"l": 2, "k": 1}}
    ],
    "<<: {a: {b: 1}}\na: {c: 2}\n": [{"a": {"c": 2}}],
    "- <<: {q: 1}\n- <<: {}\n": [[{"q": 1}, {}]],
    "a: {'<<': {q: 1}}\nb: {\"<<\": 1}\n": [{"a": {"<<": {"q": 1}}, "b": {"<<": 1}}],
    "a: {<<: 1}\nb: {<<: []}\nc: {<<: [1]}\nd: {<<: }\n": [
        {"a": {"<<": 1}, "b": {"<<": []}, "c": {"<<": [1]}, "d": {"<<": None}}
    ],
    "a: {! <<: {q: 1}}\n": [{"a": {"<<": {"q": 1}}}],
    "a: {!!str <<: {q: 1}}\n": [{"a": {"<<": {"q": 1}}}],
    "a:\n  !x <<: {q: 1}\n": [{"a": {"<<": {"q": 1}}}],
    "a: {!!merge <<: {q: 1}}\nb: {&x <<: {q: 1}}\n": [{"a": {"q": 1}, "b": {"q": 1}}],
    "a: &x [1]\nb: {<<: *x}\n": [{"a": [1], "b": {"<<": [1]}}],
    # Long lines.
    f"a: {'x' * 100_000}\n": [{"a": "x" * 100_000}],
    f"{'k' * 1_000}: 1\n": [{"k" * 1_000: 1}],
    f"? {'k' * 2_000}\n: 1\n": [{"k" * 2_000: 1}],
    f"[{'1, ' * 20_000}1]\n": [[1] * 20_001],
}

# What libyaml refuses, or reads as YAML 1.1 does; the official suite lists more of it.
BEYOND_LIBYAML: dict[str, list[object]] = {
    "[: ] : 1\n": [{"[{null: null}]": 1}],
    "{?,a,:}\n": [{"?": None, "a": None, "null": None}],
    ": " + "9" * 30 + "\n": [{"null": int("9" * 30)}],
    "a: 1\n...\nb: 2\n": [{"a": 1}, {"b": 2}],
    "...\n": [],
    "%FOO bar\n---\na: 1\n": [{"a": 1}],
    "%YAML 1.3\n---\na: 1\n": [{"a": 1}],
    ": 1\n": [{"null": 1}],
    "{: 1}\n": [{"null": 1}],
    "a: [?x]\n": [{"a": ["?x"]}],
    "-\t-1\n": [[-1]],
    "a:\n \t!x\n  - b\n": [{"a": ["b"]}],
    ": &x\n : 1\nb:\n! <<: *x\n": [{"null": {"null": 1}, "b": None, "<<": {"null": 1}}],
    "a: 1\n\t\nb: 2\n": [{"a": 1, "b": 2}],
    "\t{}\n": [{}],
    "\t# a comment\na: 1\n": [{"a": 1}],
    'a: "x\x7f"\n': [{"a": "x\x7f"}],
    "a: \u2028x\n": [{"a": "\u2028x"}],
    "a: [a\x85b]\n": [{"a": ["a\x85b"]}],
}

# A text with keys that are defined twice, its documents, and where each of the others stands.
DOUBLED: dict[str, tuple[list[object], list[str]]] = {
    "a: 1\na: 2\n": ([{"a": 2}], ["2:1-2:2 a, as on line 1"]),
    "a: 1\n'a': 2\n\"a\": 3\n": (
        [{"a": 3}],
        ["2:1-2:4 a, as on line 1", "3:1-3:4 a, as on line 1"],
    ),
    "{a: 1, b: {c: 1, c: 2}}\n": ([{"a": 1, "b": {"c": 2}}], ["1:18-1:19 b.c, as on line 1"]),
    "- a: 1\n  b: 2\n  a: 3\n": ([[{"a": 3, "b": 2}]], ["3:3-3:4 [0].a, as on line 1"]),
    "a: 1\n---\nb: 1\n\n# x\nb : 2\n": ([{"a": 1}, {"b": 2}], ["6:1-6:2 b, as on line 3"]),
    "1: a\n0x1: b\n": ([{"1": "b"}], ["2:1-2:4 1, as on line 1"]),
    "~: a\nnull: b\n": ([{"null": "b"}], ["2:1-2:5 null, as on line 1"]),
    "true: a\nTrue: b\n": ([{"true": "b"}], ["2:1-2:5 true, as on line 1"]),
    "é: 1\n\"\\xe9\": 2\n": ([{"é": 2}], ["2:1-2:7 é, as on line 1"]),
    "? x\n? x\n": ([{"x": None}], ["2:3-2:4 x, as on line 1"]),
    "? [a]\n: 1\n? [a]\n: 2\n": ([{"[a]": 2}], ['3:3-3:6 ["[a]"], as on line 1']),
    "a: {<<: {k: 1}, <<: {l: 2}}\n": (
        [{"a": {"k": 1, "l": 2}}],
        ['1:17-1:19 a["<<"], as on line 1'],
    ),
}  # fmt: skip


@pytest.fixture(params=READERS)
def read(request: pytest.FixtureRequest) -> Read:
    """Each of the readers."""
    return READERS[request.param]


def test_plain_scalars_are_read_by_the_core_schema(read: Read) -> None:
    values = {text: read(f"a: {text}\n").documents for text in SCALARS}

    # As text, so that 1, 1.0 and True are told apart, and NaN is equal to itself.
    expected = {text: [{"a": value}] for text, value in SCALARS.items()}
    assert {text: repr(value) for text, value in values.items()} == {
        text: repr(value) for text, value in expected.items()
    }


@pytest.mark.parametrize("frame", ["- {}", "[{}]", "[x, {} , y]", "- - {} # c", "- &x {}"])
def test_a_scalar_is_the_same_wherever_it_stands(read: Read, frame: str) -> None:
    texts = [text for text in SCALARS if text and (frame[0] != "[" or "," not in text)]
    plain = [text for text in texts if not (frame[0] == "[" and text[0] in "?:")]

    seen = {text: read(frame.replace("{}", text) + "\n").documents for text in plain}

    around = {"[x, {} , y]": "[['x', {}, 'y']]", "- - {} # c": "[[[{}]]]"}
    framed = around.get(frame, "[[{}]]")
    assert {text: repr(value) for text, value in seen.items()} == {
        text: framed.replace("{}", repr(SCALARS[text])) for text in plain
    }


@pytest.mark.parametrize(("text", "documents"), [pytest.param(*case) for case in CASES.items()])
def test_every_reader_gives_the_same_documents(
    read: Read, text: str, documents: list[object]
) -> None:
    loaded = read(text)

    assert (repr(loaded.documents), loaded.problems) == (repr(documents), [])


@pytest.mark.parametrize("reader", ["load", "careful"])
def test_yaml_1_2_is_read_where_libyaml_does_not(reader: str) -> None:
    loaded = {text: READERS[reader](text) for text in BEYOND_LIBYAML}

    assert {text: (one.documents, one.problems) for text, one in loaded.items()} == {
        text: (documents, []) for text, documents in BEYOND_LIBYAML.items()
    }


@pytest.mark.parametrize(("text", "expected"), [pytest.param(*case) for case in DOUBLED.items()])
def test_a_doubled_key_is_a_problem_and_the_last_one_counts(
    read: Read, text: str, expected: tuple[list[object], list[str]]
) -> None:
    loaded = read(text)

    places = []
    for problem in loaded.problems:
        at = "{}:{}-{}:{}".format(*problem.span.key()) if problem.span else "nowhere"
        key, _, line = problem.message.removeprefix("`").partition("` is already defined on line ")
        assert line.endswith("; most readers silently use the last one")
        assert (problem.kind, problem.help) == (DUPLICATE_KEY, "remove one, or merge the two")
        places.append(f"{at} {key}, as on line {line.partition(';')[0]}")
    assert (loaded.documents, places) == expected
