"""What holds in every dialect but YAML: no exception, no value in a message, no limit passed."""

import io
import json
import subprocess
import tarfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.documents.dialect import JSON, JSONC, TOML, dialect_of
from confledger.documents.limits import Limits
from confledger.documents.load import careful, load, positions, quick
from confledger.documents.problem import ENCODING, SYNTAX
from reading import paths, places, said

RICH = {
    "json": '{"a": [1, -2.5e+3, "x\\u00e9\\ud83d\\ude00"], "b/~\\"": {"": null, "é": true},\n'
    ' "c": [{}]}\n',
    "jsonc": '// c\n{"a": [1, "x\\n",], /* d\n */ "é": {"b": false,},}\n',
    "json5": "// c\n{a: [1, .5, +0x1F,], 'b\\\n c': \"\\x41\",\n"
    " $é: Infinity, /* x */ \\u0041b: -1,}\n",
    "toml": "a.b = 1\nc = [1, [2.5, \"x\\u00e9\"], {d = 1, \"e f\" = '''a\nb'''}]\n"
    '[t."é".x] # c\nd = 1979-05-27T07:32:00Z\nm = """\nx \\\n  y"""\n'
    "[[arr]]\nk = 0x1F\n[[arr.sub]]\n[[arr]]\n",
    "ini": "top = 1\n[a b] ; c\nk = é\n  more\n\n  last\nbare\n# c\n[*.{py,js}]\nx: y\n",
    "dotenv": "# c\nA=1\nexport B=\"x\\n\né\" # c\nC='a\nb'\nD= v # c\nE\nF.x-y=\n",
    "properties": "# c\n! d\na = b\nc\\:d : e \\\n   f\\u00e9\\ud83d\\ude00\n"
    "g é\nk\\ =\nlast=x\\\n",
}


@pytest.mark.parametrize("dialect", RICH)
def test_a_text_cut_off_anywhere_is_read_without_an_exception(dialect: str) -> None:
    for data in (RICH[dialect].encode(), RICH[dialect].replace("\n", "\r\n").encode()):
        assert load(data, dialect).problems == []
        for end in range(len(data)):
            part = data[:end]
            slow, fast = careful(part, dialect), quick(part, dialect)
            assert repr(load(part, dialect).documents) == repr(slow.documents), part
            if fast is not None:
                assert (repr(fast), slow.problems) == (repr(slow.documents), [])
            assert slow.documents or slow.problems, part
            where = positions(part, dialect)
            for document in slow.documents:
                assert all(where.value(0, path) for path in paths(document)), part


@pytest.mark.parametrize("dialect", RICH)
def test_the_kind_of_line_ends_changes_neither_values_nor_places(dialect: str) -> None:
    text = RICH[dialect]
    for other in ("\r\n", "\r"):
        changed = text.replace("\n", other)
        assert repr(load(changed.encode(), dialect).documents) == repr(
            load(text.encode(), dialect).documents
        )
        assert places(changed, dialect) == places(text, dialect)


@pytest.mark.parametrize("dialect", RICH)
def test_a_byte_order_mark_moves_nothing(dialect: str) -> None:
    text = RICH[dialect]
    loaded = load(b"\xef\xbb\xbf" + text.encode(), dialect)

    assert [problem.kind for problem in loaded.problems] == [ENCODING]
    assert repr(loaded.documents) == repr(load(text.encode(), dialect).documents)
    assert places("\ufeff" + text, dialect) == places(text, dialect)


# Every value has the word in it; no key has.
SECRETS = {
    "json": '{"a": ["hunter2", -5.5], "b": {"c": "x hunter2", "d": "\\u00e9hunter2"}}',
    "jsonc": '{"a": ["hunter2",], // c\n"b": "hunter2"}',
    "json5": "{a: ['hunter2'], b: \"hunter2\", c: 'x\\\nhunter2'}",
    "toml": 'a = "hunter2"\n[b]\nc = \'hunter2\'\nd = ["hunter2", {e = "hunter2"}]\n'
    "f = '''hunter2'''\n",
    "ini": "[a]\nb = hunter2\n  hunter2\n[c]\nd: hunter2\n",
    "dotenv": "A=hunter2\nB=\"hunter2\"\nC='x\nhunter2'\nexport D=hunter2 # c\n",
    "properties": "a = hunter2\nb : hunter2 \\\n  hunter2\nc hunter2\n",
}


