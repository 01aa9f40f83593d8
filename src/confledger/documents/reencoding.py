"""The same text in bytes that every reader takes alike: UTF-8, unmarked, one kind of line end.

Each repair is made only where it can mean one thing, and undone in the mind: what was there
before follows from what is there now.
"""

import re

from confledger.documents import text as encoding
from confledger.documents.dialect import DOTENV, PROPERTIES, TOML
from confledger.documents.limits import Limits
from confledger.documents.load import load
from confledger.documents.problem import SYNTAX
from confledger.documents.same import same

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from confledger.documents.problem import Loaded

_WIDE = (
    (b"\xff\xfe\x00\x00", "utf-32-le", "UTF-32-LE"),
    (b"\x00\x00\xfe\xff", "utf-32-be", "UTF-32-BE"),
    (b"\xff\xfe", "utf-16-le", "UTF-16-LE"),
    (b"\xfe\xff", "utf-16-be", "UTF-16-BE"),
)
# A byte that all of these read as the same character is that character, whichever was meant.
_LATIN = (
    *("cp1252", "iso8859-1", "iso8859-15", "cp1254", "iso8859-9"),
    *("cp1250", "iso8859-2", "cp1257", "iso8859-13"),
)
_RUN = re.compile(r"[^\x00-\x7f]+")


def repaired(data: bytes, dialect: str, limits: Limits) -> tuple[bytes, list[str]]:
    """Return the bytes with every safe repair made, and what was done, in order.

    A repair that would change what the file says, or after which it cannot be read, is not made.
    """
    done = []
    for repair in (_narrow, _decoded, _unmarked, _even, _restored):
        found = repair(data, dialect)
        if found is None or found[0] == data:
            continue
        new, said, unlike = found
        if _agrees(load(data, dialect, limits), load(new, dialect, limits), unlike):
            data = new
            done.append(said)
    return data, done


def decoded(data: bytes, dialect: str) -> str:
    """Return the text of bytes whatever they are, to be shown; strange ones as surrogates."""
    for mark, codec, _ in _WIDE:
        if data.startswith(mark):
            return data[len(mark) :].decode(codec, "replace")
    if encoding.read(data, dialect)[0] is None or dialect != PROPERTIES:
        return data.decode("utf-8", "surrogateescape")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("latin-1")


# Bytes, what was done, and what was done to each text of the documents, if anything.
_Repair = tuple[bytes, str, "Callable[[str], str] | None"]


def _agrees(old: "Loaded", new: "Loaded", change: "Callable[[str], str] | None") -> bool:
    """Whether a repaired file says what it said; where nothing could be read, that it can be."""
    if any(problem.kind == SYNTAX for problem in new.problems) or not new.documents:
        return False
    if not old.documents:
        return all(problem.kind != SYNTAX for problem in old.problems)
    return same(old.documents if change is None else _mapped(old.documents, change), new.documents)


def _narrow(data: bytes, dialect: str) -> _Repair | None:
    """Write UTF-16 or UTF-32 that says so as UTF-8."""
    for mark, codec, name in _WIDE:
        if data.startswith(mark):
            try:
                text = data[len(mark) :].decode(codec)
            except UnicodeDecodeError:
                return None
            if "\0" in text or mark + text.encode(codec) != data:
                return None
            return text.encode("utf-8"), f"{name} is now UTF-8", None
    return None


def _decoded(data: bytes, dialect: str) -> _Repair | None:
    """Write as UTF-8 what every encoding of the Latin alphabet reads alike."""
    if data.isascii() or b"\0" in data or dialect == PROPERTIES:
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return None
    for code in {*data} - {*range(0x80)}:
        if len({_meaning(code, codec) for codec in _LATIN}) > 1:
            return None
    text = data.decode("cp1252")
    for run in _RUN.finditer(text):
        around = text[max(0, run.start() - 1) : run.start()] + text[run.end() : run.end() + 1]
        # In a Latin word they are rare, and have plain letters beside them.
        if len(run[0]) > 2 or (run[0].isalpha() and not any(map(str.isalpha, around))):
            return None
    return text.encode("utf-8"), "Windows-1252 is now UTF-8", None


def _meaning(code: int, codec: str) -> str:
    return bytes([code]).decode(codec, "replace")


def _unmarked(data: bytes, dialect: str) -> _Repair | None:
    """Drop the byte order mark of UTF-8."""
    if not data.startswith(encoding.BOM):
        return None
    return data[len(encoding.BOM) :], "the byte order mark is gone", None


def _even(data: bytes, dialect: str) -> _Repair | None:
    """Give every line the end that most have."""
    crlf = data.count(b"\r\n")
    plain = data.count(b"\n") - crlf
    # A lone CR may be a character of a value.
    if data.count(b"\r") != crlf or crlf == plain or not crlf or not plain or b"\0" in data:
        return None
    if dialect in (DOTENV, TOML) and _over_lines(data, dialect):
        return None
    new = data.replace(b"\r\n", b"\n")
    if crlf > plain:
        new = new.replace(b"\n", b"\r\n")
    return new, f"lines end with {'CRLF' if crlf > plain else 'LF'} throughout", None


def _over_lines(data: bytes, dialect: str) -> bool:
    """Whether a value holds a line end, which there is a part of the value as it is written."""
    stack: list[object] = [*load(data, dialect).documents]
    while stack:
        value = stack.pop()
        if isinstance(value, dict):
            stack += value.values()
        elif isinstance(value, list):
            stack += value
        elif isinstance(value, str) and "\n" in value:
            return True
    return False


def _restored(data: bytes, dialect: str) -> _Repair | None:
    """Undo one reading of UTF-8 as Windows-1252, where it was read so."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if text.isascii() or "\ufffd" in text:
        return None
    new = "\n".join(map(_line_restored, text.split("\n")))
    return new.encode("utf-8"), "text that was read as Windows-1252 is restored", _line_restored


def _line_restored(line: str) -> str:
    if line.isascii():
        return line

    def undone(run: re.Match[str]) -> str:
        raw = encoding.as_misread(run[0])
        if raw is None or not encoding.misread(line, run.start(), run.end()):
            return run[0]
        return raw.decode("utf-8")

    return _RUN.sub(undone, line)


def _mapped(value: object, change: "Callable[[str], str]") -> object:
    """Return documents with every text in them changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_mapped(item, change) for item in value]
    if isinstance(value, dict):
        return {change(key): _mapped(item, change) for key, item in value.items()}
    return value
