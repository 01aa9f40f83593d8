"""Which keys a schema gives a default: a file that leaves them out has them all the same."""

from collections.abc import Iterable

from confledger.checks.references import FILE, refer
from confledger.checks.whole import Whole
from confledger.location import parse_pointer

_COMBINED = ("allOf", "anyOf", "oneOf")


class Defaults:
    """The schemas that the settings give files, asked for the defaults of keys."""

    __slots__ = ("_known", "_roots", "_whole")

    def __init__(self, whole: Whole) -> None:
        self._whole = whole
        self._roots: dict[str, object] = {}
        self._known: dict[tuple[str, tuple[str, ...]], bool] = {}

    def schemas(self, files: Iterable[str]) -> list[str]:
        """Return the schemas that the settings give some files, each once."""
        of = self._whole.selection.schema
        return sorted({name for path in files if (name := of(path)) is not None})

    def has(self, schemas: list[str], key: tuple[str, ...]) -> bool:
        """Whether one of some schemas has a default for a key."""
        return bool(key) and any(self._default(name, key) for name in schemas)

    def _default(self, name: str, key: tuple[str, ...]) -> bool:
        known = self._known.get((name, key))
        if known is None:
            root = self._root(name)
            nodes = _with_beside(root, [root])
            for step in key:
                below = [one for node in nodes for one in _below(node, step)]
                nodes = _with_beside(root, below)
            known = any("default" in node for node in nodes)
            self._known[name, key] = known
        return known

    def _root(self, name: str) -> object:
        if name not in self._roots:
            reference = refer(name, "", self._whole.settings.vendored)
            documents = None
            if reference.kind == FILE and not reference.fragment:
                documents = self._whole.documents(reference.name)
            self._roots[name] = documents[0] if documents else None
        return self._roots[name]


def _below(node: dict[str, object], step: str) -> list[object]:
    """Return the subschemas for one key of what a schema describes, or for an item of a list."""
    properties = node.get("properties")
    if isinstance(properties, dict) and step in properties:
        return [properties[step]]
    return [node.get("additionalProperties"), node.get("items")]


def _with_beside(root: object, nodes: list[object]) -> list[dict[str, object]]:
    """Return these schemas with all that speak about the same value, each once."""
    found: dict[int, dict[str, object]] = {}
    todo = list(nodes)
    while todo:
        node = todo.pop()
        if not isinstance(node, dict) or id(node) in found:
            continue
        found[id(node)] = node
        for word in _COMBINED:
            parts = node.get(word)
            todo += parts if isinstance(parts, list) else []
        todo.append(_referred(root, node.get("$ref")))
    return list(found.values())


def _referred(root: object, reference: object) -> object:
    if not isinstance(reference, str) or not reference.startswith("#/"):
        return None
    target = root
    for step in parse_pointer(reference[1:]):
        target = target.get(step) if isinstance(target, dict) else None
    return target