@pytest.mark.parametrize("dialect", SECRETS)
@given(
    edits=st.lists(
        st.tuples(st.floats(0, 1), st.integers(0, 2), st.text("'\"\\[]{}:=,# \nu5", max_size=2))
    )
)
@settings(max_examples=60)
def test_no_message_quotes_a_value(dialect: str, edits: list[tuple[float, int, str]]) -> None:
    text = SECRETS[dialect]
    for place, length, put in edits:
        start = int(place * len(text))
        text = text[:start] + put + text[start + length :]
    for problem in load(text.encode(), dialect).problems:
        keys = any("unter" in step for step in map(str, problem.path))
        assert keys or "unter" not in said(problem), text


DEEP = "no configuration needs this; flatten it or list the file under `ignore`"
MANY = "split the file, or raise `limits.max-nodes` in confledger.yaml"
LONG = "no reader keeps all of its digits; put it in quotes if it is no quantity"
HUGE = "split it, list it under `ignore`, or raise `limits.max-bytes` in confledger.yaml"
N = 10_000


@pytest.mark.parametrize(
    ("dialect", "text", "expected"),
    [
        ("json", "[" * N, f"limits 1:251-1:252 nested deeper than 250 levels | {DEEP}"),
        ("json", "[" * N + "]" * N, f"limits 1:251-1:252 nested deeper than 250 levels | {DEEP}"),
        ("json", '{"a":' * N, f"limits 1:1251-1:1252 nested deeper than 250 levels | {DEEP}"),
        (
            "jsonc",
            "[" * 251 + "]" * 251,
            f"limits 1:251-1:252 nested deeper than 250 levels | {DEEP}",
        ),
        ("json5", "{a:" * N, f"limits 1:751-1:752 nested deeper than 250 levels | {DEEP}"),
        ("toml", "a=" + "[" * N, f"limits 1:103-1:104 nested deeper than 100 brackets | {DEEP}"),
        (
            "toml",
            "a=" + "[" * 101 + "]" * 101,
            f"limits 1:103-1:104 nested deeper than 100 brackets | {DEEP}",
        ),
        ("toml", "a=" + "{a=" * N, f"limits 1:303-1:304 nested deeper than 100 brackets | {DEEP}"),
        (
            "toml",
            ".".join("a" * N) + "=1",
            f"limits 1:1-1:502 nested deeper than 250 levels | {DEEP}",
        ),
        (
            "toml",
            "\n[" + ".".join("a" * N) + "]",
            f"limits 2:2-2:503 nested deeper than 250 levels | {DEEP}",
        ),
        ("json", "[\n" + "1," * N + "1]", f"limits 2:1998-2:1999 more than 1,000 values | {MANY}"),
        (
            "json",
            "[" + "[[1]]," * N + "1]",
            f"limits 1:1999-1:2000 more than 1,000 values | {MANY}",
        ),
        ("jsonc", "[" + "1,/*,*/" * N, f"limits 1:6989-1:6990 more than 1,000 values | {MANY}"),
        ("json5", "[\r\n" + "'[',[]," * N, f"limits 2:3497-2:3498 more than 1,000 values | {MANY}"),
        ("toml", "a = [" + "1," * N + "]", f"limits 1:2002-1:2003 more than 1,000 values | {MANY}"),
        (
            "ini",
            "[a]\n" + "".join(f"k{n}=v\n" for n in range(N)),
            f"limits 1000:1-1000:7 more than 1,000 values | {MANY}",
        ),
        (
            "dotenv",
            "".join(f"k{n}=v\n" for n in range(N)),
            f"limits 1000:1-1000:7 more than 1,000 values | {MANY}",
        ),
        (
            "properties",
            "".join(f"k{n}=v\n" for n in range(N)),
            f"limits 1000:1-1000:7 more than 1,000 values | {MANY}",
        ),
        (
            "json",
            "[1, " + "1" * 5000 + "]",
            f"limits 1:5-1:5005 a number with more digits than can be read | {LONG}",
        ),
        (
            "json5",
            "-0x" + "f" * 5000,
            f"limits 1:1-1:5004 a number with more digits than can be read | {LONG}",
        ),
        (
            "toml",
            "a = 1\nb = [" + "1" * 5000 + "]",
            f"limits 2:6-2:5006 a number with more digits than can be read | {LONG}",
        ),
        (
            "toml",
            "a = 0x" + "f" * 5000,
            f"limits 1:7-1:5007 a number with more digits than can be read | {LONG}",
        ),
        *(
            (
                dialect,
                "#" * 200_001,
                f"limits the file has 200,001 bytes, more than the 200,000 that are read | {HUGE}",
            )
            for dialect in RICH
        ),
    ],
    ids=lambda value: value[:12] if isinstance(value, str) else None,
)
def test_a_limit_that_is_passed_is_said_at_once(dialect: str, text: str, expected: str) -> None:
    limits = Limits(max_bytes=200_000, max_nodes=1_000 if "values" in expected else 100_000)
    data = text.encode()

    loaded = load(data, dialect, limits)

    assert [said(problem) for problem in loaded.problems] == [expected]
    assert loaded.documents == []
    assert quick(data, dialect, limits) is None
    positions(data, dialect)


