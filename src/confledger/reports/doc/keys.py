"""The keys that a schema describes, as a tree; what several keys share is described once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from posixpath import dirname, join, normpath

from confledger.checks.closing import lookup

ANY, ITEM = "*", "[]"
_COMBINED = ("allOf", "anyOf", "oneOf")
_BRANCHES = ("then", "else")
_DEPTH = 12
_MOST = 5000
_HOPS = 20

Node = dict[str, object]
# Where a subschema stands: its file, and the pointer into it.
Address = tuple[str, str]


@dataclass(slots=True)
class Place:
    """One value: where it is, and what may be shown of it."""

    environment: str
    path: str
    line: int
    shown: str
    full: str
    """The whole key, where it is one of several."""


@dataclass(slots=True)
class Key:
    """One key: `steps` lead to it from the schema, or from the type that it is part of."""

    steps: tuple[str, ...]
    node: Node
    required: bool = False
    below: dict[str, "Key"] = field(default_factory=dict)
    types: list["Type"] = field(default_factory=list)
    """What it is, where that is described elsewhere."""
    places: list[Place] = field(default_factory=list)
    readers: list[str] = field(default_factory=list)

    def child(self, step: str) -> "Key | None":
        """Return the key of a step below this one."""
        for held in (self.below, *(one.root.below for one in self.types)):
            if step in held:
                return held[step]
        if step == ITEM:
            return None
        return self.child(ANY) if step != ANY else None

    def walked(self) -> Iterator["Key"]:
        """Yield what is below, depth first, in the order of the schema."""
        for one in self.below.values():
            yield one
            yield from one.walked()


@dataclass(slots=True)
class Type:
    """A part of a schema that several keys refer to."""

    name: str
    root: Key


@dataclass(slots=True)
class Schema:
    """What one schema file describes."""

    path: str
    node: Node
    root: Key
    types: list[Type]

    def described(self) -> Iterator[Key]:
        """Yield every key, those of types last."""
        yield from self.root.walked()
        for one in self.types:
            yield from one.root.walked()


def read(path: str, find: Callable[[str], object]) -> Schema | None:
    """Return the keys of a schema; `find` gives the content of other files by their paths."""
    document = find(path)
    if not isinstance(document, dict):
        return None
    return _Walk(path, document, find).schema()


class _Walk:
    def __init__(self, path: str, document: Node, find: Callable[[str], object]) -> None:
        self._path = path
        self._documents: dict[str, object] = {path: document}
        self._find = find
        self._made = 0
        self._types: dict[Address, Type] = {}
        self._shared = self._referred(document)

    def schema(self) -> Schema:
        root = Key((), self._node((self._path, ""))[0])
        self._fill(root, root.node, self._path, (), ((self._path, ""),))
        node = self._documents[self._path]
        assert isinstance(node, dict)
        return Schema(self._path, node, root, sorted(self._types.values(), key=lambda t: t.name))

    def _referred(self, document: Node) -> set[Address]:
        """Return what more than one place refers to."""
        count: dict[Address, int] = {}
        todo: list[object] = [document]
        while todo:
            node = todo.pop()
            if isinstance(node, list):
                todo += node
            elif isinstance(node, dict):
                reference = node.get("$ref")
                if isinstance(reference, str):
                    address = _address(reference, self._path)
                    count[address] = count.get(address, 0) + 1
                todo += node.values()
        return {address for address, times in count.items() if times > 1}

    def _node(self, address: Address) -> tuple[Node, str]:
        file, pointer = address
        if file not in self._documents:
            self._documents[file] = self._find(file)
        document = self._documents[file]
        if not isinstance(document, dict):
            return {}, file
        node = lookup(document, "#" + pointer) if pointer else document
        return (node if isinstance(node, dict) else {}), file

    def _resolved(self, node: Node, file: str) -> tuple[Node, str, list[Address]]:
        """Return a subschema with what it refers to, its file, and the addresses on the way."""
        passed: list[Address] = []
        for _ in range(_HOPS):
            reference = node.get("$ref")
            if not isinstance(reference, str):
                break
            address = _address(reference, file)
            if address in passed:
                break
            passed.append(address)
            target, file = self._node(address)
            node = {**target, **{name: one for name, one in node.items() if name != "$ref"}}
            if "$ref" in target:
                node["$ref"] = target["$ref"]
        return node, file, passed

    def _fill(
        self, key: Key, held: Node, file: str, at: tuple[str, ...], path: tuple[Address, ...]
    ) -> None:
        """Give a key those that a subschema puts below it; `path` are the open references."""
        for name, part, required, home in self._members(held, file, 0):
            self._made += 1
            if self._made > _MOST or len(at) >= _DEPTH:
                return
            known = key.below.get(name)
            node, here, passed = self._resolved(part, home)
            one = Key((*at, name), node, required=required)
            if known is None:
                key.below[name] = one
            else:
                known.node = {**node, **known.node}
                known.required |= required
                one = known
            shared = [address for address in passed if address in self._shared or address in path]
            if shared and _is_map(node):
                kind = self._type(shared[-1], here, path)
                if kind not in one.types:
                    one.types.append(kind)
                continue
            for option in self._options(node, here):
                chosen, where, passed = self._resolved(*option)
                shared = [one for one in passed if one in self._shared or one in path]
                if shared and _is_map(chosen):
                    kind = self._type(shared[-1], where, path)
                    if kind not in one.types:
                        one.types.append(kind)
            if not one.types:
                self._fill(one, node, here, (*at, name), (*path, *passed))

    def _type(self, address: Address, file: str, path: tuple[Address, ...]) -> Type:
        if address not in self._types:
            node = self._resolved(self._node(address)[0], address[0])[0]
            name = address[1].rpartition("/")[2] or str(node.get("title") or "itself")
            made = self._types[address] = Type(name, Key((), node))
            self._fill(made.root, node, address[0], (), (*path, address))
        return self._types[address]

    def _options(self, node: Node, file: str) -> list[tuple[Node, str]]:
        found = []
        for word in ("anyOf", "oneOf"):
            parts = node.get(word)
            for part in parts if isinstance(parts, list) else []:
                if isinstance(part, dict):
                    found.append((part, file))
        return found

    def _members(self, node: Node, file: str, depth: int) -> Iterator[tuple[str, Node, bool, str]]:
        """Yield name, subschema, whether it is required, and the file of each key."""
        properties = node.get("properties")
        required = node.get("required")
        wanted = set(map(str, required)) if isinstance(required, list) else set()
        if isinstance(properties, dict):
            for name, part in properties.items():
                yield str(name), (part if isinstance(part, dict) else {}), str(name) in wanted, file
        patterns = node.get("patternProperties")
        others = list(patterns.values()) if isinstance(patterns, dict) else []
        for part in (*others, node.get("additionalProperties")):
            if isinstance(part, dict) and part:
                yield ANY, part, False, file
        items = node.get("items")
        if isinstance(items, dict) and self._worth_a_key(items, file):
            yield ITEM, items, False, file
        if depth > _DEPTH:
            return
        parts: list[object] = []
        for word in _COMBINED:
            value = node.get(word)
            parts += value if isinstance(value, list) else []
        parts += [node.get(word) for word in _BRANCHES]
        for part in parts:
            if isinstance(part, dict):
                found, home, _ = self._resolved(part, file)
                yield from self._members(found, home, depth + 1)

    def _worth_a_key(self, items: Node, file: str) -> bool:
        """Whether what a list holds has keys of its own."""
        node = self._resolved(items, file)[0]
        options = [self._resolved(*one)[0] for one in self._options(node, file)]
        return any(_is_map(one) for one in (node, *options))


def _is_map(node: Node) -> bool:
    return any(word in node for word in ("properties", "patternProperties")) or isinstance(
        node.get("additionalProperties"), dict
    )


def _address(reference: str, file: str) -> Address:
    name, _, pointer = reference.partition("#")
    if not name:
        return file, pointer
    if "://" in name:
        return name, pointer
    return normpath(join(dirname(file), name)), pointer
