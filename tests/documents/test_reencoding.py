"""Bytes are rewritten where they can mean one thing only, and say the same afterwards."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from confledger.documents.dialect import DIALECTS
from confledger.documents.limits import DEFAULT
from confledger.documents.load import load
from confledger.documents.reencoding import decoded, repaired
from confledger.documents.same import same

BOM = b"\xef\xbb\xbf"
UNMARKED = "the byte order mark is gone"
LF = "lines end with LF throughout"
CRLF = "lines end with CRLF throughout"
RESTORED = "text that was read as Windows-1252 is restored"


@pytest.mark.parametrize(
    ("data", "dialect", "expected", "done"),
    [
        pytest.param(BOM + b"a: 1\n", "yaml", b"a: 1\n", [UNMARKED], id="mark"),
        pytest.param(BOM + b"[a]\r\nb=1\r\n", "ini", b"[a]\r\nb=1\r\n", [UNMARKED], id="CRLF"),
        pytest.param(b"a: 1\r\nb: 2\nc: 3\n", "yaml", b"a: 1\nb: 2\nc: 3\n", [LF], id="to LF"),
        pytest.param(
            b'{"a":\r\n1,\n"b":\r\n2}', "json", b'{"a":\r\n1,\r\n"b":\r\n2}', [CRLF], id="to CRLF"
        ),
        pytest.param(
            BOM + b"a: |\r\n  x\n  y\n", "yaml", b"a: |\n  x\n  y\n", [UNMARKED, LF], id="two"
        ),
        pytest.param(
            "a: é\n".encode("utf-16"), "yaml", "a: é\n".encode(), ["UTF-16-LE is now UTF-8"],
            id="UTF-16",
        ),
        pytest.param(
            b"\xfe\xff" + "a: é\n".encode("utf-16-be"), "yaml", "a: é\n".encode(),
            ["UTF-16-BE is now UTF-8"], id="UTF-16, big end first",
        ),
        pytest.param(
            "a: größer # äh\n".encode("cp1252"), "yaml", "a: größer # äh\n".encode(),
            ["Windows-1252 is now UTF-8"], id="bytes that are alike in every Latin encoding",
        ),
        pytest.param(
            "a: schÃ¶n # fÃ¼r\nb: ß\n".encode(), "yaml", "a: schön # für\nb: ß\n".encode(),
            [RESTORED], id="misread",
        ),
    ],
)  # fmt: skip
def test_what_can_mean_one_thing_is_rewritten(
    data: bytes, dialect: str, expected: bytes, done: list[str]
) -> None:
    assert repaired(data, dialect, DEFAULT) == (expected, done)
    assert repaired(expected, dialect, DEFAULT) == (expected, [])


@pytest.mark.parametrize(
    ("data", "dialect"),
    [
        pytest.param(b"a: 1\r\nb: 2\n", "yaml", id="as many lines end so as so"),
        pytest.param(b"a: 1\r\nb: 2\nc: 3\rd: 4\n", "yaml", id="a lone CR may be meant"),
        pytest.param(b"A='x\r\ny'\nB=1\nC=1\n", "dotenv", id="a line end in a value"),
        pytest.param(b'a = """x\r\ny"""\nb = 1\nc = 1\n', "toml", id="a line end in a string"),
        pytest.param("a: crème\n".encode("cp1252"), "yaml", id="in Central Europe it is č"),
        pytest.param("a: привет\n".encode("cp1251"), "yaml", id="Cyrillic"),
        pytest.param(b"a: x\xe9\xe9\xe9y\n", "yaml", id="no Latin word"),
        pytest.param(b"a: \xe9 \xe9\n", "yaml", id="letters alone"),
        pytest.param("a: é\n".encode("cp437"), "yaml", id="DOS"),
        pytest.param("a: 5 € §\n".encode("cp1252"), "yaml", id="a sign that others have elsewhere"),
        pytest.param(BOM + b"a: [\n", "yaml", id="a syntax error"),
        pytest.param(BOM + b"a: 1\n a: 2\n", "yaml", id="a syntax error below"),
        pytest.param(BOM, "yaml", id="nothing but a mark"),
        pytest.param(b"\xff\xfea\0:\0 \0\n", "yaml", id="half a character"),
        pytest.param("a: x\0y\n".encode("utf-16"), "yaml", id="NUL inside of UTF-16"),
        pytest.param(b"a: x\0y\r\nb: 1\nc: 1\n", "yaml", id="NUL"),
        pytest.param(
            'a: "\\u00c3\\u00b6 Ã¶"\n'.encode(), "yaml", id="an escape that says the same"
        ),
        pytest.param("a: \ufffd Ã¶\n".encode(), "yaml", id="a character is lost already"),
        pytest.param("a: CAFÉ» ok\n".encode(), "yaml", id="a word and a quote"),
        pytest.param("schön=1\n".encode("latin-1"), "properties", id="Java reads it so"),
    ],
)
def test_what_could_mean_something_else_stays(data: bytes, dialect: str) -> None:
    assert repaired(data, dialect, DEFAULT) == (data, [])


PIECES = [
    "a", ": ", "=", "1", '"', "'", "\\", "\n", "\r\n", "\r", "  ", "#", "{", "}", "[", "]", "|",
    "é", "ö", "Ã¶", "Ã", "»", "\u0085", "\u2028", "🎉", "- ", "&x", "*x", "\\u00e9", ",",
]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), max_size=25).map("".join)


@given(
    texts,
    st.sampled_from(DIALECTS),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "latin-1"]),
)
@example("Ã¶: ö\r\nb: |\n  Ã¶\n", "yaml", "utf-8-sig")
def test_whatever_is_rewritten_says_the_same_and_stays(text: str, dialect: str, codec: str) -> None:
    data = text.encode(codec, "replace")

    new, done = repaired(data, dialect, DEFAULT)

    assert (new != data) is bool(done)
    if done:
        before, after = load(data, dialect), load(new, dialect)
        assert after.documents
        assert not any(problem.kind == "syntax" for problem in after.problems)
        if before.documents and RESTORED not in done:
            assert same(before.documents, after.documents)
        lines = decoded(data, dialect).replace("\r\n", "\n")
        if RESTORED not in done and codec.startswith("utf"):
            assert lines.removeprefix("\ufeff") == new.decode().replace("\r\n", "\n")
    again = repaired(new, dialect, DEFAULT)
    # Text that was misread twice is restored twice.
    assert again == (new, []) or again[1] == [RESTORED]
