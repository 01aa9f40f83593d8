"""The lines of a text that can be put together again byte for byte, whatever the bytes are."""

import re

# As CommonMark ends lines; anything else, such as a form feed, is part of one.
_END = re.compile(rb"\r\n|\n|\r")
BOM = "\ufeff"


class Line:
    """One line: its text, bytes that are no UTF-8 as surrogates, and what ends it."""

    __slots__ = ("end", "text")

    def __init__(self, text: str, end: str) -> None:
        self.text = text
        self.end = end

    @property
    def broken(self) -> bool:
        """Whether there are bytes in it that are no UTF-8."""
        return any("\udc80" <= one <= "\udcff" for one in self.text)


def read(content: bytes) -> list[Line]:
    """Return the lines of a file; `written` gives its bytes again."""
    lines, at = [], 0
    for end in _END.finditer(content):
        lines.append(Line(_text(content[at : end.start()]), end[0].decode("ascii")))
        at = end.end()
    if at < len(content):
        lines.append(Line(_text(content[at:]), ""))
    return lines


def written(lines: list[Line]) -> bytes:
    """Return the bytes of lines."""
    return "".join(line.text + line.end for line in lines).encode("utf-8", "surrogateescape")


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")
