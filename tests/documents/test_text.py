"""From bytes to text: what is no UTF-8 is named, what is UTF-8 in any language passes."""
# ruff: noqa: RUF001  letters of other scripts are what this is about

import pytest

from confledger.documents.dialect import JSON, PROPERTIES, YAML
from confledger.documents.problem import ENCODING
from confledger.documents.text import quick, read

BOM = (
    "the file starts with a byte order mark (U+FEFF), which many readers take for a part of the "
    "first key"
)
INNER_BOM = (
    "a byte order mark (U+FEFF) starts this line, which many readers take for a part of the key "
    "after it"
)
NO_BOM = "save it as UTF-8 without a byte order mark"
NUL = "a NUL byte; some readers stop here and silently lose the rest of the file"
BINARY = "the file is binary, not text"
NAME = "give it a name that does not promise configuration, or list it under `ignore`"
CP1252 = "if it was saved as Windows-1252: iconv -f CP1252 -t UTF-8"
LOST = "U+FFFD stands here for a character that was lost in a conversion"
MOJIBAKE = "this text is UTF-8 that was read as Windows-1252 and saved again"
UNDO = (
    "restore it from before the conversion, or: iconv -f UTF-8 -t CP1252 FILE, which undoes one "
    "such step"
)


def told(data: bytes, dialect: str = YAML) -> tuple[str | None, list[tuple[str, str, str | None]]]:
    """Read the bytes: the text, and place, message and help of each problem."""
    text, problems = read(data, dialect)
    seen = []
    for problem in problems:
        assert problem.kind == ENCODING
        at = "{}:{}-{}:{}".format(*problem.span.key()) if problem.span else ""
        seen.append((at, problem.message, problem.help))
    return text, seen


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="nothing"),
        pytest.param("a: 1\n", id="ASCII"),
        pytest.param("a: 1\r\nb: 2", id="CRLF, and no end of the last line"),
        pytest.param("a: 1\rb: 2\r", id="CR"),
        pytest.param("a: 😀\ufe0f\u200d\n", id="emoji"),
        pytest.param("a: x\nb: \ufeff\n", id="a byte order mark that marks nothing"),
        pytest.param("naïve façade, Noël, à la, cœur, «été», ÂME, ÇA, «CAFÉ», L’ÉTÉ…", id="fr"),
        pytest.param("CAFÉ\u00a0! ÉTÉ\u00a0: À\u00a0PROPOS, É»… «…été»…", id="fr, typographic"),
        pytest.param("schön, Straße, „MENÜ“, Größe, „GRÖẞE“, „Ö“, über", id="de"),
        pytest.param("São João, ação, IRMÃ, “MAÇÔ, “AMANHÔ, Ângela, MÃE, Ã", id="pt"),
        pytest.param("¿Qué?, ¡AÑO!, “MAMÁ”, niño, 25 °C, ±½, Ñ…", id="es"),
        pytest.param("Zażółć gęślą jaźń, ŁÓDŹ, „ŹDŹBŁO”, Ó…", id="pl"),
        pytest.param("Ångström, Ærø, «Å», ÅÄÖ, blåbær, Ð, Þór, ÐÞ", id="nordic"),
        pytest.param("Příliš žluťoučký, Türkçe İı, Ğ, ȘȚ, Việt Nam Đà Nẵng, Ê…", id="more Latin"),
        pytest.param("Привет, мир; «ЁЛКА»; Ελληνικά; עברית; العربية", id="other alphabets"),
        pytest.param("配置文件 設定 にほんご カタカナ 한국어 ไทย हिन्दी", id="other scripts"),
        pytest.param("€5, ™®©, …—–, “x”, it’s, ‹›, ½ µ", id="signs"),
    ],
)  # fmt: skip
def test_what_people_write_passes(text: str) -> None:
    data = text.encode()

    assert (quick(data), told(data)) == (text, (text, []))


@pytest.mark.parametrize(
    "word",
    [
        *("schön", "café", "naïve", "Ångström", "ÜBER", "É", "São Paulo", "niño", "CAFÉ AU LAIT"),
        *("zażółć", "Příliš", "İstanbul", "Привет", "Ελλάδα", "配置", "にほん", "한국"),
        *("😀", "€", "25 °C", "it’s", "x—y", "“x”", "25\u00a0km", "x…", "«mot»"),
    ],
)  # fmt: skip
def test_utf_8_that_was_read_as_windows_1252_is_found(word: str) -> None:
    wrong = "".join(bytes([c]).decode("cp1252", "replace") for c in word.encode())
    if "\ufffd" in wrong:
        wrong = "".join(_as_browsers(c) for c in word.encode())
    data = f"a: é\nb: {wrong}\n".encode()

    text, problems = told(data)

    assert quick(data) is None
    assert text == data.decode()
    assert [(at.partition(":")[0], *rest) for at, *rest in problems] == [("2", MOJIBAKE, UNDO)]


