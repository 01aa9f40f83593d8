"""Scan the tokens of JSON, JSON with comments and JSON5, knowing where each stands.

After RFC 8259 and https://spec.json5.org. What would be right in a more generous dialect is
understood, reported, and read on from; anything else stops the scan. Nothing heavy is
imported: `re` alone costs more than a usual file.
"""

from confledger.documents.formats import faults
from confledger.documents.formats.marks import Lines
from confledger.documents.problem import SYNTAX, Problem
from confledger.location import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

# After so many syntax errors the rest are more likely noise than news.
_MOST_FAULTS = 20
_MOST_HEX = 3500  # digits; Python writes no number of more than 4300 decimal ones

_BLANK = " \t\n"
_BLANK_JSON5 = (
    _BLANK
    + "\v\f\xa0\ufeff\u2028\u2029\u1680\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B)))
)
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\", "/": "/"}
_ESCAPES_JSON5 = _ESCAPES | {"'": "'", "v": "\v", "0": "\0", "\n": "", "\u2028": "", "\u2029": ""}
_HEX = frozenset("0123456789abcdefABCDEF")
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None}
_SPECIAL = {"Infinity": float("inf"), "NaN": float("nan")}
# What other languages write, in lower case.
_MEANT = {"true": "true", "false": "false"} | dict.fromkeys(
    ("null", "none", "nil", "undefined", "nan", "infinity"), "null"
)
_DELIMITERS = frozenset("\0,:[]{}\"'/" + _BLANK_JSON5)
_DIGITS = frozenset("0123456789")
_NUMBER_START = _DIGITS | frozenset("+-.")
_NUMBER = _NUMBER_START | frozenset("_$abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


class Stop(Exception):
    """What follows cannot be told apart from what was already reported."""


class Scanner:
    """The tokens of one text, and what was wrong with those that were read so far."""

    def __init__(self, text: str, dialect: str) -> None:
        # The NUL stands for the end: looking one character ahead is always possible.
        self.text = text + "\0"
        self.size = len(text)
        self.problems: list[Problem] = []
        self.opened: list[int] = []
        """Where the brackets stand that are still open."""
        self.is_json5 = dialect == "json5"
        self.is_strict = dialect == "json"
        self.name = "JSON5" if self.is_json5 else "JSON"
        self._blank = _BLANK_JSON5 if self.is_json5 else _BLANK
        self._escapes = _ESCAPES_JSON5 if self.is_json5 else _ESCAPES
        self._lines: Lines | None = None
        self._faults = 0

    def line(self, pos: int) -> int:
        """Return the line of the character at `pos`."""
        return self._places().place(pos)[0]

    def span(self, start: int, end: int) -> Span:
        """Return the span of the characters from `start` up to `end`."""
        return self._places().span(start, end)

    def report(self, start: int, end: int, message: str, help: str | None = None) -> None:
        """Remember one fault and go on, unless there are too many."""
        self.problems.append(Problem(SYNTAX, message, self.span(start, end), help=help))
        self._faults += 1
        if self._faults == _MOST_FAULTS:
            raise Stop

    def stop(self, start: int, end: int, message: str, help: str | None = None) -> "NoReturn":
        """Remember one fault and read no further."""
        self.report(start, end, message, help)
        raise Stop

    def refuse(self, problem: Problem) -> "NoReturn":
        """Read no further because of a limit."""
        self.problems.append(problem)
        raise Stop

    def unexpected(self, pos: int, expected: str, help: str | None = None) -> "NoReturn":
        """Stop at a character that cannot be there."""
        found = self.text[pos]
        opener = self.text[self.opened[-1]] if self.opened else ""
        if opener and (pos == self.size or opener + found in ("{]", "[}")):
            line, column = self._places().place(self.opened[-1])
            expected += f"; the {opener!r} opened at line {line}, column {column} is not closed"
        if pos < self.size:
            self.stop(pos, pos + 1, f"unexpected {faults.shown(found)}; expected {expected}", help)
        end = len(self.text[:pos].rstrip(self._blank))
        self.stop(end, end, f"the text ends too early; expected {expected}", help)

    def space(self, pos: int) -> int:
        """Return where the next token starts, or the end of the text."""
        text = self.text
        while True:
            pos = self.blank_end(pos)
            if text[pos] != "/" or text[pos + 1] not in "/*":
                return pos
            if self.is_strict:
                self.report(pos, pos + 2, "JSON has no comments", "remove the comment")
            if text[pos + 1] == "*":
                end = text.find("*/", pos + 2)
                if end < 0:
                    self.stop(pos, pos + 2, "this comment is never closed", "close it with '*/'")
                pos = end + 2
            else:
                end = text.find("\n", pos)
                pos, start = self.size if end < 0 else end, pos
                for other in "\u2028\u2029" if self.is_json5 else "":
                    end = text.find(other, start, pos)
                    pos = pos if end < 0 else end

    def scalar(self, pos: int) -> tuple[object, int]:
        """Read a string, number or word; return its value and where it ends."""
        first = self.text[pos]
        if first in "\"'":
            return self.string(pos)
        if first in _NUMBER_START:
            return self._number(pos)
        if first.isalpha() or first in "_$":
            return self._word(pos)
        return self.unexpected(pos, "a value")

    def blank_end(self, pos: int) -> int:
        """Return where the blanks at `pos` end, which may be at once."""
        text, blank = self.text, self._blank
        while text[pos] in blank:
            pos += 1
        return pos

    def word_end(self, pos: int) -> int:
        """Return where a bare word at `pos` would end."""
        text = self.text
        while text[pos] not in _DELIMITERS:
            pos += 1
        return pos

    def string(self, start: int) -> tuple[str, int]:
        """Read the string whose opening quote is at `start`; return it and where it ends."""
        text, quote, pos = self.text, self.text[start], start + 1
        close = end = start
        parts = []
        while True:
            # Each search starts where the last one ended: a long string is read once.
            if close < pos:
                close = text.find(quote, pos)
                close = self.size if close < 0 else close
            if end < pos:
                end = text.find("\n", pos, close)
                end = close if end < 0 else end
            slash = text.find("\\", pos, end)
            chunk = text[pos : end if slash < 0 else slash]
            parts.append(chunk if chunk.isprintable() else self._checked(chunk, pos))
            if slash < 0 or (slash + 1 == end and not self._continues(end, quote)):
                break
            piece, pos = self._escape(slash)
            parts.append(piece)
        if slash >= 0 or text[end] != quote or end == self.size:
            why = "this string is not closed before its line ends"
            self.stop(start, start + 1, why, f"close it with {quote}")
        if quote == "'" and not self.is_json5:
            self.report(start, start + 1, "JSON has no single quotes", "use double quotes")
        return "".join(parts), end + 1

    def hexadecimal(self, pos: int, width: int) -> int:
        """Return the number that `width` digits at `pos` write, -1 when they are not all there."""
        digits = self.text[pos : pos + width]
        return int(digits, 16) if len(digits) == width and _HEX.issuperset(digits) else -1

    def _places(self) -> Lines:
        self._lines = self._lines or Lines(self.text)
        return self._lines

    def _continues(self, end: int, quote: str) -> bool:
        """Whether a backslash just before `end` escapes something that a string may hold."""
        return end < self.size and (self.text[end] == quote or self.is_json5)

    def _checked(self, chunk: str, start: int) -> str:
        """Report control characters; make lone surrogates harmless."""
        for pos, char in enumerate(chunk, start):
            if char < " " and not self.is_json5:
                what = faults.shown(char)
                why = f"unexpected {what} in a string; JSON wants control characters escaped"
                self.report(pos, pos + 1, why, f"write '\\u{ord(char):04x}'")
        return "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in chunk)

    def _escape(self, slash: int) -> tuple[str, int]:
        """Read the escape at `slash`; return what it stands for and where it ends."""
        char, pos = self.text[slash + 1], slash + 2
        if char == "u" or (char == "x" and self.is_json5):
            width = 4 if char == "u" else 2
            code = self.hexadecimal(pos, width)
            if code < 0:
                why = f"'\\{char}' needs {width} hexadecimal digits after it"
                self.report(slash, pos, why)
                return "", pos
            pos += width
            if 0xD800 <= code < 0xDC00 and self.text[pos : pos + 2] == "\\u":
                low = self.hexadecimal(pos + 2, 4)
                if 0xDC00 <= low < 0xE000:
                    return chr(0x10000 + ((code - 0xD800) << 10) + low - 0xDC00), pos + 6
            return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code), pos
        if char in self._escapes and not (char == "0" and self.text[pos] in _DIGITS):
            return self._escapes[char], pos
        if self.is_json5 and char not in _DIGITS:
            return self._checked(char, slash + 1), pos
        why = f"an escape that {self.name} does not know"
        self.report(slash, pos, why, "write two backslashes where one is meant")
        return "", pos

    def _number(self, start: int) -> tuple[object, int]:
        text, end = self.text, start + 1
        while text[end] in _NUMBER:
            end += 1
        token = text[start:end]
        sign = token[0] if token[0] in "+-" else ""
        body = token[len(sign) :]
        if body in _SPECIAL:
            if not self.is_json5:
                why = f"JSON has no {body}"
                self.report(start, end, why, "write null, or put it in double quotes")
            return -_SPECIAL[body] if sign == "-" else _SPECIAL[body], end
        if body[:2] in ("0x", "0X") and len(body) > 2 and _HEX.issuperset(body[2:]):
            if not self.is_json5:
                self.report(start, end, "JSON has no hexadecimal numbers", "write it in decimal")
            if len(body) > _MOST_HEX:
                self.refuse(faults.too_long(self.span(start, end)))
            return int(sign + body[2:], 16), end
        mantissa, e, exponent = body.replace("E", "e").partition("e")
        whole, point, fraction = mantissa.partition(".")
        exponent = exponent[1:] if exponent[:1] in ("+", "-") else exponent
        if not (whole + fraction).isdigit() or (e and not exponent.isdigit()):
            self.report(start, end, "this is not a number", "put text in double quotes")
            return 0, end
        if len(whole) > 1 and whole[0] == "0":
            zeros = start + len(sign), end - len(body.lstrip("0"))
            self.report(*zeros, "a number cannot start with 0", "remove the leading zeros")
        if not self.is_json5:
            if sign == "+":
                self.report(start, start + 1, "unexpected '+' before a number", "remove the '+'")
            if not whole or (point and not fraction):
                why = "a number needs digits on both sides of its '.'"
                self.report(start, end, why, "add the 0")
        try:
            return float(token) if point or e else int(token), end
        except ValueError:
            self.refuse(faults.too_long(self.span(start, end)))

    def _word(self, start: int) -> tuple[object, int]:
        end = self.word_end(start)
        word = self.text[start:end]
        if word in _WORDS:
            return _WORDS[word], end
        if word in _SPECIAL and self.is_json5:
            return _SPECIAL[word], end
        why, meant = "a bare word is not a value", _MEANT.get(word.lower())
        help = f"write {meant}" if meant else "put text in double quotes"
        if self.text[self.blank_end(end)] not in ",]}\0":
            self.stop(start, end, why, help)
        self.report(start, end, why, help)
        return None, end
