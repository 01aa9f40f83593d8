"""One row of a comparison as lines for people, in a width; signs say what colour would."""

from confledger.changes.change import ADDED, CHANGED, MISSING, MOVED, REMOVED, RENAMED
from confledger.reports.changes import texts
from confledger.reports.changes.content import Row
from confledger.reports.changes.values import (
    block,
    inline,
    leaves,
    scalar,
    shortened,
    type_of,
)
from confledger.reports.visible import visible
from confledger.reports.wording import plural
from confledger.secrets.redaction import HIDDEN

# What a piece of a line is, for who has colours: nothing, or one of these.
OLD, NEW, OLD_PART, NEW_PART, FAINT, STRONG = (
    "old",
    "new",
    "old-part",
    "new-part",
    "faint",
    "strong",
)
Piece = tuple[str, str]
Line = list[Piece]

_SIGNS = {ADDED: "+", REMOVED: "-", MOVED: ">", RENAMED: ">"}
_AROUND = 2
# Of a long text, so much of what stayed is shown beside what did not.
_CONTEXT = 24
_INDENT = 6
# What stands beside a value: a sign before it, its type behind it.
_BESIDE = len("- ") + len(" (boolean)")


class Room:
    """How much may be shown: columns, lines of a value; `full` is without end."""

    __slots__ = ("full", "lines", "width")

    def __init__(self, width: int, *, full: bool = False, lines: int = 12) -> None:
        self.width = max(width, 40)
        self.full = full
        self.lines = 1 << 30 if full else lines


def row_lines(row: Row, column: int, room: Room) -> list[Line]:
    """Return a row as lines; keys are `column` wide, where they are not longer."""
    sign = _SIGNS.get(row.kind, "~")
    style = {ADDED: NEW, REMOVED: OLD}.get(row.kind, "")
    key = visible(row.key)
    if not row.old_path and not row.new_path and row.kind in (ADDED, REMOVED):
        key = visible(row.document) or "the document"
    head: Line = [(style, f"{sign} "), (STRONG, key)]
    made = _said(row, room)
    first = made[0]
    if len(made) == 1 and first is not None:
        gap = " " * max(2, column - len(key) + 2)
        if 4 + max(column, len(key)) + 2 + _length(first) <= room.width:
            found = [[("", "  "), *head, ("", gap), *first]]
        elif 4 + len(key) + 2 + _length(first) <= room.width:
            found = [[("", "  "), *head, ("", "  "), *first]]
        else:
            found = [[("", "  "), *head]]
            found += [[("", " " * _INDENT), *line] for line in _folded(row, first, room)]
    else:
        found = [[("", "  "), *head, *([("", "  "), *first] if first else [])]]
        found += [[("", " " * _INDENT), *line] for line in made[1:] if line is not None]
    for note in row.notes:
        found.append([("", " " * _INDENT), (FAINT, f"note: {visible(note)}")])
    return found


def content_lines(row: Row, room: Room) -> list[Line]:
    """Return all that a file holds, of one that is new or gone and has but one document."""
    style, value = (NEW, row.after) if row.kind == ADDED else (OLD, row.before)
    lines, more = block(value, room.lines)
    found: list[Line] = [[("", "    "), (style, _cut(line, room))] for line in lines]
    if more:
        found.append([("", "    "), (FAINT, f"… {plural(more, 'more line', 'more lines')}")])
    return found


def _said(row: Row, room: Room) -> "list[Line | None]":
    """Return what is said of a row: one line that may stand beside the key, or several below."""
    if row.kind == MOVED:
        return [_moved(row)]
    if row.kind in ("comment", "style"):
        return [_written(row)]
    if row.kind == RENAMED:
        return [[("", f"renamed, was {visible(row.was)}")]]
    if row.hidden and row.before is not MISSING and row.after is not MISSING:
        return [[(FAINT, "changed, value hidden")]]
    if row.kind in (ADDED, REMOVED):
        value = row.after if row.kind == ADDED else row.before
        return _whole(value, NEW if row.kind == ADDED else OLD, room)
    return _both(row, room)


