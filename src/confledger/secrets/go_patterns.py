"""Go's regular expressions in the words of Python's `re`, as far as both mean the same.

For where RE2 is not installed. What `re` would take otherwise than Go, or for which it could
take time without end, is refused: a file is rather not judged than judged wrongly.
"""

import re

_REPEAT = re.compile(r"\{(\d+)(,(\d*))?\}")
_NAMED = re.compile(r"\(\?P?<(\w+)>")
_FLAGS = re.compile(r"\(\?([a-zA-Z]*)(?:-([a-zA-Z]+))?([:)])")
# In Go, `\s` is without the vertical tab, and `\z` what `\Z` is here.
# An empty text has no edge of a word; to `re`, `\B` is not there either.
_ESCAPES = {"s": r"[\t\n\f\r ]", "S": r"[^\t\n\f\r ]", "z": r"\Z", "B": r"(?!\b)"}
_SAME = "aAdDwWbfnrtv"
_IN_CLASS = {"s": r"\t\n\f\r "}
_SAME_IN_CLASS = "adDwWfnrtv"
_MOST_REPEATS = 1000


class Untranslatable(ValueError):
    """Go would refuse the pattern, or nothing says that `re` means the same."""


class _Group:
    """An open parenthesis: `extra` are those that flags in the middle of it opened."""

    __slots__ = ("branches", "extra", "flags", "repeats")

    def __init__(self, flags: frozenset[str]) -> None:
        self.flags = flags
        self.extra = False
        self.repeats = False
        self.branches = False


def translated(pattern: str) -> str:
    """Return a pattern for `re` that matches what Go's would; raise Untranslatable."""
    return _Translation(pattern).made()


