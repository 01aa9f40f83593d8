"""Which keys of a document its schema marks with `x-risk`, and as what.

The schema is followed along the path of the key: through `properties`, `patternProperties`,
`items`, `$ref`, also into other files of the tree, and through what is composed of several
subschemas, except for those that cannot be about this document. A mark on a map or list is
about all that is in it. A schema that cannot be read marks nothing: other checks tell that.
"""

from collections.abc import Callable
from posixpath import dirname

from confledger.checks.closing import lookup
from confledger.checks.references import FILE, Reference, path_of, refer
from confledger.documents.dialect import JSON, dialect_of
from confledger.documents.limits import DEFAULT, Limits
from confledger.documents.load import load
from confledger.location import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from confledger.git.snapshot import Content

MARK = "x-risk"
_ALTERNATIVES = ("anyOf", "oneOf")
_TYPES: dict[str, Callable[[object], bool]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "integer": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
}
# Where a subschema stands: the file, its content, and the subschema itself.
Place = tuple[str, dict[str, object], dict[str, object]]


class Risks:
    """The marks in the schemas of one snapshot; `find` gives a file's object id and content."""

    # What is looked for before a schema is followed.
    marks: tuple[str, ...] = (MARK,)

    def __init__(
        self,
        find: "Callable[[str], tuple[str, Content] | None]",
        *,
        vendored: dict[str, str],
        limits: Limits = DEFAULT,
    ) -> None:
        self._find = find
        self._vendored = vendored
        self._limits = limits
        self._documents: dict[str, dict[str, object] | None] = {}
        self._marked: dict[str, bool] = {}

    def marks_any(self, reference: Reference) -> bool:
        """Whether there is a mark in a schema, or in a file that it refers to."""
        if reference.kind != FILE:
            return False
        if reference.name not in self._marked:
            self._marked[reference.name] = self._search(reference.name)
        return self._marked[reference.name]

    def of(self, reference: Reference, document: object, path: Path) -> frozenset[str]:
        """Return the risks of the value at `path`, which the document need not have."""
        if not self.marks_any(reference):
            return frozenset()
        root = self._document(reference.name)
        if root is None:
            return frozenset()
        node = lookup(root, f"#{reference.fragment}") if reference.fragment else root
        places = self._spread([(reference.name, root, node)], document)
        found = self._said(places)
        value = document
        for step in path:
            inner = [
                (name, root, child)
                for name, root, node in places
                for child in children(node, step, value)
            ]
            value = _inside(value, step)
            places = self._spread(inner, value)
            found |= self._said(places)
        return frozenset(found)

    def _said(self, places: "list[Place]") -> set[str]:
        """Return what subschemas say of a value."""
        return _marks(places)

    def _document(self, path: str) -> dict[str, object] | None:
        """Return a schema file; None when it is none that can be read."""
        if path not in self._documents:
            found = self._find(path)
            content = None if found is None else found[1]
            documents: list[object] = []
            if isinstance(content, bytes):
                documents = load(content, dialect_of(path) or JSON, self._limits).documents
            root = documents[0] if documents else None
            self._documents[path] = root if isinstance(root, dict) else None
        return self._documents[path]

    def _search(self, path: str) -> bool:
        """Look for a mark in a schema file and in all that it refers to."""
        seen, waiting = {path}, [path]
        while waiting:
            here = waiting.pop()
            root = self._document(here)
            stack: list[object] = [root]
            while stack:
                node = stack.pop()
                if isinstance(node, dict):
                    if any(mark in node for mark in self.marks):
                        return True
                    target = node.get("$ref")
                    if isinstance(target, str) and not target.startswith("#"):
                        name = self._target(here, target)[0]
                        if name not in seen:
                            seen.add(name)
                            waiting.append(name)
                    stack.extend(node.values())
                elif isinstance(node, list):
                    stack.extend(node)
        return False

    def _target(self, path: str, reference: str) -> tuple[str, str]:
        """Return file and fragment of a reference that stands in the file `path`."""
        address, _, fragment = reference.partition("#")
        if not address:
            return path, fragment
        named = path_of(address)
        if named is not None:
            return named, fragment
        found = refer(address, dirname(path), self._vendored)
        if found.kind == FILE:
            return found.name, fragment
        # An address: of a file that calls itself so, or of the neighbour of one that does.
        for name in (path, *[name for name, root in self._documents.items() if root]):
            root = self._document(name) or {}
            own = root.get("$id", root.get("id"))
            if own in (address, address + "#"):
                return name, fragment
            if isinstance(own, str) and "://" in own:
                folder = own.rsplit("/", 1)[0] + "/"
                if address.startswith(folder):
                    beside = refer(address[len(folder) :], dirname(name), {})
                    if beside.kind == FILE:
                        return beside.name, fragment
        return "", fragment

    def _spread(
        self, nodes: "list[tuple[str, dict[str, object], object]]", value: object
    ) -> "list[Place]":
        """Return all subschemas that speak about a value: those given, and what they refer to."""
        found: list[Place] = []
        seen: set[int] = set()
        stack = list(reversed(nodes))
        while stack:
            name, root, node = stack.pop()
            if not isinstance(node, dict) or id(node) in seen:
                continue
            seen.add(id(node))
            found.append((name, root, node))
            for word in ("$ref", "$dynamicRef", "$recursiveRef"):
                target = node.get(word)
                if isinstance(target, str):
                    stack.append(self._resolved(name, root, target))
            parts = node.get("allOf")
            if isinstance(parts, list):
                stack.extend((name, root, part) for part in parts)
            for word in _ALTERNATIVES:
                parts = node.get(word)
                if isinstance(parts, list):
                    stack.extend(
                        (name, root, part)
                        for part in parts
                        if self._may_fit(name, root, part, value)
                    )
            if self._may_fit(name, root, node.get("if", True), value):
                stack.append((name, root, node.get("then")))
            stack.append((name, root, node.get("else")))
            dependent = node.get("dependentSchemas")
            if isinstance(dependent, dict) and isinstance(value, dict):
                stack.extend((name, root, part) for key, part in dependent.items() if key in value)
        return found

    def _resolved(
        self, path: str, root: dict[str, object], reference: str
    ) -> tuple[str, dict[str, object], object]:
        name, fragment = self._target(path, reference)
        if name != path:
            root = self._document(name) or {}
        if fragment and not fragment.startswith("/"):
            return name, root, _anchored(root, fragment)
        return name, root, lookup(root, f"#{fragment}")

    def _may_fit(self, path: str, root: dict[str, object], node: object, value: object) -> bool:
        """Whether a subschema can be about a value, as far as a glance tells."""
        for _ in range(8):
            if not isinstance(node, dict):
                return node is not False
            if not _fits_here(node, value):
                return False
            target = node.get("$ref")
            if not isinstance(target, str):
                return True
            path, root, node = self._resolved(path, root, target)
        return True


