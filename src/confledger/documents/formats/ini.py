"""Read INI files: sections of keys, as setup.cfg and .editorconfig have them.

A text means what Python's configparser makes of it, but without interpolation, without a
section that gives defaults, and with keys in the case they are written in. Keys may stand
before the first section; a key without `=` or `:` has the value null.
"""

from confledger.documents.limits import Limits
from confledger.documents.problem import SYNTAX, Problem
from confledger.location import Path, Span

_TWO_KEYS = "; some readers refuse the file, others use the last one"
_TWO_SECTIONS = "; some readers refuse the file, others merge the two"


class Scan:
    """One reading of one text, line by line, up to `most` problems and one more."""

    def __init__(self, text: str, limits: Limits, most: int) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.document: dict[str, object] = {}
        self.problems: list[Problem] = []
        self.spans: dict[Path, tuple[int, int, int, int]] = {}
        """Offsets of the start and end of each key, then of its value."""
        # Number and offset of the line being read; the section that it is in.
        self._line = self._start = 0
        self._section: dict[str, object] = self.document
        self._table: Path = ()
        # The lines where the keys of this section, and everything at the top, were last set.
        self._top: dict[str, int] = {}
        self._keys = self._top
        # The key that an indented line continues, its indent, the lines of its value so far.
        self._key: str | None = None
        self._indent = 0
        self._lines: list[str] = []
        for line in self.text.split("\n"):
            self._line += 1
            self._read(line)
            self._start += len(line) + 1
            if len(self.problems) > most:
                break
            if len(self.spans) >= limits.max_nodes:
                from confledger.documents.formats import faults

                self.problems.append(faults.too_many(self._span(0, len(line)), limits.max_nodes))
                break
        self._finish()

    def _read(self, line: str) -> None:
        stripped = line.strip()
        if not stripped:
            self._lines.append("")
            return
        if stripped[0] in "#;":
            return
        indent = line.index(stripped[0])
        if self._key is not None and indent > self._indent:
            self._continue(self._key, stripped, indent)
            return
        self._finish()
        self._indent = indent
        if stripped[0] == "[":
            self._header(line.rstrip(), indent)
        else:
            self._pair(line, indent)

    def _continue(self, key: str, stripped: str, indent: int) -> None:
        """Add an indented line to the value above it."""
        path, end = (*self._table, key), indent + len(stripped)
        if self._section[key] is None:
            # Not which key: where the '=' is what is missing, the value is a part of it.
            why = "an indented line continues a value, but the key above has none"
            self._fault(indent, end, why, "put '=' after the key, or remove the indent")
            return
        self._lines.append(stripped)
        self.spans[path] = (*self.spans[path][:3], self._start + end)

    def _finish(self) -> None:
        """Give the key above the lines of its value that came after the first."""
        if self._key is not None and any(self._lines):
            lines = [str(self._section[self._key]), *self._lines]
            self._section[self._key] = "\n".join(lines).rstrip()
        self._key, self._lines = None, []

    def _header(self, line: str, indent: int) -> None:
        """Start a section; `line` has no blanks at its end."""
        end, last = _name_end(line, indent), line.rfind("]")
        name = line[indent + 1 : end] if end >= 0 else ""
        if last < 0:
            why = "this '[' is not closed before its line ends"
            self._fault(indent, indent + 1, why, "close it with ']'")
        elif end < 0:
            from confledger.documents.formats import faults

            rest = line[last + 1 :].lstrip()
            at = len(line) - len(rest)
            what = faults.shown(rest[0])
            why = f"unexpected {what}; expected the end of the line after a section's name"
            self._fault(at, at + 1, why, "put it on a line of its own")
        elif not name:
            why = "a section needs a name between '[' and ']'"
            self._fault(indent, end + 1, why)
        elif name in self._top:
            from confledger.documents.formats import faults

            span = self._span(indent + 1, end)
            self.problems.append(faults.repeated((name,), self._top[name], span, _TWO_SECTIONS))
        # What follows a header that cannot be read is still looked at.
        self._table, self._keys = (name,), {}
        self._top.setdefault(name, self._line)
        known = self.document.get(name)
        self._section = known if isinstance(known, dict) else {}
        self.document[name] = self._section
        self._mark((name,), indent + 1, max(end, indent + 1), indent, max(end + 1, indent + 1))

    def _pair(self, line: str, indent: int) -> None:
        """Read a key, and the first line of its value."""
        line = line.rstrip()
        found = [at for sign in "=:" if (at := line.find(sign)) >= 0]
        at = min(found, default=len(line))
        key = line[indent:at].rstrip()
        if not key:
            why = f"unexpected {line[at]!r}; expected a key before it"
            self._fault(at, at + 1, why)
            return
        value = line[at + 1 :].lstrip()
        key_end, start = indent + len(key), len(line) - len(value)
        path = (*self._table, key)
        if key in self._keys:
            from confledger.documents.formats import faults

            span = self._span(indent, key_end)
            self.problems.append(faults.repeated(path, self._keys[key], span, _TWO_KEYS))
        self._keys.setdefault(key, self._line)
        self._key = key
        if found:
            self._section[key] = value
            self._mark(path, indent, key_end, start, len(line))
        else:
            self._section[key] = None
            self._mark(path, indent, key_end, indent, key_end)

    def _mark(self, path: Path, key_start: int, key_end: int, start: int, end: int) -> None:
        offset = self._start
        self.spans[path] = (offset + key_start, offset + key_end, offset + start, offset + end)

    def _span(self, start: int, end: int) -> Span:
        """Return the span of the characters from `start` to `end` of this line."""
        return Span(self._line, start + 1, self._line, end + 1)

    def _fault(self, start: int, end: int, message: str, help: str | None = None) -> None:
        """Remember what is wrong with the characters from `start` to `end` of this line."""
        self.problems.append(Problem(SYNTAX, message, self._span(start, end), help=help))


def _name_end(line: str, start: int) -> int:
    """Return the offset of the `]` that ends a section's name, -1 where none does.

    A name may hold brackets, as in .editorconfig; nothing but a comment may follow it.
    """
    end = line.find("]", start)
    while end >= 0:
        after = end + 1
        while line[after : after + 1] in (" ", "\t"):
            after += 1
        if after == len(line) or line[after] in "#;":
            break
        end = line.find("]", after)
    return end
