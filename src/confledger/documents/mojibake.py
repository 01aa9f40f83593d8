"""Text that was UTF-8, was read as something else, and was written again: `Ã©` for `é`.

Each character of such a text stands for one byte. Where these bytes are UTF-8, and where no
language writes the characters so, what was meant follows. Left alone is all that somebody may
have written: `«CAFÉ»` ends in two characters whose bytes are UTF-8 too.
"""

import re
from functools import cache
from unicodedata import category

# What UTF-8 is read as by mistake, in the order in which it happens most.
_CODECS = ("cp1252", "mac_roman", "cp1251", "cp850", "cp437")
_DOS = ("cp850", "cp437")
# A text that went through it more often than that is beyond repair.
_ROUNDS = 4
# Leads that need no other sign: of é, of quotation marks, arrows, a byte order mark, emoji.
_SURE = ("\u00e9", "\u00ab", "\u2019", "\u2192", "\ufeff", "\U0001f680")
_SURE_LEADS = frozenset(one.encode("utf-8")[0] for one in _SURE)
# Of letters in eastern Europe, and of œ: there is a word around them.
_LATIN_LEADS = frozenset((0xC4, 0xC5))
# What ends a word in its own right, and so says nothing after a letter of capitals.
_CLOSING = frozenset(
    "\u201d\u2019\u00bb\u203a\u2026\u2013\u2014\u2122\u00b0\u00b7\u201c\u201e\u2018\u201a\u00b4"
)
_SIGNS = frozenset("πΩ∑∏∂µ±≤≥∞≠∫º")


class Mojibake:
    """A place that was read wrongly: line and column count from 1, in characters."""

    __slots__ = ("column", "line", "meant", "start", "text")

    def __init__(self, line: int, column: int, text: str, meant: str, start: int) -> None:
        self.line = line
        self.column = column
        self.text = text
        self.meant = meant
        # Where it begins in the whole text, from 0.
        self.start = start

    def __repr__(self) -> str:
        return f"Mojibake({self.line}:{self.column}, {self.text!r}, {self.meant!r})"


def found(text: str) -> list[Mojibake]:
    """Return every place of a text that was read wrongly, in order."""
    if text.isascii():
        return []
    taken: dict[int, tuple[int, str]] = {}
    for codec in _CODECS:
        pattern, byte_of = _reading(codec)
        for chain in pattern.finditer(text):
            for start, end, meant in _meant(text, chain.start(), chain.end(), codec, byte_of):
                known = taken.get(start)
                if known is None or end > known[0]:
                    taken[start] = (end, meant)
    places = []
    line, at, begin, last = 1, 0, 0, 0
    for start, (end, meant) in sorted(taken.items()):
        if start < last:
            continue
        last = end
        breaks = text.count("\n", at, start)
        if breaks:
            line += breaks
            begin = text.rindex("\n", at, start) + 1
        at = start
        places.append(Mojibake(line, start - begin + 1, text[start:end], meant, start))
    return places


def mended(text: str) -> str:
    """Return the text as it was meant; one with no such place is returned as it is."""
    parts, at = [], 0
    for one in found(text):
        parts += [text[at : one.start], one.meant]
        at = one.start + len(one.text)
    return "".join((*parts, text[at:]))


@cache
def _reading(codec: str) -> tuple[re.Pattern[str], dict[str, int]]:
    """Return what finds characters that stand for UTF-8, and the byte of each character."""
    byte_of: dict[str, int] = {}
    for byte in range(0x80, 0x100):
        if codec == "cp1252":
            # ISO 8859-1 differs only where this has letters for control characters.
            byte_of[chr(byte)] = byte
        character = bytes([byte]).decode(codec, "ignore")
        if character:
            byte_of[character] = byte
    two, three, four, rest = (
        "[" + "".join(re.escape(c) for c, byte in byte_of.items() if low <= byte <= high) + "]"
        for low, high in ((0xC2, 0xDF), (0xE0, 0xEF), (0xF0, 0xF4), (0x80, 0xBF))
    )
    # No character is of two of these classes: there is one way to match, so it is linear.
    return re.compile(f"(?:{two}{rest}|{three}{rest}{{2}}|{four}{rest}{{3}})+"), byte_of


def _meant(
    text: str, start: int, end: int, codec: str, byte_of: dict[str, int]
) -> list[tuple[int, int, str]]:
    """Return the parts of a chain of sequences that were meant as something, and as what."""
    # Start, end, what was meant, and the first byte; 0 for several that stand side by side.
    parts: list[tuple[int, int, list[str], int]] = []
    at = start
    while at < end:
        lead = byte_of[text[at]]
        size = 2 if lead < 0xE0 else 3 if lead < 0xF0 else 4
        raw = bytes(byte_of[character] for character in text[at : at + size])
        try:
            character = raw.decode("utf-8")
        except UnicodeDecodeError:
            character = ""
        if character and parts and parts[-1][1] == at:
            first, _, before, _ = parts[-1]
            before.append(character)
            parts[-1] = (first, at + size, before, 0)
        elif character:
            parts.append((at, at + size, [character], lead))
        at += size
    sure = []
    for first, last, meant, lead in parts:
        if _nobody_writes(text, first, last, lead, codec):
            whole = _again("".join(meant), codec)
            if all(category(one) not in ("Cc", "Cn", "Co", "Cs") for one in whole):
                sure.append((first, last, whole))
    return sure


def _nobody_writes(text: str, start: int, end: int, lead: int, codec: str) -> bool:
    """Whether no text has these characters side by side; the lead is 0 where there are several."""
    before = text[start - 1 : start]
    after = text[end : end + 1]
    if codec in _DOS and text[start] in "├┬" and not _plain(text[start + 1 : end]):
        # They may be lines of a frame; within a word they are not.
        return before.isalpha() or after.isalpha()
    if lead == 0:
        return True
    if codec == "cp1251" and lead in _SURE_LEADS:
        # Words in Cyrillic have some of them; these have no Latin letters, nor capitals inside.
        inner = text[start + 1 : end]
        latin = before.isascii() and after.isascii() and (before.isalpha() or after.isalpha())
        return latin or not inner.isalpha() or (end - start > 2 and not inner.islower())
    closing = text[end - 1] in _CLOSING or text[end - 1] in _SIGNS
    in_word = before.islower() or (after.isalpha() and not after.isupper())
    if lead in _SURE_LEADS:
        sign = lead == 0xC2 and not before.isupper()
        return end - start > 2 or not closing or in_word or after.isalpha() or sign
    return lead in _LATIN_LEADS and (before.islower() or after.isalpha())


def _plain(text: str) -> bool:
    """Whether no character of a text draws a line or a block."""
    return not any("\u2500" <= one <= "\u259f" for one in text)


def _again(text: str, codec: str) -> str:
    """Return a text mended as often as it was misread in the same way."""
    pattern, byte_of = _reading(codec)
    for _ in range(_ROUNDS):
        if not pattern.fullmatch(text):
            break
        raw = bytes(byte_of[one] for one in text)
        if not {byte for byte in raw if byte >= 0xC2} <= _SURE_LEADS:
            break
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            break
    return text
