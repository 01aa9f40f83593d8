"""Entries added to a `.sops.yaml` and taken out of it, by splicing: all else stays as it is."""

import re

from confledger.secrets.rule_nodes import Node

_DASH = re.compile(r"\s*-\s+\Z")
_BLOCK = (">", "|")


class CannotEdit(ValueError):
    """The text is written so that it is better changed by hand; says how it is written."""


def after_item(text: str, holder: Node, item: Node, entry: str, note: str = "") -> str:
    """Add an entry behind one of a list; `note` is a comment, where there is room for one."""
    if holder.flow:
        return _in_brackets(text, item.end, item.start, entry)
    return _line(text, item.end, _dash(text, item) + entry + (f" # {note}" if note else ""))


def into_empty(text: str, holder: Node, entry: str) -> str:
    """Add the first entry to `[]`."""
    return text[: holder.end - 1].rstrip() + entry + text[holder.end - 1 :]


def new_key(text: str, holder: Node, name: str, entry: str, *, listed: bool) -> str:
    """Add a key to a map, with an entry, or a list with it."""
    last = holder.items[-1]
    if holder.flow:
        value = f"[{entry}]" if listed else entry
        return _in_brackets(text, last.end, holder.keys[-1].start, f"{name}: {value}")
    indent = " " * _column(text, holder.keys[0].start)
    value = f"\n{indent}  - {entry}" if listed else f" {entry}"
    return _line(text, last.end, f"{indent}{name}:{value}")


def into_text(text: str, node: Node, identity: str) -> str:
    """Add one to a text with commas between them, in lines of their own if the others are."""
    start, end = _content(text, node)
    content = text[start:end]
    comma, closing = ("", ",") if content.endswith(",") else (",", "")
    if "\n" in content or node.style in _BLOCK:
        last = content.rpartition("\n")[2] if "\n" in content else ""
        width = len(last) - len(last.lstrip()) if last else _column(text, start)
        between = f"{comma}{_newline(text)}{' ' * width}"
        return f"{text[:end]}{between}{identity}{closing}{text[end:]}"
    space = " " if ", " in content else ""
    return f"{text[:end]}{comma}{space}{identity}{closing}{text[end:]}"


def without_item(text: str, holder: Node, index: int) -> str:
    """Take an entry out of a list that has others."""
    item = holder.items[index]
    if holder.flow:
        return _out_of_brackets(text, [(one.start, one.end) for one in holder.items], index)
    start = item.start - len(_dash(text, item))
    return text[:start] + text[_next_line(text, item.end) :]


def without_key(text: str, holder: Node, index: int) -> str:
    """Take a key and its value out of a map that has others."""
    if holder.flow:
        both = zip(holder.keys, holder.items, strict=True)
        return _out_of_brackets(text, [(key.start, item.end) for key, item in both], index)
    key = holder.keys[index]
    before = text[_line_start(text, key.start) : key.start]
    if before.strip():
        # The first one stands behind a dash, which the next one takes over.
        following = holder.keys[index + 1]
        return text[: key.start] + text[following.start :]
    return text[: key.start - len(before)] + text[_next_line(text, holder.items[index].end) :]


def without_piece(text: str, node: Node, wanted: str) -> str:
    """Take one out of a text with commas between them, that has others."""
    start, end = _content(text, node)
    if "\\" in text[start:end]:
        raise CannotEdit("a text is written with escapes")
    pieces: list[tuple[int, int]] = []
    at = start
    for piece in text[start:end].split(","):
        inner = piece.strip()
        if inner:
            begin = at + piece.index(inner)
            pieces.append((begin, begin + len(inner)))
        at += len(piece) + 1
    index = next((n for n, (a, b) in enumerate(pieces) if text[a:b] == wanted), None)
    if index is None:
        raise CannotEdit("a text is written in a way that hides its parts")
    return _out_of_brackets(text, pieces, index)


def pieces_of(value: str) -> list[str]:
    """Return those that a text with commas names."""
    return [piece.strip() for piece in value.split(",") if piece.strip()]


def quoted(kind: str, identity: str) -> str:
    """Return a recipient as a value: what YAML would take for a number, in quotes."""
    if kind == "pgp" or " #" in identity or ": " in identity:
        return f'"{identity}"'
    return identity


def _out_of_brackets(text: str, spans: list[tuple[int, int]], index: int) -> str:
    """Take one of several out, with the comma before it if it is the last, else behind it."""
    start, end = spans[index]
    if index + 1 < len(spans):
        return text[:start] + text[spans[index + 1][0] :]
    return text[: spans[index - 1][1]] + text[end:]


def _in_brackets(text: str, end: int, start: int, entry: str) -> str:
    """Add one behind another in brackets, in a line of its own if the other is in one."""
    before = text[_line_start(text, start) : start]
    between = f",{_newline(text)}{before}" if before and not before.strip() else ", "
    return text[:end] + between + entry + text[end:]


def _content(text: str, node: Node) -> tuple[int, int]:
    """Return where the content of a text starts and ends, without quotes and marks."""
    start, end = node.start, node.end
    if node.anchor is not None:
        start += len(node.anchor) + 1
        start += len(text[start:end]) - len(text[start:end].lstrip())
    if node.style in _BLOCK:
        start = text.index("\n", start) + 1
    elif node.style in ("'", '"'):
        start, end = start + 1, end - 1
    content = text[start:end]
    return start + len(content) - len(content.lstrip()), start + len(content.rstrip())


def _dash(text: str, item: Node) -> str:
    """Return what stands in front of an entry in its line: a dash, and nothing else."""
    before = text[_line_start(text, item.start) : item.start]
    if not _DASH.match(before):
        raise CannotEdit("an entry of a list does not start its line")
    return before


def _line(text: str, after: int, line: str) -> str:
    """Add a line behind the one in which something ends."""
    while text[after - 1] in "\r\n ":
        after -= 1
    at = _next_line(text, after)
    newline = _newline(text)
    line = line.replace("\n", newline)
    if text[:at].endswith("\n"):
        return f"{text[:at]}{line}{newline}{text[at:]}"
    return f"{text[:at]}{newline}{line}{text[at:]}"


def _line_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _next_line(text: str, at: int) -> int:
    while at and text[at - 1] in "\r\n ":
        at -= 1
    end = text.find("\n", at)
    return len(text) if end < 0 else end + 1


def _column(text: str, at: int) -> int:
    return at - _line_start(text, at)


def _newline(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
