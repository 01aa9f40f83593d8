"""How a YAML text is laid out: its scalars, and the entries of its maps and lists, by offset.

By libyaml, which the reader of SOPS follows. Nothing is made of tags, and no alias is followed.
"""

from confledger.location import Path, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


class Collection:
    """A map or list: the column of its entries, and the offsets where it starts and ends."""

    __slots__ = (
        *("column", "count", "end", "flow", "inside", "is_map", "items", "key", "path", "start"),
    )

    def __init__(self, path: Path, event: "Any", *, is_map: bool) -> None:
        self.path = path
        self.column = int(event.start_mark.column)
        self.flow = bool(event.flow_style)
        self.is_map = is_map
        self.count = 0
        self.key: str | None = None
        self.start = int(event.start_mark.index)
        self.end = 1 << 60
        self.items: list[Item] = []
        self.inside: Collection | None = None


class Item:
    """One entry of a map or list: `start` is the offset of its key, or of the item itself."""

    __slots__ = ("inside", "path", "start")

    def __init__(self, start: int, path: Path, inside: Collection) -> None:
        self.start = start
        self.path = path
        self.inside = inside


class Scalar:
    """One scalar as it is written; `tag` is None where it has none, `plain` without quotes."""

    __slots__ = ("document", "end", "is_key", "path", "plain", "span", "start", "tag", "text")

    def __init__(self, event: "Any", path: Path, document: int, *, is_key: bool) -> None:
        first, last = event.start_mark, event.end_mark
        self.start = int(first.index)
        self.end = int(last.index)
        self.span = Span(first.line + 1, first.column + 1, last.line + 1, last.column + 1)
        self.text = str(event.value)
        self.tag: str | None = event.tag
        self.plain = not event.style
        self.path = path
        self.document = document
        self.is_key = is_key


class Layout:
    """One text, up to where libyaml reads it; `documents` are the offsets where they start.

    `tagged` are the maps and lists with a tag of their own: document, path, place, tag.
    """

    __slots__ = ("_open", "collections", "documents", "items", "scalars", "tagged")

    def __init__(self, text: str) -> None:
        self.scalars: list[Scalar] = []
        self.items: list[Item] = []
        self.collections: list[Collection] = []
        self.documents: list[int] = []
        self.tagged: list[tuple[int, Path, Span, str]] = []
        self._open: list[Collection] = []
        for event in _events(text):
            self._take(event)

    def _take(self, event: "Any") -> None:
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            self.documents.append(int(event.start_mark.index))
        elif kind in ("MappingEndEvent", "SequenceEndEvent"):
            self._open.pop().end = int(event.start_mark.index)
        elif kind in ("MappingStartEvent", "SequenceStartEvent", "ScalarEvent", "AliasEvent"):
            path, is_key = self._entry(event)
            document = len(self.documents) - 1
            if kind == "ScalarEvent":
                self.scalars.append(Scalar(event, path, document, is_key=is_key))
            elif kind != "AliasEvent":
                is_map = kind == "MappingStartEvent"
                made = Collection(path, event, is_map=is_map)
                made.inside = self._open[-1] if self._open else None
                self._open.append(made)
                self.collections.append(made)
                if event.tag is not None:
                    mark = event.start_mark
                    span = Span(mark.line + 1, mark.column + 1, mark.line + 1, mark.column + 2)
                    self.tagged.append((document, path, span, str(event.tag)))

    def _entry(self, event: "Any") -> tuple[Path, bool]:
        """Note down a node as a key, value or item; return its path, and whether it is a key."""
        if not self._open:
            return (), False
        inside = self._open[-1]
        if inside.is_map and inside.key is not None:
            path: Path = (*inside.path, inside.key)
            inside.key = None
            return path, False
        if inside.is_map:
            inside.key = str(getattr(event, "value", "?"))
            path = (*inside.path, inside.key)
        else:
            inside.count += 1
            path = (*inside.path, inside.count - 1)
        item = Item(int(event.start_mark.index), path, inside)
        inside.items.append(item)
        self.items.append(item)
        return path, inside.is_map


def _events(text: str) -> "Iterator[Any]":
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        yield from yaml.parse(text, Loader=loader)
    except yaml.YAMLError:
        return