class _Translation:
    """One pattern on its way."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self._at = 0
        self._out: list[str] = []
        self._open = [_Group(frozenset())]
        # The group that just closed, which a repetition would repeat.
        self._closed: _Group | None = None

    def made(self) -> str:
        while self._at < len(self._pattern):
            self._step()
        if len(self._open) > 1:
            raise Untranslatable(f"missing ): {self._pattern}")
        if self._open[0].extra:
            self._out.append(")")
        return "".join(self._out)

    def _step(self) -> None:
        char = self._pattern[self._at]
        closed, self._closed = self._closed, None
        if char == "(":
            self._opening()
        elif char == ")":
            self._closing()
        elif char == "|":
            self._branch()
        elif char == "[":
            self._class()
        elif char == "\\":
            self._escape()
        elif char in "*+?":
            self._repeated(char, closed, unbounded=char != "?")
        elif char == "{":
            self._counted(closed)
        elif char == "$":
            self._put("$" if "m" in self._open[-1].flags else r"\Z", 1)
        else:
            self._put(char, 1)

    def _put(self, text: str, width: int) -> None:
        self._out.append(text)
        self._at += width

    def _opening(self) -> None:
        rest = self._pattern[self._at :]
        group = self._open[-1]
        named = _NAMED.match(rest)
        if named is not None:
            self._open.append(_Group(group.flags))
            self._put(f"(?P<{named[1]}>", named.end())
            return
        if not rest.startswith("(?"):
            self._open.append(_Group(group.flags))
            self._put("(", 1)
            return
        told = _FLAGS.match(rest)
        if told is None:
            raise Untranslatable(f"invalid perl operator: {rest[:3]}")
        on, off = set(told[1]), set(told[2] or "")
        if not on | off <= set("ims"):
            raise _unsure(told[0])
        flags = frozenset((group.flags | on) - off)
        if told[3] == ":":
            self._open.append(_Group(flags))
            self._put(_scope(flags), told.end())
            return
        # Until the end of the group, and in all its branches that come.
        if group.extra:
            self._out.append(")")
        group.flags = flags
        group.extra = True
        self._put(_scope(flags), told.end())

    def _closing(self) -> None:
        if len(self._open) == 1:
            raise Untranslatable(f"unexpected ): {self._pattern}")
        group = self._open.pop()
        self._closed = group
        outer = self._open[-1]
        outer.repeats = outer.repeats or group.repeats
        outer.branches = outer.branches or group.branches
        self._put("))" if group.extra else ")", 1)

    def _branch(self) -> None:
        group = self._open[-1]
        group.branches = True
        self._put(f")|{_scope(group.flags)}" if group.extra else "|", 1)

    def _repeated(self, text: str, closed: _Group | None, *, unbounded: bool) -> None:
        if unbounded:
            if closed is not None and (closed.repeats or closed.branches):
                raise _unsure("a repeated group with `|` or a repetition in it")
            self._open[-1].repeats = True
        if self._pattern[self._at + len(text) : self._at + len(text) + 1] in ("*", "+", "{"):
            raise Untranslatable(f"bad repetition operator: {self._pattern[self._at :][:3]}")
        self._put(text, len(text))
        if self._pattern[self._at : self._at + 1] == "?":
            self._put("?", 1)
            if self._pattern[self._at : self._at + 1] in ("*", "+", "?"):
                raise Untranslatable(
                    f"bad repetition operator: {self._pattern[self._at - 2 :][:3]}"
                )

    def _counted(self, closed: _Group | None) -> None:
        told = _REPEAT.match(self._pattern, self._at)
        if told is None:
            self._put(r"\{", 1)
            return
        least, most = int(told[1]), int(told[3] or told[1])
        if max(least, most) > _MOST_REPEATS or least > most:
            raise Untranslatable(f"invalid repetition size: {told[0]}")
        self._repeated(told[0], closed, unbounded=most > 1 or told[3] == "")

    def _escape(self) -> None:
        rest = self._pattern[self._at :]
        if rest.startswith("\\Q"):
            quoted, _, _ = rest[2:].partition("\\E")
            self._put(re.escape(quoted), min(len(rest), len(quoted) + 4))
            return
        char = rest[1:2]
        if char in _ESCAPES:
            self._put(_ESCAPES[char], 2)
        elif char and char in _SAME:
            self._put("\\" + char, 2)
        else:
            self._put(*_character(rest))

    def _class(self) -> None:
        """Copy `[…]`, whose first character may be `]`, and whose `[` is one of them."""
        self._put("[", 1)
        if self._peek() == "^":
            self._put("^", 1)
        first = True
        while first or self._peek() != "]":
            rest = self._pattern[self._at :]
            if not rest:
                raise Untranslatable("missing ]")
            if rest.startswith("[:"):
                raise _unsure("[:")
            if rest[0] == "\\":
                char = rest[1:2]
                if char in _IN_CLASS:
                    self._put(_IN_CLASS[char], 2)
                elif char and char in _SAME_IN_CLASS:
                    self._put("\\" + char, 2)
                else:
                    self._put(*_character(rest))
            elif rest.startswith("--"):
                raise _unsure("--")
            elif rest[0] == "-":
                self._put("-", 1)
            else:
                self._put(re.escape(rest[0]), 1)
            first = False
        self._put("]", 1)

    def _peek(self) -> str:
        return self._pattern[self._at : self._at + 1]


def _scope(flags: frozenset[str]) -> str:
    """Return the beginning of a group with these flags, and without the others."""
    on, off = "".join(sorted(flags)), "".join(sorted(set("ims") - flags))
    return f"(?{on}-{off}:" if off else f"(?{on}:"


def _character(rest: str) -> tuple[str, int]:
    """Return an escaped character for `re`, and how many it takes in the text."""
    char = rest[1:2]
    if not char:
        raise Untranslatable("trailing \\")
    if char == "x":
        told = re.match(r"\\x(?:([0-9a-fA-F]{2})|\{([0-9a-fA-F]{1,6})\})", rest)
        code = -1 if told is None else int(told[1] or told[2], 16)
        if told is None or code > 0x10FFFF:
            raise Untranslatable(f"invalid escape sequence: {rest[:4]}")
        return re.escape(chr(code)), told.end()
    if char in "pP":
        raise _unsure(f"\\{char}")
    if char.isalnum() or not char.isascii():
        raise Untranslatable(f"invalid escape sequence: \\{char}")
    return re.escape(char), 2


def _unsure(what: str) -> Untranslatable:
    return Untranslatable(f"`{what}` cannot be judged without the package google-re2")
