"""INI files as SOPS reads them: keys in sections, quotes taken off, `#` and `;` for comments."""

from confledger.location import Span
from confledger.secrets.stores.lines import Lines
from confledger.secrets.stores.stored import METADATA, Comment, Stored, Unreadable, text_of

# Where keys belong that stand before the first section.
_NAMELESS = "DEFAULT"


class _Reading:
    """One reading of one text, line by line."""

    def __init__(self, text: str) -> None:
        self.lines = Lines()
        self._texts = text.split("\n")
        self._section = _NAMELESS
        self._number = 0
        # The comment since the last key: the next one, or section, is what it belongs to. To SOPS
        # one of a section stands above its first key, and one of a key above the next.
        self._pending: Comment | None = None
        self._above_next: list[Comment] = []
        while self._number < len(self._texts):
            line = self._texts[self._number].removesuffix("\r")
            self._number += 1
            self._read(line.strip(), len(line) - len(line.lstrip()) + 1)

    def _read(self, line: str, column: int) -> None:
        if not line:
            return
        span = Span(self._number, column, self._number, column + len(line))
        if line[0] in "#;":
            self._comment(line[1:].lstrip(line[0] + " "), span)
        elif line[0] == "[":
            self._header(line, span)
        else:
            self._pair(line, column)

    def _header(self, line: str, span: Span) -> None:
        end = line.rfind("]")
        if end < 2:
            raise Unreadable("a section without its name and `]`", span)
        self._section = line[1:end].strip()
        self._above_next = []
        if self._pending is not None:
            self._pending.path = (self._section,)
            self._above_next.append(self._pending)
            self._pending = None
        if self._section != METADATA:
            self.lines.document.setdefault(self._section, {})
        self.lines.spans.setdefault((self._section,), (span, span))

    def _pair(self, line: str, column: int) -> None:
        signs = [at for sign in "=:" if (at := line.find(sign)) >= 0]
        if not signs or not min(signs):
            where = Span(self._number, column, self._number, column + 1)
            raise Unreadable("a line that is neither a key with its value nor a section", where)
        at = min(signs)
        name = line[:at].strip().strip('"`')
        rest = line[at + 1 :].lstrip()
        number, start = self._number, column + len(line) - len(rest)
        key = Span(number, column, number, column + len(line[:at].rstrip()))
        here = Span(number, start, number, start + max(len(rest), 1))
        value = self._value(rest, here)
        path = (self._section, name)
        for comment in self._above_next:
            comment.above = path
        self._above_next = [] if self._pending is None else [self._pending]
        self._pending = None
        if self._section == METADATA:
            self.lines.metadata[name] = value
        else:
            section = self.lines.document.setdefault(self._section, {})
            assert isinstance(section, dict)
            section[name] = value
        self.lines.spans[path] = (key, here)

    def _value(self, rest: str, here: Span) -> str:
        for quote in ('"""', "`"):
            if rest.startswith(quote):
                return self._quoted(rest[len(quote) :], quote, here)
        while rest.endswith("\\") and self._number < len(self._texts):
            rest = rest[:-1] + self._texts[self._number].strip()
            self._number += 1
        at = min((at for mark in "#;" if (at := rest.find(mark)) >= 0), default=-1)
        if at >= 0:
            column = here.column + at
            span = Span(here.line, column, here.line, column + len(rest) - at)
            self._comment(rest[at + 1 :].lstrip(rest[at] + " "), span)
            rest = rest[:at].rstrip()
        quoted = len(rest) > 1 and rest[0] in "\"'" and rest.endswith(rest[0])
        return rest[1:-1] if quoted else rest

    def _quoted(self, rest: str, quote: str, here: Span) -> str:
        """Return a value over many lines, up to its closing quote."""
        parts = []
        while quote not in rest:
            parts.append(rest)
            if self._number == len(self._texts):
                raise Unreadable("a quote is never closed", here)
            rest = self._texts[self._number]
            self._number += 1
        return "\n".join([*parts, rest[: rest.index(quote)]])

    def _comment(self, text: str, span: Span) -> None:
        if self._pending is not None:
            self._pending.text += f"\n{text}"
            return
        self._pending = Comment(0, (self._section,), text, span)
        self.lines.comments.append(self._pending)


def read(data: bytes) -> Stored:
    """Read an INI file; the section `sops` is its metadata."""
    return _Reading(text_of(data)).lines.stored()
