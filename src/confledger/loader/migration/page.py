"""A text with its documents, and where their values stand, by offsets."""

from confledger.documents.dialect import YAML
from confledger.documents.edits import Lines
from confledger.documents.load import load, positions
from confledger.errors import ConfledgerError
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.documents.positions import Positions

# A part of the text, and what is to stand there.
Cut = tuple[int, int, str]
Range = tuple[int, int]


class Unwritable(ConfledgerError):
    """A change cannot be made in this text without harm to the rest of it."""


class Page:
    """One text. Offsets count characters; lines end with `newline`."""

    __slots__ = ("_lines", "_places", "dialect", "documents", "newline", "number", "step", "text")

    def __init__(self, text: str, dialect: str, number: int = 0) -> None:
        data = text.encode("utf-8", "surrogatepass")
        loaded = load(data, dialect)
        if loaded.problems:
            raise Unwritable(loaded.problems[0].message)
        self.text = text
        self.dialect = dialect
        self.documents = loaded.documents
        self.number = number
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._places: Positions | None = None
        self._lines = Lines(text)
        self.step = _step(text)

    def value(self, path: Path) -> Range:
        """Return where a value stands."""
        span = self._positions().value(self.number, path)
        return (0, len(self.text)) if span is None and not path else self._range(span)

    def key(self, path: Path) -> Range:
        """Return where the key of a value stands; of an item, the value."""
        return self._range(self._positions().key(self.number, path))

    def at(self, path: Path) -> str:
        """Return `line:column` of a value, or of the nearest that is around it."""
        while path:
            span = self._positions().key(self.number, path)
            if span is not None:
                return f"{span.line}:{span.column}"
            path = path[:-1]
        return "1:1"

    def _positions(self) -> "Positions":
        if self._places is None:
            self._places = positions(self.text.encode("utf-8", "surrogatepass"), self.dialect)
        return self._places

    def start(self, offset: int) -> int:
        """Return where the line of an offset starts."""
        return self.text.rfind("\n", 0, offset) + 1

    def end(self, offset: int) -> int:
        """Return where the line of an offset ends: after its line break, or at the end of all."""
        at = self.text.find("\n", offset)
        return len(self.text) if at < 0 else at + 1

    def stop(self, offset: int) -> int:
        """Return where the characters of the line of an offset end: before its line break."""
        end = self.end(offset)
        return offset + len(self.text[offset:end].rstrip("\r\n"))

    def column(self, offset: int) -> int:
        """Return how many characters stand before an offset in its line."""
        return offset - self.start(offset)

    def first(self, offset: int) -> bool:
        """Whether only blanks stand before an offset in its line."""
        return not self.text[self.start(offset) : offset].strip()

    def flow(self, path: Path) -> bool:
        """Whether a map or list is written in brackets."""
        if self.dialect != YAML:
            return True
        start, end = self.value(path)
        return self.text[start:end][:1] in ("{", "[")

    def _range(self, span: object) -> Range:
        if span is None:
            raise Unwritable("it is not written where it could be changed")
        return self._lines.range(span)  # type: ignore[arg-type]  # a Span, or None


def cut(text: str, cuts: list[Cut]) -> str:
    """Return the text with every cut made; of two at one place, the one given first is first."""
    parts: list[str] = []
    done = 0
    for start, end, new in sorted(cuts, key=lambda one: one[:2]):
        if start < done:
            raise Unwritable("two changes are about the same characters")
        parts += text[done:start], new
        done = end
    return "".join((*parts, text[done:]))


def shifted(lines: list[str], by: int) -> list[str]:
    """Return lines further to the right, or to the left as far as they can go."""
    if by >= 0:
        return [" " * by + line if line.strip() else line for line in lines]
    return [line[min(-by, len(line) - len(line.lstrip(" "))) :] for line in lines]


def _step(text: str) -> int:
    """Return how far the first line is indented that is, and is no comment."""
    for line in text.splitlines():
        bare = line.lstrip(" ")
        if bare and bare[0] not in "#-\t/*" and len(bare) < len(line):
            return len(line) - len(bare)
    return 2
