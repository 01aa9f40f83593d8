"""Findings for people: what is wrong, the line it is on, and what to do about it."""

from confledger.reports.visible import visible
from confledger.reports.wording import condensed, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.accepted import Accepted
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result
    from confledger.location import Span

_TAB = "    "
# What documents.excerpt puts in place of a secret.
_MASK = "<redacted>"
# A line of source gets so many cells, however narrow the terminal is.
_NARROW = 20
_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_DIM = "\x1b[2m"
_SEVERITY = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;34m"}


def render(
    result: "Result", *, colour: bool = False, verbose: bool = False, width: int | None = None
) -> str:
    """Write the findings, a blank line between them; without `verbose`, many infos as one line.

    With the `width` of a terminal, words and carets stay whole: text goes on below, indented,
    and of a line of source only what fits is shown.
    """
    shown, infos = condensed(result.findings, verbose=verbose)
    blocks = [_block(finding, colour=colour, width=width) for finding in shown]
    if infos:
        blocks.append("".join(f"{line}\n" for line in infos))
    if verbose and result.accepted:
        blocks.append("".join(_accepted(one, colour, width) for one in result.accepted))
    return "\n".join(blocks)


def _block(finding: "Finding", *, colour: bool, width: int | None) -> str:
    severity = _SEVERITY[finding.severity]
    message = [(word, "") for word in _words(visible(finding.message))]
    # Nearly all findings are errors; only the others have to say what they are.
    if finding.severity != "error":
        message.insert(0, (f"{finding.severity}:", severity))
    words = [(place(finding), _BOLD), ("  " + visible(finding.check), severity)]
    first, *rest = message
    words += [("  " + first[0], first[1]), *rest]
    lines = [_filled(words, "", width, colour)]
    indent = "  "
    if finding.span and finding.excerpt is not None:
        number = str(finding.span.line)
        indent += " " * (len(number) + 1)
        room = None if width is None else width - len(indent) - 2
        source, blank, carets = _underlined(finding, finding.span, room)
        gutter = _painted(f"  {number} |", _DIM, colour)
        lines.append(f"{gutter} {source}".rstrip())
        gutter = _painted(f"{indent}|", _DIM, colour)
        lines.append(f"{gutter} {blank}{_painted(carets, severity, colour)}")
    if finding.span is None and finding.pointer:
        lines.append(_labelled("at:", finding.pointer, indent, width, colour))
    if finding.help:
        lines.append(_labelled("help:", finding.help, indent, width, colour))
    if finding.schema:
        lines.append(_labelled("schema:", finding.schema, indent, width, colour))
    return "".join(f"{line}\n" for line in lines)


def _accepted(one: "Accepted", colour: bool, width: int | None) -> str:
    """Write a finding that somebody took on: by whom, until when, why, and where that stands."""
    by = f" by {one.owner}" if one.owner else ""
    until = f" until {one.until}" if one.until else ""
    said = f"accepted{by}{until}, {one.place}: {one.reason}"
    words = [(place(one.finding), _BOLD), ("  " + visible(one.finding.check), _DIM)]
    first, *rest = _words(visible(said))
    return _filled([*words, ("  " + first, ""), *((w, "") for w in rest)], "", width, colour) + "\n"


def _labelled(label: str, text: str, indent: str, width: int | None, colour: bool) -> str:
    words = [(word, "") for word in _words(visible(text))]
    return _filled([(indent + label, _BOLD), *words], indent, width, colour)


def _words(text: str) -> list[str]:
    """Split at blanks; what is in backticks may be a command to copy, and stays whole."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        return text.split(" ")
    pieces[0::2] = [piece.replace(" ", "\n") for piece in pieces[0::2]]
    return "`".join(pieces).split("\n")


def _filled(words: list[tuple[str, str]], indent: str, width: int | None, colour: bool) -> str:
    """Join words, each with its style, by blanks; below the first line, further in."""
    text, used = "", 0
    for number, (word, style) in enumerate(words):
        cells = _width(word)
        gap = " " if number else ""
        if width is not None and number and used + 1 + cells > width:
            word = word.lstrip()
            gap = "\n" + indent + _TAB
            used, cells = len(indent + _TAB) - 1, _width(word)
        bare = word.lstrip()
        text += gap + word[: len(word) - len(bare)] + _painted(bare, style, colour)
        used += cells + (1 if number else 0)
    return text


def _underlined(finding: "Finding", span: "Span", room: int | None) -> tuple[str, str, str]:
    """Return the line as it can be shown, and what goes below it: blanks, then carets.

    The excerpt may be shorter than the line it stands for; then the caret is at its end. Below
    a masked value there are as many carets as the mask has characters: the length is secret too.
    """
    excerpt = finding.excerpt or ""
    first = (finding.excerpt_column or span.column) - 1
    last = first + span.end_column - span.column
    if span.end_line != span.line:
        last = len(excerpt.rstrip())
    if excerpt.startswith(_MASK, first):
        last = first + len(_MASK)
    shown = [_TAB if c == "\t" else visible(c) for c in excerpt]
    cells = [*map(_width, shown)]
    start, end = 0, len(cells)
    if room is not None and sum(cells) + (first >= len(cells)) > room:
        start, end = _window(cells, min(first, len(cells)), room)
    before, after = "…" if start else "", "…" if end < len(cells) else ""
    blank = " " * (len(before) + sum(cells[start:first]))
    under = sum(cells[first : max(first, min(last, end))])
    return before + "".join(shown[start:end]) + after, blank, "^" * max(1, under)


def _window(cells: list[int], at: int, room: int) -> tuple[int, int]:
    """Return the first and the last index of what fits around one, with an ellipsis each side."""
    start = end = at
    used, room = 0, max(room, _NARROW) - 2
    while end < len(cells) and used + cells[end] <= room * 2 // 3:
        used += cells[end]
        end += 1
    while start > 0 and used + cells[start - 1] <= room - (end == len(cells)):
        start -= 1
        used += cells[start]
    while end < len(cells) and used + cells[end] <= room:
        used += cells[end]
        end += 1
    # An ellipsis is as wide as what it would stand for.
    if start == 1 and cells[0] == 1:
        start = 0
    return start, end


def _width(shown: str) -> int:
    """Count the cells of a terminal that the text takes."""
    if shown.isascii():
        return len(shown)
    from unicodedata import category, east_asian_width

    cells = 0
    for c in shown:
        # Vowels and finals of decomposed Hangul join the syllable before them.
        if category(c) in ("Mn", "Me", "Cf") or "\u1160" <= c <= "\u11ff":
            continue
        cells += 2 if east_asian_width(c) in ("W", "F") else 1
    return cells


def _painted(text: str, style: str, colour: bool) -> str:
    return f"{style}{text}{_RESET}" if colour and style else text
