"""Where comments stand in YAML: SOPS encrypts them with what they belong to.

They are no part of a value, so parsers drop them; here they are what is left of a text outside
of its scalars. Which map or list one is in, its indentation says, as in go-yaml.
"""

from bisect import bisect_left, bisect_right
from operator import attrgetter

from confledger.location import Span
from confledger.secrets.stores.stored import Comment
from confledger.secrets.stores.yaml_layout import Collection, Item, Layout

# Maps, lists and their entries come in the order in which they start.
_START = attrgetter("start")


def comments(text: str) -> list[Comment]:
    """Return the comments of a YAML text, in order."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    layout = Layout(text)
    starts = [_begin(text, scalar.start, scalar.end) for scalar in layout.scalars]
    found = []
    line_start = 0
    for number, line in enumerate(text.split("\n"), 1):
        at = line.find("#")
        while at >= 0:
            offset = line_start + at
            before = bisect_right(starts, offset) - 1
            inside = before >= 0 and offset < layout.scalars[before].end
            if not inside and (at == 0 or line[at - 1] in " \t"):
                span = Span(number, at + 1, number, len(line) + 1)
                found.append(_comment(layout, line, at, offset, span))
                break
            at = line.find("#", at + 1)
        line_start += len(line) + 1
    return found


def _begin(text: str, start: int, end: int) -> int:
    """Return where a scalar begins behind its anchor, tag and `|`: comments may follow these."""
    while start < end and text[start] in "&!":
        while start < end and not text[start].isspace():
            start += 1
        while start < end and (text[start].isspace() or text[start] == "#"):
            start = _line_end(text, start) if text[start] == "#" else start + 1
    return _line_end(text, start) if start < end and text[start] in "|>" else start


def _line_end(text: str, start: int) -> int:
    at = text.find("\n", start)
    return at if at >= 0 else len(text)


def _comment(layout: Layout, line: str, at: int, offset: int, span: Span) -> Comment:
    document = max(bisect_right(layout.documents, offset) - 1, 0)
    first = layout.documents[document] if document < len(layout.documents) else 0
    last = layout.documents[document + 1] if document + 1 < len(layout.documents) else 1 << 60
    made = Comment(document, (), line[at + 1 :], span)
    around = [one for one in _around(layout.collections, offset) if first <= one.start]
    if around and around[-1].flow:
        made.path = around[-1].path
    elif line[:at].strip(" \t-?"):
        # At the end of a line: SOPS puts it before what stands there.
        before = _before(layout.items, offset)
        if before is not None and first <= before.start:
            made.path, made.above = before.inside.path, before.path
    else:
        after = [one for one in _next(layout.items, offset) if one.start < last]
        inside = _inside(around, after, at)
        if inside is not None:
            following, previous = _next(inside.items, offset), _before(inside.items, offset)
            made.path = inside.path
            made.above = following[0].path if following else None
            made.after = None if previous is None else previous.path
    return made


def _around(collections: list[Collection], offset: int) -> list[Collection]:
    """Return the maps and lists that a place is in, the outermost first."""
    found = []
    at = bisect_left(collections, offset, key=_START) - 1
    one = collections[at] if at >= 0 else None
    while one is not None:
        if offset < one.end:
            found.append(one)
        one = one.inside
    return found[::-1]


def _before(items: list[Item], offset: int) -> Item | None:
    """Return the last item before a place."""
    at = bisect_left(items, offset, key=_START) - 1
    return items[at] if at >= 0 else None


def _next(items: list[Item], offset: int) -> list[Item]:
    """Return the items that start where the first one after a place does."""
    at = bisect_right(items, offset, key=_START)
    if at == len(items):
        return []
    return items[at : bisect_right(items, items[at].start, key=_START)]


def _inside(around: list[Collection], after: list[Item], column: int) -> Collection | None:
    """Return the map or list of a comment on a line of its own, None in an empty document."""
    for item in after:
        if item.inside.column == column:
            return item.inside
    for one in reversed(around):
        if one.column <= column:
            return one
    return after[0].inside if after else next(iter(around), None)
