"""From bytes to text, and what is wrong with the bytes.

The quick question is only whether anything could be wrong; each answer of "perhaps" is
looked at again with line and column.
"""

from confledger.documents.dialect import INI, JSON, PROPERTIES, YAML
from confledger.documents.problem import ENCODING, Problem
from confledger.location import Span

BOM = b"\xef\xbb\xbf"
_INNER = b"\n" + BOM
# What stands for a character that was lost.
_LOST = b"\xef\xbf\xbd"
# Every first byte of UTF-8, read as Windows-1252 and written out again, starts with this.
_LEAD = b"\xc3"
# What can follow the last letter of a word: with a capital that has an accent, or with two of
# them after a small one, they look like UTF-8 that was read as Windows-1252.
_CLOSING = "\u00bb\u201d\u201c\u2019\u2018\u203a\u2026\u2013\u2014\u00a0\u00ae"
_WIDE_BOMS = (
    (b"\xff\xfe\x00\x00", "UTF-32-LE"),
    (b"\x00\x00\xfe\xff", "UTF-32-BE"),
    (b"\xff\xfe", "UTF-16-LE"),
    (b"\xfe\xff", "UTF-16-BE"),
)


def quick(data: bytes) -> str | None:
    """Return the text when nothing at all is doubtful about the bytes, else None."""
    if data.isascii():
        if b"\0" in data or (b"\r" in data and _mixed(data)):
            return None
        return data.decode("ascii")
    if b"\0" in data or data.startswith(BOM) or (b"\r" in data and _mixed(data)):
        return None
    if _INNER in data:
        return None
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if _LOST in data or (_LEAD in data and _mojibake(text, "")):
        return None
    return text


def read(data: bytes, dialect: str) -> tuple[str | None, list[Problem]]:
    """Return the text, without its byte order mark, and every ENCODING problem.

    The text is None when there is none to go on with: another encoding, or no text at all.
    """
    for mark, name in _WIDE_BOMS:
        if data.startswith(mark):
            return None, [
                Problem(
                    ENCODING,
                    f"the file is {name}; configuration is read as UTF-8",
                    Span(1, 1, 1, 2),
                    help=f"convert it: iconv -f {name} -t UTF-8",
                )
            ]
    problems = []
    if data.startswith(BOM):
        data = data[len(BOM) :]
        problems.append(
            Problem(
                ENCODING,
                "the file starts with a byte order mark (U+FEFF), which many readers take for "
                "a part of the first key",
                Span(1, 1, 1, 2),
                help="save it as UTF-8 without a byte order mark",
            )
        )
    if b"\0" in data:
        return None, [*problems, _nul(data)]
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        if dialect == PROPERTIES:
            # Java reads the format as ISO 8859-1 unless told otherwise (java.util.Properties).
            return data.decode("latin-1"), problems
        return None, [*problems, _undecodable(data, error.start)]
    if b"\r" in data and (mixed := _mixed_endings(data)):
        problems.append(mixed)
    problems.extend(_mojibake(text, dialect))
    if "\n\ufeff" in text and dialect in (YAML, INI, PROPERTIES):
        text, inner = _inner_mark(text, dialect)
        problems.append(inner)
    return text, problems


def _inner_mark(text: str, dialect: str) -> tuple[str, Problem]:
    """Report the first byte order mark that starts a line, as where files were joined.

    In YAML one may come after comments, before what a document starts with, and is no part of
    it: https://yaml.org/spec/1.2.2/#52-character-encodings
    """
    at = text.index("\n\ufeff") + 1
    line = text.count("\n", 0, at) + 1
    before = text[:at].split("\n")
    if dialect == YAML and all(not one.strip() or one.startswith("#") for one in before):
        text = text[:at] + text[at + 1 :]
    return text, Problem(
        ENCODING,
        "a byte order mark (U+FEFF) starts this line, which many readers take for a part of "
        "the key after it",
        Span(line, 1, line, 2),
        help="remove it",
    )


def _mixed(data: bytes) -> bool:
    crlf = data.count(b"\r\n")
    return not crlf == data.count(b"\n") == data.count(b"\r") and not (
        crlf == 0 and b"\n" not in data
    )


def _mixed_endings(data: bytes) -> Problem | None:
    if not _mixed(data):
        return None
    crlf = data.count(b"\r\n")
    counts = {"CRLF": crlf, "LF": data.count(b"\n") - crlf, "CR": data.count(b"\r") - crlf}
    used = sorted((kind for kind in counts if counts[kind]), key=lambda kind: -counts[kind])
    main, odd = used[0], used[1]
    lines = data.replace(b"\r\n", b"\x01\n").replace(b"\r", b"\x02\n").split(b"\n")[:-1]
    ends = {"CRLF": lambda line: line.endswith(b"\x01"), "CR": lambda line: line.endswith(b"\x02")}
    ends["LF"] = lambda line: not line.endswith((b"\x01", b"\x02"))
    number = next(number for number, line in enumerate(lines, 1) if ends[odd](line))
    return Problem(
        ENCODING,
        f"line endings are mixed: {', '.join(f'{counts[kind]} {kind}' for kind in used)}; "
        f"the first {odd} ends this line",
        Span(number, 1, number, 2),
        help=f"use {main} throughout, or set `* text=auto` in .gitattributes and run "
        "`git add --renormalize .`",
    )


