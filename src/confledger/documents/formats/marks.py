"""Where values stand: offsets into a text, and the lines and columns they come to."""

from bisect import bisect_right

from confledger.location import Path, Span, Step


def marks(text: str, spans: dict[Path, tuple[int, int, int, int]]) -> "Marks":
    """Make `Marks` of the four offsets of each key and value, parents before what they hold."""
    root = Mark(0, len(text))
    for path, (key_start, key_end, start, end) in spans.items():
        parent = root
        for step in path[:-1]:
            parent = parent.items[step]
        parent.items[path[-1]] = Mark(start, end, key_start, key_end)
    return Marks(text, root)


def plain_lines(text: str) -> str:
    """Write every line end as LF; lines and columns stay what they were."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class Lines:
    """Where the lines of a text start; it went through `plain_lines`."""

    __slots__ = ("starts",)

    def __init__(self, text: str) -> None:
        self.starts, end = [0], -1
        while (end := text.find("\n", end + 1)) >= 0:
            self.starts.append(end + 1)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of the character at `offset`."""
        line = bisect_right(self.starts, offset)
        return line, offset - self.starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Return the span of the characters from `start` up to `end`."""
        return Span(*self.place(start), *self.place(end))


class Mark:
    """Offsets of one value and of its key (of the value again when it has none)."""

    __slots__ = ("end", "items", "key_end", "key_start", "start")

    def __init__(self, start: int, end: int, key_start: int = -1, key_end: int = -1) -> None:
        self.start = start
        self.end = end
        self.key_start, self.key_end = (start, end) if key_start < 0 else (key_start, key_end)
        self.items: dict[Step, Mark] = {}


class Marks:
    """The `Positions` of a text with one document."""

    __slots__ = ("_lines", "_root")

    def __init__(self, text: str, root: Mark | None) -> None:
        self._lines = Lines(text)
        self._root = root

    def value(self, document: int, path: Path) -> Span | None:
        """Return the span of the value at `path`, None when it leads nowhere."""
        mark = self._find(document, path)
        return self._lines.span(mark.start, mark.end) if mark else None

    def key(self, document: int, path: Path) -> Span | None:
        """Return the span of the last key of `path`; of the value when it is a list item."""
        mark = self._find(document, path)
        return self._lines.span(mark.key_start, mark.key_end) if mark else None

    def _find(self, document: int, path: Path) -> Mark | None:
        mark = self._root if document == 0 else None
        for step in path:
            mark = mark.items.get(step) if mark else None
        return mark
