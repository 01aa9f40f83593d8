"""The tokens of an expression (https://github.com/google/cel-spec, "Syntax")."""

import re
from typing import NamedTuple

from confledger.checks.cel.faults import NotAnExpression
from confledger.checks.cel.values import Uint

# Longer ones are programs, and belong into a plug-in.
LONGEST = 16_384
IDENT, LITERAL, MARK, QUOTED, END = "ident", "literal", "mark", "quoted", "end"
WORDS = {"true": True, "false": False, "null": None}
_LEAST, _MOST = -(1 << 63), (1 << 64) - 1

_TOKEN = re.compile(
    r"""(?P<space>[ \t\r\n\f]+|//[^\n]*)
    |(?P<text>(?:[rR][bB]?|[bB][rR]?)?(?:\"\"\"|'''|"|'))
    |(?P<float>(?:[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+
        |\.[0-9]+(?:[eE][+-]?[0-9]+)?))
    |(?P<int>0[xX][0-9a-fA-F]+[uU]?|[0-9]+[uU]?)
    |(?P<ident>[_a-zA-Z][_a-zA-Z0-9]*)
    |(?P<quoted>`[a-zA-Z0-9_.\-/ ]+`)
    |(?P<mark>\[\?|\.\?|&&|\|\||==|!=|<=|>=|[-+*/%<>!?:.,(){}\[\]])""",
    re.VERBOSE,
)
_SIMPLE = {
    "a": "\a",
    "b": "\b",
    "f": "\f",
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "v": "\v",
    **{mark: mark for mark in "\\?\"'`"},
}
_SIZED = {"x": 2, "X": 2, "u": 4, "U": 8}


class Token(NamedTuple):
    """A word, mark or literal, and where it begins."""

    kind: str
    value: object
    offset: int


def tokens(text: str) -> list[Token]:
    """Return the tokens of an expression, the last being END; raise NotAnExpression."""
    if len(text) > LONGEST:
        raise NotAnExpression(
            f"the expression has {len(text):,} characters, more than the {LONGEST:,} it may have",
            LONGEST,
        )
    found: list[Token] = []
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise NotAnExpression(f"{text[at]!r} has no meaning here", at)
        kind, start, at = match.lastgroup, at, match.end()
        if kind == "space":
            continue
        if kind == "text":
            value, at = _text(text, match[0], start, at)
            found.append(Token(LITERAL, value, start))
        elif kind == "float":
            found.append(Token(LITERAL, float(match[0]), start))
        elif kind == "int":
            found.append(Token(LITERAL, _number(match[0], start), start))
        elif kind == "quoted":
            found.append(Token(QUOTED, match[0][1:-1], start))
        elif kind == "ident":
            word = match[0]
            if word in WORDS:
                found.append(Token(LITERAL, WORDS[word], start))
            else:
                found.append(Token(MARK if word == "in" else IDENT, word, start))
        else:
            found.append(Token(MARK, match[0], start))
    found.append(Token(END, "the end", len(text)))
    return found


def _number(word: str, offset: int) -> int:
    digits = word.rstrip("uU")
    if len(digits) > 40:
        raise NotAnExpression("the number is too large", offset)
    number = int(digits, 16) if digits[:2] in ("0x", "0X") else int(digits)
    if word != digits:
        if number > _MOST:
            raise NotAnExpression("the number is too large for 64 bits", offset)
        return Uint(number)
    # One more than the largest: after a minus it is the smallest.
    if number > -_LEAST:
        raise NotAnExpression("the number is too large for 64 bits", offset)
    return number


def _text(text: str, opening: str, start: int, at: int) -> tuple[object, int]:
    """Read a string or bytes literal from behind its quote; return it, and where it ends."""
    prefix = opening.rstrip("\"'").lower()
    quote = opening[len(prefix) :]
    raw, in_bytes = "r" in prefix, "b" in prefix
    parts: list[bytes] = []
    while True:
        if at >= len(text) or (len(quote) == 1 and text[at] in "\r\n"):
            raise NotAnExpression("this text has no end", start)
        if text.startswith(quote, at):
            data = b"".join(parts)
            end = at + len(quote)
            return (data if in_bytes else data.decode("utf-8", "surrogatepass")), end
        if text[at] == "\\" and not raw:
            piece, at = _escape(text, at, in_bytes=in_bytes)
            parts.append(piece)
        else:
            parts.append(text[at].encode("utf-8", "surrogatepass"))
            at += 1


def _escape(text: str, at: int, *, in_bytes: bool) -> tuple[bytes, int]:
    """Read one escape; return its bytes, and where it ends."""
    mark = text[at + 1 : at + 2]
    if mark in _SIMPLE and mark:
        return _SIMPLE[mark].encode(), at + 2
    size, alphabet, radix = _SIZED.get(mark, 0), "0123456789abcdefABCDEF", 16
    start = at + 2
    if mark and mark in "0123":
        size, alphabet, radix, start = 3, "01234567", 8, at + 1
    digits = text[start : start + size]
    if not size or len(digits) != size or digits.strip(alphabet):
        raise NotAnExpression("there is no such escape in a text", at)
    code = int(digits, radix)
    if in_bytes:
        if size > 3:
            raise NotAnExpression(f"bytes have no escape `\\{mark}`", at)
        return bytes([code]), start + size
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:
        raise NotAnExpression("there is no such character", at)
    return chr(code).encode(), start + size
