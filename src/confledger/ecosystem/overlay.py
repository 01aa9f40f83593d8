"""From the schema of a whole to the schema of a part of it.

An overlay may leave out everything, but it may not invent anything: each object stays as
closed as it was. Maps are merged, so their values become parts as well. Lists are replaced,
so their items stay whole; but where `x-merge` is `by-key:name`, items are merged by that key,
and an item is a part that has the key.
"""

from collections.abc import Mapping

Schema = dict[str, object]

# What only says something about a whole.
_WHOLE = ("required", "default", "minProperties")
_REFERENCE = "#/$defs/"
_PREFIX = "Partial"


def partial(schema: Mapping[str, object]) -> Schema:
    """Return the schema of everything that can be laid over a document of `schema`.

    Works on what our models produce: objects, maps, lists and scalars, with references only
    into `$defs`; raises ValueError for anything that combines schemas.
    """
    definitions = schema.get("$defs", {})
    assert isinstance(definitions, dict)
    loosened = _loosened({key: value for key, value in schema.items() if key != "$defs"})
    needed: dict[str, object] = {}
    waiting = _references(loosened)
    while waiting:
        name = waiting.pop()
        if name not in needed:
            whole = definitions.get(name)
            needed[name] = (
                _loosened(definitions[name.removeprefix(_PREFIX)]) if whole is None else whole
            )
            waiting += _references(needed[name])
    return loosened | {"$defs": dict(sorted(needed.items()))}


def _loosened(node: Mapping[str, object]) -> Schema:
    for keyword in ("anyOf", "oneOf", "allOf", "not", "if"):
        if keyword in node:
            raise ValueError(f"cannot tell what a part of a schema with {keyword!r} is")
    done = {key: value for key, value in node.items() if key not in _WHOLE}
    for keyword in ("properties", "patternProperties"):
        if isinstance(children := node.get(keyword), dict):
            done[keyword] = {key: _loosened(child) for key, child in children.items()}
    for keyword in ("additionalProperties", "propertyNames"):
        if isinstance(child := node.get(keyword), dict):
            done[keyword] = _loosened(child)
    if isinstance(reference := node.get("$ref"), str):
        done["$ref"] = _REFERENCE + _PREFIX + reference.removeprefix(_REFERENCE)
    strategy = str(node.get("x-merge", ""))
    if strategy.startswith("by-key:") and isinstance(items := node.get("items"), dict):
        done["items"] = _loosened(items) | {"required": [strategy.removeprefix("by-key:")]}
        done.pop("minItems", None)
    return done


def _references(node: object) -> list[str]:
    if isinstance(node, list):
        return [name for item in node for name in _references(item)]
    if not isinstance(node, dict):
        return []
    found = [name for key, child in node.items() if key != "$ref" for name in _references(child)]
    if isinstance(reference := node.get("$ref"), str):
        found.append(reference.removeprefix(_REFERENCE))
    return found