def _as_browsers(byte: int) -> str:
    """Read one byte of Windows-1252 as browsers do, which let the five holes through."""
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize(
    ("data", "text", "problems"),
    [
        pytest.param(b"\xef\xbb\xbfa: 1\n", "a: 1\n", [("1:1-1:2", BOM, NO_BOM)], id="BOM"),
        pytest.param(b"\xef\xbb\xbf", "", [("1:1-1:2", BOM, NO_BOM)], id="nothing but a BOM"),
        pytest.param(
            b"# c\n\xef\xbb\xbfa: 1\n",
            "# c\na: 1\n",
            [("2:1-2:2", INNER_BOM, "remove it")],
            id="a BOM before the first key of YAML",
        ),
        pytest.param(
            b"a: 1\n\xef\xbb\xbfb: 2\n",
            "a: 1\n\ufeffb: 2\n",
            [("2:1-2:2", INNER_BOM, "remove it")],
            id="a BOM that becomes part of a key",
        ),
        pytest.param(
            b"a: 1\rb: \xc3\x83\xc2\xa9\r",
            "a: 1\rb: Ã©\r",
            [("2:4-2:6", MOJIBAKE, UNDO)],
            id="mojibake where lines end with CR",
        ),
        pytest.param(
            b"\xef\xbb\xbf\xff",
            None,
            [("1:1-1:2", BOM, NO_BOM), ("1:1-1:2", "byte 0xff is not UTF-8", CP1252)],
            id="BOM, and no UTF-8",
        ),
        pytest.param(
            b"a: \xe9\n", None, [("1:4-1:5", "byte 0xe9 is not UTF-8", CP1252)], id="Latin-1"
        ),
        pytest.param(
            b"a: \xc3\xa9\r\nb: \xc3\xa9\xff\n",
            None,
            [("2:5-2:6", "byte 0xff is not UTF-8", CP1252)],
            id="lines and characters are counted, not bytes",
        ),
        pytest.param(
            b"a\rb: \x81\n",
            None,
            [("2:4-2:5", "byte 0x81 is not UTF-8", "save it as UTF-8")],
            id="no Windows-1252 either",
        ),
        pytest.param(
            b"a: \xed\xa0\x80\n",
            None,
            [("1:4-1:5", "byte 0xed is not UTF-8", CP1252)],
            id="a surrogate",
        ),
        pytest.param(
            b"a: \xc3", None, [("1:4-1:5", "byte 0xc3 is not UTF-8", CP1252)], id="cut short"
        ),
        pytest.param(
            b"a: 1\nb: x\0y\n", None, [("2:5-2:6", NUL, "remove it")], id="a NUL byte"
        ),
        pytest.param(
            b"a: \xc3\xa9\0\n", None, [("1:5-1:6", NUL, "remove it")], id="NUL, not ASCII"
        ),
        pytest.param(
            b"\x7fELF\x02\x01\x01" + bytes(9) + b"\x03\0>\0",
            None,
            [("1:8-1:9", BINARY, NAME)],
            id="a program",
        ),
        pytest.param(
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(20),
            None,
            [("3:1-3:2", BINARY, NAME)],
            id="a picture",
        ),
        pytest.param(bytes(100), None, [("1:1-1:2", BINARY, NAME)], id="nothing but NUL"),
        pytest.param(
            "a: é\nb: \ufffd\n".encode(),
            "a: é\nb: \ufffd\n",
            [("2:4-2:5", LOST, "write the character that belongs here")],
            id="a lost character",
        ),
    ],
)  # fmt: skip
def test_bytes_that_readers_take_for_different_things_are_told(
    data: bytes, text: str | None, problems: list[tuple[str, str, str]]
) -> None:
    assert quick(data) is None
    assert told(data) == (text, problems)


@pytest.mark.parametrize("mark", [True, False])
@pytest.mark.parametrize("name", ["UTF-16-LE", "UTF-16-BE", "UTF-32-LE", "UTF-32-BE"])
def test_another_encoding_is_named(name: str, mark: bool) -> None:
    data = (("\ufeff" if mark else "") + "name: é\nport: 80\n").encode(name)

    assert quick(data) is None
    assert told(data) == (
        None,
        [
            (
                "1:1-1:2",
                f"the file is {name}; configuration is read as UTF-8",
                f"convert it: iconv -f {name} -t UTF-8",
            )
        ],
    )


@pytest.mark.parametrize(
    ("data", "counts", "line", "main"),
    [
        pytest.param(b"a\r\nb\nc\n", "2 LF, 1 CRLF; the first CRLF", 1, "LF", id="one CRLF"),
        pytest.param(b"a\r\nb\r\nc\n", "2 CRLF, 1 LF; the first LF", 3, "CRLF", id="one LF"),
        pytest.param(b"a\nb\rc\n", "2 LF, 1 CR; the first CR", 2, "LF", id="one CR"),
        pytest.param(b"a\rb\rc\r\n", "2 CR, 1 CRLF; the first CRLF", 3, "CR", id="many CR"),
        pytest.param(b"a\rb\nc\r\n", "1 CRLF, 1 LF, 1 CR; the first LF", 2, "CRLF", id="all"),
        pytest.param(b"\xc3\xa9\r\na\n", "1 CRLF, 1 LF; the first LF", 2, "CRLF", id="no ASCII"),
    ],
)
def test_line_ends_of_two_kinds_are_counted(data: bytes, counts: str, line: int, main: str) -> None:
    message = f"line endings are mixed: {counts} ends this line"
    help = f"use {main} throughout, or set `* text=auto` in .gitattributes and run "

    assert quick(data) is None
    assert told(data) == (
        data.decode(),
        [(f"{line}:1-{line}:2", message, help + "`git add --renormalize .`")],
    )


def test_all_that_is_wrong_is_told_at_once() -> None:
    text, problems = told(b"\xef\xbb\xbfa: \xef\xbf\xbd\r\nb: 1\n")

    assert text == "a: \ufffd\r\nb: 1\n"
    assert [message.split()[0] for _, message, _ in problems] == ["the", "line", "U+FFFD"]


def test_some_formats_have_their_own_ways() -> None:
    # Java reads properties as ISO 8859-1; JSON may mean U+FFFD when it says so.
    assert told(b"a=\xe9\r\nb=1\n", PROPERTIES) == ("a=é\r\nb=1\n", [])
    assert told('{"a": "\ufffd"}'.encode(), JSON) == ('{"a": "\ufffd"}', [])