def _fits_here(node: dict[str, object], value: object) -> bool:
    if value is ABSENT:
        return True
    kinds = node.get("type")
    kinds = [kinds] if isinstance(kinds, str) else kinds
    # What is encrypted is a string in place of any scalar.
    sealed = isinstance(value, str) and value.startswith("ENC[")
    if isinstance(kinds, list) and not sealed:
        if not any(_is_a(str(kind), value) for kind in kinds):
            return False
    if "const" in node and not sealed and node["const"] != value:
        return False
    options = node.get("enum")
    if isinstance(options, list) and not sealed and value not in options:
        return False
    if isinstance(value, dict):
        required = node.get("required")
        if isinstance(required, list) and any(name not in value for name in required):
            return False
        declared = node.get("properties")
        if isinstance(declared, dict):
            # Such as `kind: redis`, which tells alternatives apart.
            for name, rule in declared.items():
                if name in value and isinstance(rule, dict) and ("const" in rule or "enum" in rule):
                    if not _fits_here(rule, value[name]):
                        return False
    return True


def _is_a(kind: str, value: object) -> bool:
    return kind not in _TYPES or _TYPES[kind](value)


def children(node: dict[str, object], step: str | int, value: object) -> list[object]:
    """Return the subschemas of a map's key, or of a list's item."""
    if isinstance(value, list) or (isinstance(step, int) and not isinstance(value, dict)):
        return items_of(node, step)
    key, found = str(step), []
    declared = node.get("properties")
    if isinstance(declared, dict) and key in declared:
        found.append(declared[key])
    patterns = node.get("patternProperties")
    if isinstance(patterns, dict):
        found += [child for pattern, child in patterns.items() if _matches(str(pattern), key)]
    if not found:
        found.append(node.get("additionalProperties"))
    return [*found, node.get("unevaluatedProperties")]


def items_of(node: dict[str, object], step: str | int) -> list[object]:
    """Return the subschemas of an item of a list; of the first, where it is asked by no number."""
    at = step if isinstance(step, int) else 0
    first, rest = node.get("prefixItems"), node.get("items")
    if isinstance(rest, list):
        first, rest = rest, node.get("additionalItems")
    if isinstance(first, list) and at < len(first):
        rest = first[at]
    return [rest, node.get("contains"), node.get("unevaluatedItems")]


def _matches(pattern: str, key: str) -> bool:
    """Whether a key has the form that a schema asks for; not, when that takes too many steps."""
    from confledger.checks.schemas import BACKTRACKS
    from confledger.checks.validator import jsonschema_rs

    bounded = jsonschema_rs.FancyRegexOptions(backtrack_limit=BACKTRACKS)
    try:
        one = jsonschema_rs.validator_for(
            {"pattern": pattern}, offline=True, mask="", pattern_options=bounded
        )
        return bool(one.is_valid(key))
    except ValueError:
        return False


class _Absent:
    """A value that the document does not have."""

    __slots__ = ()


ABSENT = _Absent()


def _inside(value: object, step: str | int) -> object:
    if isinstance(value, dict):
        return value.get(step, ABSENT)
    if isinstance(value, list) and isinstance(step, int) and step < len(value):
        return value[step]
    return ABSENT


def _marks(places: "list[Place]") -> set[str]:
    """Return the risks that subschemas name; one risk, or a list of them."""
    found = set()
    for _, _, node in places:
        named = node.get(MARK)
        for risk in named if isinstance(named, list) else [named]:
            if isinstance(risk, str):
                found.add(risk)
    return found


def _anchored(root: dict[str, object], name: str) -> object:
    """Return the subschema with an `$anchor`."""
    stack: list[object] = [root]
    while stack:
        node = stack.pop()
        if isinstance(node, dict):
            if name in (node.get("$anchor"), node.get("$dynamicAnchor")):
                return node
            if node.get("$id", node.get("id")) == f"#{name}":
                return node
            stack.extend(node.values())
        elif isinstance(node, list):
            stack.extend(node)
    return None
