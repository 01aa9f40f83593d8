"""A comparison for the description of a merge request, or a comment on it.

What comes from files stands in code spans and code blocks only, with fences longer than any in
it: it can neither leave its cell, nor mention anybody, nor be taken for HTML.
"""

import re

from confledger.changes.change import MISSING, MOVED, RENAMED
from confledger.reports.changes import texts
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
from confledger.reports.changes.values import inline, leaves, scalar, shortened, type_of
from confledger.reports.visible import visible
from confledger.reports.wording import plural
from confledger.secrets.redaction import HIDDEN

_TICKS = re.compile("`+")
# Longer tables are folded.
_LONG = 15
# Of one value, and of all; the comments of some forges end at 65,536 characters.
_MOST_OF_VALUE = 160
_MOST = 60_000
_MOST_LINES = 60


def render(
    comparison: Comparison, *, colour: bool = False, width: int = 100, full: bool = False
) -> str:
    """Write the verdict, a table for each file, and what shows the rest."""
    parts = [f"**{_escaped(verdict(comparison))}**\n"]
    parts.append(f"\n{_code(comparison.before)} → {_code(comparison.after)}\n")
    size = sum(map(len, parts))
    plain = []
    left = 0
    for file in comparison.files:
        if file.status == REFORMATTED and not file.facts and not file.styles:
            plain.append(file)
            continue
        text = _file(file)
        if not full and (left or size + len(text) > _MOST):
            left += 1
            continue
        size += len(text)
        parts.append(text)
    if left:
        parts.append(f"\n{plural(left, 'more file', 'more files')} left out for their size.\n")
    if plain:
        for said, reason in (("reformatted", None), ("comments", ONLY_COMMENTS)):
            same = [_code(file.path) for file in plain if file.reason == reason]
            more = f" and {len(same) - _LONG} more" if len(same) > _LONG else ""
            if same:
                parts.append(f"\nOnly {said}: {', '.join(same[:_LONG])}{more}\n")
    if rest := others(comparison):
        parts.append(f"\n{_escaped(rest[0].upper() + rest[1:])}.\n")
    parts.append(f"\nTo see it in a clone: {_code(comparison.command)}\n")
    return "".join(parts)


def _file(file: File) -> str:
    where = f" ({', '.join(map(_code, file.environments))})" if file.environments else ""
    said = _status(file)
    head = f"{_code(file.path)}{where}{': ' + said if said else ''}"
    rows = [] if file.status in (NEW, GONE) else [*file.rows, *file.styles]
    if not rows and not file.facts:
        return f"\n**{head}**\n"
    lines = [f"- {'⚠ ' if fact.serious else ''}{_code(fact.message)}\n" for fact in file.facts]
    body = "".join(["\n", *lines]) if lines else ""
    if rows:
        documents = any(row.document for row in rows)
        first = "| Document " if documents else ""
        body += f"\n{first}| Key | Before | After |\n{'| --- ' if documents else ''}"
        body += "| --- | --- | --- |\n"
        body += "".join(_row(row, documents=documents) for row in rows)
        body += "".join(map(_text, rows))
    if len(rows) <= _LONG:
        return f"\n**{head}**\n{body}"
    number = plural(len(rows), "change", "changes")
    return f"\n**{head}**\n\n<details><summary>{number}</summary>\n{body}\n</details>\n"


def _status(file: File) -> str:
    if file.status == NEW:
        return f"new file, {plural(file.values, 'value', 'values')}"
    if file.status == GONE:
        return f"removed, {plural(file.values, 'value', 'values')}"
    if file.status == UNREADABLE:
        return f"cannot be compared: {_code(file.reason or '')}"
    if file.old_path is not None:
        only = "only " if file.status == RENAMED_FILE and not file.rows else ""
        return f"{only}renamed, was {_code(file.old_path)}"
    return ""


def _row(row: Row, *, documents: bool) -> str:
    if row.kind in (MOVED, RENAMED):
        before, after = _cell(row.was), f"_{row.kind}_"
        if isinstance(row.after, str):
            after = f"{_cell(scalar(row.after))} _{row.kind}_"
    elif _multiline(row):
        before, after = "_text_", "_see below_"
    else:
        before, after = _cells(row)
    if row.notes:
        after += "<br>" + "<br>".join(_code(note) for note in row.notes)
    first = f"| {_cell(row.document)} " if documents else ""
    return f"{first}| {_cell(row.key)} | {before} | {after} |\n"


def _cells(row: Row) -> tuple[str, str]:
    if row.hidden and isinstance(row.before, str) and isinstance(row.after, str):
        return "_hidden_", "_changed, hidden_"
    if isinstance(row.before, str) and isinstance(row.after, str):
        old, new = shortened(scalar(row.before), scalar(row.after))
        return _cell(_cut(old)), _cell(_cut(new))
    return _value(row.before), _value(row.after)


def _value(value: object) -> str:
    if value is MISSING:
        return ""
    if value == HIDDEN:
        return "_hidden_"
    if isinstance(value, (dict, list)):
        short = inline(value, _MOST_OF_VALUE)
        if short is None:
            return f"{type_of(value)} of {plural(leaves(value), 'value', 'values')}"
        return _cell(short)
    return _cell(_cut(scalar(value)))


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_OF_VALUE else f"{text[: _MOST_OF_VALUE - 1]}…"


def _multiline(row: Row) -> bool:
    old, new = row.before, row.after
    both = isinstance(old, str) and isinstance(new, str)
    return both and "\n" in f"{old}{new}".rstrip("\n") and not row.hidden


def _text(row: Row) -> str:
    """Return the lines that differ of a text with several, as a block of code."""
    if not _multiline(row):
        return ""
    assert isinstance(row.before, str)
    assert isinstance(row.after, str)
    script = texts.lines(row.before.removesuffix("\n"), row.after.removesuffix("\n"))
    lines = []
    for at, (sign, line) in enumerate(script):
        near = script[max(0, at - 1) : at + 2]
        if any(one != texts.KEPT for one, _ in near):
            lines.append(f"{sign}{visible(line)}")
    more = len(lines) - _MOST_LINES
    if more > 0:
        lines[_MOST_LINES:] = [f" … {plural(more, 'more line', 'more lines')}"]
    fence = "`" * max(3, _longest("\n".join(lines)) + 1)
    return (
        f"\n{_code(row.key)}\n\n{fence}diff\n" + "".join(f"{one}\n" for one in lines) + f"{fence}\n"
    )


def _longest(text: str) -> int:
    return max((len(one) for one in _TICKS.findall(text)), default=0)


def _code(text: str) -> str:
    """Return a code span that holds any text in one line."""
    text = visible(text)
    fence = "`" * (_longest(text) + 1)
    pad = " " if not text.strip() or text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _cell(text: str) -> str:
    """Return code as a table takes it: a bar would end the cell even in a code span."""
    if "|" not in text:
        return _code(text)
    escaped = (one if one.isalnum() or one == " " else f"&#{ord(one)};" for one in visible(text))
    return f"<code>{''.join(escaped)}</code>"


def _escaped(text: str) -> str:
    """Return a text of our own words and names from the settings as plain text."""
    return re.sub(r"([\\`*_{}\[\]<>#!|~@&])", r"\\\1", visible(text))
