"""The same schema with the doors that its author forgot to close.

A map that declares its keys but says nothing of others accepts every typo. The closed form
refuses them, in the places where only one subschema speaks about the map; where several do
(allOf, anyOf, ...), a key that one does not know may be another's, and the door stays open.
"""

from confledger.checks.references import unquoted

_COMPOSED = ("allOf", "anyOf", "oneOf")
_COMPOSED_ONE = ("not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems")
_SPEAKS_FOR_OTHERS = (
    "additionalProperties",
    "unevaluatedProperties",
    "patternProperties",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentSchemas",
    "dependencies",
    "propertyNames",
    "extends",
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
)


def closed(schema: object) -> object | None:
    """Return a copy that refuses undeclared keys; None when there is no door to close."""
    if not isinstance(schema, dict):
        return None
    plain: dict[int, dict[str, object]] = {}
    shared: set[int] = set()
    _visit(schema, schema, False, plain, shared, set())
    doors = {
        key
        for key, node in plain.items()
        if key not in shared
        and node.get("properties")
        and not any(word in node for word in _SPEAKS_FOR_OTHERS)
    }
    return _copy(schema, doors) if doors else None


def _visit(
    node: object,
    root: dict[str, object],
    composed: bool,
    plain: dict[int, dict[str, object]],
    shared: set[int],
    seen: set[tuple[int, bool]],
) -> None:
    """Note every subschema that is reached, and those reached through a composition."""
    stack = [(node, composed)]
    while stack:
        node, composed = stack.pop()
        if not isinstance(node, dict) or (id(node), composed) in seen:
            continue
        seen.add((id(node), composed))
        if composed:
            shared.add(id(node))
        else:
            plain[id(node)] = node
        target = node.get("$ref")
        mixed = composed or any(word in node for word in (*_COMPOSED, "if", "dependentSchemas"))
        if isinstance(target, str):
            siblings = any(word in node for word in ("properties", "additionalProperties"))
            stack.append((lookup(root, target), mixed or siblings))
        for word in ("properties", "patternProperties"):
            inner = node.get(word)
            if isinstance(inner, dict):
                stack.extend((child, mixed) for child in inner.values())
        for word in ("items", "additionalProperties", "additionalItems"):
            inner = node.get(word)
            if isinstance(inner, dict):
                stack.append((inner, mixed))
            elif isinstance(inner, list):
                stack.extend((child, mixed) for child in inner)
        for word in ("prefixItems", *_COMPOSED):
            inner = node.get(word)
            if isinstance(inner, list):
                stack.extend((child, mixed or word != "prefixItems") for child in inner)
        for word in _COMPOSED_ONE:
            stack.append((node.get(word), True))
        inner = node.get("dependentSchemas")
        if isinstance(inner, dict):
            stack.extend((child, True) for child in inner.values())


def lookup(root: dict[str, object], reference: str) -> object:
    """Follow a reference inside this file; None for any other."""
    if not reference.startswith("#"):
        return None
    node: object = root
    for step in unquoted(reference[1:]).split("/")[1:]:
        step = step.replace("~1", "/").replace("~0", "~")
        if isinstance(node, dict):
            node = node.get(step)
        elif isinstance(node, list) and step.isdigit() and int(step) < len(node):
            node = node[int(step)]
        else:
            return None
    return node


def _copy(node: object, doors: set[int]) -> object:
    """Copy a schema, iteratively bounded by its own depth, closing the doors."""
    if isinstance(node, dict):
        copied = {name: _copy(child, doors) for name, child in node.items()}
        if id(node) in doors:
            copied["additionalProperties"] = False
        return copied
    if isinstance(node, list):
        return [_copy(child, doors) for child in node]
    return node


def declared(node: object, root: dict[str, object], depth: int = 8) -> set[str]:
    """Return the keys that a map's schema knows, its compositions and references included."""
    if not isinstance(node, dict) or depth == 0:
        return set()
    names = set(node.get("properties", {}))
    for word in _COMPOSED:
        for child in node.get(word) or []:
            names |= declared(child, root, depth - 1)
    for word in ("then", "else", "if"):
        names |= declared(node.get(word), root, depth - 1)
    if isinstance(node.get("$ref"), str):
        names |= declared(lookup(root, node["$ref"]), root, depth - 1)
    return names
