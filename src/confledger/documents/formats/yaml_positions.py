"""Where the values of a YAML stream stand, from yaml-edit's lossless tree.

Navigated one path at a time, so a file with one fault costs one walk. A value that came by
an alias or a merge key is shown where it was brought in.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from confledger.documents.formats.yaml import key_name
from confledger.documents.formats.yaml_nodes import scalar
from confledger.documents.positions import Positions
from confledger.location import Path, Span, Step

if TYPE_CHECKING:
    from yaml_edit import YamlFile


_PAIR = re.compile(r"\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})")
# Tags that make something else than text of a scalar.
_CORE = ("!!int", "!!float", "!!bool", "!!null")


class Lines:
    """Lines and columns of byte offsets into the UTF-8 form of a text."""

    __slots__ = ("_data", "_starts")

    def __init__(self, text: str) -> None:
        self._data = text.encode("utf-8")
        ends = self._data
        if b"\r" in ends and ends.count(b"\r") > ends.count(b"\r\n"):
            ends = ends.replace(b"\r\n", b" \n").replace(b"\r", b"\n")
        self._starts = [0]
        at = ends.find(b"\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = ends.find(b"\n", at + 1)

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column, from 1, of a byte offset."""
        line = bisect_right(self._starts, offset)
        before = self._data[self._starts[line - 1] : offset]
        return line, len(before.decode("utf-8", "replace")) + 1

    def span(self, start: int, end: int) -> Span:
        """Return the span of a byte range, without the line ends and blanks at its end."""
        while end > start + 1 and self._data[end - 1 : end] in (b"\n", b"\r", b" "):
            end -= 1
        return Span(*self.place(start), *self.place(end))


def positions(text: str) -> Positions:
    """Return the positions of a stream; of one that cannot be parsed, none."""
    from yaml_edit import YamlError, YamlFile

    try:
        tree: YamlFile | None = YamlFile.parse(text)
    except YamlError:
        tree = None
    return _YamlPositions(tree, text)


_Place = tuple[tuple[int, int] | None, Any]
_Below = tuple[dict[Step, _Place], _Place | None]


class _YamlPositions:
    __slots__ = ("_below", "_lines", "_roots")

    def __init__(self, tree: "YamlFile | None", text: str) -> None:
        self._lines = Lines(text)
        # By document and path: what each step below leads to, and what a merge key does.
        self._below: dict[tuple[int, Path], _Below] = {}
        self._roots = [] if tree is None else [document.root() for document in tree.documents()]

    def value(self, document: int, path: Path) -> Span | None:
        found = self._find(document, path)
        return None if found is None else found[1] or found[0]

    def key(self, document: int, path: Path) -> Span | None:
        found = self._find(document, path)
        return None if found is None else found[0] or found[1]

    def _find(self, document: int, path: Path) -> tuple[Span | None, Span | None] | None:
        """Return the spans of key and value at `path`; either can be missing."""
        if document >= len(self._roots) or self._roots[document] is None:
            return None
        node: Any = self._roots[document]
        key: tuple[int, int] | None = None
        for depth, step in enumerate(path):
            if _kind(node) == "alias":
                break
            below = self._below.get((document, path[:depth]))
            if below is None:
                below = self._below[document, path[:depth]] = _listed(node)
            steps, merge = below
            chosen = steps.get(step)
            if chosen is None and merge is None:
                return None
            key, node = chosen or merge  # type: ignore[misc]
            if chosen is None:
                break
        here = None if node is None else self._lines.span(*_range(node))
        return (None if key is None else self._lines.span(*key), here)


def _listed(node: Any) -> "_Below":
    steps: dict[Step, _Place] = {}
    merge = None
    for name, _, span, value in children(node):
        steps[name] = (span, value)
        if name == "<<" and merge is None:
            merge = (span, value)
    return steps, merge


def _kind(node: object) -> str:
    return getattr(node, "kind", type(node).__name__.lower())


def _range(node: Any) -> tuple[int, int]:
    start, end = node.byte_range()
    return int(start), int(end)


def children(
    node: Any,
) -> Iterator[tuple[Step, tuple[str, str] | None, tuple[int, int] | None, Any]]:
    """Yield step, identity of the key, byte range of the key, and node of each value below.

    The identity tells keys apart as YAML does, by type and value: `1` and `"1"` differ.
    An alias has no children here.
    """
    if _kind(node) == "tagged":
        tagged = node.as_tagged()
        inner = tagged.as_mapping() or tagged.as_sequence()
    else:
        inner = node.as_mapping() or node.as_sequence()
    if inner is None:
        return
    if hasattr(inner, "entries"):
        for entry in inner.entries():
            key = entry.key()
            if key is None:
                yield "null", ("NoneType", "null"), _range(entry), entry.value()
                continue
            value = _key_value(key)
            name = key_name(value)
            yield name, (type(value).__name__, name), _range(key), entry.value()
    else:
        for index, item in enumerate(inner.values()):
            yield index, None, None, item


def _whole(pair: "re.Match[str]") -> str:
    """Return the character that two escapes stand for."""
    units = bytes.fromhex(pair[1] + pair[2])
    return units.decode("utf-16-be")


def _key_value(key: Any) -> object:
    """Return the value of a key; `to_python` would read the whole document again for each."""
    kind = _kind(key)
    if key is None or kind == "alias":
        return None if key is None else "*" + str(key.as_alias().name())
    tagged = key.as_tagged() if kind == "tagged" else None
    written = key.as_scalar() if tagged is None else tagged.value()
    if written is not None:
        text = str(written.as_string())
        if written.is_quoted() and "\\u" in text:
            # The tree leaves the two halves of a character as they are written.
            text = _PAIR.sub(_whole, text)
        if tagged is not None:
            return scalar(text) if tagged.tag() in _CORE else text
        return text if written.is_quoted() or written.is_block() else scalar(text)
    inside = [(name, _key_value(value)) for name, _, _, value in children(key)]
    if inside and isinstance(inside[0][0], int):
        return [value for _, value in inside]
    return dict(inside)
