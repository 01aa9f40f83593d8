"""Replacements of parts of a text; every byte outside of them stays as it is."""

from confledger.location import Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable


class Edit:
    """The text of `span` is to become `text`; an empty span inserts."""

    __slots__ = ("span", "text")

    def __init__(self, span: Span, text: str) -> None:
        self.span = span
        self.text = text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Edit) and self.key() == other.key()

    def __hash__(self) -> int:
        return hash(self.key())

    def __repr__(self) -> str:
        return f"Edit({self.span!r}, {self.text!r})"

    def key(self) -> tuple[tuple[int, int, int, int], str]:
        """Return what makes two edits the same."""
        return (self.span.key(), self.text)


class Overlapping(ValueError):
    """Two edits are about the same characters, or one is about none that are there."""


class Lines:
    """Where the lines of a text start, whichever way each of them ends: LF, CRLF or CR."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        # As long as the text itself, so that offsets are those of the text.
        ends = text.replace("\r\n", " \n").replace("\r", "\n") if "\r" in text else text
        self._starts = [0]
        at = ends.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = ends.find("\n", at + 1)

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a line and column, from 1; raise Overlapping beyond its line."""
        if not 1 <= line <= len(self._starts):
            raise Overlapping(f"there is no line {line}")
        start = self._starts[line - 1]
        end = self._starts[line] if line < len(self._starts) else len(self._text) + 1
        if not 1 <= column <= end - start:
            raise Overlapping(f"line {line} has no column {column}")
        return start + column - 1

    def range(self, span: Span) -> tuple[int, int]:
        """Return the offsets of the start and the end of a span."""
        start = self.offset(span.line, span.column)
        end = self.offset(span.end_line, span.end_column)
        if end < start:
            raise Overlapping("a span ends before it starts")
        return start, end

    def text(self, span: Span) -> str:
        """Return the characters of a span."""
        start, end = self.range(span)
        return self._text[start:end]


def applied(text: str, edits: "Iterable[Edit]") -> str:
    """Return the text with all edits made, each of them once; raise Overlapping.

    Edits that touch overlap too: which of them comes first would be anybody's guess.
    """
    lines = Lines(text)
    ranges = sorted((*lines.range(edit.span), edit.text) for edit in set(edits))
    parts: list[str] = []
    done, last = 0, -1
    for start, end, new in ranges:
        if start <= last:
            raise Overlapping("two edits are about the same characters")
        parts += text[done:start], new
        done = last = end
    return "".join((*parts, text[done:]))


def apart(text: str, groups: "Iterable[tuple[Edit, ...]]") -> list[int]:
    """Return the numbers of the groups that can be made together; of those at odds, the first.

    A group is made as a whole or not at all.
    """
    from bisect import bisect

    lines = Lines(text)
    chosen: list[int] = []
    made: set[Edit] = set()
    taken: list[tuple[int, int]] = []
    for number, group in enumerate(groups):
        before = list(taken)
        try:
            for edit in group:
                if edit in made:
                    continue
                start, end = lines.range(edit.span)
                at = bisect(taken, (start, end))
                if at and taken[at - 1][1] >= start:
                    raise Overlapping("two edits are about the same characters")
                if at < len(taken) and taken[at][0] <= end:
                    raise Overlapping("two edits are about the same characters")
                taken.insert(at, (start, end))
        except Overlapping:
            taken = before
        else:
            made.update(group)
            chosen.append(number)
    return chosen
