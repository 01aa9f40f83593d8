r"""Read Java properties, as java.util.Properties loads them; keys stay whole, dots and all.

See https://docs.oracle.com/en/java/javase/17/docs/api/java.base/java/util/Properties.html
A surrogate pair of two \uXXXX escapes is one character; half a pair becomes U+FFFD.
"""

from confledger.documents.limits import Limits
from confledger.documents.problem import MOST, SYNTAX, Problem
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.documents.formats.marks import Lines

_BLANK = " \t\f"
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "f": "\f"}
_HEX = frozenset("0123456789abcdefABCDEF")


class _Logical:
    """A logical line: the natural lines that a backslash at the end joins to one."""

    __slots__ = ("origins", "starts", "text")

    def __init__(self, pieces: list[tuple[int, str]]) -> None:
        self.text = "".join(piece for _, piece in pieces)
        self.origins = [origin for origin, _ in pieces]
        """Where each natural line, its blanks skipped, starts in the file."""
        self.starts = [0]
        for _, piece in pieces[:-1]:
            self.starts.append(self.starts[-1] + len(piece))

    def origin(self, offset: int) -> int:
        """Return the offset in the file of the character at `offset` of this line."""
        if len(self.starts) == 1:
            return self.origins[0] + offset
        from bisect import bisect_right

        index = bisect_right(self.starts, offset) - 1
        return self.origins[index] + offset - self.starts[index]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return start and end in the file of what is between two offsets of this line."""
        first = self.origin(start)
        return first, self.origin(end - 1) + 1 if end > start else first


def _logical_lines(text: str) -> "Iterator[_Logical]":
    pieces: list[tuple[int, str]] = []
    start, is_empty = 0, True
    for line in text.split("\n"):
        piece = line.lstrip(_BLANK)
        origin, start = start + len(line) - len(piece), start + len(line) + 1
        # As in Java: as long as a logical line is empty, a blank line or a comment ends it.
        if is_empty and (not piece or piece[0] in "#!"):
            pieces = []
            continue
        continues = (len(piece) - len(piece.rstrip("\\"))) % 2
        piece = piece[:-1] if continues else piece
        pieces.append((origin, piece))
        is_empty = is_empty and not piece
        if not continues:
            yield _Logical(pieces)
            pieces, is_empty = [], True
    if not is_empty:
        yield _Logical(pieces)


class Scan:
    """One reading of one text, logical line by logical line, up to `most` problems and one more."""

    def __init__(self, text: str, limits: Limits, most: int) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.document: dict[str, object] = {}
        self.problems: list[Problem] = []
        self.spans: dict[Path, tuple[int, int, int, int]] = {}
        """Offsets of the start and end of each key, then of its value."""
        self._places: Lines | None = None
        self._first: dict[str, int] = {}  # the lines where repeated keys stood first
        for line in _logical_lines(self.text):
            self._read(line)
            if len(self.problems) > most:
                break
            if len(self.spans) >= limits.max_nodes:
                from confledger.documents.formats import faults

                span = self._lines().span(*line.span(0, len(line.text)))
                self.problems.append(faults.too_many(span, limits.max_nodes))
                break

    def _read(self, line: _Logical) -> None:
        """Read one key and its value."""
        text, key_end = line.text, 0
        while key_end < len(text) and text[key_end] not in "=: \t\f":
            key_end += 2 if text[key_end] == "\\" else 1
        key_end = min(key_end, len(text))
        start = _blank_end(text, key_end)
        if text[start : start + 1] in ("=", ":"):
            start = _blank_end(text, start + 1)
        key, value = self._unescaped(line, 0, key_end), self._unescaped(line, start, len(text))
        span = line.span(0, key_end)
        if key in self.document:
            from confledger.documents.formats import faults

            first = self._first.setdefault(key, self._lines().place(self.spans[key,][0])[0])
            self.problems.append(faults.repeated((key,), first, self._lines().span(*span)))
        self.document[key] = value
        self.spans[key,] = (*span, *line.span(start, len(text)))

    def _unescaped(self, line: _Logical, start: int, end: int) -> str:
        """Return a part of a line as it is meant, and report what cannot be."""
        text = line.text[start:end]
        slash, pos, parts = text.find("\\"), 0, []
        if slash < 0:
            return text
        while slash >= 0:
            parts.append(text[pos:slash])
            char, pos = text[slash + 1 : slash + 2], slash + 2
            if char == "u":
                digits = text[pos : pos + 4]
                if len(digits) == 4 and _HEX.issuperset(digits):
                    parts.append(chr(int(digits, 16)))
                    pos += 4
                    slash = text.find("\\", pos)
                    continue
                if len(self.problems) <= MOST:  # a line by itself can have very many
                    self._unfinished(line, start + slash)
            parts.append(_ESCAPES.get(char, char))
            slash = text.find("\\", pos)
        parts.append(text[pos:])
        return "".join(parts).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")

    def _unfinished(self, line: _Logical, at: int) -> None:
        """Report an escape at an offset of a line that has too few digits."""
        why = r"'\u' needs 4 hexadecimal digits after it"
        help = "write two backslashes where one is meant"
        span = self._lines().span(*line.span(at, at + 2))
        self.problems.append(Problem(SYNTAX, why, span, help=help))

    def _lines(self) -> "Lines":
        from confledger.documents.formats.marks import Lines

        self._places = self._places or Lines(self.text)
        return self._places


def _blank_end(text: str, pos: int) -> int:
    while pos < len(text) and text[pos] in _BLANK:
        pos += 1
    return pos
