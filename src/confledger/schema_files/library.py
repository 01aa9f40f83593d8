"""Schemas as nodes that know where they stand, with one shape whatever draft they are in."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

from confledger.location import Path, parse_pointer, pointer
from confledger.schema_files.drafts import LATEST, OLD, draft_of, modern
from confledger.schema_files.subschemas import join, subschemas

# The content of another document, by its address; None when it cannot be had.
Finder = Callable[[str], object]


class Node:
    """One schema, a map or a boolean: its keywords as 2020-12 says them, and where it stands."""

    __slots__ = ("content", "draft", "library", "path", "source", "spelled", "words")

    def __init__(
        self, content: object, library: "Library", source: str, path: Path, draft: str
    ) -> None:
        self.content = content
        self.library = library
        self.source = source
        self.path = path
        self.draft = draft
        self.words: dict[str, Any] = {}
        self.spelled: dict[str, str] = {}
        if isinstance(content, dict):
            self.words, self.spelled = modern(content, draft)

    def under(self, word: str, *steps: str | int) -> "Node":
        """Return the schema below a keyword."""
        value = self.words[word]
        for step in steps:
            value = value[step]
        return self.library.node(value, self, (*self.path, self.spelled.get(word, word), *steps))

    def maps(self, word: str) -> "dict[str, Node]":
        """Return the schemas of a keyword that holds some by name."""
        held = self.words.get(word)
        if not isinstance(held, dict):
            return {}
        return {
            name: self.under(word, name)
            for name, one in held.items()
            if isinstance(one, (dict, bool))
        }

    def lists(self, word: str) -> "list[Node]":
        """Return the schemas of a keyword that holds some in a list."""
        held = self.words.get(word)
        if not isinstance(held, list):
            return []
        return [
            self.under(word, index)
            for index, one in enumerate(held)
            if isinstance(one, (dict, bool))
        ]

    def single(self, word: str) -> "Node | None":
        """Return the schema of a keyword that holds one."""
        return self.under(word) if isinstance(self.words.get(word), (dict, bool)) else None

    def target(self, word: str) -> "Node | None":
        """Return what the reference here leads to; None when that cannot be told."""
        reference = self.words[word]
        if not isinstance(reference, str):
            return None
        if word == "$dynamicRef" and not self.library.is_static(reference):
            return None
        return self.library.target(reference, self)

    def where(self, word: str = "") -> str:
        """Return the pointer of the node, or of a keyword in it; with its document, if another."""
        steps = (self.spelled.get(word, word),) if word else ()
        place = pointer((*self.path, *steps))
        return place if self.source == self.library.start else f"{self.source}#{place}"


class Library:
    """A schema and the documents that it refers to, on one side of a comparison."""

    def __init__(self, root: object, address: str, find: Finder) -> None:
        self.start = address
        self._find = find
        self._nodes: dict[int, Node] = {}
        self._booleans: dict[tuple[str, Path], Node] = {}
        self.documents: dict[str, object] = {}
        # Content is kept alive by these, so that no other value ever has its id.
        self._bases: dict[int, tuple[object, str, str]] = {}
        self._made: list[Node] = []
        self._named: dict[str, tuple[object, str, Path]] = {}
        self._dynamic: dict[str, int] = {}
        self._load(root, address)
        draft = self._bases[id(root)][2] if isinstance(root, dict) else LATEST
        self.root = self._node(root, address, (), draft)

    def made(self, content: object) -> Node:
        """Return a node of a schema that stands nowhere."""
        node = Node(content, self, "", (), LATEST)
        self._made.append(node)
        return node

    def node(self, content: object, parent: Node, path: Path) -> Node:
        """Return the node of a schema within another."""
        return self._node(content, parent.source, path, parent.draft)

    def _node(self, content: object, source: str, path: Path, draft: str) -> Node:
        if not isinstance(content, dict):
            key = (source, path)
            if key not in self._booleans:
                self._booleans[key] = Node(content is not False, self, source, path, draft)
            return self._booleans[key]
        known = self._nodes.get(id(content))
        if known is None:
            draft = self._bases.get(id(content), (None, "", draft))[2]
            known = self._nodes[id(content)] = Node(content, self, source, path, draft)
        return known

    def target(self, reference: str, node: Node) -> Node | None:
        """Return what a reference in a node leads to; None when it leads nowhere."""
        base = self._bases.get(id(node.content), (None, node.source, ""))[1]
        address, _, fragment = join(base, reference).partition("#")
        if address + "#" not in self._named:
            document = self._find(address)
            if document is None:
                return None
            self._load(document, address)
        if fragment and not fragment.startswith("/"):
            named = self._named.get(f"{address}#{fragment}")
            return None if named is None else self._node(*named, node.draft)
        content, source, path = self._named[address + "#"]
        for step in parse_pointer(unquote(fragment)):
            if isinstance(content, list) and step.isdigit() and int(step) < len(content):
                content, path = content[int(step)], (*path, int(step))
            elif isinstance(content, dict) and step in content:
                content, path = content[step], (*path, step)
            else:
                return None
        if not isinstance(content, (dict, bool)):
            return None
        return self._node(content, source, path, node.draft)

    def other(self, address: str) -> object:
        """Return the content of another document; None when it cannot be had."""
        return self._find(address)

    def is_static(self, reference: str) -> bool:
        """Whether a dynamic reference always leads to one place: there is one of that name."""
        return self._dynamic.get(reference.rpartition("#")[2], 0) <= 1

    def _load(self, document: object, address: str) -> None:
        """Note every name in a document, and the base and draft of each schema in it."""
        self.documents[address] = document
        self._named.setdefault(address + "#", (document, address, ()))
        draft = LATEST
        if isinstance(document, dict):
            draft = draft_of(document.get("$schema"), draft)
        for path, base, node in subschemas(document, address):
            here = draft_of(node.get("$schema"), draft)
            self._bases[id(node)] = (node, base, here)
            own = node.get("$id", node.get("id"))
            if isinstance(own, str) and (here not in OLD or "$ref" not in node):
                name = join(base, own) if own.startswith("#") else base + "#"
                self._named.setdefault(name, (node, address, path))
            for word in ("$anchor", "$dynamicAnchor"):
                if isinstance(node.get(word), str):
                    self._named.setdefault(f"{base}#{node[word]}", (node, address, path))
            anchor = node.get("$dynamicAnchor", "" if node.get("$recursiveAnchor") else None)
            if isinstance(anchor, str):
                self._dynamic[anchor] = self._dynamic.get(anchor, 0) + 1
