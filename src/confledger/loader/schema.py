"""What a schema says of each place of a configuration: type, default, how lists are merged.

Reads the keywords that the loader needs, through `$ref` (within files of the same folder),
`allOf`, `anyOf` and `oneOf`; whether a value is valid is asked of the validator, not of this.
"""

from confledger.errors import ConfledgerError
from confledger.loader.secret import kind_of
from confledger.location import Path, dotted, parse_pointer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Node = dict[str, object]
    # What gives the document of another schema file, by its path; None where there is none.
    Find = Callable[[str], object]

# Of one place, so many subschemas are looked at.
_MOST_NODES = 200
# Any item of a list.
_ANY = -1
# https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
_LIST_TYPE, _LIST_KEYS = "x-kubernetes-list-type", "x-kubernetes-list-map-keys"
MERGE, INTERPOLATE, SECRET, VARIABLE = "x-merge", "x-interpolate", "x-secret", "x-env"


class SchemaView:
    """One schema with those that it refers to; asked by path, answered from a memory.

    `label` is the file it was read from, `root` its document.
    """

    def __init__(self, root: object, label: str, find: "Find") -> None:
        self.root = root
        self.label = label
        self._find = find
        self._nodes: dict[Path, list[tuple[Node, str]]] = {}
        # What is one step below such a list, whose items have all one.
        self._steps: dict[tuple[int, str | int], list[tuple[Node, str]]] = {}
        self._merges: dict[Path, str | None] = {}

    def nodes(self, path: Path) -> "list[tuple[Node, str]]":
        """Return the subschemas that speak of a place, each with the file it stands in.

        Numbers of list items are one: what holds for an item holds for all, but `prefixItems`.
        """
        known = self._nodes.get(path)
        if known is None:
            if path:
                known = self._below(self.nodes(path[:-1]), path[-1])
            else:
                known = list(self._spread([(self.root, self.label)]))
            self._nodes[path] = known
        return known

    def _below(self, above: "list[tuple[Node, str]]", step: str | int) -> "list[tuple[Node, str]]":
        if isinstance(step, int) and not any(_by_place(node) for node, _ in above):
            step = _ANY
        known = self._steps.get((id(above), step))
        if known is None:
            start = [(child, file) for node, file in above for child in _children(node, step)]
            known = self._steps[id(above), step] = list(self._spread(start))
        return known

    def document(self, file: str) -> object:
        """Return the whole document of a schema file; None where there is none."""
        return self.root if file == self.label else self._find(file)

    def keyword(self, path: Path, name: str) -> object:
        """Return what a keyword says of a place, of the first subschema that has it; or None."""
        return next((node[name] for node, _ in self.nodes(path) if name in node), None)

    def merges(self, path: Path) -> str | None:
        """Return `x-merge` of the list at a path, or what Kubernetes says in its own words."""
        if path not in self._merges:
            value = self.keyword(path, MERGE)
            if value is None and self.keyword(path, _LIST_TYPE) == "map":
                named = self.keyword(path, _LIST_KEYS)
                if isinstance(named, list) and len(named) == 1:
                    value = f"by-key:{named[0]}"
            self._merges[path] = value if isinstance(value, str) else None
        return self._merges[path]

    def types(self, path: Path) -> list[str]:
        """Return the types that a place may have, in the order in which they are named."""
        found: dict[str, None] = {}
        for node, _ in self.nodes(path):
            named = node.get("type")
            for one in named if isinstance(named, list) else [named]:
                if isinstance(one, str):
                    found[one] = None
            if "const" in node or "enum" in node:
                values = node.get("enum")
                for value in values if isinstance(values, list) else [node.get("const")]:
                    found[kind_of(value)] = None
        return list(found)

    def knows(self, path: Path) -> bool:
        """Whether the schema speaks of a place."""
        return bool(self.nodes(path))

    def names(self, path: Path) -> list[str]:
        """Return the keys that are declared for the map at a place."""
        found: dict[str, None] = {}
        for node, _ in self.nodes(path):
            properties = node.get("properties")
            if isinstance(properties, dict):
                found.update(dict.fromkeys(properties))
        return list(found)

    def default(self, path: Path) -> tuple[bool, object]:
        """Return whether a place has a default, and the default."""
        for node, _ in self.nodes(path):
            if "default" in node:
                return True, node["default"]
        return False, None

    def _spread(self, start: "list[tuple[object, str]]") -> "Iterator[tuple[Node, str]]":
        """Yield the subschemas given and those that they are made of."""
        seen: set[int] = set()
        todo = start[::-1]
        while todo and len(seen) < _MOST_NODES:
            node, file = todo.pop()
            if not isinstance(node, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            yield node, file
            more: list[tuple[object, str]] = []
            reference = node.get("$ref")
            if isinstance(reference, str):
                more.append(self._referred(reference, file))
            for word in ("allOf", "anyOf", "oneOf"):
                parts = node.get(word)
                if isinstance(parts, list):
                    more += [(part, file) for part in parts]
            todo += more[::-1]

    def _referred(self, reference: str, file: str) -> tuple[object, str]:
        address, _, fragment = reference.partition("#")
        name = file
        document = self.document(file)
        if address:
            from posixpath import dirname, join, normpath

            name = normpath(join(dirname(file), address))
            document = self.document(name)
        try:
            steps = parse_pointer(_unquoted(fragment))
        except ValueError:
            return None, name
        for step in steps:
            if isinstance(document, list):
                # As they are written: neither other digits, nor more than there can be.
                number = int(step) if step.isascii() and step.isdecimal() and len(step) < 10 else -1
                document = document[number] if 0 <= number < len(document) else None
            else:
                document = document.get(step) if isinstance(document, dict) else None
        return document, name


def filled(tree: dict[str, object], schema: SchemaView) -> dict[str, object]:
    """Return the tree with the default of each key that is absent, however deep.

    A default is that of its own keyword `default`; a map without one is not made up. Keys that
    hold `UNSET` are not absent. The tree is not changed.
    """
    done = _Filling(schema).filled(tree, (), 0)
    assert isinstance(done, dict)
    return done


# A tree nested deeper is left as it is from there.
_DEEPEST = 64
# Defaults within defaults: so deep, and so many values in all, and of these. A schema that
# refers to itself has them without end.
_DEFAULTS_DEEP = 24
_MOST_DEFAULTS = 500_000
_MOST_WITHIN = 50_000


class _Filling:
    """One tree being completed, and how many defaults were put in so far."""

    __slots__ = ("_added", "_schema", "_within")

    def __init__(self, schema: SchemaView) -> None:
        self._schema = schema
        self._added = 0
        self._within = 0

    def filled(self, value: object, path: Path, within: int) -> object:
        """Return a value with its defaults; `within` is how many of them it is in itself."""
        if len(path) > _DEEPEST or not self._schema.nodes(path):
            return value
        if isinstance(value, dict):
            done = {name: self.filled(one, (*path, name), within) for name, one in value.items()}
            for name in self._schema.names(path):
                if name not in value:
                    there, default = self._schema.default((*path, name))
                    if there:
                        done[name] = self.added(default, (*path, name), within + 1)
            return done
        if isinstance(value, list):
            # All items have one schema, but for those of `prefixItems`.
            return [self.filled(one, (*path, index), within) for index, one in enumerate(value)]
        return value

    def added(self, default: object, path: Path, within: int) -> object:
        """Return a default as it is put in; raise ConfledgerError where that never ends."""
        weight = _weight(default)
        self._added += weight
        self._within += weight if within > 1 else 0
        if self._added > _MOST_DEFAULTS and within == 1:
            raise ConfledgerError(
                f"{self._schema.label}: the defaults of `{dotted(path[:3])}` come to more values "
                "than any configuration needs",
                help="say less by `default`, or of fewer items",
            )
        if within > _DEFAULTS_DEEP or self._added > _MOST_DEFAULTS or self._within > _MOST_WITHIN:
            raise ConfledgerError(
                f"{self._schema.label}: the defaults of `{dotted(path[:3])}` contain themselves",
                help="take the `default` out of what refers to itself",
            )
        return self.filled(_copied(default), path, within)


def _weight(value: object) -> int:
    """Return how many values there are in one; a long text counts as several."""
    if isinstance(value, dict):
        return 1 + sum(map(_weight, value.values()))
    if isinstance(value, list):
        return 1 + sum(map(_weight, value))
    return 1 + len(value) // 100 if isinstance(value, str) else 1


def _copied(value: object) -> object:
    if isinstance(value, dict):
        return {str(name): _copied(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_copied(one) for one in value]
    return value


def _children(node: "Node", step: str | int) -> "Iterator[object]":
    """Yield the subschemas of one key or item."""
    if isinstance(step, int):
        first = node.get("prefixItems")
        if isinstance(first, list) and 0 <= step < len(first):
            yield first[step]
            return
        items = node.get("items")
        if isinstance(items, list):
            yield items[step] if 0 <= step < len(items) else node.get("additionalItems")
        else:
            yield items
        return
    known = False
    properties = node.get("properties")
    if isinstance(properties, dict) and step in properties:
        known = True
        yield properties[step]
    patterns = node.get("patternProperties")
    if isinstance(patterns, dict):
        for pattern, child in patterns.items():
            if _fits(pattern, step):
                known = True
                yield child
    if not known:
        yield node.get("additionalProperties")


def _by_place(node: "Node") -> bool:
    """Whether an item's schema depends on its number."""
    return isinstance(node.get("prefixItems"), list) or isinstance(node.get("items"), list)


def _fits(pattern: str, name: str) -> bool:
    # Patterns come with the repository: in time that they cannot stretch.
    import re2

    try:
        return re2.search(pattern, name) is not None
    except re2.error:
        return False


def _unquoted(fragment: str) -> str:
    if "%" not in fragment:
        return fragment
    from urllib.parse import unquote

    return unquote(fragment)