def _nul(data: bytes) -> Problem:
    at = data.index(b"\0")
    line, column = _place(data[:at])
    if name := _wide(data[:8000]):
        return Problem(
            ENCODING,
            f"the file is {name}; configuration is read as UTF-8",
            Span(1, 1, 1, 2),
            help=f"convert it: iconv -f {name} -t UTF-8",
        )
    controls = sum(data[:8000].count(bytes([code])) for code in (*range(9), *range(14, 32)))
    if controls > 8:
        return Problem(
            ENCODING,
            "the file is binary, not text",
            Span(line, column, line, column + 1),
            help="give it a name that does not promise configuration, or list it under `ignore`",
        )
    return Problem(
        ENCODING,
        "a NUL byte; some readers stop here and silently lose the rest of the file",
        Span(line, column, line, column + 1),
        help="remove it",
    )


def _wide(data: bytes) -> str | None:
    """Name the encoding of a text that is mostly ASCII and has too many bytes for it."""
    data = data[: len(data) & ~3] or data[: len(data) & ~1]
    for name, width, place in (
        *(("UTF-32-LE", 4, 0), ("UTF-32-BE", 4, 3)),
        *(("UTF-16-LE", 2, 0), ("UTF-16-BE", 2, 1)),
    ):
        plain = data[place::width]
        if len(data) % width == 0 and plain and b"\0" not in plain:
            # All other bytes are NUL, where the text is ASCII; some are not, where it is not.
            if data.count(0) * 10 >= (len(data) - len(plain)) * 7:
                return name
    return None


def _undecodable(data: bytes, at: int) -> Problem:
    line, column = _place(data[:at])
    try:
        data.decode("cp1252")
        hint: str | None = "if it was saved as Windows-1252: iconv -f CP1252 -t UTF-8"
    except UnicodeDecodeError:
        hint = "save it as UTF-8"
    return Problem(
        ENCODING,
        f"byte 0x{data[at]:02x} is not UTF-8",
        Span(line, column, line, column + 1),
        help=hint,
    )


def _mojibake(text: str, dialect: str) -> list[Problem]:
    """Find the first run that is UTF-8 read as Windows-1252, or character lost on the way."""
    if text.isascii():
        return []
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for number, line in enumerate(text.split("\n"), 1):
        if line.isascii():
            continue
        column = line.find("\ufffd") + 1
        if column and dialect != JSON:
            return [
                Problem(
                    ENCODING,
                    "U+FFFD stands here for a character that was lost in a conversion",
                    Span(number, column, number, column + 1),
                    help="write the character that belongs here",
                )
            ]
        start = 0
        while start < len(line):
            if line[start].isascii():
                start += 1
                continue
            end = start
            while end < len(line) and not line[end].isascii():
                end += 1
            if misread(line, start, end):
                return [
                    Problem(
                        ENCODING,
                        "this text is UTF-8 that was read as Windows-1252 and saved again",
                        Span(number, start + 1, number, end + 1),
                        help="restore it from before the conversion, or: "
                        "iconv -f UTF-8 -t CP1252 FILE, which undoes one such step",
                    )
                ]
            start = end
    return []


def misread(line: str, start: int, end: int) -> bool:
    """Whether the run of other characters than ASCII there is UTF-8, read as Windows-1252."""
    return _was_utf8(line[start:end]) and not _ends_word(line, start, end)


def as_misread(run: str) -> bytes | None:
    """Return the bytes that Windows-1252 reads as `run`; None where there are none.

    Windows-1252 has no 0x81, 0x8d, 0x8f, 0x90, 0x9d; what reads it lets them through.
    """
    raw = bytearray()
    for character in run:
        try:
            raw += character.encode("cp1252")
        except UnicodeEncodeError:
            if ord(character) > 0xFF:
                return None
            raw.append(ord(character))
    return bytes(raw)


def _ends_word(line: str, start: int, end: int) -> bool:
    """Whether a run may be the end of a real word and a quote, as of a shouted café."""
    if any(character not in _CLOSING for character in line[start + 1 : end]):
        return False
    if end - start > 2:
        return True
    return not line[:start][-1:].islower() and not line[end : end + 1].isalpha()


def _was_utf8(run: str) -> bool:
    """Whether the Windows-1252 bytes of `run` are UTF-8 for fewer characters."""
    if len(run) < 2:
        return False
    raw = as_misread(run)
    if raw is None:
        return False
    try:
        return len(raw.decode("utf-8")) < len(run)
    except UnicodeDecodeError:
        return False


def _place(before: bytes) -> tuple[int, int]:
    """Return the line and column, from 1, of the character after `before`."""
    text = before.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def lines_of(data: bytes) -> list[str]:
    """Return the lines of a file, from index 0, undecodable bytes replaced, without a mark."""
    text = data.decode("utf-8", "replace").removeprefix("\ufeff")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
