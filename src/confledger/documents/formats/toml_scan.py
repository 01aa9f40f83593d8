"""Scan the structure of TOML: where its keys, headers and values stand, and how deep.

It knows nothing of values but where they end; whether a text is TOML is for tomllib to say.
"""

import re
from collections.abc import Callable
from tomllib import loads

from confledger.documents.formats import faults
from confledger.documents.limits import Limits
from confledger.documents.problem import Problem
from confledger.location import Path, Span

# tomllib calls itself two or three times for each bracket; nobody writes TOML that deep.
DEEPEST_BRACKETS = 100

_Range = tuple[int, int]

_STRING = r'(?:"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*\')'
_NAME = rf"[ \t]*([A-Za-z0-9_-]+|{_STRING})[ \t]*"
_LONG_STRING = r'"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}|\'{3}.*?\'{3,5}'
_SCALAR = rf"{_LONG_STRING}|(?!\"{{3}}|'{{3}}){_STRING}|[^\"',\]}}#\n\0]+"
_SPACE = r"(?:[ \t\n]|#[^\n\0]*)*+"


class Entry:
    """One header, or one key with its value, by offsets."""

    __slots__ = ("base", "end", "key", "kind", "path", "start", "stop", "table")

    def __init__(self, kind: str, path: Path, table: Path, start: int, key: _Range) -> None:
        self.kind = kind  # as it is written: "[", "[[" or "="
        self.path = path
        self.base = path[:-1] if kind == "[[" else path
        self.table = table  # the path of the header above
        self.start = self.end = self.stop = start  # `stop` is where tomllib would refuse it
        self.key = key

    def clashes(self, later: "Entry") -> bool:
        """Whether this has to go for `later` to count."""
        base = later.base
        shorter = min(len(base), len(self.base))
        if self.base[:shorter] != base[:shorter]:
            return False
        if later.kind == "=":
            return self.kind == "=" or len(self.path) > len(later.table)
        if self.kind == "=":
            return len(self.table) < len(base)
        return self.base == base or (later.kind == "[[" and len(self.base) > len(base))


class Lost(ValueError):
    """From here on the text is not TOML; tomllib says why."""


class Scan:
    """Where keys and values stand, up to the first place that is not TOML."""

    def __init__(self, text: str, limits: Limits) -> None:
        # Offsets of the start and end of each key, then of its value; parents come first.
        self.spans: dict[Path, tuple[int, int, int, int]] = {}
        self.entries: list[Entry] = []
        self.opened: list[int] = []  # where the brackets are that are still open
        self.quote = -1  # where the string starts that has no end
        self.over: tuple[int, int, Callable[[Span], Problem]] | None = None  # a limit passed
        self._text, self._limits = text + "\0", limits
        self._name = re.compile(_NAME).match
        self._scalar = re.compile(_SCALAR, re.DOTALL).match
        self._blank = re.compile(_SPACE).match
        self._table: Path = ()
        self._arrays: dict[Path, int] = {}
        try:
            pos = self._space(0)
            while pos < len(text):
                pos = self._header(pos) if text[pos] == "[" else self._pair(self._table, pos).end
                pos = self._space(pos)
        except (ValueError, RecursionError):
            pass

    def _space(self, pos: int) -> int:
        found = self._blank(self._text, pos)
        return found.end() if found else pos

    def _names(self, pos: int) -> tuple[list[str], list[_Range], int]:
        """Return the parts of a dotted key, where each of them is, and where it ends."""
        names, parts = [], []
        while found := self._name(self._text, pos):
            name, pos = found[1], found.end()
            names.append(loads(f"name = {name}")["name"] if name[0] in "\"'" else name)
            parts.append(found.span(1))
            if self._text[pos] != ".":
                return names, parts, pos
            self._check(len(names), parts[0][0], pos)
            pos += 1
        while self._text[pos] in " \t":
            pos += 1
        self.quote = pos if self._text[pos] in "\"'" else -1
        raise Lost

    def _walk(self, path: Path, names: list[str], parts: list[_Range]) -> Path:
        """Return where dotted names lead to from `path`, marking the tables on the way."""
        for name, part in zip(names[:-1], parts, strict=False):
            path = (*path, name)
            self.spans.setdefault(path, (*part, *part))
            if path in self._arrays:
                path = (*path, self._arrays[path])
        return (*path, names[-1])

    def _header(self, start: int) -> int:
        kind = "[[" if self._text.startswith("[[", start) else "["
        names, parts, stop = self._names(start + len(kind))
        path, end = self._walk((), names, parts), stop + len(kind)
        span = (*parts[-1], start, end)
        if kind == "[[":
            self.spans.setdefault(path, span)
            self._arrays[path] = self._arrays.get(path, -1) + 1
            path, span = (*path, self._arrays[path]), (start, end, start, end)
        self.spans[path], self._table = span, path
        entry = Entry(kind, path, path, start, (parts[0][0], parts[-1][1]))
        entry.stop, entry.end = stop, end
        self.entries.append(entry)
        self._check(len(path) + 1, start, end)
        return end

    def _pair(self, holder: Path, start: int) -> Entry:
        names, parts, end = self._names(start)
        if self._text[end] != "=":
            raise Lost
        path = self._walk(holder, names, parts)
        entry = Entry("=", path, self._table, start, (parts[0][0], parts[-1][1]))
        self.entries.append(entry)
        self.spans[path] = (*parts[-1], end, end)
        entry.stop = entry.end = self._value(path, end + 1)
        return entry

    def _value(self, path: Path, start: int) -> int:
        """Scan the value of `path` after the blanks at `start`; return where it ends."""
        text = self._text
        while text[start] in " \t":
            start += 1
        if text[start] in "[{":
            end = self._holder(path, start)
        else:
            self._check(len(path), start, start + 1)
            found = self._scalar(text, start)
            if not found:
                self.quote = start if text[start] in "\"'" else -1
                raise Lost
            end = start + len(found[0].rstrip())
        key = (start, end) if isinstance(path[-1], int) else self.spans[path][:2]
        self.spans[path] = (*key, start, end)
        return end

    def _holder(self, path: Path, pos: int) -> int:
        """Scan an array or inline table; return where it ends."""
        text, closer, count = self._text, "]" if self._text[pos] == "[" else "}", 0
        self.opened.append(pos)
        self._check(len(path) + 1, pos, pos + 1)
        pos = self._space(pos + 1)
        while text[pos] != closer:
            entry = self._pair(path, pos) if closer == "}" else None
            if entry is None:
                self.spans[*path, count] = (pos, pos, pos, pos)
            end = entry.end if entry else self._value((*path, count), pos)
            pos, count = self._space(end), count + 1
            if text[pos] == ",":
                if entry:
                    entry.end = pos + 1
                pos = self._space(pos + 1)
            elif text[pos] != closer:
                raise Lost
        self.opened.pop()
        return pos + 1

    def _check(self, depth: int, start: int, end: int) -> None:
        """Stop when a limit is passed."""
        limits = self._limits
        if depth > limits.max_depth:
            self.over = start, end, lambda span: faults.too_deep(span, limits.max_depth)
        elif len(self.opened) > DEEPEST_BRACKETS:
            self.over = (
                start,
                end,
                lambda span: faults.too_deep(span, DEEPEST_BRACKETS, "brackets"),
            )
        elif len(self.spans) >= limits.max_nodes:
            self.over = start, end, lambda span: faults.too_many(span, limits.max_nodes)
        if self.over:
            raise Lost
