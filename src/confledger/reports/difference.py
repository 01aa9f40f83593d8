"""What becomes of the lines of a file, as a unified diff that anybody may see.

What an excerpt would hide is hidden here, on both sides of a change: a key that gets the name
of a secret had one by another name before.
"""

import re

from confledger.documents.excerpt import excerpt
from confledger.reports.visible import visible

_AROUND = 3
_RED = "\x1b[31m"
_GREEN = "\x1b[32m"
_CYAN = "\x1b[36m"
_BOLD = "\x1b[1m"
_RESET = "\x1b[0m"
# Hides the value of a line whatever the keys on it are.
_SECRET = ("secret",)
_END = re.compile("(\r\n|\r|\n)")


def difference(path: str, old: str, new: str, *, colour: bool = False) -> str:
    """Write the difference of two texts with the same number of lines; nothing when there is none.

    It is for people: where a line is masked or long, no program can apply it.
    """
    before, after = _Lines(old), _Lines(new)
    if len(before.texts) != len(after.texts):
        raise ValueError("the lines of the two texts do not correspond")
    changed = [
        number
        for number, (one, other) in enumerate(zip(before.whole, after.whole, strict=True), 1)
        if one != other
    ]
    if not changed:
        return ""
    name = visible(path)
    lines = [(_BOLD, f"--- a/{name}"), (_BOLD, f"+++ b/{name}")]
    for first, last in _hunks(changed, len(before.texts)):
        size = last - first + 1
        lines.append((_CYAN, f"@@ -{first},{size} +{first},{size} @@"))
        lines += _hunk(before, after, first, last)
    return "".join(
        f"{style}{line}{_RESET}\n" if colour and style else f"{line}\n" for style, line in lines
    )


class _Lines:
    """The lines of a text, with and without their ends."""

    def __init__(self, text: str) -> None:
        pieces = _END.split(text)
        self.texts, self.ends = pieces[0::2], [*pieces[1::2], ""]
        if len(self.texts) > 1 and not self.texts[-1]:
            self.texts.pop()
            self.ends.pop()
        self.whole = [text + end for text, end in zip(self.texts, self.ends, strict=True)]


def _hunks(changed: list[int], count: int) -> list[tuple[int, int]]:
    """Return the first and last lines of what is shown together."""
    hunks: list[tuple[int, int]] = []
    for number in changed:
        first, last = max(1, number - _AROUND), min(count, number + _AROUND)
        if hunks and first <= hunks[-1][1] + 1:
            first = hunks.pop()[0]
        hunks.append((first, last))
    return hunks


def _hunk(before: _Lines, after: _Lines, first: int, last: int) -> list[tuple[str, str]]:
    """Return the lines of one hunk with their styles: of changed ones, the old before the new."""
    lines: list[tuple[str, str]] = []
    added: list[tuple[str, str]] = []
    for number in range(first, last + 1):
        old, new = _shown(before, after, number)
        if before.whole[number - 1] == after.whole[number - 1]:
            lines += added
            added = []
            lines += _row("", " ", old, after, number)
        else:
            lines += _row(_RED, "-", old, before, number)
            added += _row(_GREEN, "+", new, after, number)
    return lines + added


def _row(style: str, sign: str, text: str, lines: _Lines, number: int) -> list[tuple[str, str]]:
    row = [(style, sign + text)]
    if not lines.ends[number - 1]:
        row.append(("", "\\ No newline at end of file"))
    return row


def _shown(before: _Lines, after: _Lines, number: int) -> tuple[str, str]:
    """Return a line as it was and as it is, masked alike."""
    one, other = before.texts[number - 1], after.texts[number - 1]
    at = next(
        (at for at, two in enumerate(zip(one, other, strict=False)) if two[0] != two[1]),
        min(len(one), len(other)),
    )
    shown = [excerpt(lines.texts, number, (), at + 1) for lines in (before, after)]
    hidden = any(each is not None and each.hidden for each in shown)
    texts = []
    for lines, each in zip((before, after), shown, strict=True):
        if hidden and each is not None and not each.hidden:
            each = excerpt(lines.texts, number, _SECRET, at + 1)
        text = "" if each is None else visible(each.text, keep="\t")
        # How lines end is shown only where that is what changes.
        end = lines.ends[number - 1]
        if one == other and before.ends[number - 1] != after.ends[number - 1]:
            text += visible(end.removesuffix("\n"))
        texts.append(text)
    return texts[0], texts[1]
