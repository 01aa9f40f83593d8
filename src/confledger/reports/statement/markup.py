"""Texts in HTML: escaped, what cannot be seen written out, and words in backticks as code."""

import re

from confledger.reports.visible import visible

_CODE = re.compile(r"`([^`\n]{1,400})`")
# Where a path or a key may be broken; entities are left alone.
_PARTS = re.compile(r"(?<=[\w\])])[./_](?=[\w\[(])")
_ESCAPES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;", "`": "&#96;"}
)
# Of one text.
_MOST = 2_000


def plain(text: str) -> str:
    """Return a text that is no markup, neither between tags nor in a quoted attribute."""
    if len(text) > _MOST:
        text = f"{text[: _MOST - 1]}…"
    return visible(text).translate(_ESCAPES)


def prose(text: str) -> str:
    """Return a sentence; only words in backticks are code."""
    if "`" not in text:
        return plain(text)
    parts = _CODE.split(text[:_MOST])
    return "".join(
        f"<code>{breakable(part, './_')}</code>" if at % 2 else plain(part)
        for at, part in enumerate(parts)
    )


def breakable(path: str, marks: str = "/") -> str:
    """Return a path or a key that may be broken after some marks between its parts."""
    return _PARTS.sub(lambda one: f"{one[0]}<wbr>" if one[0] in marks else one[0], plain(path))


class Names:
    """Ids of elements: of letters, digits and dashes, each given once."""

    def __init__(self) -> None:
        self._given: set[str] = set()

    def __call__(self, wanted: str) -> str:
        """Return an id that looks like what was wanted."""
        name = re.sub(r"[^a-z0-9]+", "-", wanted.lower()[:60]).strip("-") or "part"
        if not name[0].isalpha():
            name = f"n-{name}"
        made, at = name, 2
        while made in self._given:
            made, at = f"{name}-{at}", at + 1
        self._given.add(made)
        return made
