"""The text of a `.sops.yaml` as nodes with their places, aliases left as they are written."""

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from confledger.location import Path

MAP, LIST, TEXT, ALIAS = "map", "list", "text", "alias"


class Node:
    """One value as it is written, from `start` to before `end`, in characters.

    `items` are those of a list; of a map, its values, with `keys` beside them. `target` is what
    an alias stands for; `flow` says that a map or list is written in brackets.
    """

    __slots__ = (
        *("anchor", "end", "flow", "items", "keys", "kind", "start", "style", "target"),
        *("value",),
    )

    def __init__(self, kind: str, start: int, end: int) -> None:
        self.kind = kind
        self.start = start
        self.end = end
        self.anchor: str | None = None
        self.flow = False
        self.style: str | None = None
        self.value = ""
        self.keys: list[Node] = []
        self.items: list[Node] = []
        self.target: Node | None = None

    @property
    def real(self) -> "Node":
        """The node itself, or what it stands for."""
        return self if self.target is None else self.target

    def named(self, name: str) -> "Node | None":
        """Return the value of a key of a map as it is written; None where it has no such key."""
        for key, item in zip(self.keys, self.items, strict=self.kind == MAP):
            if key.value == name:
                return item
        return None


def parse(text: str) -> Node:
    """Return the root of the first document; raise ValueError where it cannot be read."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events = yaml.parse(text, Loader=loader)
    anchors: dict[str, Node] = {}
    try:
        event = next(events)
        while isinstance(event, yaml.StreamStartEvent | yaml.DocumentStartEvent):
            event = next(events)
        return _node(event, events, anchors)
    except yaml.YAMLError:
        # Its message quotes the line.
        raise ValueError("it is no YAML") from None


def steps(root: Node, path: "Path") -> list[Node]:
    """Return the nodes on a path, the root first; aliases are followed, but for the last."""
    found = [root]
    for step in path:
        inside = found[-1].real
        item = inside.named(step) if isinstance(step, str) else inside.items[step]
        if item is None:
            raise ValueError("it comes from a merge key")
        found.append(item)
    return found


def every(node: Node) -> list[Node]:
    """Return a node and all in it, in order."""
    found = [node]
    for index, item in enumerate(node.items):
        if node.keys:
            found += every(node.keys[index])
        found += every(item)
    return found


def _node(event: "Any", events: "Any", anchors: dict[str, Node]) -> Node:
    import yaml

    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.AliasEvent):
        node = Node(ALIAS, start, end)
        node.anchor = str(event.anchor)
        node.target = anchors.get(node.anchor)
        if node.target is None:
            raise ValueError(f"the alias `*{event.anchor}` has no anchor")
        return node
    if isinstance(event, yaml.ScalarEvent):
        node = Node(TEXT, start, end)
        node.value, node.style = event.value, event.style
    elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
        node = Node(MAP if isinstance(event, yaml.MappingStartEvent) else LIST, start, end)
        node.flow = bool(event.flow_style)
        _fill(node, events, anchors)
    else:
        raise ValueError("it is empty")
    node.anchor = event.anchor
    if event.anchor is not None:
        anchors[event.anchor] = node
    return node


def _fill(node: Node, events: "Any", anchors: dict[str, Node]) -> None:
    import yaml

    ends: Any = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
    event = next(events)
    while type(event) not in ends:
        if node.kind == MAP:
            node.keys.append(_node(event, events, anchors))
            event = next(events)
        node.items.append(_node(event, events, anchors))
        event = next(events)
    if node.flow:
        node.end = event.end_mark.index
    else:
        # In the words of the parser, it ends where the next thing begins: too late for us.
        node.end = node.items[-1].end
