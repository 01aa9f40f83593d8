"""Read JSON (RFC 8259), JSON with comments and trailing commas, and JSON5."""

from confledger.documents.limits import Limits
from confledger.documents.problem import DUPLICATE_KEY, Loaded, Problem
from confledger.location import Step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

    from confledger.documents.formats.marks import Mark
    from confledger.documents.positions import Positions


def quick(text: str, limits: Limits, *, dialect: str = "json") -> list[object] | None:
    """Return the one document of a text that is certainly without fault, else None."""
    documents = _strict(text, limits)
    if documents is None and dialect != "json":
        loaded = read(text, limits, dialect=dialect)
        return None if loaded.problems else loaded.documents
    return documents


def read(text: str, limits: Limits, *, dialect: str = "json") -> Loaded:
    """Return the document and everything that is wrong with the text."""
    if text.count(",") + text.count("[") + text.count("{") >= limits.max_nodes:
        from confledger.documents.formats import faults, json_size, marks

        text = marks.plain_lines(text)
        if (last := json_size.overflow(text, limits.max_nodes)) is not None:
            span = marks.Lines(text).span(last, last + 1)
            return Loaded([], [faults.too_many(span, limits.max_nodes)])
    tree = _Tree(text, dialect, limits)
    return Loaded(tree.documents, tree.problems)


def positions(text: str, *, dialect: str = "json") -> "Positions":
    """Return where each value stands; no value has a place in a text that cannot be read."""
    from confledger.documents.formats.marks import Marks, plain_lines

    return Marks(plain_lines(text), _Tree(text, dialect, Limits(max_nodes=1 << 60)).root)


def _strict(text: str, limits: Limits) -> list[object] | None:
    """Read plain JSON with the C scanner of the standard library.

    `_json` and not `json`, whose import takes longer than reading most files.
    """
    try:
        from _json import make_scanner
    except ImportError:  # pragma: no cover - Python without C accelerators
        from json.scanner import make_scanner
    stripped = text.strip(" \t\n\r")
    try:
        text.encode()  # a lone surrogate has no place in a document, nor has one written as \ud8..
        document, end = make_scanner(_Rules)(stripped, 0)  # type: ignore[arg-type]
    # The C scanner of Python 3.11 reports errors through `json`, or as SystemError without it.
    except (StopIteration, ValueError, RecursionError, SystemError):
        return None
    if end != len(stripped) or "\\ud" in text or "\\uD" in text:
        return None
    small = (len(text) + 1) // 2 <= limits.max_nodes
    flat = text.count("{") + text.count("[") <= limits.max_depth
    return [document] if (small and flat) or _fits(document, limits) else None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is repeated")
    return found


def _not_json(word: str) -> "NoReturn":
    raise ValueError(f"JSON has no {word}")


class _Rules:
    """What the C scanner asks of a decoder."""

    strict = True
    object_hook = None
    object_pairs_hook = _unique
    parse_constant = _not_json
    parse_float = float
    parse_int = int


def _fits(document: object, limits: Limits) -> bool:
    """Whether a tree of dicts and lists keeps to the limits."""
    nodes, level = 1, [document] if isinstance(document, (dict, list)) else []
    for _ in range(limits.max_depth):
        nodes += sum(map(len, level))
        values = (each.values() if isinstance(each, dict) else each for each in level)
        level = [v for each in values for v in each if isinstance(v, (dict, list))]
        if not level or nodes > limits.max_nodes:
            break
    return not level and nodes <= limits.max_nodes


class _Open:
    """An object or array that is not closed yet."""

    __slots__ = ("key", "key_end", "key_start", "mark", "repeated", "value")

    def __init__(self, value: dict[str, object] | list[object], mark: "Mark") -> None:
        self.value = value
        self.mark = mark
        self.key = ""
        self.key_start = self.key_end = -1
        self.repeated: dict[str, int] = {}  # the lines where repeated keys stood first

    @property
    def closer(self) -> str:
        return "}" if isinstance(self.value, dict) else "]"

    def step(self) -> Step:
        return self.key if isinstance(self.value, dict) else len(self.value)


