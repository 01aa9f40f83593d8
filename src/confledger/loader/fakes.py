"""Made-up secrets that fit the schema, so that every environment loads without a key.

The same for the same key in every run, and recognisable: `fake-db-password` where the schema
lets it. What a schema says in ways that cannot be turned around is tried, and told if in vain.
"""

from confledger.loader.made_numbers import numbers
from confledger.loader.made_texts import texts
from confledger.loader.schema import SECRET
from confledger.loader.secret import Secret, SecretUnusable, kind_of, plain_of
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from confledger.loader.schema import SchemaView
    from confledger.secrets.plain import Plain

    Nodes = list[dict[str, Any]]

# So many values are tried for one key.
_TRIES = 60
# So many parts has a made-up map or list.
_MOST_PARTS = 300
_DEEPEST = 64
# Maps within maps: a schema that requires itself asks for them without end.
_MADE_DEEP = 24
_NUMBERS = ("integer", "number")
ALL_TYPES = ("string", "integer", "number", "boolean", "object", "array", "null")


class Fake(Secret):
    """A made-up secret: opens without a key, and is not noted down."""

    __slots__ = ("_choice", "path", "real")

    def __init__(
        self,
        path: Path,
        real: Secret,
        schema: "SchemaView | None",
        at: "Path | None" = None,
    ) -> None:
        """Make one up for the key `path`; the schema describes it at `at`, if not there."""
        super().__init__(real.origin, self._plain, real.kind)
        self.path = path
        # What it stands for, which stays closed.
        self.real = real
        making = _Making(schema)
        shape = getattr(real, "shape", None)
        described = path if at is None else at
        if isinstance(shape, (dict, list)):
            self._choice = _Choice(iter([making.shaped(shape, path, described)]))
        else:
            self._choice = making.choice(path, real.kind, described)
        self.kind = kind_of(self._choice.current())

    def advance(self, inside: Path = ()) -> bool:
        """Take another value, or another one of what is inside; False where there is none left."""
        moved = self._choice.advance(inside)
        self.kind = kind_of(self._choice.current())
        return moved

    def value(self) -> object:
        """Return the value with its type."""
        if self._closed:
            raise SecretUnusable(f"the secret {self.origin} was closed")
        return self._choice.current()

    def _opened(self) -> "Plain":
        return self._plain()

    def _plain(self) -> "Plain":
        return plain_of(self.value())


class _Parts:
    """A map of which each part is made up for itself."""

    __slots__ = ("parts",)

    def __init__(self, parts: "dict[str | int, _Choice]") -> None:
        self.parts = parts


class _Choice:
    """The value that is taken now, and those that may be taken instead."""

    __slots__ = ("_more", "_seen", "_value")

    def __init__(self, more: "Iterator[object]") -> None:
        self._more = more
        self._seen: set[str] = set()
        self._value: object = "fake"
        self._next()

    def current(self) -> object:
        """Return the value as it is now, whole."""
        value = self._value
        if isinstance(value, _Parts):
            return {name: one.current() for name, one in value.parts.items()}
        if isinstance(value, list):
            return [one.current() for one in value]
        return value

    def advance(self, inside: Path) -> bool:
        """Take the next value at a place inside; of what holds it, where there is none."""
        below: object = None
        if inside and isinstance(self._value, _Parts):
            below = self._value.parts.get(inside[0])
        elif inside and isinstance(self._value, list) and inside[0] in range(len(self._value)):
            below = self._value[int(inside[0])]
        if isinstance(below, _Choice) and below.advance(inside[1:]):
            return True
        return self._next()

    def _next(self) -> bool:
        for value in self._more:
            word = f"{type(value).__name__} {value!r}"
            if word in self._seen:
                continue
            self._seen.add(word)
            if len(self._seen) > _TRIES:
                return False
            self._value = value
            return True
        return False


def absent(tree: dict[str, object], schema: "SchemaView") -> dict[str, object]:
    """Return made-up values for what is required, marked as secret, and not in the tree."""
    return _absent(tree, (), schema, 0)


def _absent(
    tree: dict[str, object], path: Path, schema: "SchemaView", depth: int
) -> dict[str, object]:
    found: dict[str, object] = {}
    if depth > _DEEPEST:
        return found
    for name, value in tree.items():
        if isinstance(value, dict):
            inner = _absent(value, (*path, name), schema, depth + 1)
            if inner:
                found[name] = inner
    for node, _ in schema.nodes(path):
        required = node.get("required")
        for name in required if isinstance(required, list) else ():
            if not isinstance(name, str) or name in tree or name in found:
                continue
            inside = (*path, name)
            if schema.keyword(inside, SECRET) is True:
                kinds = schema.types(inside)
                real = Secret("made up", _nothing, kinds[0] if kinds else "string")
                found[name] = Fake(inside, real, schema)
    return found


