"""Which bracket or quote of a YAML text is still open at a place, as far as a glance tells.

Only ever used to explain a text that a parser has refused, so it need not be right about
every text; it must not be slow.
"""

import re

from confledger.location import Span

# More than this is not looked at: the explanation then does without.
_MOST = 200_000
_BLOCK = re.compile(r"(?:^|[\s:-])[|>][-+0-9]{0,2}\s*(?:\s#.*)?$")


class Opening(Span):
    """A bracket or quote that was opened and not closed."""

    __slots__ = ("mark",)

    def __init__(self, mark: str, line: int, column: int) -> None:
        super().__init__(line, column, line, column + 1)
        self.mark = mark


def still_open(lines: list[str], line: int, column: int) -> Opening | None:
    """Return the innermost bracket or quote that is open before a place, if there is one."""
    if sum(map(len, lines[:line])) > _MOST:
        return None
    stack: list[Opening] = []
    block: int | None = None
    for number, text in enumerate(lines[:line], 1):
        indent = len(text) - len(text.lstrip(" "))
        if block is not None and (not text.strip() or indent > block):
            continue
        block = None
        _scan(text if number < line else text[: column - 1], number, stack)
        if not stack and _BLOCK.search(text):
            block = indent
    return stack[-1] if stack else None


def _scan(text: str, number: int, stack: list[Opening]) -> None:
    """Follow brackets and quotes through one line."""
    skip = False
    for at, c in enumerate(text):
        if skip:
            skip = False
            continue
        inside = stack[-1].mark if stack else ""
        if inside and inside in "\"'":
            if c == inside == "'" and text[at + 1 : at + 2] == "'":
                skip = True
            elif c == inside:
                stack.pop()
            elif c == "\\" and inside == '"':
                skip = True
        elif c == "#" and text[at - 1 : at] in ("", " ", "\t"):
            return
        elif c in "\"'[{" and (
            (inside and c in "[{") or _starts_value(text[max(0, at - 200) : at])
        ):
            stack.append(Opening(c, number, at + 1))
        elif c in "]}" and inside:
            stack.pop()


def _starts_value(before: str) -> bool:
    """Whether a value can start after this much of a line: brackets and quotes inside do not."""
    words = before.split()
    return not words or words[-1][-1] in ":-[{,?" or words[-1][0] in "!&"
