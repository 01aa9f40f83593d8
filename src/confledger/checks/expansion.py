"""Schemas that a validator would never be done with: circles, and alternatives that multiply.

What counts is only what applies to one and the same value: `$ref`, `allOf`, `anyOf`, `oneOf`,
`not`, `if`, dependencies. A schema may come back to itself below a value, as trees do.
"""

from posixpath import dirname, join, normpath

from confledger.checks.closing import lookup
from confledger.checks.references import unquoted
from confledger.location import Path, pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# To explain why a value does not fit is work for each way through the alternatives.
MOST = 20_000
HELP = "let it refer to itself only below a key or an item, and to each part once"
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")
_LISTS = ("allOf", "anyOf", "oneOf")
_ONES = ("not", "if", "then", "else")
_MAPS = ("dependentSchemas", "dependencies")
# Its file, and the subschema.
Node = tuple[str, object]


def endless(path: str, root: object, other: "Callable[[str], object]") -> str | None:
    """Return why a schema cannot be used, and where; None when it can.

    `other` returns the schema at a path that is referred to, or None.
    """
    walk = _Walk(path, root, other)
    found = walk.fault()
    if found is None:
        return None
    why, node = found
    for member, document in walk.roots.items():
        place = _place(document, node)
        if place is not None:
            where = f"`{member}` at `{place}`" if place else f"`{member}`"
            return f"{where} {why}"
    return f"`{path}` {why}"


def _place(root: object, wanted: object) -> str | None:
    """Return the pointer (RFC 6901) of a subschema; None when it is not in this file."""
    stack: list[tuple[Path, object]] = [((), root)]
    while stack:
        path, node = stack.pop()
        if node is wanted:
            return pointer(path)
        if isinstance(node, dict):
            stack += [((*path, key), child) for key, child in node.items()]
        elif isinstance(node, list):
            stack += [((*path, index), child) for index, child in enumerate(node)]
    return None


class _Walk:
    def __init__(self, path: str, root: object, other: "Callable[[str], object]") -> None:
        self.roots = {path: root}
        self._start: Node = (path, root)
        self._other = other
        self._sizes: dict[int, int] = {}
        self._open: set[int] = set()

    def fault(self) -> "tuple[str, dict[str, object]] | None":
        """Visit every subschema that can be reached, each once."""
        seen: set[int] = set()
        stack = [self._start]
        while stack:
            path, node = stack.pop()
            if id(node) in seen or not isinstance(node, (dict, list)):
                continue
            seen.add(id(node))
            if isinstance(node, dict):
                found = self._measure((path, node))
                if found is not None:
                    return found
                stack += self._beside((path, node))
            values = node.values() if isinstance(node, dict) else node
            stack += [(path, value) for value in values]
        return None

    def _measure(self, start: Node) -> "tuple[str, dict[str, object]] | None":
        """Count the ways through one subschema; those of its parts are counted before."""
        stack: list[tuple[Node, Iterator[Node]]] = [(start, self._beside(start))]
        if id(start[1]) in self._sizes:
            return None
        self._open.add(id(start[1]))
        sums = [1]
        while stack:
            (_, node), rest = stack[-1]
            child = next(rest, None)
            if child is None:
                stack.pop()
                self._open.discard(id(node))
                size = self._sizes[id(node)] = min(sums.pop(), MOST + 1)
                if size > MOST and isinstance(node, dict):
                    return f"has alternatives that multiply to more than {MOST:,}", node
                if sums:
                    sums[-1] += size
            elif id(child[1]) in self._open and isinstance(child[1], dict):
                return "refers to itself in a circle", child[1]
            elif id(child[1]) in self._sizes:
                sums[-1] += self._sizes[id(child[1])]
            elif isinstance(child[1], dict):
                self._open.add(id(child[1]))
                stack.append((child, self._beside(child)))
                sums.append(1)
        return None

    def _beside(self, of: Node) -> "Iterator[Node]":
        """Yield what applies to the same value as a subschema does."""
        path, node = of
        assert isinstance(node, dict)
        for word in _REFERENCES:
            reference = node.get(word)
            if isinstance(reference, str):
                yield from self._target(path, reference)
        for word in _LISTS:
            parts = node.get(word)
            yield from ((path, part) for part in parts) if isinstance(parts, list) else ()
        for word in _ONES:
            if isinstance(node.get(word), dict):
                yield path, node[word]
        for word in _MAPS:
            parts = node.get(word)
            yield from (
                ((path, part) for part in parts.values() if isinstance(part, dict))
                if isinstance(parts, dict)
                else ()
            )

    def _target(self, path: str, reference: str) -> "Iterator[Node]":
        address, _, fragment = reference.partition("#")
        if address:
            if "://" in address or address.startswith(("/", "urn:")):
                return
            path = normpath(join(dirname(path), unquoted(address)))
            if path not in self.roots:
                self.roots[path] = self._other(path)
        root = self.roots.get(path)
        # An anchor may stand anywhere; following those would cost more than it finds.
        if isinstance(root, dict) and (not fragment or fragment.startswith("/")):
            yield path, lookup(root, "#" + fragment)
