"""What is wrong with the text of one file, whatever it means: misread characters, line ends."""

import re
from collections.abc import Container

from confledger.documents.mojibake import found as misread
from confledger.inventory.kinds import is_prose

MOJIBAKE, ENDS, CONFLICT, LEFTOVER = "mojibake", "line-ends", "conflict", "leftover"
# Beyond, the count says the rest.
_FEW = 5
_LONGEST = 8
_UNTOLD = "UTF-8 was read as another encoding, and written again"
_CODE_SPAN = re.compile(r"`[^`\n]{0,400}`")
# What only the generators of projects write, and nobody leaves in on purpose.
_LEFTOVERS = re.compile(
    r"\{\{-? {0,4}cookiecutter\.|\$\{\{ {0,4}(?:values|parameters)\.(?=[a-zA-Z])"
    r"|\{\{ {0,4}copier__|<%[=-]? {1,4}\w[^%\n]{0,200}%>|@@PLACEHOLDER@@"
)
# Programs that leave these expressions to be read by somebody else.
_PIPELINES = ("azure-pipelines", ".azure", "pipelines/")
Blemish = tuple[str, int, str]


def blemishes(path: str, data: bytes, *, prose: bool, config: bool) -> list[Blemish]:
    """Return class, line and detail of each; of code, only what no program can mean."""
    found: list[Blemish] = []
    both = data.count(b"\r\n")
    if both and both != data.count(b"\n"):
        bare = data.count(b"\n") - both
        rarer = b"\r\n" if both <= bare else b"\n"
        detail = f"{both} lines end with CRLF, {bare} with LF"
        found.append((ENDS, _line_of(data, rarer), detail))
    if b"<<<<<<< " in data and b">>>>>>> " in data:
        at = _conflict(data)
        if at:
            found.append((CONFLICT, at, "a merge was not finished"))
    if not (prose or config):
        return found
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return found
    if not text.isascii():
        found += _misread(text, prose=prose)
    if ("{{" in text or "<%" in text) and not any(one in path for one in _PIPELINES):
        plain = _without_code(text) if prose else text
        for one in _few(list(_LEFTOVERS.finditer(plain))):
            found.append((LEFTOVER, plain.count("\n", 0, one.start()) + 1, "was never filled in"))
    return found


def _misread(text: str, *, prose: bool) -> list[Blemish]:
    places = misread(text)
    if prose and places:
        # What stands between backticks is told about, not meant.
        spans = [(one.start(), one.end()) for one in _CODE_SPAN.finditer(text)]
        places = [one for one in places if not _inside(one.start, spans)]
    # A value of configuration is not shown: it may be a secret.
    rows = [
        (MOJIBAKE, one.line, _told(one.text, one.meant) if prose else _UNTOLD)
        for one in places[:_FEW]
    ]
    if len(places) > _FEW:
        rows[-1] = (MOJIBAKE, places[_FEW - 1].line, f"and {len(places) - _FEW + 1} more")
    return rows


def _told(text: str, meant: str) -> str:
    """Say what stands there for what, of a long text its beginning."""
    more = "..." if len(text) > _LONGEST else ""
    return f"{text[:_LONGEST]}{more} was {meant[:_LONGEST]}{more}"


def _inside(place: int, spans: list[tuple[int, int]]) -> bool:
    from bisect import bisect_right

    at = bisect_right(spans, (place, 1 << 60)) - 1
    return at >= 0 and spans[at][0] <= place < spans[at][1]


def _few(found: list[re.Match[str]]) -> list[re.Match[str]]:
    return found[:_FEW]


def _without_code(text: str) -> str:
    """Blank out what Markdown shows as code; lines keep their numbers."""
    kept, fence = [], ""
    for line in text.split("\n"):
        mark = line.lstrip()[:3]
        if mark in ("```", "~~~") and (not fence or mark == fence):
            fence = "" if fence else mark
            kept.append("")
        else:
            kept.append("" if fence else line)
    return _CODE_SPAN.sub(lambda one: " " * len(one[0]), "\n".join(kept))


def _conflict(data: bytes) -> int:
    """Return the line of the first mark of a merge, where all three stand in their order; or 0."""
    first = step = 0
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.startswith(b"<<<<<<< "):
            first, step = number, 1
        elif step == 1 and line.rstrip(b"\r") == b"=======":
            step = 2
        elif step == 2 and line.startswith(b">>>>>>> "):
            return first
    return 0


def _line_of(data: bytes, end: bytes) -> int:
    """Return the first line that ends so."""
    if end == b"\r\n":
        return data.count(b"\n", 0, data.find(end)) + 1
    for number, line in enumerate(data.split(b"\n"), 1):
        if not line.endswith(b"\r"):
            return number
    return 1


def mended(path: str, data: bytes, kinds: Container[str]) -> bytes:
    """Return the text with misread characters as they were meant, and line ends as most are."""
    if MOJIBAKE in kinds:
        data = _as_meant(path, data)
    both = data.count(b"\r\n")
    bare = data.count(b"\n") - both
    if ENDS in kinds and both and bare:
        data = data.replace(b"\r\n", b"\n")
        if both > bare:
            data = data.replace(b"\n", b"\r\n")
    return data


def _as_meant(path: str, data: bytes) -> bytes:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    spans = [one.span() for one in _CODE_SPAN.finditer(text)] if is_prose(path) else []
    parts, at = [], 0
    for one in misread(text):
        if not _inside(one.start, spans):
            parts += [text[at : one.start], one.meant]
            at = one.start + len(one.text)
    return "".join((*parts, text[at:])).encode("utf-8")
