"""Texts of a branch as Markdown takes them: each of them in code, where nothing means anything."""

import re
from urllib.parse import quote

from confledger.reports.statement.spans import cell, code, prose

__all__ = ["at_line", "becomes", "cell", "code", "linked", "name", "names", "prose", "was"]

MASK = "●●●●●●"
# Of the id of a commit, so much is enough for an address.
_ID = 12
# Of one value.
_MOST = 64
_PLAIN = re.compile(r"[A-Za-z0-9-]{1,40}")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.:/_-]{1,300}")

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.reports.ci.model import Change, Model


def name(text: str) -> str:
    """Return the name of an environment, in bold where it is nothing but a name."""
    return f"**{text}**" if _PLAIN.fullmatch(text) else cell(text)


def names(texts: "tuple[str, ...] | list[str]", most: int) -> str:
    """Return some names, and how many more there are."""
    said = ", ".join(map(code, texts[:most]))
    return said if len(texts) <= most else f"{said} and {len(texts) - most} more"


def was(one: "Change") -> str:
    """Return what a value was, for a cell."""
    if one.was is None:
        return "-"
    return MASK if one.hidden else cell(_cut(one.was))


def becomes(one: "Change") -> str:
    """Return what a value becomes, for a cell."""
    if one.becomes is None and one.was is None and one.note:
        return cell(one.note)
    if one.becomes is None:
        return "*removed*"
    if not one.hidden:
        note = f" ({one.note})" if one.note and one.kind == "retyped" else ""
        return cell(_cut(one.becomes)) + note
    if one.was is None:
        return f"{MASK} added"
    return "ciphertext changed; value not checked" if one.sealed else f"{MASK} changed"


def linked(model: "Model", path: str, line: int = 0, *, gone: bool = False) -> str:
    """Return a place, as a link to it where it is known where files can be looked at."""
    said = cell(f"{path}:{line}" if line else path)
    address = _address(model, path, line, gone=gone)
    return f"[{said}]({address})" if address else said


def at_line(model: "Model", path: str, line: int, *, gone: bool = False) -> str:
    """Return the number of a line, in the same way."""
    if not line:
        return "-"
    address = _address(model, path, line, gone=gone)
    return f"[{line}]({address})" if address else str(line)


def _address(model: "Model", path: str, line: int, *, gone: bool) -> str:
    if not _ADDRESS.fullmatch(model.links):
        return ""
    commit = (model.base if gone else model.head)[:_ID]
    anchor = f"#L{line}" if line else ""
    there = quote(path.encode("utf-8", "surrogateescape"), safe="/")
    return f"{model.links}/{commit}/{there}{anchor}"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