def _written(row: Row) -> Line:
    """Return what is said of a comment, or of a way of writing."""
    if row.kind == "style":
        return [(FAINT, row.was if row.was != row.key else "written otherwise")]
    sides = [(OLD, row.before), (NEW, row.after)]
    shown: Line = [
        (style, f"# {visible(str(value))}") for style, value in sides if value is not MISSING
    ]
    if len(shown) == 2:
        shown.insert(1, ("", " -> "))
    return [("", f"comment {row.was}: "), *shown]


def _moved(row: Row) -> Line:
    old, new = row.old_path or (), row.new_path or ()
    if old[:-1] == new[:-1] and old and isinstance(old[-1], int) and isinstance(new[-1], int):
        return [("", f"moved from index {old[-1]} to {new[-1]}")]
    if not old and not new:
        return [("", f"moved, was document {(row.old_number or 0) + 1}")]
    return [("", f"moved, was {visible(row.was)}")]


def _whole(value: object, style: str, room: Room) -> "list[Line | None]":
    """Return a value that is there on one side only."""
    if value == HIDDEN:
        return [[(FAINT, "value hidden")]]
    short = inline(value, 10**9 if not isinstance(value, (dict, list, str)) else room.width - 20)
    if short is not None:
        return [[(style, short)]]
    if not isinstance(value, (dict, list)) and not (
        isinstance(value, str) and "\n" in value.rstrip("\n")
    ):
        return [[(style, _cut(scalar(value), room))]]
    lines, more = block(value, room.lines)
    said: Line | None = None
    if isinstance(value, (dict, list)):
        said = [(FAINT, f"({plural(leaves(value), 'value', 'values')})")]
    elif lines[:1] == ["|"]:
        lines = lines[1:]
    found: list[Line | None] = [said]
    found += [[(style, _cut(line, room))] for line in lines]
    if more:
        found.append([(FAINT, f"… {plural(more, 'more line', 'more lines')}")])
    return found


def _both(row: Row, room: Room) -> "list[Line | None]":
    """Return the old and the new value."""
    old, new = row.before, row.after
    typed = row.kind != CHANGED or type_of(old) != type_of(new)
    if isinstance(old, str) and isinstance(new, str):
        if "\n" in old.rstrip("\n") or "\n" in new.rstrip("\n"):
            return _by_line(old, new, room)
        one, two = scalar(old), scalar(new)
        if not room.full:
            one, two = shortened(one, two)
        return [[(OLD, one), ("", " -> "), (NEW, two)]]
    sides: list[Piece] = []
    for value, style in ((old, OLD), (new, NEW)):
        if value == HIDDEN:
            said = "(hidden)"
        elif isinstance(value, (dict, list)) and value:
            short = inline(value, 40)
            said = short or f"{type_of(value)} of {plural(leaves(value), 'value', 'values')}"
        else:
            said = scalar(value)
            if not room.full:
                said = _first(shortened(said, "")[0], room.width - _INDENT - _BESIDE)
            if typed and value is not None and not isinstance(value, (bool, dict, list)):
                said += f" ({type_of(value)})"
        sides.append((style, said))
    return [[sides[0], ("", " -> "), sides[1]]]


def _folded(row: Row, line: Line, room: Room) -> list[Line]:
    """Return below the key what has no room beside it."""
    width = room.width - _INDENT
    if _length(line) <= width:
        return [line]
    old, new = row.before, row.after
    if row.kind != CHANGED or not isinstance(old, str) or not isinstance(new, str):
        sides = [piece for piece in line if piece[0] in (OLD, NEW)]
        if len(sides) < 2:
            return [[(style, _cut(text, room)) for style, text in line]]
        return [[(style, f"{'-' if style == OLD else '+'} {text}")] for style, text in sides]
    one, two = line[0][1], line[2][1]
    return [
        [(OLD, "- "), *_parts(one, two, texts.GONE, room)],
        [(NEW, "+ "), *_parts(one, two, texts.NEW, room)],
    ]


