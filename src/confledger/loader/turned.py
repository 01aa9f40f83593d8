"""Texts that a regular expression finds itself in: the simple ones, turned around.

Literals, sets, repetitions, groups and alternatives; what looks ahead or back, or repeats a
group by its number, yields nothing, or something that whoever asked has to hold against it.
"""

from confledger.loader.digests import sha256

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

# Characters in a text; and repetitions where a pattern sets no end.
_LONGEST = 10_000
_STEPS = 20_000
_MORE = 24
# What sets are filled from, so that the result can be read.
_PREFERRED = "fakesecrtlbdnopqvwxyzghijmu0123456789FAKESECRTLBDNOPQVWXYZGHIJMU-_./+:@=!,;%&~ "


def matching(pattern: str, name: str, least: int, most: int) -> "Iterator[str]":
    """Yield texts for a pattern: short, then longer ones where `least` asks for them.

    `name` makes them the same for the same key, and different from those of others.
    """
    import re
    import warnings

    try:
        # Its parser is the one that is at hand; patterns of schemas are near enough.
        from re import _parser  # type: ignore[attr-defined]  # private: a Python may not have it

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            parsed = _parser.parse(pattern)
    except (ImportError, re.error, RecursionError, OverflowError):
        return
    digest = sha256(name.encode()).digest()
    for more in (0, 1, 3, 8, _MORE, min(least, _LONGEST)):
        for way in range(3):
            work = _Turning(digest, more, way)
            try:
                made = work.of(parsed)
            except (_Unknown, RecursionError):
                continue
            for text in (made, _filled(made, name, least)):
                if least <= len(text) <= most:
                    yield text


def _filled(text: str, name: str, least: int) -> str:
    """Lengthen a text for a pattern that may be found anywhere in it."""
    missing = least - len(text)
    return text if missing <= 0 else text + (name * (missing // len(name) + 1))[:missing]


class _Unknown(Exception):
    """A part of a pattern that is not turned around."""


class _Turning:
    def __init__(self, digest: bytes, more: int, way: int) -> None:
        self.digest = digest
        self.more = more
        self.way = way
        self.count = 0
        self.length = 0

    def of(self, parts: "Any") -> str:
        return "".join(self.part(str(word), value) for word, value in parts)

    def part(self, word: str, value: "Any") -> str:
        self.count += 1
        if self.count > _STEPS or self.length > _LONGEST:
            raise _Unknown
        if word == "LITERAL":
            return self.letter(chr(value))
        if word == "NOT_LITERAL":
            return self.letter(self.chosen(lambda one: ord(one) != value))
        if word == "ANY":
            return self.letter(self.chosen(lambda one: True))
        if word == "IN":
            return self.letter(self.chosen(lambda one: _holds(value, one), value))
        if word in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            low, high, inner = value
            times = min(max(int(low), self.more), int(high))
            return "".join(self.of(inner) for _ in range(times))
        if word == "SUBPATTERN":
            return self.of(value[3])
        if word == "ATOMIC_GROUP":
            return self.of(value)
        if word == "BRANCH":
            choices = value[1]
            return self.of(choices[self.way % len(choices)])
        if word == "AT":
            return ""
        if word == "ASSERT_NOT":
            return ""
        raise _Unknown

    def letter(self, one: str) -> str:
        self.length += 1
        return one

    def chosen(self, fits: "Any", members: "Any" = ()) -> str:
        """Return a letter of a set: one of those that read well, by the digest."""
        known = [one for one in _PREFERRED if fits(one)]
        if known:
            at = self.digest[self.length % len(self.digest)]
            return known[(at + self.way) % min(len(known), 16)]
        for word, value in members:
            if str(word) == "LITERAL":
                return chr(value)
            if str(word) == "RANGE":
                return chr(value[0])
        for code in range(0x21, 0x500):
            if fits(chr(code)):
                return chr(code)
        raise _Unknown


def _holds(members: "Any", letter: str) -> bool:
    negated = False
    found = False
    for word, value in members:
        name = str(word)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found |= ord(letter) == value
        elif name == "RANGE":
            found |= value[0] <= ord(letter) <= value[1]
        elif name == "CATEGORY":
            found |= _of_category(str(value), letter)
    return found != negated


def _of_category(name: str, letter: str) -> bool:
    has = {
        "DIGIT": letter in "0123456789",
        "WORD": letter == "_" or (letter.isascii() and letter.isalnum()),
        "SPACE": letter.isspace(),
    }.get(name.rpartition("_")[2], False)
    return has != ("NOT" in name)
