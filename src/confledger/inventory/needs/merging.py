"""A file of needs brought up to date: what people wrote stays, to the byte.

What is new is added below what is there, what is gone is marked, and nothing else is touched:
that a line moved is no reason to change a file that people have signed.
"""

from confledger.documents.dialect import YAML
from confledger.documents.edits import Edit, Overlapping, applied
from confledger.documents.load import positions
from confledger.errors import ConfledgerError
from confledger.inventory.needs.document import GONE, Document, item, quoted
from confledger.inventory.needs.found import NEEDS, Module
from confledger.location import Path, Span


def merged(content: bytes, module: Module, path: str) -> bytes:
    """Return the file with what is found now; the same bytes where nothing is new or gone."""
    before = Document(content)
    if not before.valid:
        raise _by_hand(path, "it is no file of needs")
    differing = before.differs(module)
    if not differing:
        return content
    try:
        text = content.decode("utf-8")
        edits = [edit for need in differing for edit in _of_need(need, before, module, text)]
        made = applied(text, edits).encode("utf-8")
    except (UnicodeDecodeError, Overlapping, LookupError) as error:
        raise _by_hand(path, "its lists are written in a way that cannot be added to") from error
    after = Document(made)
    kept = all(_said(before, name) == _said(after, name) for name in NEEDS)
    if not after.valid or not kept or after.differs(module):
        raise _by_hand(path, "its lists are written in a way that cannot be added to")
    return made


def signed(content: bytes, by: str, on: str, path: str) -> bytes:
    """Return the file with a signature."""
    places = positions(content, YAML)
    text = content.decode("utf-8")
    edits = []
    for key, value in (("by", by), ("on", on)):
        span = places.value(0, ("signed", key))
        if span is None:
            raise _by_hand(path, "it has no place for a signature")
        edits.append(Edit(span, quoted(value)))
    return applied(text, edits).encode("utf-8")


def _said(document: Document, name: str) -> tuple[object, ...]:
    need = document.needs[name]
    return need.needed, need.why, need.expected


def _of_need(need: str, before: Document, module: Module, text: str) -> list[Edit]:
    """Return the edits of one list: names that are gone, names that came back, new names."""
    places = positions(text.encode("utf-8"), YAML)
    now = {one.name: one for one in module.found[need]}
    at: Path = ("needs", need, "found")
    edits = []
    known = set()
    for number, one in enumerate(before.needs[need].found):
        name = str(one.get("name"))
        known.add(name)
        span = places.value(0, (*at, number, "at"))
        if span is None:
            raise LookupError(name)
        if name not in now and one.get("at") != GONE:
            edits.append(Edit(span, GONE))
        elif name in now and one.get("at") == GONE:
            edits.append(Edit(span, quoted(now[name].at)))
    new = [item(one) for one in module.found[need] if one.name not in known]
    if new:
        edits.append(_added(new, len(before.needs[need].found), at, places, text))
    return edits


def _added(new: list[str], count: int, at: Path, places: object, text: str) -> Edit:
    """Return the edit that adds items below the last one, or to a list without any."""
    lines = text.split("\n")
    value = places.value  # type: ignore[attr-defined]  # of Positions
    if count:
        first, last = value(0, (*at, 0)), value(0, (*at, count - 1))
        if first is None or last is None or first.line == last.line != first.end_line:
            raise LookupError("items")
        line = lines[first.line - 1]
        if not line.lstrip().startswith("- "):
            raise LookupError("items")
        indent = line[: len(line) - len(line.lstrip())]
        end = last.end_line if last.end_column > 1 else last.end_line - 1
        start = Span(end + 1, 1, end + 1, 1)
        added = "".join(f"{indent}- {one}\n" for one in new)
        if end >= len(lines):
            width = len(lines[-1]) + 1
            return Edit(Span(end, width, end, width), "\n" + added.rstrip("\n"))
        return Edit(start, added)
    span = value(0, at)
    if span is None:
        raise LookupError("list")
    line = lines[span.line - 1]
    if "{" in line[: span.column]:
        # The need is on one line: the list stays on it.
        return Edit(span, "[" + ", ".join(new) + "]")
    indent = line[: len(line) - len(line.lstrip())] + "  "
    return Edit(span, "".join(f"\n{indent}- {one}" for one in new))


def _by_hand(path: str, why: str) -> ConfledgerError:
    return ConfledgerError(
        f"{path!r} cannot be brought up to date: {why}",
        help="compare it with schemas/needs.schema.json, or move it away and write it anew",
    )