class _Tree:
    """One text as values and as marks; `documents` is empty when it could not be read."""

    def __init__(self, text: str, dialect: str, limits: Limits) -> None:
        from confledger.documents.formats.json_scanner import Scanner, Stop
        from confledger.documents.formats.marks import Mark, plain_lines

        self.documents: list[object] = []
        self.root: Mark | None = None
        self._mark = Mark
        self._limits = limits
        self._scanner = Scanner(plain_lines(text), dialect)
        self._stack: list[_Open] = []
        self._nodes = 0
        try:
            document = self._document()
        except Stop:
            pass
        else:
            if all(problem.kind == DUPLICATE_KEY for problem in self.problems):
                self.documents = [document]

    @property
    def problems(self) -> list[Problem]:
        return self._scanner.problems

    def _document(self) -> object:
        scanner = self._scanner
        pos = scanner.space(0)
        if pos == scanner.size:
            scanner.stop(0, 0, f"the file is empty; a {scanner.name} document needs a value")
        while True:
            # Here a value starts; the inner loop then leaves everything that ends with it.
            if scanner.text[pos] in "{[":
                pos = self._enter(pos)
                if scanner.text[pos] != self._stack[-1].closer:
                    pos = self._item(pos)
                    continue
                value, mark = self._leave(pos)
            else:
                value, end = scanner.scalar(pos)
                mark = self._mark(pos, end)
            while True:
                self._place(value, mark)
                pos = scanner.space(mark.end)
                if not self._stack:
                    if pos < scanner.size:
                        scanner.unexpected(pos, "the end of the file after its one value")
                    return value
                closer = self._stack[-1].closer
                if scanner.text[pos] != closer:
                    pos = self._separator(pos, mark.end, closer)
                    if scanner.text[pos] != closer:
                        pos = self._item(pos)
                        break
                value, mark = self._leave(pos)

    def _enter(self, pos: int) -> int:
        """Open the object or array at `pos`; return where its content starts."""
        scanner = self._scanner
        if len(self._stack) == self._limits.max_depth:
            from confledger.documents.formats import faults

            scanner.refuse(faults.too_deep(scanner.span(pos, pos + 1), self._limits.max_depth))
        self._stack.append(_Open({} if scanner.text[pos] == "{" else [], self._mark(pos, pos)))
        scanner.opened.append(pos)
        return scanner.space(pos + 1)

    def _leave(self, pos: int) -> tuple[object, "Mark"]:
        """Close the innermost object or array, whose last character is at `pos`."""
        closed = self._stack.pop()
        self._scanner.opened.pop()
        closed.mark.end = closed.mark.key_end = pos + 1
        return closed.value, closed.mark

    def _place(self, value: object, mark: "Mark") -> None:
        """Put a value that was read where it belongs."""
        self._nodes += 1
        if self._nodes > self._limits.max_nodes:
            from confledger.documents.formats import faults

            span = self._scanner.span(mark.start, mark.end)
            self._scanner.refuse(faults.too_many(span, self._limits.max_nodes))
        if not self._stack:
            self.root = mark
            return
        parent = self._stack[-1]
        parent.mark.items[parent.step()] = mark
        if isinstance(parent.value, dict):
            mark.key_start, mark.key_end = parent.key_start, parent.key_end
            parent.value[parent.key] = value
        else:
            parent.value.append(value)

    def _separator(self, pos: int, end: int, closer: str) -> int:
        """Pass the comma after the value that ended at `end`; return where the next token is."""
        scanner = self._scanner
        found, expected = scanner.text[pos], f"',' or {closer!r}"
        if found == ",":
            after = scanner.space(pos + 1)
            if scanner.is_strict and scanner.text[after] == closer:
                why = f"unexpected ',' before {closer!r}; JSON has no trailing commas"
                scanner.report(pos, pos + 1, why, "remove the comma")
            return after
        if found not in '"{[':
            scanner.unexpected(pos, expected)
        help = "put a comma before it"
        # Only at the start of a line is it certain that nothing but a comma is missing.
        if "\n" not in scanner.text[end:pos]:
            scanner.unexpected(pos, expected, help)
        scanner.report(pos, pos + 1, f"unexpected {found!r}; expected {expected}", help)
        return pos

    def _item(self, pos: int) -> int:
        """Read up to the value of the next item; return where it starts."""
        scanner, parent = self._scanner, self._stack[-1]
        what = "a key" if isinstance(parent.value, dict) else "a value"
        if scanner.text[pos] == ",":
            scanner.unexpected(pos, what, "remove the comma")
        if isinstance(parent.value, list):
            return pos
        key, end = self._key(pos)
        if key in parent.value:
            from confledger.documents.formats import faults

            first = parent.repeated.setdefault(key, scanner.line(parent.mark.items[key].key_start))
            path = (*(each.step() for each in self._stack[:-1]), key)
            scanner.problems.append(faults.repeated(path, first, scanner.span(pos, end)))
        parent.key, parent.key_start, parent.key_end = key, pos, end
        pos = scanner.space(end)
        if scanner.text[pos] != ":":
            scanner.unexpected(pos, "':' after the key")
        return scanner.space(pos + 1)

    def _key(self, pos: int) -> tuple[str, int]:
        """Read the key of an object; return it and where it ends."""
        scanner = self._scanner
        if scanner.text[pos] in "\"'":
            return scanner.string(pos)
        if scanner.is_json5:
            return self._identifier(pos)
        end = scanner.word_end(pos)
        if end == pos or scanner.text[scanner.blank_end(end)] != ":":
            scanner.unexpected(pos, "a key in double quotes")
        scanner.report(pos, end, "JSON keys need double quotes", "put the key in double quotes")
        return scanner.text[pos:end], end

    def _identifier(self, start: int) -> tuple[str, int]:
        """Read an ECMAScript 5.1 identifier name, the bare key of JSON5."""
        text, pos, name = self._scanner.text, start, ""
        while True:
            char, width = text[pos], 1
            if char == "\\":
                code = self._scanner.hexadecimal(pos + 2, 4) if text[pos + 1] == "u" else -1
                char, width = chr(max(code, 0)), 6
            if not _in_identifier(char, first=not name):
                break
            name, pos = name + char, pos + width
        if not name or width > 1:
            self._scanner.unexpected(pos, "a key")
        return name, pos


def _in_identifier(char: str, *, first: bool) -> bool:
    if char.isascii():
        return char.isalpha() or char in "_$" or (char.isdigit() and not first)
    from unicodedata import category

    kinds = ("Lu", "Ll", "Lt", "Lm", "Lo", "Nl")
    more = () if first else ("Mn", "Mc", "Nd", "Pc")
    return category(char) in (*kinds, *more) or (not first and char in "\u200c\u200d")