@pytest.mark.parametrize(
    ("dialect", "text", "deepest", "most"),
    [
        pytest.param("json", '{"a": [1, [2], {"b": {}}]}', 4, 7, id="json"),
        pytest.param("jsonc", "[1, 2, [], // c\n]", 2, 4, id="jsonc"),
        pytest.param("json5", "{a: {b: 1,},}", 2, 3, id="json5"),
        pytest.param("toml", "a.b = [1, {c = 2}]\n[d]\n[[e]]\nf = 3", 4, 10, id="toml"),
        pytest.param("ini", "[a]\nb = 1\n[c]", 2, 4, id="ini"),
        pytest.param("dotenv", "A=1\nB=2", 1, 3, id="dotenv"),
        pytest.param("properties", "a=1\nb=2", 1, 3, id="properties"),
    ],
)
def test_a_limit_that_is_just_reached_is_no_problem(
    dialect: str, text: str, deepest: int, most: int
) -> None:
    data, limits = text.encode(), Limits(max_depth=deepest, max_nodes=most)
    expected = repr(load(data, dialect).documents)

    for way in (load, careful):
        loaded = way(data, dialect, limits)
        assert (repr(loaded.documents), loaded.problems) == (expected, [])
        assert way(data, dialect, Limits(max_nodes=most - 1)).documents == []
    if deepest > 2:
        assert load(data, dialect, Limits(max_depth=deepest - 1)).documents == []


def archived(corpus: Path, scratch: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every JSON and TOML file of the corpus, by name."""
    archives = [path.read_bytes() for path in sorted(corpus.glob("schemas/*.tar.gz"))]
    for bundle in sorted(corpus.glob("history/*.bundle")):
        clone = scratch / bundle.stem
        subprocess.run(["git", "clone", "-q", "--bare", bundle, clone], check=True)
        whole = ["git", "-C", str(clone), "archive", "--format=tar", "HEAD"]
        archives.append(subprocess.run(whole, check=True, capture_output=True).stdout)
    for archive in archives:
        with tarfile.open(fileobj=io.BytesIO(archive)) as members:
            for member in members:
                if member.isfile() and dialect_of(member.name) in (JSON, JSONC, TOML):
                    file = members.extractfile(member)
                    assert file
                    yield member.name, file.read()


def refused(word: str) -> object:
    raise ValueError(word)


@pytest.mark.corpus
@pytest.mark.slow
def test_real_files_are_read_as_the_standard_library_reads_them(
    corpus: Path, tmp_path: Path
) -> None:
    accepted = differing = 0
    for name, data in archived(corpus, tmp_path):
        dialect = dialect_of(name) or ""
        text = data.decode("utf-8-sig")
        loaded = load(data, dialect)
        slow = careful(data, dialect)
        assert repr(slow.documents) == repr(loaded.documents), name
        faults = [said(each) for each in loaded.problems if each.kind == SYNTAX]
        try:
            if dialect == TOML:
                expected: object = tomllib.loads(text)
            else:
                expected = json.loads(text, parse_constant=refused)
        except ValueError:
            assert faults or (dialect == JSONC and loaded.documents), name
            differing += 1
            continue
        accepted += 1
        assert faults == [], name
        if dialect == TOML:
            plain = json.dumps(expected, default=lambda value: value.isoformat())
            assert json.dumps(loaded.documents[0]) == plain, name
        else:
            assert repr(loaded.documents[0]) == repr(expected), name
            where = positions(data, dialect)
            for path in paths(expected):
                assert where.value(0, path), name
    assert accepted > 1000
    assert differing < 20
