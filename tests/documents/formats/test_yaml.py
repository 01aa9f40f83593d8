"""The fast reader never says more than the careful one, whatever stands in the text."""

import random
import string
from math import inf, nan
from time import process_time

import pytest
import yaml as pyyaml
import yaml12
from hypothesis import given
from hypothesis import strategies as st

from confledger.documents import load
from confledger.documents.dialect import YAML
from confledger.documents.formats import yaml, yaml_nodes
from confledger.documents.formats.yaml_agreement import agree, documents_of
from confledger.documents.limits import DEFAULT, Limits
from confledger.documents.problem import ENCODING, Loaded
from confledger.location import Path

SAMPLES = {
    "deployment": """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: "api", labels: {app: api, tier: 'back'}}
spec:
  replicas: 3
  template:
    spec:
      containers:
      - name: api
        image: registry:5000/api:1.2.3
        args: ["--port", "8080", '-v']
        command:
          - sh
          - -c
          - |
            set -e
            exec api --mode=prod
""",
    "workflow": """\
# build and test
on: {push: {branches: [main]}}
env:
  PYTHON: "3.10"
jobs:
  build:
    runs-on: ${{ matrix.os }}
    strategy: &strategy
      matrix: {os: [ubuntu-22.04, 'macos-14'], include: [{os: x, n: 1}]}
    steps:
      - uses: actions/checkout@v4
        with: {fetch-depth: 0}
      - run: >-
          pytest -q
          --maxfail=1
  again:
    strategy: *strategy
""",
    "merges": """\
defaults: &defaults
  timeout: 30
  retries: 0x10
more: &more {mode: 0644, on: yes}
a:
  <<: *defaults
  timeout: 60
b: {<<: [*defaults, *more], c: ~}
""",
    "documents": """\
%YAML 1.2
---
a: 1
...
---
# nothing
---
- 2_17
- 12:30:45
- !!str 12
--- |
 text
   more
---
"quoted": 'it''s'
? [complex, key]
: value
""",
    "text": """\
plain: one
  two
single: 'a

  b'
double: "a\\tb \\
  c \\u00e9 \\"d\\""
literal: |+
  x

folded: >2-
    y
 \u0020
    z
é: [ü, {日本: 😀}]
""",
    "values": """\
- [1, -1, 0o17, 0xff, 1e3, .5, .inf, .NaN, ~, true, False]
- {a: 2020-01-01, b: 1_000, c: +1, d: "", e: , f}
- - - deep
    - er
  -
  - ! 1
- !env {x: !vault y}
""",
}


def same(one: object, other: object) -> bool:
    """Whether two documents are equal, NaN to itself, and 1 not to 1.0 or true."""
    return repr(one) == repr(other)


def as_loaded(documents: list[object] | None) -> list[object] | None:
    """What `load` makes of the answer of the fast reader."""
    return None if documents is None else yaml.normalised(documents)


def mutations(text: str, count: int) -> list[str]:
    """Make many slightly wrong texts of a right one, the same ones every time."""
    chance = random.Random(text)
    made = []
    for _ in range(count):
        lines = text.splitlines(keepends=True)
        row = chance.randrange(len(lines))
        at = chance.randrange(len(text))
        character = chance.choice(" \t\n:-?,[]{}\"'|>&*!#%@`<~.0_x\\+é\r" + string.ascii_letters)
        made.append(
            chance.choice(
                [
                    text[:at] + text[at + 1 :],
                    text[:at] + character + text[at:],
                    text[:at] + character + text[at + 1 :],
                    text[:at] + text[at - 1 : at + 3] + text[at:],
                    "".join(lines[:row] + lines[row + 1 :]),
                    "".join(lines[:row] + lines[row:][:1] + lines[row:]),
                    "".join([*lines[:row], " " + lines[row], *lines[row + 1 :]]),
                    text[:at],
                ]
            )
        )
    return made


