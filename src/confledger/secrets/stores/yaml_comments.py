"""Where comments stand in YAML: SOPS encrypts them with what they belong to.

They are no part of a value, so parsers drop them; here they are what is left of a text outside
of its scalars. Which map or list one is in, its indentation says, as in go-yaml.
"""

from bisect import bisect_right

from confledger.location import Span
from confledger.secrets.stores.stored import Comment
from confledger.secrets.stores.yaml_layout import Collection, Item, Layout


def comments(text: str) -> list[Comment]:
    """Return the comments of a YAML text, in order."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    layout = Layout(text)
    starts = [scalar.start for scalar in layout.scalars]
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


def _comment(layout: Layout, line: str, at: int, offset: int, span: Span) -> Comment:
    document = max(bisect_right(layout.documents, offset) - 1, 0)
    first = layout.documents[document] if document < len(layout.documents) else 0
    last = layout.documents[document + 1] if document + 1 < len(layout.documents) else 1 << 60
    items = [item for item in layout.items if first <= item.start < last]
    before = [item for item in items if item.start < offset]
    made = Comment(document, (), line[at + 1 :], span)
    around = [one for one in layout.collections if first <= one.start < offset < one.end]
    if around and around[-1].flow:
        made.path = around[-1].path
    elif line[:at].strip(" \t-?"):
        # At the end of a line: SOPS puts it before what stands there.
        made.path, made.above = (before[-1].inside.path, before[-1].path) if before else ((), None)
    else:
        after = [item for item in items if item.start > offset]
        inside = _inside(around, after, at)
        if inside is not None:
            made.path = inside.path
            made.above = next((one.path for one in inside.items if one.start > offset), None)
            made.after = next((i.path for i in reversed(inside.items) if i.start < offset), None)
    return made


def _inside(around: list[Collection], after: list[Item], column: int) -> Collection | None:
    """Return the map or list of a comment on a line of its own, None in an empty document."""
    for item in after:
        if item.start != after[0].start:
            break
        if item.inside.column == column:
            return item.inside
    for one in reversed(around):
        if one.column <= column:
            return one
    return after[0].inside if after else next(iter(around), None)
