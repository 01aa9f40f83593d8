"""What a Markdown page says of keys: code spans, first columns of tables, words in code.

Enough of CommonMark for pages about settings: fenced blocks, code spans, pipe tables, headings.
"""

import re

from confledger.checks.whole import Documents

# Line, column and text of a code span, and whether it is a table's name of a key.
Spoken = tuple[int, int, str, bool]

_FENCE = re.compile(r"^ {0,3}(?:> ?|[-*] +)*(`{3,}|~{3,})")
_SPAN = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_WORD = re.compile(r"[A-Za-z_$][\w$-]*")
_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)*\|?\s*$")
# Headings of a column that names keys.
_KEYS = ("key", "keys", "setting", "settings", "option", "options", "property", "parameter")
# Longer lines are no prose.
_WIDEST = 2_000


def spoken(data: bytes, documents: Documents) -> object:
    """Answer with the code spans of a page, and every word that stands in code or a heading."""
    text = _without_comments(data.decode("utf-8", "replace"))
    spans: list[Spoken] = []
    words: set[str] = set()
    fence = ""
    naming = False
    lines = text.splitlines()
    for number, line in enumerate(lines, 1):
        if len(line) > _WIDEST:
            continue
        mark = _FENCE.match(line)
        if fence:
            if mark and mark[1].startswith(fence) and not line[mark.end() :].strip():
                fence = ""
            else:
                words.update(_WORD.findall(line))
            continue
        if mark:
            fence = mark[1]
            continue
        following = lines[number] if number < len(lines) else ""
        if "|" in line and _RULE.match(following) and "|" in following:
            head = _cells(line)[0].strip(" *`_").lower()
            naming = head.partition(" ")[0] in _KEYS
            continue
        if "|" not in line:
            naming = False
        first = naming and not _RULE.match(line)
        for span in _SPAN.finditer(line):
            names = first and _cells(line)[0].strip() == span[0]
            spans.append((number, span.start(2) + 1, span[2].strip(), names))
            words.update(_WORD.findall(span[2]))
        if line.startswith("#"):
            words.update(_WORD.findall(line))
    return spans, sorted(words)


def _cells(line: str) -> list[str]:
    return line.strip().removeprefix("|").split("|")


def _without_comments(text: str) -> str:
    """Return a text with blanks in place of its comments, so that lines and columns stay."""
    parts: list[str] = []
    at = 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start)) >= 0:
        parts += [text[at:start], re.sub(r"[^\n]", " ", text[start : end + 3])]
        at = end + 3
    return "".join([*parts, text[at:]])
