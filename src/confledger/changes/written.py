"""How each value of a YAML text is written, beside what it is: style, tag, key, place."""

import re
from bisect import bisect_right
from typing import Any

from confledger.documents.formats.yaml_nodes import scalar
from confledger.documents.formats.yaml_scalars import documents, name_of
from confledger.location import Path

# Tags that say no more than what the core schema finds out by itself, or is told by quotes.
_CORE = re.compile(r"!|!!\w+|!<tag:yaml\.org,2002:\w+>")
_PROPERTIES = re.compile(r"(?:&\S++\s++)?(!\S*+)?")
Key = tuple[int, Path]


class Node:
    """How one value stands in its text; `key` is that of its key, with `typed` its kind.

    `style` is None for a plain scalar and `'`, `"`, `|` or `>` for others, `[` or `{` for a
    collection on one line and the empty text for one in block style, `*` for an alias.
    """

    __slots__ = ("column", "key", "keys", "line", "style", "tag", "text", "typed")

    def __init__(self, style: str | None, text: str, tag: str, line: int) -> None:
        self.style = style
        self.text = text
        self.tag = tag
        self.line = line
        self.column = 0
        self.key = ""
        self.typed = ""
        self.keys: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether what it is depends on who reads it."""
        return self.style is None and not self.tag


class Written:
    """All values of one text by document and path; what an alias repeats is not in it."""

    __slots__ = ("_ends", "nodes", "starts")

    def __init__(self, nodes: dict[Key, Node]) -> None:
        self.nodes = nodes
        by_line: dict[int, list[Key]] = {}
        for key, node in nodes.items():
            if key[1]:
                by_line.setdefault(node.line, []).append(key)
        self.starts = by_line
        self._ends = sorted(by_line)

    def on(self, line: int) -> Key | None:
        """Return the innermost value whose key, or which as an item, begins on a line."""
        return max(self.starts.get(line, ()), key=lambda key: len(key[1]), default=None)

    def after(self, line: int) -> Key | None:
        """Return the outermost value that begins next after a line."""
        at = bisect_right(self._ends, line)
        if at == len(self._ends):
            return None
        return min(self.starts[self._ends[at]], key=lambda key: len(key[1]))


def written(text: str) -> Written | None:
    """Look at how a text is written; None where PyYAML cannot read it."""
    roots = documents(text)
    if not roots and text.strip():
        return None
    nodes: dict[Key, Node] = {}
    for number, root in enumerate(roots):
        _add(text, number, root, nodes)
    return Written(nodes)


def is_core(tag: str) -> bool:
    """Whether a tag, or its absence, says only what kind of scalar or collection it is."""
    return not tag or _CORE.fullmatch(tag) is not None


def _add(text: str, number: int, root: Any, nodes: dict[Key, Node]) -> None:
    seen: set[int] = set()
    todo: list[tuple[Any, Path, Any]] = [(root, (), None)]
    while todo:
        node, path, key = todo.pop()
        if node is None:
            continue
        made = nodes[number, path] = _node(text, node, alias=id(node) in seen)
        if key is not None:
            made.line, made.column = key.start_mark.line + 1, key.start_mark.column + 1
            if key.id == "scalar":
                made.key = key.style or ""
                made.typed = "str" if key.style else type(scalar(key.value)).__name__
        if id(node) in seen or node.id == "scalar":
            seen.add(id(node))
            continue
        seen.add(id(node))
        if node.id == "sequence":
            below = [(item, (*path, at), None) for at, item in enumerate(node.value)]
        else:
            below = [(value, (*path, name_of(one)), one) for one, value in node.value]
            made.keys = tuple(str(one[1][-1]) for one in below)
        todo.extend(reversed(below))


def _node(text: str, node: Any, *, alias: bool) -> Node:
    line = node.start_mark.line + 1
    if alias and (node.id != "scalar" or node.value):
        return Node("*", "", "", line)
    found = _PROPERTIES.match(text, node.start_mark.index)
    tag = (found[1] or "") if found is not None else ""
    if node.id == "scalar":
        return Node(node.style or None, node.value, tag, line)
    flow = ("[" if node.id == "sequence" else "{") if node.flow_style else ""
    return Node(flow, "", tag, line)
