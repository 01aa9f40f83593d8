"""One file, read as far as it can be: its documents, and where what is found in it stands."""

from confledger.documents.dialect import dialect_of
from confledger.documents.load import load, positions
from confledger.location import Path, Span
from confledger.secrets.leaks import leaves, texts
from confledger.secrets.leaks.glance import names_secrets
from confledger.secrets.leaks.kinds import SCRIPT, SETTINGS, kind_of, shows
from confledger.secrets.leaks.leak import NAMED, PROVIDER, Leak
from confledger.secrets.leaks.rules import likely, matches

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.documents.positions import Positions

# Beyond, a file is data, and not read.
_LARGE = 1 << 20


class File:
    """A text that may hold secrets; `documents` are empty where it cannot be read."""

    __slots__ = ("_lines", "_positions", "_starts", "data", "dialect", "documents", "path")

    def __init__(self, path: str, data: bytes) -> None:
        self.path = path
        self.data = data
        self.dialect = dialect_of(path)
        self.documents: list[object] = []
        if self.dialect is not None and len(data) <= _LARGE:
            self.documents = load(data, self.dialect).documents
        self._positions: Positions | None = None
        self._lines: list[tuple[Path, int, str, str]] | None = None
        self._starts: list[int] | None = None

    def span(self, start: int) -> Span:
        """Return the one character at a place in the bytes."""
        from bisect import bisect_right

        line = bisect_right(self._beginnings(), start)
        before = self.data[self._beginnings()[line - 1] : start]
        column = len(before.decode("utf-8", "replace")) + 1
        return Span(line, column, line, column + 1)

    def covers(self, leak: Leak, span: Span) -> bool:
        """Whether a leak of a leaf is the one at a place: in the lines of that leaf."""
        whole = self._value(leak.document, leak.at)
        return whole.line <= span.line <= whole.end_line

    def leaf_at(self, held: str, span: Span) -> tuple[int, Path, str] | None:
        """Return document, path and name of the leaf that holds a text at a place."""
        if self._lines is None:
            self._lines = [
                (path, number, key, value)
                for number, document in enumerate(self.documents)
                for path, key, value in leaves.texts(document)
            ]
        for path, number, key, value in self._lines:
            if held in value or value in held:
                whole = self._value(number, path)
                if whole.line <= span.line <= whole.end_line:
                    return number, path, key
        return None

    def leaks_in_leaves(self, *, forms: bool) -> list[Leak]:
        """Return what the values of the documents give away; without `forms`, by name only."""
        found: list[Leak] = []
        there: set[str] = set()
        again: list[Leak] = []
        for one in leaves.find(self.documents, self.path, forms=forms):
            whole = self._value(one.document, one.path)
            value = str(_at(self.documents[one.document], one.path))
            span = whole.first()
            for rule, held in self._forms(value) if one.rule else [("", value)]:
                leak = Leak(
                    *(PROVIDER if rule else NAMED, rule),
                    *(one.rule.what if one.rule else one.why, held),
                    key=one.key,
                    document=one.document,
                    at=one.path,
                    span=span,
                )
                if self._is_alias(whole):
                    again.append(leak)
                else:
                    found.append(leak)
                    there.add(held)
        # What stands elsewhere in the file is one secret, unless its name there says nothing.
        found += [leak for leak in again if leak.text() not in there]
        return found + self._in_embedded(found)

    def _forms(self, value: str) -> list[tuple[str, str]]:
        """Return the rules that a value, or what it stands for in base64, has matches of."""
        found = self._matches(value) or self._matches(leaves.decoded(value) or "")
        # Of several kinds, the first: what is left is in the text of the file as well.
        return found[:1] if len({rule for rule, _ in found}) > 1 else found

    def _matches(self, value: str) -> list[tuple[str, str]]:
        data = value.encode("utf-8", "replace")
        return [
            (rule.id, data[start:end].decode("utf-8", "replace"))
            for rule, start, end in matches(data, likely(data), shown=shows(self.path))
        ]

    def _in_embedded(self, known: list[Leak]) -> list[Leak]:
        """Return what the lines of texts within values give to names: scripts, other files."""
        found: list[Leak] = []
        there = {(one.document, one.at) for one in known}
        for number, document in enumerate(self.documents):
            for path, _, value in leaves.texts(document):
                data = value.encode("utf-8", "replace")
                if (number, path) in there or not (b"\n" in data or b"=" in data or b" -" in data):
                    continue
                if names_secrets(data) and not self._is_alias(self._value(number, path)):
                    found += self._in_text(number, path, data)
        return found

    def _in_text(self, document: int, path: Path, data: bytes) -> "Iterator[Leak]":
        """Yield what a text that is a value gives to names; by its key it is a file."""
        name = str(path[-1]) if path else ""
        of = SETTINGS if dialect_of(name) or kind_of(name) == SETTINGS else SCRIPT
        whole = self._value(document, path)
        for one in texts.given(data):
            why = texts.why(one, of, shown=shows(self.path))
            if why is None:
                continue
            # As it stands in the file; where that is written in another way, its beginning.
            text = one.text.encode("utf-8", "replace")
            start = self.data.find(text, self._beginnings()[whole.line - 1])
            span = self.span(start) if start >= 0 else whole.first()
            yield Leak(
                *(NAMED, "", why, one.text), key=one.key, document=document, at=path, span=span
            )

    def _value(self, document: int, path: Path) -> Span:
        if self._positions is None:
            assert self.dialect is not None
            self._positions = positions(self.data, self.dialect)
        return self._positions.value(document, path) or Span(1, 1, 1, 2)

    def _is_alias(self, span: Span) -> bool:
        """Whether a value is only another place's, which is found there."""
        line = self.data[self._beginnings()[span.line - 1] :][: span.column * 4]
        return line.decode("utf-8", "replace")[span.column - 1 : span.column] == "*"

    def _beginnings(self) -> list[int]:
        """Return where each line begins."""
        if self._starts is None:
            self._starts = [0]
            at = self.data.find(b"\n")
            while at >= 0:
                self._starts.append(at + 1)
                at = self.data.find(b"\n", at + 1)
        return self._starts


def _at(document: object, path: Path) -> object:
    for step in path:
        document = document[step]  # type: ignore[index]
    return document
