"""A comparison for people at a terminal: the verdict, then each file with what differs in it."""

from confledger.reports.changes.content import (
    GONE,
    NEW,
    ONLY_COMMENTS,
    REFORMATTED,
    RENAMED_FILE,
    UNREADABLE,
    Comparison,
    File,
    Row,
    others,
    verdict,
)
from confledger.reports.changes.lines import (
    FAINT,
    NEW_PART,
    OLD_PART,
    STRONG,
    Line,
    Room,
    columns,
    content_lines,
    row_lines,
)
from confledger.reports.changes.lines import NEW as NEW_TEXT
from confledger.reports.changes.lines import OLD as OLD_TEXT
from confledger.reports.visible import visible
from confledger.reports.wording import plural

_RESET = "\x1b[0m"
_COLOURS = {
    OLD_TEXT: "\x1b[31m",
    NEW_TEXT: "\x1b[32m",
    OLD_PART: "\x1b[31;7m",
    NEW_PART: "\x1b[32;7m",
    FAINT: "\x1b[2m",
    STRONG: "",
    "file": "\x1b[1m",
    "serious": "\x1b[33m",
}
# So many new files are shown with what is in them.
_FEW_NEW = 5
# So many names stand in a line of files that are only named.
_FEW_NAMES = 8


def render(
    comparison: Comparison, *, colour: bool = False, width: int = 100, full: bool = False
) -> str:
    """Write all of it; ends with a newline."""
    lines: list[Line] = [
        [(FAINT, f"{_short(comparison.before)} -> {_short(comparison.after)}")],
        [("file", visible(verdict(comparison)))],
    ]
    lines += _files(comparison, Room(width, full=full))
    if rest := others(comparison):
        lines += [[], [(FAINT, visible(rest))]]
    return "".join(_line(line, colour=colour) for line in lines)


def files(comparison: Comparison, *, colour: bool = False, width: int = 100) -> str:
    """Write the files alone, without a verdict."""
    lines = _files(comparison, Room(width))[1:]
    return "".join(_line(line, colour=colour) for line in lines)


def _files(comparison: Comparison, room: Room) -> list[Line]:
    lines: list[Line] = []
    new = sum(file.status == NEW for file in comparison.files)
    plain: list[File] = []
    for file in comparison.files:
        if file.status == REFORMATTED and not file.facts and not file.styles:
            plain.append(file)
        else:
            lines.append([])
            lines += _file(file, room, whole=room.full or new <= _FEW_NEW)
    if plain:
        lines += [[], *_reformatted(plain, full=room.full)]
    return lines


def _short(name: str) -> str:
    """Return the name of a state, of a whole commit id the beginning."""
    whole = len(name) >= 40 and all(one in "0123456789abcdef" for one in name)
    return name[:12] if whole else visible(name)


def _line(line: Line, *, colour: bool) -> str:
    if not colour:
        return "".join(text for _, text in line).rstrip() + "\n"
    return (
        "".join(
            f"{_COLOURS[style]}{text}{_RESET}" if style and _COLOURS[style] else text
            for style, text in line
        )
        + "\n"
    )


def _file(file: File, room: Room, *, whole: bool) -> list[Line]:
    head: Line = [("file", visible(file.path))]
    if file.environments:
        head.append(("", f" ({', '.join(map(visible, file.environments))})"))
    said = _status(file)
    if said:
        head.append(("", f": {said}"))
    lines = [head]
    for fact in file.facts:
        style, mark = ("serious", "!") if fact.serious else ("", "*")
        lines.append([("", "  "), (style, f"{mark} {visible(fact.message)}")])
    shown = file.rows
    if (file.status == GONE and not room.full) or (file.status == NEW and not whole):
        shown = []
    if len(shown) == 1 and shown[0].document == "" and file.status in (NEW, GONE):
        return lines + content_lines(shown[0], room)
    return lines + _rows(shown, room) + _rows(file.styles, room)


def _rows(rows: list[Row], room: Room) -> list[Line]:
    """Return the rows, grouped by document where there are several."""
    lines: list[Line] = []
    groups: dict[str, list[Row]] = {}
    for row in rows:
        whole = not row.old_path and not row.new_path
        groups.setdefault("" if whole else row.document, []).append(row)
    for document, inside in groups.items():
        if document:
            lines.append([("", "  "), (FAINT, f"{visible(document)}:")])
        fitting = [columns(row.key) for row in inside]
        column = max(fitting) if max(fitting) <= room.width * 2 // 5 else 0
        for row in inside:
            lines += row_lines(row, column, room)
    return lines


def _status(file: File) -> str:
    """Return what became of a file, beside its values."""
    if file.status == NEW:
        return f"new file, {plural(file.values, 'value', 'values')}"
    if file.status == GONE:
        return f"removed, {plural(file.values, 'value', 'values')}"
    if file.status == UNREADABLE:
        return f"cannot be compared: {visible(file.reason or '')}"
    if file.old_path is not None:
        only = "" if file.rows or file.status != RENAMED_FILE else "only "
        return f"{only}renamed, was {visible(file.old_path)}"
    if file.status == REFORMATTED and not file.facts:
        return file.reason or "only written otherwise"
    return ""


def _reformatted(files: list[File], *, full: bool) -> list[Line]:
    """Return a line on the files that hold the same values, and one on those with new comments."""
    lines: list[Line] = []
    for said, reason in (("only reformatted", None), ("only comments", ONLY_COMMENTS)):
        names = [visible(file.path) for file in files if file.reason == reason]
        shown = names if full else names[:_FEW_NAMES]
        more = len(names) - len(shown)
        tail = f" and {more} more" if more else ""
        if names:
            lines.append([(FAINT, f"{said}: {', '.join(shown)}{tail}")])
    return lines
