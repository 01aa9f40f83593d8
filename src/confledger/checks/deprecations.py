"""Which keys a schema marks as deprecated: known by name before any document is judged.

A glance only asks whether such a name occurs in a file; what applies there, a careful look
asks of the validator.
"""

from confledger.checks.closing import lookup

_ANY = b""
"""Is in every file: what is marked has no name that could be looked for."""
_OTHERS = ("if", "not", "$defs", "definitions", "properties", "enum", "const", "examples")


def deprecated_names(documents: list[object]) -> tuple[bytes, ...]:
    """Return the names under which schema files mark something `deprecated`."""
    names: set[bytes] = set()
    for root in documents:
        if not isinstance(root, dict):
            continue
        if _marked(root, root, set()):
            return (_ANY,)
        stack: list[object] = [root]
        while stack:
            node = stack.pop()
            if isinstance(node, list):
                stack.extend(node)
            if not isinstance(node, dict):
                continue
            stack.extend(node.values())
            properties = node.get("properties")
            if isinstance(properties, dict):
                names |= {
                    _written(name)
                    for name, child in properties.items()
                    if isinstance(child, dict) and _marked(child, root, set())
                }
    return tuple(sorted(names))


def _written(name: object) -> bytes:
    """Return the part of a name that stands in files however it is quoted."""
    text = str(name)
    plain = text.isascii() and text.isprintable() and '"' not in text and "\\" not in text
    return text.encode("ascii") if plain else _ANY


def _marked(node: object, root: dict[str, object], seen: set[int]) -> bool:
    """Whether a value that a subschema speaks about may be deprecated, other than by its key."""
    if isinstance(node, list):
        return any(_marked(item, root, seen) for item in node)
    if not isinstance(node, dict) or id(node) in seen:
        return False
    seen.add(id(node))
    if node.get("deprecated") is True:
        return True
    target = node.get("$ref")
    if isinstance(target, str):
        # Of another file, everything is possible.
        if not target.startswith("#") or _marked(lookup(root, target), root, seen):
            return True
    if "$dynamicRef" in node or "$recursiveRef" in node:
        return True
    for word, inner in node.items():
        if word in _OTHERS:
            continue
        below = inner.values() if word == "patternProperties" and isinstance(inner, dict) else None
        if _marked(list(below) if below is not None else inner, root, seen):
            return True
    return False
