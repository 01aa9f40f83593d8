"""Findings for people: what is wrong, the line it is on, and what to do about it."""

from confledger.reports.visible import visible
from confledger.reports.wording import condensed, place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.checks.finding import Finding
    from confledger.checks.result import Result
    from confledger.location import Span

_TAB = "    "
# What documents.excerpt puts in place of a secret.
_MASK = "<redacted>"
_RESET = "\x1b[0m"
_BOLD = "\x1b[1m"
_DIM = "\x1b[2m"
_SEVERITY = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "info": "\x1b[1;34m"}


def render(result: "Result", *, colour: bool = False, verbose: bool = False) -> str:
    """Write the findings, a blank line between them; without `verbose`, many infos as one line."""
    shown, infos = condensed(result.findings, verbose=verbose)
    blocks = [_block(finding, colour=colour) for finding in shown]
    if infos:
        blocks.append("".join(f"{line}\n" for line in infos))
    return "\n".join(blocks)


def _block(finding: "Finding", *, colour: bool) -> str:
    severity = _SEVERITY[finding.severity]
    message = visible(finding.message)
    # Nearly all findings are errors; only the others have to say what they are.
    if finding.severity != "error":
        message = f"{_painted(finding.severity + ':', severity, colour)} {message}"
    where = _painted(place(finding), _BOLD, colour)
    check = _painted(visible(finding.check), severity, colour)
    lines = [f"{where}   {check}   {message}"]
    indent = "  "
    if finding.span and finding.excerpt is not None:
        number = str(finding.span.line)
        indent += " " * (len(number) + 1)
        source, underline = _underlined(finding.excerpt, finding.span)
        gutter = _painted(f"  {number} |", _DIM, colour)
        lines.append(f"{gutter} {source}".rstrip())
        gutter = _painted(f"{indent}|", _DIM, colour)
        lines.append(f"{gutter} {underline[0]}{_painted(underline[1], severity, colour)}")
    if finding.span is None and finding.pointer:
        lines.append(f"{indent}{_painted('at:', _BOLD, colour)} {visible(finding.pointer)}")
    if finding.help:
        lines.append(f"{indent}{_painted('help:', _BOLD, colour)} {visible(finding.help)}")
    if finding.schema:
        lines.append(f"{indent}{_painted('schema:', _BOLD, colour)} {visible(finding.schema)}")
    return "".join(f"{line}\n" for line in lines)


def _underlined(excerpt: str, span: "Span") -> tuple[str, tuple[str, str]]:
    """Return the line as it can be shown, and what goes below it: blanks, then carets.

    The excerpt may be shorter than the line it stands for; then the caret is at its end. Below
    a masked value there are as many carets as the mask has characters: the length is secret too.
    """
    first = span.column - 1
    last = span.end_column - 1 if span.end_line == span.line else len(excerpt.rstrip())
    if excerpt.startswith(_MASK, first):
        last = first + len(_MASK)
    shown = [_TAB if c == "\t" else visible(c) for c in excerpt]
    before = sum(map(_width, shown[:first]))
    under = sum(map(_width, shown[first : max(first, last)]))
    return "".join(shown), (" " * before, "^" * max(1, under))


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
    return f"{style}{text}{_RESET}" if colour else text
