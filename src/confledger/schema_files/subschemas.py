"""The schemas within a schema: which of its values are schemas, and where each stands.

What only looks like one, such as a value under `enum` or `default`, is not visited; what an
unknown keyword holds is, since a `$ref` may lead there.
"""

from collections.abc import Iterator
from urllib.parse import urljoin

from confledger.location import Path

MAPS = frozenset(
    ("$defs", "definitions", "properties", "patternProperties", "dependentSchemas", "dependencies")
)
LISTS = frozenset(("allOf", "anyOf", "oneOf", "prefixItems"))
SINGLE = frozenset(
    (
        *("additionalItems", "additionalProperties", "contains", "contentSchema", "else", "if"),
        *("items", "not", "propertyNames", "then", "unevaluatedItems", "unevaluatedProperties"),
    )
)
# Values, words and numbers, whatever they look like.
_PLAIN = frozenset(
    (
        *("$comment", "$schema", "$vocabulary", "const", "default", "description", "enum"),
        *("example", "examples", "format", "pattern", "required", "title", "type"),
    )
)
_NO_HOST = "none.invalid"
REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


def subschemas(schema: object, base: str) -> Iterator[tuple[Path, str, dict[str, object]]]:
    """Yield path, address of reference and map of the schema itself and of each within it."""
    stack: list[tuple[Path, str, object]] = [((), base, schema)]
    while stack:
        path, base, node = stack.pop()
        if not isinstance(node, dict):
            continue
        base = own_base(node, base)
        yield path, base, node
        for key, value in node.items():
            if key in _PLAIN:
                continue
            if isinstance(value, list):
                stack += [((*path, key, index), base, one) for index, one in enumerate(value)]
            elif isinstance(value, dict):
                if key in MAPS or key not in SINGLE:
                    stack += [((*path, key, name), base, one) for name, one in value.items()]
                if key not in MAPS:
                    stack.append(((*path, key), base, value))


def own_base(node: dict[str, object], base: str) -> str:
    """Return the address that references in a schema start from: its own, if it has one."""
    own = node.get("$id", node.get("id"))
    # `#name` is an anchor, until draft-07.
    if isinstance(own, str) and not own.startswith("#"):
        return join(base, own).partition("#")[0]
    return base


def join(base: str, reference: str) -> str:
    """Resolve a reference, whatever the scheme of its base (RFC 3986).

    The standard library does not resolve for schemes that it does not know.
    """
    scheme, colon, rest = base.partition(":")
    if reference.startswith("#") or not reference:
        return base.partition("#")[0] + reference
    if not colon or not rest.startswith("//"):
        return urljoin(base, reference)
    # A host that none has, since an empty one would be dropped.
    host, slash, path = rest[2:].partition("/")
    joined = urljoin(f"https://{host or _NO_HOST}{slash}{path}", reference)
    if host:
        same = joined.startswith("https:") and not reference.lower().startswith("https:")
        return scheme + joined.removeprefix("https") if same else joined
    start = f"https://{_NO_HOST}"
    return f"{scheme}://{joined.removeprefix(start)}" if joined.startswith(start) else joined


def references(schema: object, base: str) -> Iterator[str]:
    """Yield the address of each other document that a schema refers to, each once."""
    inside = {base}
    wanted: dict[str, None] = {}
    for _, here, node in subschemas(schema, base):
        inside.add(here)
        for word in REFERENCES:
            named = node.get(word)
            if isinstance(named, str):
                wanted[join(here, named).partition("#")[0]] = None
    for address in wanted:
        if address and address not in inside:
            yield address
