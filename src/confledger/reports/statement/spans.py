"""Text in Markdown that stays text: it leaves no cell, links nowhere and mentions nobody.

Forges turn `@team`, `#12`, `!3`, `$4`, ids of commits and addresses into links after Markdown was
read, so that a backslash does not help; they leave code alone. Such words are written as code.
"""

import re

from confledger.reports.visible import visible

# Of one text.
_MOST = 500
_TICKS = re.compile("`+")
# An underscore inside of a word means nothing.
_MARKS = re.compile(r"[\\`*{}\[\]<>#|~&$]|(?<![^\W_])_|_(?![^\W_])")
_CODE = re.compile(r"`([^`\n]{1,400})`")
# What a forge would make a link, a formula or a picture of.
_LINKED = re.compile(
    r"@|://|www\.|[#!$%&~]\w|:\w+:|\bgh-\d|(?<!\w)[0-9a-f]{7,64}(?!\w)|(?:mailto|xmpp):", re.I
)
# At the beginning of a line it would be a list, a heading or a rule.
_START = re.compile(r"^([-+=]|\d+(?=[.)]))")


def code(text: str) -> str:
    """Return a code span that holds any text in one line."""
    shown = visible(cut(text))
    fence = "`" * (longest(shown) + 1)
    pad = " " if not shown.strip() or shown[0] in "` " or shown[-1] in "` " else ""
    return f"{fence}{pad}{shown}{pad}{fence}"


def cell(text: str) -> str:
    """Return code as a table takes it: a bar would end the cell even in a code span."""
    if "|" not in text:
        return code(text)
    return f"<code>{_numbered(visible(cut(text)))}</code>"


def prose(text: str) -> str:
    """Return a text in one line, in which only words in backticks are code."""
    parts = _CODE.split(visible(cut(text, 2_000)).strip())
    made = "".join(cell(part) if at % 2 else _plain(part) for at, part in enumerate(parts))
    return _START.sub(_started, made)


def tagged(text: str) -> str:
    """Return a text between tags of HTML, where marks of Markdown mean nothing."""
    return re.sub(r"\S+", _tagged, re.sub(r"\s+", " ", visible(cut(text)).strip()))


def longest(text: str) -> int:
    """Return how long the longest run of backticks in a text is."""
    return max((len(one) for one in _TICKS.findall(text)), default=0)


def cut(text: str, most: int = _MOST) -> str:
    """Return a text without its end, if it is longer than that."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _plain(text: str) -> str:
    """Return a text in which nothing means anything, with its blanks as one each."""
    return re.sub(r"\S+", _word, re.sub(r"\s+", " ", text))


def _word(found: "re.Match[str]") -> str:
    word = found[0]
    if _LINKED.search(word):
        return cell(word)
    return _MARKS.sub(r"\\\g<0>", word)


def _tagged(found: "re.Match[str]") -> str:
    shown = _numbered(found[0])
    return f"<code>{shown}</code>" if _LINKED.search(found[0]) else shown


def _numbered(text: str) -> str:
    """Return all but letters, digits, blanks and what is harmless as the number it has."""
    return "".join(one if one.isalnum() or one in " .,()" else f"&#{ord(one)};" for one in text)


def _started(found: "re.Match[str]") -> str:
    return f"{found[0]}\\" if found[0][0].isdigit() else f"\\{found[0]}"
