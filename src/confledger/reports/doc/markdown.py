"""Text from a repository as Markdown shows it: never as markup, HTML or a formula.

What stands in backticks is code and stays so; everything else is plain text.
"""

import re

from confledger.reports.statement.spans import longest
from confledger.reports.visible import visible

_SIGNS = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    "$": "&#36;",
    "|": "&#124;",
    "@": "&#64;",
    **{one: f"\\{one}" for one in "\\`*_[]~"},
}
_START = re.compile(r"^(?:[#+=-]|\d+[.)])")
_CODE = re.compile(r"(?<!`)`([^`\n]{1,300})`(?!`)")
_SAFE = re.compile(r"[A-Za-z0-9_.]")
# What would read as an escape, or as what stands between two names.
_DASH = re.compile(r"-(?=-|[0-9a-f]+-)|^-|-$")


def plain(text: str) -> str:
    """Return a text on one line."""
    text = visible(" ".join(text.split()))
    parts: list[str] = []
    at = 0
    for span in _CODE.finditer(text):
        parts += (_escaped(text[at : span.start()]), code(span[1]))
        at = span.end()
    said = "".join((*parts, _escaped(text[at:])))
    return f"\\{said}" if _START.match(said) and not said[0].isdigit() else said


def code(text: str) -> str:
    """Return a text as code, on one line; what stands in a table goes through `cell`."""
    text = visible(text) or " "
    ticks = "`" * (longest(text) + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def cell(made: str) -> str:
    """Return Markdown as a cell of a table takes it: a bar would end it even in code."""
    return made.replace("|", "\\|")


def fenced(text: str, language: str) -> str:
    """Return a block of code; its lines stay."""
    ticks = "`" * max(longest(text) + 1, 3)
    return f"{ticks}{language}\n{visible(text, keep=chr(10))}\n{ticks}\n"


def anchor(*parts: str) -> str:
    """Return an id made of some names: always the same, and another one for other names."""
    return "--".join(_id(part) for part in parts)


def link(text: str, target: str) -> str:
    """Return a link; `text` is Markdown already."""
    from urllib.parse import quote

    path, sharp, place = target.partition("#")
    whole = quote(path.encode("utf-8", "surrogateescape"), safe="/.") + sharp + place
    return f"[{text}]({whole})"


def _id(name: str) -> str:
    """Return a name with signs as numbers, `-2a-` for `*`; a dash stays where it is one."""
    dashes = {found.start() for found in _DASH.finditer(name)}
    return "".join(
        one if _SAFE.match(one) or (one == "-" and at not in dashes) else f"-{ord(one):x}-"
        for at, one in enumerate(name)
    )


def _escaped(text: str) -> str:
    return "".join(_SIGNS.get(one, one) for one in text)
