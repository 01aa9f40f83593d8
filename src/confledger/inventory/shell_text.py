"""The part of a shell script in which `$NAME` is a variable: no comments, no literal texts.

Within single quotes, and within a here-document whose mark is quoted, a dollar is a dollar; in
other here-documents a quote is a plain character.
"""

import re

_HERE = re.compile(
    r"<<-?[ \t]*(?:'([^'\n]{1,80})'|\"([^\"\n]{1,80})\"|\\([^\s;&|<>]{1,80})|([A-Za-z_]\w{0,80}))"
)
_MOST_UNENDED = 50
_QUOTES = str.maketrans("'\"", "  ")
_NEXT = re.compile(r"['\"\\#\n$)(`<]")


def code_of(text: str) -> str:
    """Return the script with comments and literal texts blanked out; lines keep their numbers."""
    return _Scan(text).code()


class _Scan:
    """One pass over a script. `_inside` has what is open: `"` or `(`."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._parts: list[str] = []
        self._inside: list[str] = []
        # The marks that end the here-documents of this line, and whether each is literal.
        self._here: list[tuple[str, bool]] = []
        self._unended: set[str] = set()

    def code(self) -> str:
        text, parts = self._text, self._parts
        at = 0
        while at < len(text):
            found = _NEXT.search(text, at)
            if found is None:
                break
            parts.append(text[at : found.start()])
            at = self._take(found.start(), found[0])
        parts.append(text[at:])
        return "".join(parts)

    def _take(self, at: int, one: str) -> int:
        """Deal with one character of meaning; return where to go on."""
        text, parts, inside = self._text, self._parts, self._inside
        quoted = bool(inside) and inside[-1] == '"'
        if one == "\\":
            parts.append(text[at : at + 2])
            return at + 2
        if one == "'" and not quoted:
            end = text.find("'", at + 1)
            end = len(text) if end < 0 else end + 1
            parts.append("''" + "\n" * text.count("\n", at, end))
            return end
        if one == '"':
            if quoted:
                inside.pop()
            else:
                inside.append('"')
        elif one == "#" and not quoted and (at == 0 or text[at - 1] in " \t\n;("):
            end = text.find("\n", at)
            return len(text) if end < 0 else end
        elif one == "$" and text.startswith("$(", at):
            inside.append("(")
            parts.append("$(")
            return at + 2
        elif one == "(" and not quoted:
            inside.append("(")
        elif one == ")" and not quoted and inside:
            # One with none before it ends a pattern of `case`.
            inside.pop()
        elif one == "<" and not quoted:
            if text.startswith("<<<", at):
                parts.append("<<<")
                return at + 3
            here = _HERE.match(text, at)
            if here is not None:
                literal = here[1] or here[2] or here[3]
                if self._ends(literal or here[4], here.end()):
                    self._here.append((literal or here[4], bool(literal)))
                parts.append(" " * len(here[0]))
                return here.end()
        elif one == "\n" and self._here:
            parts.append("\n")
            return self._skipped(at + 1)
        parts.append(one)
        return at + 1

    def _ends(self, mark: str, at: int) -> bool:
        """Whether a line below begins with a mark: else it is a shift of bits, or a mistake."""
        if len(self._unended) > _MOST_UNENDED or mark in self._unended:
            return False
        line = self._text.find(f"\n{mark}", at) >= 0 or self._text.find(f"\t{mark}", at) >= 0
        if not line:
            self._unended.add(mark)
        return line

    def _skipped(self, at: int) -> int:
        """Leave out the here-documents that begin on this line; return where they end."""
        text = self._text
        for mark, literal in self._here:
            while at < len(text):
                end = text.find("\n", at)
                end = len(text) if end < 0 else end
                line = text[at:end]
                at = end + 1
                if line.lstrip("\t") == mark:
                    self._parts.append("\n")
                    break
                self._parts.append("\n" if literal else line.translate(_QUOTES) + "\n")
        self._here.clear()
        return min(at, len(text))