def _nothing() -> "Plain":
    raise SecretUnusable("there is no such secret")


class _Making:
    """What makes values up for one secret; `left` bounds how many parts they have."""

    def __init__(self, schema: "SchemaView | None") -> None:
        self.schema = schema
        self.left = _MOST_PARTS

    def choice(self, path: Path, kind: str, at: Path) -> _Choice:
        """Return what a key may be, of a type if the schema allows it."""
        self.left -= 1
        nodes = [] if self.schema is None else [node for node, _ in self.schema.nodes(at)]
        return _Choice(self._values(path, _types(nodes, kind), nodes, at))

    def shaped(self, shape: object, path: Path, at: Path) -> object:
        """Return a map or list of a file with made-up values in the places of its own."""
        from confledger.loader.sealed import items

        if isinstance(shape, dict):
            made = {name: (one, (*path, name), (*at, name)) for name, one in shape.items()}
            return _Parts({name: self._part(*one) for name, one in made.items()})
        if isinstance(shape, list):
            inner = enumerate(items(shape))
            return [self._part(one, (*path, index), (*at, index)) for index, one in inner]
        return None

    def _part(self, shape: object, path: Path, at: Path) -> _Choice:
        if isinstance(shape, (dict, list)):
            return _Choice(iter([self.shaped(shape, path, at)]))
        return self.choice(path, _written_kind(shape), at)

    def _values(self, path: Path, types: list[str], nodes: "Nodes", at: Path) -> "Iterator[object]":
        first = types[0] if types else "string"
        fixed = [node["const"] for node in nodes if "const" in node]
        for node in nodes:
            if isinstance(node.get("enum"), list):
                fixed += node["enum"]
        yield from sorted(fixed, key=lambda one: kind_of(one) != first)
        for kind in types:
            if kind == "string":
                yield from texts(_slug(path), nodes)
            elif kind in _NUMBERS:
                yield from numbers(_slug(path), nodes, whole=kind == "integer")
            elif kind == "boolean":
                yield from (False, True)
            elif kind == "null":
                yield None
            elif self.left > 0 and len(path) < _MADE_DEEP:
                yield from (self._maps if kind == "object" else self._lists)(path, nodes, at)
        for word in ("examples", "default"):
            for node in nodes:
                value = node.get(word)
                if word in node:
                    yield from value if word == "examples" and isinstance(value, list) else [value]

    def _maps(self, path: Path, nodes: "Nodes", at: Path) -> "Iterator[object]":
        needed: list[str] = []
        for node in nodes:
            required = node.get("required")
            if isinstance(required, list):
                needed += [one for one in required if isinstance(one, str)]
        known = [] if self.schema is None else self.schema.names(at)
        for names in (needed, [*needed, *known]):
            if len(names) > self.left:
                return
            yield _Parts(
                {
                    name: self.choice((*path, name), self._kind((*at, name)), (*at, name))
                    for name in dict.fromkeys(names)
                }
            )

    def _lists(self, path: Path, nodes: "Nodes", at: Path) -> "Iterator[object]":
        sizes = [one for node in nodes if isinstance(one := node.get("minItems"), int)]
        least = max(sizes, default=0)
        for count in (least, least + 1):
            if count > self.left:
                return
            made = []
            for index in range(count):
                inside = (*at, index)
                made.append(self.choice((*path, index), self._kind(inside), inside))
            yield made

    def _kind(self, at: Path) -> str:
        types = [] if self.schema is None else self.schema.types(at)
        return types[0] if types else "string"


def _written_kind(written: object) -> str:
    from confledger.loader.sealed import KINDS
    from confledger.secrets import tokens

    token = tokens.read(written) if isinstance(written, str) and written else None
    return kind_of(written) if token is None else KINDS.get(token.type, "string")


def _types(nodes: "Nodes", kind: str) -> list[str]:
    """Return the types to try: that of the value, if the schema allows it, or the schema's."""
    allowed: list[str] = list(ALL_TYPES)
    for node in nodes:
        named = node.get("type")
        names = [named] if isinstance(named, str) else named
        if isinstance(names, list):
            both = set(names) | ({"integer"} if "number" in names else set())
            narrowed = [one for one in allowed if one in both]
            # Alternatives differ: what one of them says is no reason to try nothing.
            allowed = narrowed or allowed
    return [kind] if kind in allowed else allowed


def _slug(path: Path) -> str:
    """Return a key as letters, digits and dashes."""
    words = "-".join(str(step) for step in path).lower()
    kept = "".join(one if one.isascii() and one.isalnum() else "-" for one in words)
    return "-".join(part for part in kept.split("-") if part) or "secret"