@pytest.mark.parametrize("sample", SAMPLES)
def test_what_the_fast_reader_accepts_the_careful_one_reads_alike(sample: str) -> None:
    texts = [SAMPLES[sample], *mutations(SAMPLES[sample], 600)]
    accepted, wrong = 0, []

    for text in texts:
        quick = load.quick(text.encode(), YAML)
        careful = load.careful(text.encode(), YAML)
        documents = as_loaded(quick)
        assert careful.documents or careful.problems or not (quick or [])
        if documents is not None:
            accepted += 1
            if careful.problems or not same(documents, careful.documents):
                wrong.append((text, documents, careful.documents, careful.problems))

    assert wrong == []
    # Both ways were gone.
    assert 100 < accepted < 550


@pytest.mark.parametrize("sample", SAMPLES)
def test_every_beginning_of_a_file_is_read_or_refused_with_its_place(sample: str) -> None:
    data = SAMPLES[sample].encode()

    for end in range(len(data)):
        loaded = load.load(data[:end], YAML)
        lines = data[:end].decode("utf-8", "replace").split("\n")
        for problem in loaded.problems:
            assert problem.span is not None
            assert 1 <= problem.span.line <= len(lines)
            assert 1 <= problem.span.column <= len(lines[problem.span.line - 1]) + 1


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=12)
words = st.sampled_from(
    ["", "a", "1", "on", "null", "~", "<<", "0x1F", "- x", "a: b", "# c", "1e3"]
)
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from([inf, -inf, nan]),
    texts,
    words,
    st.text("ab \n\t\"'#:-", max_size=20),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts | words, inner, max_size=4),
    max_leaves=12,
)
styles = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([None, True, False]),
        "default_style": st.sampled_from([None, "'", '"', "|", ">"]),
        "allow_unicode": st.booleans(),
        "indent": st.sampled_from([2, 4]),
        "width": st.sampled_from([20, 80, 10_000]),
        "explicit_start": st.booleans(),
        "line_break": st.sampled_from(["\n", "\r\n"]),
    }
)


