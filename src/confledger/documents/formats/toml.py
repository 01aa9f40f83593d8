"""Read TOML: its values by tomllib, its places by a scanner that knows only the structure.

Dates and times become ISO 8601 strings. A key that is set twice does not end the reading:
what set it first is blanked, and the text is read again.
"""

from confledger.documents.limits import Limits
from confledger.documents.problem import SYNTAX, Loaded, Problem

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from confledger.documents.formats.marks import Lines
    from confledger.documents.formats.toml_scan import Scan
    from confledger.documents.positions import Positions
    from confledger.location import Path

# Each fault that is repaired takes one more reading of the whole text.
_MOST_FAULTS = 20
_MOST_READ = 100_000
# Deeper than this the scanner has to say whether brackets or headers made it so.
_FLAT = 100
_MOST_BITS = 14_000  # Python writes no number of more than 4300 decimal digits

# How tomllib starts to say it, and what it expected.
_EXPECTED = {
    "Invalid statement": "a key or '['",
    "Expected newline": "the end of the line",
    "Expected ']' at": "']' after the name of a table",
    "Expected ']]' at": "']]' after the name of an array of tables",
    "Expected '=' after": "'=' after the key",
    "Invalid initial character": "a key",
    "Unclosed array": "',' or ']'",
    "Unclosed inline": "',' or '}'",
    "Invalid value": "a value, and quotes around text",
}


def quick(text: str, limits: Limits) -> list[object] | None:
    """Return the one document of a text that is certainly without fault, else None."""
    import tomllib

    # The time that tomllib takes for a key grows with the square of its dots.
    most = limits.max_depth
    if text.count(".") > most and any(line.count(".") > most for line in text.splitlines()):
        return None
    try:
        document = tomllib.loads(text.replace("\r\n", "\n").replace("\r", "\n"))
    except (ValueError, RecursionError):
        return None
    deepest = min(limits.max_depth, _FLAT)
    return [document] if _plain(document, deepest, limits.max_nodes) else None


def read(text: str, limits: Limits) -> Loaded:
    """Return the document and everything that is wrong with the text."""
    document, problems, _ = _parse(text, limits)
    return Loaded([] if document is None else [document], problems)


def positions(text: str) -> "Positions":
    """Return where each value stands; a table stands where its header or first name does."""
    from confledger.documents.formats.marks import marks
    from confledger.documents.formats.toml_scan import Scan

    limits = Limits(max_nodes=1 << 60)
    _, _, text = _parse(text, limits)
    return marks(text, Scan(text, limits).spans)


def _plain(document: dict[str, object], max_depth: int, max_nodes: int) -> bool:
    """Make strings of dates and times, in place; return whether all limits were kept."""
    nodes, depth = 1, 0
    level: list[Any] = [document]
    while level and depth < max_depth and nodes <= max_nodes:
        holders, level, depth = level, [], depth + 1
        for holder in holders:
            nodes += len(holder)
            for step, value in holder.items() if isinstance(holder, dict) else enumerate(holder):
                if isinstance(value, (dict, list)):
                    level.append(value)
                elif isinstance(value, int):
                    if value.bit_length() > _MOST_BITS:
                        return False
                elif not isinstance(value, (str, float)):
                    holder[step] = value.isoformat()
    return not level and nodes <= max_nodes


