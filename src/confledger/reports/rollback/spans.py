"""Text from a repository in Markdown: it neither leaves its place, nor mentions anybody."""

import re

from confledger.reports.visible import visible

# Of one text.
_MOST = 500
_TICKS = re.compile("`+")
_MARKS = re.compile(r"[\\`*_{}\[\]<>#!|~@&$]|:(?=//)")


def code(text: str) -> str:
    """Return a code span that holds any text in one line."""
    shown = visible(_cut(text))
    longest = max((len(one) for one in _TICKS.findall(shown)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if not shown.strip() or shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def cell(text: str) -> str:
    """Return code as a table takes it: a bar would end the cell even in a code span."""
    if "|" not in text:
        return code(text)
    escaped = (
        one if one.isalnum() or one == " " else f"&#{ord(one)};" for one in visible(_cut(text))
    )
    return f"<code>{''.join(escaped)}</code>"


def plain(text: str) -> str:
    """Return a sentence in which nothing means anything to Markdown."""
    # Of `@name` and `https://`, a backslash is not enough for every forge.
    return _MARKS.sub(_escaped, " ".join(visible(_cut(text)).split()))


def _escaped(found: "re.Match[str]") -> str:
    one = found[0]
    return f"&#{ord(one)};" if one in "@:" else f"\\{one}"


def _cut(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
