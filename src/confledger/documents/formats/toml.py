"""Read TOML: its values by tomllib, its places by a scanner that knows only the structure.

Dates and times become ISO 8601 strings. A key that is set twice does not end the reading:
what set it first is blanked, and the text is read again.
"""

from confledger.documents.limits import Limits
from confledger.documents.problem import DUPLICATE_KEY, LIMITS, SYNTAX, Loaded, Problem
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from confledger.documents.formats.json_scanner import Lines
    from confledger.documents.positions import Positions

# tomllib calls itself two or three times for each bracket; nobody writes TOML that deep.
_DEEPEST_BRACKETS = 100
_MOST_FAULTS = 20  # each takes one more reading of the whole text

_Range = tuple[int, int]

_STRING = r'(?:"(?:[^"\\\n]|\\.)*+"|\'[^\'\n]*\')'
_NAME = rf"[ \t]*([A-Za-z0-9_-]+|{_STRING})[ \t]*"
_LONG_STRING = r'"{3}(?:[^"\\]|\\.|"{1,2}(?!"))*+"{3,5}|\'{3}.*?\'{3,5}'
_SCALAR = rf"{_LONG_STRING}|(?!\"{{3}}|'{{3}}){_STRING}|[^\"',\]}}#\n\0]+"
_SPACE = r"(?:[ \t\n]|#[^\n\0]*)*+"
# How tomllib starts to say it, and what it expected.
_EXPECTED = {
    "Invalid statement": "a key or '['",
    "Expected newline": "the end of the line",
    "Expected ']' at": "']' after the name of a table",
    "Expected ']]' at": "']]' after the name of an array of tables",
    "Expected '=' after": "'=' after the key",
    "Invalid initial character": "a key",
    "Unclosed array": "',' or ']'",
    "Unclosed inline": "',' or '}'",
    "Invalid value": "a value, and quotes around text",
}


def quick(text: str, limits: Limits) -> list[object] | None:
    """Return the one document of a text that is certainly without fault, else None."""
    import tomllib

    # The time that tomllib takes for a key grows with the square of its dots.
    most = limits.max_depth
    if text.count(".") > most and any(line.count(".") > most for line in text.splitlines()):
        return None
    try:
        document = tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except (ValueError, RecursionError):
        return None
    deepest = min(limits.max_depth, _DEEPEST_BRACKETS)
    return [document] if _plain(document, deepest, limits.max_nodes) else None


def read(text: str, limits: Limits) -> Loaded:
    """Return the document and everything that is wrong with the text."""
    document, problems, _ = _parse(text, limits)
    return Loaded([] if document is None else [document], problems)


def positions(text: str) -> "Positions":
    """Return where each value stands; a table stands where its header or first name does."""
    from confledger.documents.formats.json_scanner import marks

    limits = Limits(max_nodes=1 << 60)
    _, _, text = _parse(text, limits)
    return marks(text, _Scan(text, limits).spans)


def _plain(document: dict[str, object], max_depth: int, max_nodes: int) -> bool:
    """Make strings of dates and times, in place; return whether the limits were kept."""
    nodes, depth = 1, 0
    level: list[Any] = [document]
    while level and depth < max_depth and nodes <= max_nodes:
        holders, level, depth = level, [], depth + 1
        for holder in holders:
            nodes += len(holder)
            for step, value in holder.items() if isinstance(holder, dict) else enumerate(holder):
                if isinstance(value, (dict, list)):
                    level.append(value)
                elif not isinstance(value, (str, int, float)):
                    holder[step] = value.isoformat()
    return not level and nodes <= max_nodes


def _parse(text: str, limits: Limits) -> tuple[dict[str, object] | None, list[Problem], str]:
    """Return the values, the problems, and the text that the values were read from."""
    import tomllib

    from confledger.documents.formats.json_scanner import Lines, plain_lines

    text = plain_lines(text)
    lines, problems = Lines(text), list[Problem]()
    while len(problems) < _MOST_FAULTS:
        scan = _Scan(text, limits)
        if scan.over:
            start, end, why = scan.over
            problems.append(Problem(LIMITS, why, lines.span(start, end)))
            break
        try:
            document = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            said, _, place = str(error).rpartition(" (at ")
            offset = len(text)
            if place.startswith("line "):
                line, column = place[5:-1].split(", column ")
                offset = lines.starts[int(line) - 1] + int(column) - 1
            refused = said.startswith(("Cannot ", "Duplicate "))
            repaired = _repair(text, offset, scan, lines, problems) if refused else None
            if repaired is None:
                problems.append(_fault(said, offset, text, limits, lines))
                break
            text = repaired
        else:
            _plain(document, limits.max_depth, limits.max_nodes)
            return document, problems, text
    return None, problems, text


def _repair(
    text: str, offset: int, scan: "_Scan", lines: "Lines", problems: list[Problem]
) -> str | None:
    """Report the key refused at `offset`, and blank what set it before; None if that is unknown."""
    index = next((i for i, entry in enumerate(scan.entries) if entry.stop == offset), -1)
    again = scan.entries[index] if index >= 0 else None
    before = [entry for entry in scan.entries[:index] if again and entry.end <= again.start]
    clashes = {entry: None for entry in before if again and entry.clashes(again)}
    if not again or not clashes:
        return None
    gone = {entry.path for entry in clashes if entry.kind != "="}
    earlier = [each for each in before if each in clashes or each.table in gone]
    first = next((entry for entry in clashes if entry.base == again.base), next(iter(clashes)))
    what, name = "key" if again.kind == "=" else "table", text[slice(*again.key)]
    why = f"the {what} {name!r} is already set at line {lines.place(first.start)[0]}"
    span, help = lines.span(*again.key), "keep one of the two"
    problems.append(Problem(DUPLICATE_KEY, why, span, path=again.path, help=help))
    pieces, pos = list[str](), 0
    for entry in earlier:
        if entry.start >= pos:
            blank = (" " * len(line) for line in text[entry.start : entry.end].split("\n"))
            pieces += text[pos : entry.start], "\n".join(blank)
            pos = entry.end
    return "".join([*pieces, text[pos:]])