def _parse(text: str, limits: Limits) -> tuple[dict[str, object] | None, list[Problem], str]:
    """Return the values, the problems, and the text that the values were read from."""
    import tomllib

    from confledger.documents.formats.marks import Lines, plain_lines
    from confledger.documents.formats.toml_scan import Scan

    text = plain_lines(text)
    lines, problems = Lines(text), list[Problem]()
    firsts: dict[Path, int] = {}
    most = min(_MOST_FAULTS, 1 + _MOST_READ // (len(text) + 1))
    while len(problems) < most:
        scan = Scan(text, limits)
        if scan.over:
            start, end, refusal = scan.over
            problems.append(refusal(lines.span(start, end)))
            break
        try:
            document = tomllib.loads(text)
        except (ValueError, RecursionError) as error:
            said, _, place = str(error).rpartition(" (at ")
            offset = len(text)
            if place.startswith("line "):
                line, column = place[5:-1].split(", column ")
                offset = lines.starts[int(line) - 1] + int(column) - 1
            refused = said.startswith(("Cannot ", "Duplicate "))
            repaired = _repair(text, offset, scan, lines, problems, firsts) if refused else None
            if repaired is None:
                problems.append(_fault(said, offset, text, limits, lines))
                break
            text = repaired
        else:
            if not _plain(document, limits.max_depth, limits.max_nodes):
                problems.append(_fault("", 0, text, limits, lines))
                break
            return document, problems, text
    return None, problems, text


def _repair(
    text: str,
    offset: int,
    scan: "Scan",
    lines: "Lines",
    problems: list[Problem],
    firsts: dict["Path", int],
) -> str | None:
    """Report the key refused at `offset`, and blank what set it before; None if that is unknown.

    `firsts` has the lines where keys stood that are blanked already.
    """
    from confledger.documents.formats import faults

    again = next((entry for entry in scan.entries if entry.stop == offset), None)
    # What follows a value on its line is a fault of its own, and seen only when this one is gone.
    around = (entry for entry in reversed(scan.entries) if entry.start < offset < entry.stop)
    again = again or next(around, None)
    before = [entry for entry in scan.entries if again and entry.end <= again.start]
    clashes = {entry: None for entry in before if again and entry.clashes(again)}
    if not again or not clashes:
        return None
    gone = {entry.path for entry in clashes if entry.kind != "="}
    earlier = [each for each in before if each in clashes or each.table in gone]
    first = next((entry for entry in clashes if entry.base == again.base), next(iter(clashes)))
    path = min(first.base, again.base, key=len)
    line = firsts.setdefault(path, lines.place(first.start)[0])
    problems.append(faults.repeated(path, line, lines.span(*again.key), ""))
    pieces, pos = list[str](), 0
    for entry in earlier:
        if entry.start >= pos:
            blank = (" " * len(line) for line in text[entry.start : entry.end].split("\n"))
            pieces += text[pos : entry.start], "\n".join(blank)
            pos = entry.end
    return "".join([*pieces, text[pos:]])


def _fault(said: str, offset: int, text: str, limits: Limits, lines: "Lines") -> Problem:
    """Say in our words what tomllib said of the character at `offset`."""
    import re

    from confledger.documents.formats import faults
    from confledger.documents.formats.toml_scan import Scan

    if not said:
        found = re.search("[0-9a-fA-F_]{600,}", text)
        span = lines.span(*(found.span() if found else (0, 0)))
        return faults.too_long(span)
    before, char = Scan(text[:offset], limits), text[offset : offset + 1]
    start, end, help = offset, offset + (char not in ("", "\n")), None
    why, slash = said[0].lower() + said[1:], text.rfind("\\", 0, offset)
    expected = [words for beginning, words in _EXPECTED.items() if said.startswith(beginning)]
    if expected:
        early = {"": "the text ends too early", "\n": "the line ends too early"}
        why = f"{early.get(char) or 'unexpected ' + faults.shown(char)}; expected {expected[0]}"
        if before.opened and (not char or said.startswith("Unclosed")):
            line, column = lines.place(before.opened[-1])
            bracket = text[before.opened[-1]]
            why += f"; the {bracket!r} opened at line {line}, column {column} is not closed"
    if before.quote >= 0 and char in ("", "\n"):
        start, end, why = before.quote, before.quote + 1, "this string is not closed"
        help = "close it with the quotes that it starts with"
    elif said.startswith("Unescaped"):
        start, end = slash, slash + 2
        why = "an escape that TOML does not know"
        help = "write two backslashes where one is meant, or use single quotes"
    elif said.startswith(("Invalid hex", "Escaped")):
        start, end = slash, slash + 2
        why = f"the digits after '\\{text[slash + 1]}' stand for no character"
    elif said.startswith(("Cannot ", "Duplicate ")):  # pragma: no cover - if _repair knew it not
        why = "this is already defined above"
    elif said.startswith("Invalid date"):
        end, why = offset + 10, "there is no such date or time"
    elif said.startswith(("Illegal", "Found invalid")):
        why = f"unexpected {faults.shown(char)}; control characters have to be escaped"
    return Problem(SYNTAX, why, lines.span(start, end), help=help)
