"""The plain scalars of a YAML text, as they are written and where; and its anchors."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from confledger.documents.formats.yaml import key_name
from confledger.documents.formats.yaml_nodes import _implicit, _reusing_anchors
from confledger.documents.formats.yaml_nodes import scalar as value_of
from confledger.location import Path, Span


class Scalar(NamedTuple):
    """A plain scalar without a tag: a value, an item, or with `is_key` the last step of `path`."""

    text: str
    document: int
    path: Path
    span: Span
    is_key: bool
    parent: Any
    """The node of the map or list that it stands in; None for a whole document."""


class Anchor(NamedTuple):
    """A definition of an anchor; `used` when an alias stands for it before it is defined again."""

    name: str
    document: int
    path: Path
    span: Span
    used: bool


# Line ends of YAML 1.1, which libyaml still counts as lines; in their place, what nobody uses.
_BREAKS = {0x85: 0xE085, 0x2028: 0xE028, 0x2029: 0xE029}


def _single(text: str) -> str:
    """Return a text of the same length in which only LF, CRLF and CR end lines."""
    if "\x85" in text or "\u2028" in text or "\u2029" in text:
        return text.translate(_BREAKS)
    return text


def documents(text: str) -> list[Any]:
    """Return the root node of each document; none where PyYAML cannot read the text."""
    import yaml

    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for one in (loader, _reusing_anchors()):
        try:
            return list(yaml.compose_all(text, Loader=one))
        except (yaml.YAMLError, RecursionError):
            continue
    return []


def scalars(text: str) -> Iterator[Scalar]:
    """Yield every plain scalar once, in the order of the text; what an alias repeats is not."""
    text = _single(text)
    for number, root in enumerate(documents(text)):
        seen: set[int] = set()
        stack: list[tuple[Any, Path, bool, Any]] = [(root, (), False, None)]
        while stack:
            node, path, is_key, parent = stack.pop()
            if node is None or id(node) in seen:
                continue
            seen.add(id(node))
            if node.id == "scalar":
                if not node.style and _untagged(node, text):
                    yield Scalar(node.value, number, path, span_of(node), is_key, parent)
                continue
            below: list[tuple[Any, Path, bool, Any]] = []
            if node.id == "sequence":
                below = [
                    (item, (*path, index), False, node) for index, item in enumerate(node.value)
                ]
            else:
                for key, value in node.value:
                    here = (*path, name_of(key))
                    below += ((key, here, True, node), (value, here, False, node))
            stack.extend(reversed(below))


def name_of(key: Any) -> str:
    """Return the name of a key in paths; of a collection, nothing that leads there."""
    if key.id != "scalar":
        return "?"
    return key.value if key.style else key_name(value_of(key.value))


def _untagged(node: Any, text: str) -> bool:
    if node.tag != _implicit(node.value):
        return False
    # libyaml drops the tag `!`, which makes text of what follows.
    return text[node.start_mark.index : node.start_mark.index + 1] != "!"


def span_of(node: Any) -> Span:
    """Return where a node stands."""
    start, end = node.start_mark, node.end_mark
    column = start.column
    if node.id == "scalar" and start.line == end.line and not node.style:
        # An anchor before it is no part of it.
        column = end.column - len(node.value)
    return Span(start.line + 1, column + 1, end.line + 1, end.column + 1)


def anchors(text: str) -> Iterator[Anchor]:
    """Yield every anchor that the text defines, in its order."""
    import yaml

    text = _single(text)
    loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    defined: list[list[Any]] = []
    latest: dict[str, list[Any]] = {}
    # Of each open collection: its path, and the number of the next item or the key that waits.
    open_: list[list[Any]] = []
    number = -1
    for event in _events(text, loader):
        kind = type(event).__name__
        if kind == "DocumentStartEvent":
            number, latest, open_ = number + 1, {}, []
            continue
        if kind in ("MappingEndEvent", "SequenceEndEvent"):
            open_.pop()
            continue
        if kind not in ("ScalarEvent", "AliasEvent", "MappingStartEvent", "SequenceStartEvent"):
            continue
        path = _step(open_, event)
        name = event.anchor
        if kind == "AliasEvent":
            if name in latest:
                latest[name][-1] = True
            continue
        if name is not None:
            span = _of_anchor(text, name, event.start_mark)
            latest[name] = [name, number, path, span, False]
            defined.append(latest[name])
        if kind != "ScalarEvent":
            open_.append([path, 0 if kind == "SequenceStartEvent" else None])
    for one in defined:
        yield Anchor(*one)


def _of_anchor(text: str, name: str, mark: Any) -> Span:
    """Return where an anchor stands: at a mark, or after the tag that is there."""
    line, column = mark.line + 1, mark.column + 1
    if text[mark.index : mark.index + 1] == "!":
        between = text[mark.index : text.find(f"&{name}", mark.index)]
        rows = between.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        line += len(rows) - 1
        column = len(rows[-1]) + (column if len(rows) == 1 else 1)
    return Span(line, column, line, column + len(name) + 1)


def _events(text: str, loader: Any) -> Iterator[Any]:
    import yaml

    try:
        yield from yaml.parse(text, Loader=loader)
    except (yaml.YAMLError, RecursionError):
        return


def _step(open_: list[list[Any]], event: Any) -> Path:
    """Return the path of what begins here, and note that the collection around it goes on."""
    if not open_:
        return ()
    around = open_[-1]
    path: Path = around[0]
    if isinstance(around[1], int):
        around[1] += 1
        return (*path, around[1] - 1)
    if around[1] is None:
        written = getattr(event, "value", None)
        if written is None:
            name = "?"
        else:
            name = written if event.style else key_name(value_of(written))
        around[1] = (name,)
        return (*path, name)
    name = around[1][0]
    around[1] = None
    return (*path, name)
