"""Tables and sentences for a terminal of a given width: what is too long gives way, and says so."""

from collections.abc import Iterator, Sequence

from confledger.reports.changes.lines import columns
from confledger.reports.statement.model import (
    ATTENTION,
    BAD,
    CODE,
    COMMAND,
    GOOD,
    NOTE,
    NUMERIC,
    PLACE,
    STANDING,
    TEXT,
    UNKNOWN,
    Cell,
    Column,
)
from confledger.reports.statement.values import written
from confledger.reports.statement.words import MARKS, WORDS, capital
from confledger.reports.visible import visible

_CODES = {
    "strong": "1",
    "dim": "2",
    "title": "1",
    "command": "36",
    GOOD: "32",
    NOTE: "34",
    ATTENTION: "33",
    BAD: "31",
    UNKNOWN: "35",
}
_GAP, _INDENT = 2, 4
# Narrower than that, a column says nothing.
_LEAST = {TEXT: 20, CODE: 20, PLACE: 24}
_SHORT = 20
# A title is broken into lines of so many columns, or as long as its longest word.
_TITLE = 10


def width_of(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    return columns(text)


class Ink:
    """Colours, or none of them."""

    __slots__ = ("_colour",)

    def __init__(self, *, colour: bool) -> None:
        self._colour = colour

    def __call__(self, text: str, style: str) -> str:
        """Return a text in a style; blanks at its end stay outside."""
        if not self._colour or not text.strip():
            return text
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m"


def wrapped(text: str, width: int, indent: str = "") -> str:
    """Return a text in lines; all but the first begin with an indent. Long words stay whole."""
    lines: list[str] = []
    line, used = "", 0
    for word in visible(text).split():
        size = width_of(word)
        if line and used + 1 + size > width - len(indent) * bool(lines):
            lines.append(line)
            line, used = word, size
        else:
            line = f"{line} {word}" if line else word
            used = used + 1 + size if used else size
    return f"\n{indent}".join([*lines, line])


def fitted(text: str, most: int, *, middle: bool = False) -> str:
    """Return a text that takes at most so many columns, without its end or without its middle."""
    if width_of(text) <= most:
        return text
    if not middle:
        return f"{_start(text, most - 1)}…"
    head = _start(text, (most - 1) // 3)
    return f"{head}…{_start(text[::-1], most - 1 - width_of(head))[::-1]}"


def _start(text: str, most: int) -> str:
    if text.isascii():
        return text[: max(most, 0)]
    used = 0
    for at, one in enumerate(text):
        used += width_of(one)
        if used > most:
            return text[:at]
    return text


def table_lines(
    columns: Sequence[Column],
    rows: Sequence[tuple[Cell, ...]],
    marks: Sequence[str],
    width: int | None,
    ink: Ink,
) -> Iterator[str]:
    """Yield a head and a line for each row, with its mark before it.

    What does not fit stands below its row: commands whole, then the longest texts. Where even
    that is not enough, each row begins with a line for its first cell, or is a list of its cells.
    """
    places = [at for at in range(len(columns)) if not at or any(row[at] != "" for row in rows)]
    heads = [columns[at] for at in places]
    rows = [tuple(row[at] for at in places) for row in rows]
    cells = [[_cell(v, one.kind) for v, one in zip(row, heads, strict=True)] for row in rows]
    titles = [visible(capital(one.title)) for one in heads]
    margin = max((width_of(one) + 1 for one in marks if one), default=0)
    room = None if width is None else width - margin
    natural = _natural(titles, cells, room)
    kept, first = _layout(natural, heads, room)
    if not kept:
        yield from _records(titles, heads, cells, marks, width or 0, ink)
        return
    widths = natural if room is None else _shrunk(natural, heads, kept, room - _INDENT * first)
    blank = " " * (margin + _INDENT * first)
    if first:
        yield " " * margin + ink(titles[0], "dim")
    for line in _head([(titles[at], widths[at], heads[at].kind) for at in kept]):
        yield blank + ink(line, "dim")
    for row, raw, mark in zip(cells, rows, marks, strict=True):
        start = ink(f"{mark:{margin}}", "strong") if margin else ""
        parts = [_painted(row[at], raw[at], widths[at], heads[at].kind, ink) for at in kept]
        if first:
            yield start + fitted(row[0], room or 0, middle=heads[0].kind in (PLACE, CODE))
            start = blank
        yield f"{start}{_joined(parts)}".rstrip()
        for at in range(first, len(heads)):
            if at not in kept and row[at]:
                used = margin + _INDENT
                yield f"{' ' * used}{_below(row[at], heads[at], width, used, ink)}"


def _natural(titles: Sequence[str], cells: Sequence[Sequence[str]], room: int | None) -> list[int]:
    """Return how wide columns want to be; where there is no room for that, titles are broken."""
    content = [max(width_of(row[at]) for row in cells) for at in range(len(titles))]
    whole = list(map(max, content, map(width_of, titles)))
    if room is None or _total(whole, range(len(whole))) <= room:
        return whole
    broken = (
        min(width_of(one), max(_TITLE, *map(width_of, one.split() or [""]))) for one in titles
    )
    return list(map(max, content, broken))


def _head(columns: Sequence[tuple[str, int, str]]) -> Iterator[str]:
    """Yield the lines of titles, which stand at the bottom."""
    parts = [wrapped(title, max(width, 1)).split("\n") for title, width, _ in columns]
    most = max(map(len, parts))
    for at in range(most):
        line = []
        for (_, width, kind), lines in zip(columns, parts, strict=True):
            skipped = most - len(lines)
            line.append(_padded(lines[at - skipped] if at >= skipped else "", width, kind))
        yield _joined(line).rstrip()


def _layout(
    natural: Sequence[int], heads: Sequence[Column], room: int | None
) -> tuple[list[int], bool]:
    """Return the columns that stand beside each other, and whether the first has its own line.

    No columns, where nothing fits.
    """
    if room is None:
        return list(range(len(heads))), False
    least = _least(natural, heads)
    for first in (False, True):
        kept = _kept(natural, heads, room - _INDENT * first, int(first))
        if kept and _total(least, kept) <= room - _INDENT * first:
            return kept, first
    return [], False


def _total(widths: Sequence[int], kept: Sequence[int]) -> int:
    return sum(widths[at] for at in kept) + _GAP * (len(kept) - 1)


def _kept(natural: Sequence[int], heads: Sequence[Column], room: int, first: int) -> list[int]:
    """Return the columns from a first one that stand beside each other."""
    kept = list(range(first, len(heads)))
    movable = [at for at in kept[1:] if heads[at].kind == COMMAND]
    texts = [at for at in kept[1:] if heads[at].kind in (TEXT, CODE, PLACE)]
    least = _least(natural, heads)
    rank = {TEXT: 0, CODE: 1, PLACE: 2}
    movable += sorted(
        texts, key=lambda at: (natural[at] <= least[at], rank[heads[at].kind], -natural[at], at)
    )
    for at in movable:
        command = heads[at].kind == COMMAND
        if _total(natural if command else least, kept) <= room:
            break
        kept.remove(at)
    return kept


def _least(natural: Sequence[int], heads: Sequence[Column]) -> list[int]:
    """Return how narrow columns may get: short ones, and those of numbers, stay as they are."""
    least = []
    for one, head in zip(natural, heads, strict=True):
        narrow = one if one <= _SHORT else min(one, _LEAST.get(head.kind, one))
        # Of a sentence, less than half says nothing.
        least.append(max(narrow, one // 2) if head.kind == TEXT else narrow)
    return least


def _below(text: str, head: Column, width: int | None, used: int, ink: Ink) -> str:
    if head.kind == COMMAND:
        return ink(text, "command")
    name = f"{visible(capital(head.title))}: "
    room = (width or 0) - used
    if room - width_of(name) < _LEAST[TEXT]:
        name = ""
    if head.kind in (PLACE, CODE):
        return ink(name, "dim") + fitted(text, room - width_of(name), middle=True)
    lines = wrapped(name + text, room - 2).split("\n")
    # Two lines of it; the other formats have all.
    shown = lines[:2] if len(lines) <= 2 else [lines[0], f"{lines[1]} …"]
    told = f"\n{' ' * (used + 2)}".join(fitted(one, room - 2) for one in shown)
    return ink(name, "dim") + told.removeprefix(name) if told.startswith(name) else told


def _shrunk(
    natural: Sequence[int], heads: Sequence[Column], kept: Sequence[int], width: int
) -> list[int]:
    """Return widths that fit, if there are any: the widest column gives way first."""
    widths = list(natural)
    least = _least(natural, heads)
    while (over := _total(widths, kept) - width) > 0:
        able = [at for at in kept if widths[at] > least[at]]
        if not able:
            break
        widest = max(able, key=lambda at: (widths[at], -at))
        rest = max((widths[at] for at in able if at != widest), default=0)
        lower = max(least[widest], min(rest, widths[widest] - 1))
        widths[widest] = max(lower, widths[widest] - over)
    return widths


def _cell(value: Cell, kind: str) -> str:
    if kind == STANDING and value in MARKS:
        return f"{MARKS[str(value)]} {WORDS[str(value)]}"
    return visible(written(value, kind)).replace("\n", " ")


def _padded(text: str, width: int, kind: str) -> str:
    text = fitted(text, width, middle=kind in (PLACE, CODE))
    blank = " " * (width - width_of(text))
    return blank + text if kind in NUMERIC else text + blank


def _painted(text: str, raw: Cell, width: int, kind: str, ink: Ink) -> str:
    padded = _padded(text, width, kind)
    if raw is None:
        return ink(padded, "dim")
    if kind == STANDING and raw in MARKS:
        return ink(padded, str(raw))
    return padded


def _joined(parts: Sequence[str]) -> str:
    return (" " * _GAP).join(parts)


def _records(
    titles: Sequence[str],
    heads: Sequence[Column],
    cells: Sequence[Sequence[str]],
    marks: Sequence[str],
    width: int,
    ink: Ink,
) -> Iterator[str]:
    longest = min(max(map(width_of, titles)), width // 3)
    for row, mark in zip(cells, marks, strict=True):
        first = True
        for at, text in enumerate(row):
            if text or first:
                shown = text
                if heads[at].kind != COMMAND:
                    shown = fitted(text, width - longest - 4, middle=heads[at].kind == PLACE)
                name = fitted(titles[at], longest)
                start = "- " if first else "  "
                told = f" ({mark})" if first and mark else ""
                blank = " " * (longest - width_of(name))
                yield f"{start}{ink(name, 'dim')}{blank}  {shown}{told}".rstrip()
                first = False
