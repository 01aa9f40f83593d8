"""Read dotenv files: one NAME=VALUE a line, as a shell would take them, nothing expanded.

A value in single quotes is literal, one in double quotes has escapes, both may go over many
lines; a bare value ends at a `#` with a blank before it. `export` before a name is allowed,
and names may have dots and dashes, which many readers accept and shells do not. A name alone
has the value null: what runs the program fills it in, as `docker run --env-file` does.
"""

from confledger.documents.limits import Limits
from confledger.documents.problem import SYNTAX, Problem
from confledger.location import Path, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.documents.formats.marks import Lines

_LETTERS = frozenset("_abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
_NAME = _LETTERS | frozenset("0123456789.-")
_ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\", '"': '"', "'": "'", "$": "$", "`": "`"}


class Scan:
    """One reading of one text, up to `most` problems and one more."""

    def __init__(self, text: str, limits: Limits, most: int) -> None:
        self.text = text.replace("\r\n", "\n").replace("\r", "\n")
        self.document: dict[str, object] = {}
        self.problems: list[Problem] = []
        self.spans: dict[Path, tuple[int, int, int, int]] = {}
        """Offsets of the start and end of each name, then of its value."""
        self._places: Lines | None = None
        self._first: dict[str, int] = {}  # the lines where repeated names stood first
        start = 0
        while start < len(self.text):
            end = self._read(start)
            if len(self.problems) > most:
                break
            if len(self.spans) >= limits.max_nodes:
                from confledger.documents.formats import faults

                self.problems.append(faults.too_many(self._span(start, end), limits.max_nodes))
                break
            start = end + 1

    def _read(self, start: int) -> int:
        """Read the assignment or comment at `start`; return the end of its last line."""
        text, end = self.text, self._line_end(start)
        pos = _blank_end(text, start)
        if pos == end or text[pos] == "#":
            return end
        if text.startswith(("export ", "export\t"), pos):
            after = _blank_end(text, pos + 6)
            pos = pos if after == end or text[after] == "=" else after
        equals = text.find("=", pos, end)
        if equals < 0:
            return self._bare(pos, end)
        name = text[pos:equals].rstrip(" \t")
        value = self._value(equals)
        if not self._named(name, pos, equals):
            # A quote in such a line may be no quote at all.
            return value[3] if value else end
        if value is None:
            quote = _blank_end(text, equals + 1)
            why = "this quote is never closed"
            self._fault(quote, quote + 1, why, f"close it with {text[quote]}")
            return len(text)
        if name in self.document:
            self._repeated(name, pos)
        self.document[name], value_start, value_end, end = value
        self.spans[name,] = (pos, pos + len(name), value_start, value_end)
        rest = _blank_end(text, value_end)
        if rest < end and text[rest] != "#":
            from confledger.documents.formats import faults

            what = faults.shown(text[rest])
            why = f"unexpected {what} after the closing quote; expected the end of the line"
            self._fault(rest, rest + 1, why, "put the whole value into the quotes")
        return end

    def _bare(self, start: int, end: int) -> int:
        """Read a line without `=`: a name whose value comes from elsewhere, or a mistake."""
        name = self.text[start:end].partition(" #")[0].rstrip(" \t")
        if name[0] not in _LETTERS or not _NAME.issuperset(name):
            help = "write NAME=value, or start the line with '#'"
            self._fault(start, start + len(name), "expected a name and '='", help)
            return end
        if name in self.document:
            self._repeated(name, start)
        self.document[name] = None
        self.spans[name,] = (start, start + len(name)) * 2
        return end

    def _named(self, name: str, start: int, equals: int) -> bool:
        """Report what is wrong with a name; return whether nothing is."""
        if not name:
            self._fault(equals, equals + 1, "unexpected '='; expected a name before it")
            return False
        for pos, char in enumerate(name, start):
            if char not in (_LETTERS if pos == start else _NAME):
                from confledger.documents.formats import faults

                place = "at the start of" if pos == start else "in"
                why = f"unexpected {faults.shown(char)} {place} a name"
                self._fault(pos, pos + 1, why, "use ASCII letters, digits and '_', no digit first")
                return False
        return True

    def _value(self, equals: int) -> tuple[str, int, int, int] | None:
        """Return the value after `equals`, its start and end, and the end of its last line.

        None when its quote is never closed.
        """
        text, start = self.text, _blank_end(self.text, equals + 1)
        quote = text[start : start + 1]
        if quote == "'":
            close = text.find("'", start + 1)
            if close < 0:
                return None
            return text[start + 1 : close], start, close + 1, self._line_end(close)
        if quote == '"':
            return self._escaped(start)
        end = self._line_end(equals)
        value = text[start:end]
        if value.startswith("#") and start > equals + 1:
            value = ""
        for comment in (" #", "\t#"):
            value = value.partition(comment)[0]
        value = value.rstrip()
        return value, start, start + len(value), end

    def _escaped(self, start: int) -> tuple[str, int, int, int] | None:
        text, pos, close = self.text, start + 1, start
        parts = []
        while True:
            if close < pos:
                close = text.find('"', pos)
                if close < 0:
                    return None
            slash = text.find("\\", pos, close)
            if slash < 0:
                break
            char = text[slash + 1]
            parts += [text[pos:slash], _ESCAPES.get(char, "\\" + char)]
            pos = slash + 2
        parts.append(text[pos:close])
        return "".join(parts), start, close + 1, self._line_end(close)

    def _line_end(self, pos: int) -> int:
        end = self.text.find("\n", pos)
        return len(self.text) if end < 0 else end

    def _repeated(self, name: str, start: int) -> None:
        """Report a name that stands at `start` a second time."""
        from confledger.documents.formats import faults

        before = self._span(*self.spans[name,][:2])
        first = self._first.setdefault(name, before.line)
        span = self._span(start, start + len(name))
        self.problems.append(faults.repeated((name,), first, span))

    def _fault(self, start: int, end: int, message: str, help: str | None = None) -> None:
        """Remember what is wrong with the characters from `start` to `end`."""
        self.problems.append(Problem(SYNTAX, message, self._span(start, end), help=help))

    def _span(self, start: int, end: int) -> Span:
        from confledger.documents.formats.marks import Lines

        self._places = self._places or Lines(self.text)
        return self._places.span(start, end)


def _blank_end(text: str, pos: int) -> int:
    while text[pos : pos + 1] in (" ", "\t"):
        pos += 1
    return pos
