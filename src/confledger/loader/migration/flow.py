"""Changes in maps and lists that are written in brackets: JSON, and flow style in YAML."""

from confledger.documents.dialect import YAML
from confledger.loader.migration import spelling
from confledger.loader.migration.operation import found
from confledger.loader.migration.page import Cut, Page, Range, Unwritable
from confledger.location import Path, Step


def remove(page: Page, path: Path) -> list[Cut]:
    """Take an entry out, with its comma, and with the lines of comments above it."""
    ranges, at = _entries(page, path[:-1]), _number(page, path)
    start, end = ranges[at]
    text = page.text
    if len(ranges) == 1:
        opening, closing = page.value(path[:-1])
        return [(opening + 1, closing - 1, "")]
    comma = _comma(text, end, page.value(path[:-1])[1])
    cuts: list[Cut] = []
    if at == len(ranges) - 1 and comma is None:
        before = _comma(text, ranges[at - 1][1], start)
        if before is None:
            raise Unwritable("the comma before it is not found")
        cuts.append((before, before + 1, ""))
    after = end if comma is None else comma + 1
    if page.first(start) and not _code(text[after : page.stop(after)]):
        first = page.start(start)
        while first and _comment(text[page.start(first - 1) : first]):
            first = page.start(first - 1)
        return [*cuts, (first, page.end(after), "")]
    if at < len(ranges) - 1:
        return [(start, ranges[at + 1][0], "")]
    return [(ranges[at - 1][1], end, "")]


def add(page: Page, path: Path, value: object) -> list[Cut]:
    """Put an entry at the end of a map, or before an item of a list."""
    above, step = path[:-1], path[-1]
    ranges = _entries(page, above)
    opening, closing = page.value(above)
    json = page.dialect != YAML
    if not ranges:
        base = page.text[page.start(opening) : opening]
        base = base[: len(base) - len(base.lstrip())]
        if not json or "\n" not in page.text.strip():
            return [(opening + 1, closing - 1, _entry(page, step, value, None))]
        inner = base + " " * page.step
        made = _entry(page, step, value, inner)
        return [(opening + 1, closing - 1, f"{page.newline}{inner}{made}{page.newline}{base}")]
    last = ranges[-1]
    if page.first(ranges[0][0]):
        indent = " " * page.column(ranges[0][0])
        if page.text[page.start(ranges[0][0])] == "\t":
            indent = page.text[page.start(ranges[0][0]) : ranges[0][0]]
        made = _entry(page, step, value, indent)
        if isinstance(step, int) and step < len(ranges):
            return [(ranges[step][0],) * 2 + (f"{made},{page.newline}{indent}",)]
        comma = _comma(page.text, last[1], closing)
        if comma is not None:
            place = page.stop(comma)
            return [(place, place, f"{page.newline}{indent}{made},")]
        place = min(page.stop(last[1]), closing - 1)
        if place == last[1]:
            return [(place, place, f",{page.newline}{indent}{made}")]
        return [(last[1], last[1], ","), (place, place, f"{page.newline}{indent}{made}")]
    made = _entry(page, step, value, None)
    if isinstance(step, int) and step < len(ranges):
        return [(ranges[step][0],) * 2 + (f"{made}, ",)]
    return [(last[1], last[1], f", {made}")]


def _entry(page: Page, step: Step, value: object, indent: str | None) -> str:
    if indent is None or page.dialect == YAML:
        made = spelling.inline(value, page.dialect if not isinstance(value, str) else "json")
    else:
        made = spelling.tree(value, indent, page.step).replace("\n", page.newline)
    if isinstance(step, int):
        return made
    return f"{spelling.key(step, page.dialect, flow=True)}: {made}"


def _entries(page: Page, path: Path) -> list[Range]:
    """Return where each entry of a map or list stands, from its key to the end of its value."""
    above = found(page.documents[page.number], path)
    steps: list[Step] = list(above) if isinstance(above, dict) else list(range(len(above)))  # type: ignore[arg-type]  # a list
    return sorted(
        (page.key((*path, step))[0], max(page.value((*path, step))[1], page.key((*path, step))[1]))
        for step in steps
    )


def _number(page: Page, path: Path) -> int:
    start = page.key(path)[0]
    return [one[0] for one in _entries(page, path[:-1])].index(start)


def _comma(text: str, start: int, end: int) -> int | None:
    """Return where the comma between two entries stands: after blanks and comments."""
    at = start
    while at < end:
        one = text[at]
        if one == ",":
            return at
        if text.startswith(("//", "#"), at):
            at = text.find("\n", at)
            if at < 0:
                return None
        elif text.startswith("/*", at):
            at = text.find("*/", at) + 1
            if at <= 0:
                return None
        elif not one.isspace():
            return None
        at += 1
    return None


def _comment(line: str) -> bool:
    bare = line.strip()
    return bare.startswith(("//", "#")) or (bare.startswith("/*") and bare.endswith("*/"))


def _code(rest: str) -> bool:
    """Whether anything but a comment stands in the rest of a line."""
    return bool(rest.strip()) and not _comment(rest)