def _parts(old: str, new: str, wanted: str, room: Room) -> Line:
    """Return one of two texts with what is only in it marked; of what is not, the middle is cut."""
    plain, strong = (OLD, OLD_PART) if wanted == texts.GONE else (NEW, NEW_PART)
    found = [part for part in texts.words(old, new) if part[0] in (texts.KEPT, wanted)]
    if all(sign == wanted for sign, _ in found):
        strong = plain
    longest = room.width - _INDENT - 2
    fits = room.full or sum(len(text) for _, text in found) <= longest
    line: Line = []
    for number, (sign, text) in enumerate(found):
        if sign == wanted:
            line.append((strong, text if room.full else _middle(text, longest)))
        elif fits:
            line.append((plain, text))
        else:
            first, last = number == 0, number == len(found) - 1
            line.append((plain, _context(text, first=first, last=last)))
    return line if room.full else _fitting(line, longest)


def _fitting(line: Line, width: int) -> Line:
    """Return as much of a line as there is room for."""
    found: Line = []
    for style, text in line:
        if columns(text) > width:
            found.append((style, _first(text, width)))
            break
        found.append((style, text))
        width -= columns(text)
    return found


def _context(text: str, *, first: bool, last: bool) -> str:
    """Return the ends of what stayed the same, those that are beside what did not."""
    head = "" if first else text[:_CONTEXT]
    tail = "" if last else text[-_CONTEXT:]
    return text if len(text) <= len(head) + len(tail) + 1 else f"{head}…{tail}"


def _middle(text: str, most: int) -> str:
    half = most // 2
    return text if len(text) <= most else f"{text[:half]}…{text[-half:]}"


def _cut(text: str, room: Room) -> str:
    return text if room.full else _first(text, room.width - _INDENT)


def _first(text: str, most: int) -> str:
    """Return as much of a text as so many columns hold."""
    if columns(text) <= most:
        return text
    end = max(most - 1, 0)
    while end and columns(text[:end]) >= most:
        end -= 1
    return f"{text[:end]}…"


def _by_line(old: str, new: str, room: Room) -> "list[Line | None]":
    """Return the lines of two texts that differ, with a few around them."""
    script = texts.lines(old.removesuffix("\n"), new.removesuffix("\n"))
    near = [False] * len(script)
    for at, (sign, _) in enumerate(script):
        if sign != texts.KEPT:
            for beside in range(max(0, at - _AROUND), min(len(script), at + _AROUND + 1)):
                near[beside] = True
    gone = sum(sign == texts.GONE for sign, _ in script)
    more = sum(sign == texts.NEW for sign, _ in script)
    head = f"(text of {plural(len(script) - gone, 'line', 'lines')}: +{more} -{gone})"
    if not gone and not more:
        return [[(FAINT, "the newline at the end of the text")]]
    found: list[Line | None] = [[(FAINT, head)]]
    hidden = told = 0
    for shown, (sign, text) in zip(near, script, strict=True):
        if not shown:
            hidden += 1
            continue
        if hidden:
            found.append([(FAINT, "…")])
            hidden = 0
        if len(found) > room.lines * 2:
            found.append([(FAINT, f"… {plural(sum(near) - told, 'more line', 'more lines')}")])
            break
        told += 1
        style = {texts.GONE: OLD, texts.NEW: NEW}.get(sign, "")
        found.append([(style, _cut(f"{sign} {visible(text)}".rstrip(), room))])
    return found


def _length(line: Line) -> int:
    return sum(columns(text) for _, text in line)


def columns(text: str) -> int:
    """Return how many columns a text takes on a terminal."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(one) else 2 if east_asian_width(one) in "WF" else 1 for one in text)
