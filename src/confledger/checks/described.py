"""The keys that a schema knows, as paths, with `*` where any name may stand."""

from collections.abc import Iterator

from confledger.location import parse_pointer

Key = tuple[str, ...]
ANY = "*"
_COMBINED = ("allOf", "anyOf", "oneOf")
_ALONE = ("if", "then", "else")
# Deeper than people document, and far below where a schema that refers to itself would lead.
_DEPTH = 12
_MOST = 20_000


def keys(schema: object) -> dict[Key, bool]:
    """Return every key of what a schema describes, and whether it is deprecated.

    A part that refers to itself is followed once.
    """
    found: dict[Key, bool] = {}
    seen: set[tuple[Key, int]] = set()
    todo: list[tuple[object, Key, tuple[int, ...]]] = [(schema, (), ())]
    while todo and len(seen) < _MOST:
        node, at, path = todo.pop()
        if not isinstance(node, dict) or id(node) in path or (at, id(node)) in seen:
            continue
        seen.add((at, id(node)))
        if len(at) < _DEPTH:
            parts = list(_named(node, at, found))
            parts += [(one, at) for one in _beside(schema, node)]
            todo += [(one, below, (*path, id(node))) for one, below in reversed(parts)]
    return found


def _named(
    node: dict[str, object], at: Key, found: dict[Key, bool]
) -> Iterator[tuple[object, Key]]:
    """Yield the subschema of each key, and take the key down."""
    properties = node.get("properties")
    for name, one in (properties if isinstance(properties, dict) else {}).items():
        key = (*at, str(name))
        old = isinstance(one, dict) and one.get("deprecated") is True
        found[key] = found.get(key, True) and old
        yield one, key
    patterns = node.get("patternProperties")
    others = list(patterns.values()) if isinstance(patterns, dict) else []
    for one in (*others, node.get("additionalProperties")):
        if isinstance(one, dict):
            found.setdefault((*at, ANY), False)
            yield one, (*at, ANY)


def _beside(root: object, node: dict[str, object]) -> list[object]:
    """Return the schemas that speak of the same map; what an item has, its list has."""
    parts: list[object] = []
    for word in (*_COMBINED, "prefixItems", "items"):
        value = node.get(word)
        parts += value if isinstance(value, list) else [value]
    parts += [node.get(word) for word in _ALONE]
    return [*parts, _referred(root, node.get("$ref"))]


def _referred(root: object, reference: object) -> object:
    if not isinstance(reference, str) or not reference.startswith("#"):
        return None
    node = root
    try:
        steps = parse_pointer(reference[1:])
    except ValueError:
        return None
    for step in steps:
        node = node.get(step) if isinstance(node, dict) else None
    return node