def _fault(said: str, offset: int, text: str, limits: Limits, lines: "Lines") -> Problem:
    """Say in our words what tomllib said of the character at `offset`."""
    import re

    from confledger.documents.formats.json_scanner import shown

    if not said:
        found = re.search("[0-9_]{600,}", text)
        span = lines.span(*(found.span() if found else (0, 0)))
        return Problem(LIMITS, "more digits in a number, or brackets, than can be read", span)
    before, char = _Scan(text[:offset], limits), text[offset : offset + 1]
    start, end, help = offset, offset + (char not in ("", "\n")), None
    why, slash = said[0].lower() + said[1:], text.rfind("\\", 0, offset)
    expected = [words for beginning, words in _EXPECTED.items() if said.startswith(beginning)]
    if expected:
        early = {"": "the text ends too early", "\n": "the line ends too early"}
        why = f"{early.get(char) or 'unexpected ' + shown(char)}; expected {expected[0]}"
        if before.opened and (not char or said.startswith("Unclosed")):
            line, column = lines.place(before.opened[-1])
            bracket = text[before.opened[-1]]
            why += f"; the {bracket!r} opened at line {line}, column {column} is not closed"
    if before.quote >= 0 and char in ("", "\n"):
        start, end, why = before.quote, before.quote + 1, "this string is not closed"
        help = "close it with the quotes that it starts with"
    elif said.startswith("Unescaped"):
        start, end = slash, slash + 2
        why = f"unknown escape: a backslash before {shown(text[slash + 1 :][:1])}"
        help = "write two backslashes where one is meant, or use single quotes"
    elif said.startswith(("Invalid hex", "Escaped")):
        start, end = slash, slash + 2
        why = f"the digits after '\\{text[slash + 1]}' stand for no character"
    elif said.startswith("Invalid date"):
        end, why = offset + 10, "there is no such date or time"
    elif said.startswith(("Illegal", "Found invalid")):
        why = f"unexpected {shown(char)}; control characters have to be escaped"
    return Problem(SYNTAX, why, lines.span(start, end), help=help)


class _Entry:
    """One header, or one key with its value, by offsets."""

    __slots__ = ("base", "end", "key", "kind", "path", "start", "stop", "table")

    def __init__(self, kind: str, path: Path, table: Path, start: int, key: _Range) -> None:
        self.kind = kind  # as it is written: "[", "[[" or "="
        self.path = path
        self.base = path[:-1] if kind == "[[" else path
        self.table = table  # the path of the header above
        self.start = self.end = self.stop = start  # `stop` is where tomllib would refuse it
        self.key = key

    def clashes(self, later: "_Entry") -> bool:
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


class _Lost(ValueError):
    """From here on the text is not TOML; tomllib says why."""


class _Scan:
    """Where keys and values stand, up to the first place that is not TOML."""

    def __init__(self, text: str, limits: Limits) -> None:
        import re

        # Offsets of the start and end of each key, then of its value; parents come first.
        self.spans: dict[Path, tuple[int, int, int, int]] = {}
        self.entries: list[_Entry] = []
        self.opened: list[int] = []  # where the brackets are that are still open
        self.quote = -1  # where the string starts that has no end
        self.over: tuple[int, int, str] | None = None  # where a limit is passed, and which
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
        from tomllib import loads

        names, parts = [], []
        while found := self._name(self._text, pos):
            name, pos = found[1], found.end()
            names.append(loads(f"name = {name}")["name"] if name[0] in "\"'" else name)
            parts.append(found.span(1))
            if self._text[pos] != ".":
                return names, parts, pos
            self._check(len(names), parts[0][0], pos)
            pos += 1
        self.quote = pos if self._text[pos] in "\"'" else -1
        raise _Lost

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
        entry = _Entry(kind, path, path, start, (parts[0][0], parts[-1][1]))
        entry.stop, entry.end = stop, end
        self.entries.append(entry)
        self._check(len(path) + 1, start, end)
        return end

    def _pair(self, holder: Path, start: int) -> _Entry:
        names, parts, end = self._names(start)
        if self._text[end] != "=":
            raise _Lost
        path = self._walk(holder, names, parts)
        entry = _Entry("=", path, self._table, start, (parts[0][0], parts[-1][1]))
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
                raise _Lost
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
                raise _Lost
        self.opened.pop()
        return pos + 1

    def _check(self, depth: int, start: int, end: int) -> None:
        """Stop when a limit is passed."""
        limits, why = self._limits, ""
        if depth > limits.max_depth:
            why = f"more than {limits.max_depth} levels of nesting"
        elif len(self.opened) > _DEEPEST_BRACKETS:
            why = f"more than {_DEEPEST_BRACKETS} brackets inside each other"
        elif len(self.spans) >= limits.max_nodes:
            why = f"more than {limits.max_nodes} values"
        if why:
            self.over = start, end, why
            raise _Lost
