"""Debt that its author wrote down: TODO, FIXME, HACK and XXX in comments.

A word counts where it begins its comment, or where `:` or `(` follows it: prose that mentions
one is no debt. `TODO(name)` names who is to do it.
"""

import re
from typing import NamedTuple

from confledger.inventory.observability.comments import comments
from confledger.inventory.observability.item import cut

WORDS = ("TODO", "FIXME", "HACK", "XXX")
_ANY = re.compile(rb"\b(?:TODO|FIXME|HACK|XXX)\b")
_MARKER = re.compile(r"\b(TODO|FIXME|HACK|XXX)\b(?:\(([^()\n]{1,80})\))?(:?)")
# What may stand between the start of a comment and its first word.
_DECORATION = " \t*#/;!@-<>."


class Marker(NamedTuple):
    """One marker; `owner` is empty where none is named. A text that may be a secret is hidden."""

    line: int
    word: str
    text: str
    owner: str


def markers(path: str, content: bytes) -> list[Marker]:
    """Return the markers in the comments of a file, in order; never one in a string."""
    if _ANY.search(content) is None:
        return []
    found = []
    for line, comment in comments(path, content):
        marker = _marker(line, comment)
        if marker is not None:
            found.append(marker)
    return found


def _marker(line: int, comment: str) -> Marker | None:
    for match in _MARKER.finditer(comment):
        first = not comment[: match.start()].strip(_DECORATION)
        if first or match[2] or match[3]:
            rest = comment[match.end() :].strip().removesuffix("*/").removesuffix("-->")
            return Marker(line, match[1], cut(rest.lstrip(":- ")), cut(match[2] or ""))
    return None