class Dumper(pyyaml.SafeDumper):
    """PyYAML's, without anchors for values that happen to be the same."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def leaves(value: object, path: Path = ()) -> list[tuple[Path, object]]:
    """Return every value that holds no other one, and the way to it."""
    if isinstance(value, dict):
        return [leaf for key in value for leaf in leaves(value[key], (*path, key))]
    if isinstance(value, list):
        return [leaf for index, item in enumerate(value) for leaf in leaves(item, (*path, index))]
    return [(path, value)]


@given(value=values, style=styles)
def test_what_pyyaml_writes_all_readers_read_alike(value: object, style: dict[str, object]) -> None:
    text = pyyaml.dump(value, Dumper=Dumper, **style)  # type: ignore[call-overload]
    data = text.encode()

    loaded = load.load(data, YAML)

    for other in (load.careful(data, YAML), yaml_nodes.read(text.replace("\r\n", "\n"), DEFAULT)):
        # Random letters may look like text that went through the wrong encoding.
        assert {problem.kind for problem in other.problems} <= {ENCODING}
        assert same(loaded.documents, other.documents)
    quick = as_loaded(load.quick(data, YAML))
    assert quick is None or same(quick, loaded.documents)


@given(value=st.dictionaries(texts | words, values, min_size=1, max_size=4), style=styles)
def test_the_span_of_a_value_holds_what_reads_as_the_value(
    value: object, style: dict[str, object]
) -> None:
    style = {**style, "default_style": None, "line_break": "\n", "width": 10_000}
    text = pyyaml.dump(value, Dumper=Dumper, **style)  # type: ignore[call-overload]
    loaded: Loaded = load.load(text.encode(), YAML)
    positions = load.positions(text.encode(), YAML)
    # YAML has more line ends than Python's splitlines, and fewer.
    lines = text.split("\n")

    for path, leaf in leaves(loaded.documents[0]):
        span = positions.value(0, path)
        if leaf in (None, "", [], {}) or isinstance(leaf, (list, dict)):
            continue
        assert span is not None, (text, path)
        if span.line == span.end_line:
            written = lines[span.line - 1][span.column - 1 : span.end_column - 1]
            if not written.startswith(("!", "|", ">")):
                assert same(load.load(f"- {written}".encode(), YAML).documents, [[leaf]])


@pytest.mark.parametrize(
    ("text", "fast"),
    [
        pytest.param("a: 1\n", True, id="nothing to doubt"),
        pytest.param("a: 1\na: 2\n", False, id="a doubled key"),
        pytest.param("a: \x1b\n", False, id="a control character"),
        pytest.param("\ta: 1\n", False, id="a tab before the first key"),
        pytest.param("# x\n\ta: 1\n", False, id="a tab before the first key, below a comment"),
        pytest.param("a: 1 # \tx\nb: |\n  \tx\n", True, id="tabs where they may stand"),
        pytest.param("a:\n \t- b\n", False, id="a tab before an item"),
        pytest.param("-\ta: 1\n", False, id="a tab between a dash and a key"),
        pytest.param('a:\n \t"b": c\n', False, id="a tab before a key"),
        pytest.param("a: ++1\n", False, id="a number to py-yaml12, and to nobody else"),
        pytest.param("a: g++ -std=c++17\n", True, id="two signs and no number"),
        pytest.param("a: 0xDEADBEEFDEADBEEF\n", False, id="more than 63 bits"),
        pytest.param("a: 'q0x0123456789abcdef'\n", True, id="many digits in a text"),
        pytest.param("a: !x \u00a0\n", False, id="a no-break space alone"),
        pytest.param("a: !x e\u00a0\u00a0\n", True, id="no-break spaces after a letter"),
        pytest.param("a: |\n  x", False, id="a text block at the end of the file"),
        pytest.param('a: "x\\n"', False, id="which looks the same"),
        pytest.param("a: {'<<': 1}\n", False, id="a quoted merge key"),
        pytest.param("a: {! <<: {b: 1}}\n", False, id="a merge key with a tag"),
        pytest.param("a: !!int '1'\n", False, id="a tag of the core schema before quotes"),
        pytest.param("a: &x {b: 1}\nc: {<<: *x}\n", True, id="a merge key"),
        pytest.param(f"a: {' ' * 250}1\n", False, id="what could be deep nesting"),
        pytest.param(f"a: {' ' * 240}1\n", True, id="what could be some nesting"),
    ],
)  # fmt: skip
def test_the_fast_reader_leaves_alone_what_it_might_read_wrongly(text: str, fast: bool) -> None:
    assert (load.quick(text.encode(), YAML) is not None) == fast


def test_many_no_break_spaces_take_no_time() -> None:
    text = "a: !x e" + "\u00a0" * 20_000 + "f\n"
    began = process_time()

    assert load.quick(text.encode(), YAML) is not None
    # When each was tried with all that follow, this took more than a second.
    assert process_time() - began < 0.5


@pytest.mark.parametrize(
    "limits",
    [
        pytest.param(Limits(max_bytes=4), id="bytes"),
        pytest.param(Limits(max_nodes=4), id="more bytes than values are allowed"),
        pytest.param(Limits(max_depth=249), id="fewer levels than the parsers allow"),
    ],
)
def test_limits_of_the_user_are_counted_by_the_careful_reader(limits: Limits) -> None:
    assert load.quick(b"a: 1\n", YAML, limits) is None


def test_keys_and_tags_stay_as_they_are_until_somebody_needs_them() -> None:
    documents = load.quick(b"0: a\ntrue: !x {2: b}\n? [3, ~]\n: c\n", YAML)

    assert documents is not None
    assert documents != yaml.normalised(documents)
    assert yaml.normalised(documents) == [{"0": "a", "true": {"2": "b"}, "[3, null]": "c"}]


@pytest.mark.parametrize(
    "documents",
    [
        pytest.param([{"a": 2.0**63}], id="an integer beyond 64 bits became a float"),
        pytest.param([{1: "a", "1": "b"}], id="two keys became one"),
        pytest.param([{("a",): 1}], id="a collection as a key, as yaml-rs gives it"),
    ],
)
def test_values_that_a_parser_may_have_changed_are_not_taken(documents: list[object]) -> None:
    assert yaml.normalised(documents) is None


@pytest.mark.parametrize(
    "mark",
    [
        *("a!", "?[", "x{{ ", "a !", "&!", " {[", "[]:", "{}: ", "\\u", "_0x", "0b.", "\u2000"),
        *("x" + sign * 90 + " " for sign in ("y!", "y&", "y{{", "y?,")),
    ],
    ids=lambda mark: mark[:4],
)
def test_to_see_whether_the_parsers_agree_takes_no_time_on_any_text(mark: str) -> None:
    data = ("a: b" + mark * (1_000_000 // len(mark)) + ":").encode()
    began = process_time()

    agree(data)

    assert process_time() - began < 1


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        pytest.param("a: 1\n", True, id="one document"),
        pytest.param("# x\n---\na: [1, 2]\n", True, id="with a start"),
        pytest.param("- a\n---\n- b\n", True, id="two documents"),
        pytest.param("- a\n---\n", True, id="two documents, the last of them empty"),
        pytest.param("a\n---\n- b\n", False, id="two documents, one of them no collection"),
        pytest.param("a: 1\r---\rb: 2\r", True, id="two documents, and line ends of their own"),
        pytest.param("---x\n---\n- b\n", False, id="a text that begins like a document"),
        pytest.param("- [1]\n- [2]\n", True, id="a list, which is not several documents"),
        pytest.param("- [1]\n- [2]\n---\n", True, id="a list, and another document"),
        pytest.param("a: !t 1\n", False, id="a tag"),
        pytest.param("a: &x !t 1\n", False, id="a tag behind an anchor"),
        pytest.param("a: [&x !t 1]\n", False, id="a tag behind an anchor in a list"),
        pytest.param('a: {"b":&x !t 1}\n', False, id="a tag behind an anchor behind a key"),
        pytest.param("a: b && !c && !d(e)\n", True, id="an expression"),
        pytest.param("a: b && !c" + " &&" * 9 + " !d\n", False, id="a long expression"),
        pytest.param("a: b != c {{ d }}:e [f]:g\n", True, id="the signs of a tag and of a key"),
        pytest.param("[a]: b\n", False, id="a list as a key"),
        pytest.param("a: &x{{b: c}: d}\n", False, id="a map as a key"),
        pytest.param("a: done!\n", True, id="an exclamation"),
        pytest.param("%YAML 1.2\n---\na: 1\n", False, id="a directive"),
        pytest.param("a: 2_17\n", False, id="a number of YAML 1.1"),
        pytest.param("a: api2_17\n", True, id="no number at all"),
        pytest.param("a: .Nan\n", False, id="a word that YAML does not spell like this"),
        pytest.param("a: .NaN\nb: .inf\n", True, id="a word that it does"),
        pytest.param("a: logger.INFo\nb: .nano\n", True, id="a part of another word"),
        pytest.param("a: &x 1\nb: *x\n", True, id="an alias of a scalar"),
        pytest.param("a: &x [1]\nb: *x\n", False, id="an alias of a list"),
        pytest.param("a: R&D and *bold*\n", True, id="the signs of an alias"),
        pytest.param('a: "\\ud83d\\ude00"\n', False, id="an escape"),
        pytest.param('a: "\\u003c"\n', True, id="an escape of one character"),
        pytest.param("? a\n", False, id="a key that says so"),
        pytest.param("a: what? is\n", True, id="a question"),
        pytest.param("a: {? b : c}\n", False, id="a key that says so in a map"),
        pytest.param("a: 0X1F\n", False, id="a number that only yaml-rs knows"),
        pytest.param("a: -0B1\n", False, id="a number of another base"),
        pytest.param("a: 1f:6b:6e and [a-z0-9_.]*\n", True, id="digits and letters"),
        pytest.param("a: ++1\n", False, id="two signs"),
        pytest.param("a: c++\n", True, id="signs of something else"),
        pytest.param("a: it\u2019s \u2026\n", True, id="typographic signs"),
        pytest.param("a: \u2003\n", False, id="a space of another width"),
    ],
)
def test_one_parser_is_enough_where_both_are_known_to_agree(text: str, alone: bool) -> None:
    data = text.encode()
    read = yaml.guard(text, DEFAULT)
    found = documents_of(data, read) if agree(data) else None

    assert (found is not None) == alone
    if alone:
        assert repr(found) == repr(yaml12.parse_yaml(text.replace("\r", "\n"), multi=True))
