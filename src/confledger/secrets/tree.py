"""A file as a tree that can be merged: entries with their comments, values as they are written."""

from confledger.documents.edits import Lines, Overlapping
from confledger.documents.text import read as text_of
from confledger.location import Path, Span
from confledger.secrets.sops_file import INI, YAML

METADATA = "sops"

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from confledger.secrets.sops_file import SopsFile

# What tells two values apart: their types as well, since 1 is True to Python.
Key = tuple[object, ...]


class Scalar:
    """A value that is no map or list; `text` is how it is written, None if in many lines."""

    __slots__ = ("text", "value")

    def __init__(self, value: object, text: str | None = None) -> None:
        self.value = value
        self.text = text

    def key(self) -> Key:
        """Return what tells it from others."""
        return (type(self.value).__name__, self.value)


class Entry:
    """One entry of a map or list, with the comments above; `text` is its key as it is written."""

    __slots__ = ("comments", "name", "text", "value")

    def __init__(
        self,
        name: str | int,
        value: "Node",
        comments: tuple[str, ...] = (),
        text: str | None = None,
    ) -> None:
        self.name = name
        self.value = value
        self.comments = comments
        self.text = text


class Branch:
    """A map or a list; `foot` are the comments after its last entry."""

    __slots__ = ("entries", "foot", "is_map")

    def __init__(
        self, entries: list[Entry], foot: tuple[str, ...] = (), *, is_map: bool = True
    ) -> None:
        self.entries = entries
        self.foot = foot
        self.is_map = is_map

    def key(self) -> Key:
        """Return what tells it from others: all that is in it, in order."""
        inside = tuple((one.name, one.comments, one.value.key()) for one in self.entries)
        return (self.is_map, self.foot, inside)


Node = Scalar | Branch


def grown(file: "SopsFile") -> list[Node]:
    """Return one tree for each document of a file, without its metadata."""
    return [_Growth(file, number).node(value, ()) for number, value in enumerate(file.documents)]


class _Growth:
    """What the tree of one document is made from."""

    def __init__(self, file: "SopsFile", number: int) -> None:
        self._file = file
        self._number = number
        text = text_of(file.data, file.store if file.store != "binary" else "json")[0] or ""
        self._lines = Lines(text)
        self._above: dict[Path, list[str]] = {}
        self._foot: dict[Path, list[str]] = {}
        lines = _lines_of(file) if file.store == INI else []
        for one in file.comments():
            if one.document != number:
                continue
            above, inside = one.above, one.path
            if lines:
                above = next((at for line, at in lines if line >= one.span.line), None)
                inside = ()
            if above is None or above[:1] == (METADATA,):
                # The last ones of a file stand above its metadata.
                self._foot.setdefault(inside, []).append(one.text)
            else:
                self._above.setdefault(above, []).append(one.text)

    def node(self, value: object, path: Path) -> Node:
        """Return what stands at a path; recursion is bounded by the depth of documents."""
        if not isinstance(value, dict | list):
            return Scalar(value, self._written(self._file.span(self._number, path)))
        named = value.items() if isinstance(value, dict) else enumerate(value)
        entries = []
        for name, item in named:
            at = (*path, name)
            key = None
            if isinstance(name, str):
                key = self._written(self._file.key_span(self._number, at))
            entries.append(Entry(name, self.node(item, at), tuple(self._above.get(at, ())), key))
        return Branch(entries, tuple(self._foot.get(path, ())), is_map=isinstance(value, dict))

    def _written(self, span: Span | None) -> str | None:
        """Return the text of a span, if it is in one line."""
        if span is None or span.line != span.end_line:
            return None
        try:
            text = self._lines.text(span)
        except Overlapping:
            return None
        # Of a block of line ends only, what is left is its first line.
        return None if self._file.store == YAML and text[:1] in ("|", ">") else text


def _lines_of(file: "SopsFile") -> list[tuple[int, Path]]:
    """Return the line of each section and key of an INI file, in order.

    What SOPS takes a comment there to belong to is not what it stands above.
    """
    found: list[tuple[int, Path]] = []
    for path in [(METADATA,), *_paths(file.documents[0])]:
        span = file.key_span(0, path)
        if span is not None:
            found.append((span.line, path))
    return sorted(found)


def _paths(sections: object) -> "Iterator[Path]":
    assert isinstance(sections, dict)
    for name, section in sections.items():
        yield (name,)
        yield from ((name, key) for key in section)
