"""One way in for every dialect: fast where all is well, careful where anything is not."""

import pytest

from confledger.documents import load
from confledger.documents.dialect import DIALECTS, YAML
from confledger.documents.limits import Limits
from confledger.documents.problem import LIMITS

# The same two values in every dialect, and the place of the second one.
SAME = {
    "yaml": (b"a: x\nb: {c: y}\n", "2:8"),
    "json": (b'{"a": "x",\n "b": {"c": "y"}}\n', "2:13"),
    "jsonc": (b'{"a": "x", // one\n "b": {"c": "y"},}\n', "2:13"),
    "json5": (b"{a: 'x',\n b: {c: 'y'}}\n", "2:9"),
    "toml": (b'a = "x"\n[b]\nc = "y"\n', "3:5"),
    "ini": (b"[a]\nb = x\n[b]\nc = y\n", "4:5"),
    "dotenv": (b"a=x\nb=y\n", "2:3"),
    "properties": (b"a=x\nb.c=y\n", "2:5"),
}


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_gives_documents_and_places(dialect: str) -> None:
    data, place = SAME[dialect]

    loaded, quick = load.load(data, dialect), load.quick(data, dialect)

    (document,) = loaded.documents
    assert isinstance(document, dict)
    (value,) = [key for key in document if key.startswith("b")]
    inner = document[value]
    path = (value, "c") if isinstance(inner, dict) else (value,)
    assert (inner["c"] if isinstance(inner, dict) else inner) == "y"
    span = load.positions(data, dialect).value(0, path)
    assert span is not None
    assert f"{span.line}:{span.column}" == place
    assert loaded.problems == []
    assert quick in (None, loaded.documents)
    assert load.careful(data, dialect).documents == loaded.documents


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_file_that_is_too_large_is_not_read(dialect: str) -> None:
    limits = Limits(max_bytes=1_000)

    loaded = load.load(b"#" * 1_001, dialect, limits)

    assert load.quick(b"#" * 1_001, dialect, limits) is None
    assert [(one.kind, one.message, one.help, one.span) for one in loaded.problems] == [
        (
            LIMITS,
            "the file has 1,001 bytes, more than the 1,000 that are read",
            "split it, list it under `ignore`, or raise `limits.max-bytes` in confledger.yaml",
            None,
        )
    ]
    assert loaded.documents == []


def test_the_problems_of_the_bytes_come_before_those_of_the_text() -> None:
    loaded = load.load(b"\xef\xbb\xbfa: 1\r\na: 2\n", YAML)

    assert [one.kind for one in loaded.problems] == ["encoding", "encoding", "duplicate-key"]
    assert loaded.documents == [{"a": 2}]


def test_a_file_without_text_has_no_documents_and_no_places() -> None:
    assert load.load(b"\xff", YAML).documents == []
    assert load.positions(b"\xff", YAML).value(0, ()) is None


def test_a_dialect_that_does_not_exist_is_a_mistake_of_ours() -> None:
    with pytest.raises(ValueError, match="unknown dialect 'xml'"):
        load.load(b"", "xml")


def test_what_the_fast_reader_changed_the_careful_one_reads_again() -> None:
    # Two keys that are one as text; an integer that became a float.
    assert load.load(b"1: a\n'1': b\n", YAML).documents == [{"1": "b"}]
    assert load.load(b"- !x 9223372036854775808\n- 9223372036854775808\n", YAML).documents == [
        ["9223372036854775808", 2**63]
    ]


@pytest.mark.parametrize(
    ("dialect", "line", "kind"),
    [
        pytest.param("dotenv", "=1\n", "syntax"),
        pytest.param("ini", "=1\n", "syntax"),
        pytest.param("properties", "a=1\n", "duplicate-key"),
        pytest.param("yaml", "a: 1\n", "duplicate-key"),
    ],
)
def test_of_very_many_faults_the_first_thousand_are_listed(
    dialect: str, line: str, kind: str
) -> None:
    first = 2 if kind == "duplicate-key" else 1

    loaded = load.load((line * 3_000).encode(), dialect)

    last = loaded.problems[-1]
    assert [problem.span.line for problem in loaded.problems if problem.span] == list(
        range(first, first + 1_001)
    )
    assert (last.kind, last.message, last.help) == (
        kind,
        "the file has more than 1,000 faults, of which the others are not listed",
        None,
    )
