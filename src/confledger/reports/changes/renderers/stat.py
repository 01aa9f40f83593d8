"""A comparison as numbers: one line for each file, and their sum."""

from confledger.changes.change import ADDED, CHANGED, MOVED, REMOVED, RENAMED, RETYPED
from confledger.reports.changes.content import (
    GONE,
    NEW,
    ONLY_COMMENTS,
    REFORMATTED,
    RENAMED_FILE,
    UNREADABLE,
    Comparison,
    File,
    others,
    verdict,
)
from confledger.reports.visible import visible

_SIGNS = (
    (CHANGED, "~"),
    (RETYPED, "~"),
    (ADDED, "+"),
    (REMOVED, "-"),
    (MOVED, ">"),
    (RENAMED, ">"),
)
_COLOURS = {"+": "\x1b[32m", "-": "\x1b[31m"}


def render(
    comparison: Comparison, *, colour: bool = False, width: int = 100, full: bool = False
) -> str:
    """Write all of it; signs stand for values, fewer of them where there is no room for all."""
    names = [_name(file) for file in comparison.files]
    column = max(map(len, names), default=0)
    numbers = [str(_number(file)) for file in comparison.files]
    digits = max(map(len, numbers), default=0)
    most = max((len(file.rows) for file in comparison.files if _edited(file)), default=0)
    room = max(width - column - digits - 5, 10)
    lines = []
    for file, name, number in zip(comparison.files, names, numbers, strict=True):
        said = _said(file) or _bar(file, most, room, colour=colour)
        lines.append(f" {name:{column}} | {number:>{digits}} {said}".rstrip())
    lines.append(f" {visible(verdict(comparison))}")
    if rest := others(comparison):
        lines.append(f" {visible(rest)}")
    return "".join(f"{line}\n" for line in lines)


def _name(file: File) -> str:
    name = visible(file.path)
    return name if file.old_path is None else f"{visible(file.old_path)} => {name}"


def _edited(file: File) -> bool:
    return file.status not in (NEW, GONE)


def _number(file: File) -> int:
    return len(file.rows) if _edited(file) else file.values


def _said(file: File) -> str:
    """Return a word where signs would say nothing."""
    if file.rows and _edited(file):
        return ""
    if file.status == REFORMATTED and file.reason == ONLY_COMMENTS:
        return "only comments"
    return {
        NEW: "new",
        GONE: "removed",
        REFORMATTED: "only reformatted",
        RENAMED_FILE: "only renamed",
        UNREADABLE: "cannot be compared",
    }.get(file.status, "saved again")


def _bar(file: File, most: int, room: int, *, colour: bool) -> str:
    text = ""
    for kind, sign in _SIGNS:
        number = sum(row.kind == kind for row in file.rows)
        if number and most > room:
            number = max(1, number * room // most)
        signs = sign * number
        text += (
            f"{_COLOURS[sign]}{signs}\x1b[0m" if colour and signs and sign in _COLOURS else signs
        )
    return text
