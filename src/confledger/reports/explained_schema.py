"""What a schema says of one key, in words, and where it says so."""

from confledger.loader.schema import SchemaView
from confledger.location import Path, pointer
from confledger.reports.explained import SchemaSays

_MOST_CHOICES = 6
_SHORT = {"integer": "int", "object": "map", "array": "list", "string": "text"}
_DOCS = ("x-docs", "x-documentation")


def schema_says(schema: SchemaView, path: Path) -> SchemaSays | None:
    """Return what a schema says of a key; None where it does not speak of it."""
    nodes = schema.nodes(path)
    if not nodes:
        return None
    node, file = nodes[0]
    found = SchemaSays(_address(schema, node, file))
    found.type = _type(schema, path)
    description = schema.keyword(path, "description")
    found.description = description if isinstance(description, str) else ""
    # A mark on a map is about all that is in it.
    marks = (schema.keyword(path[:length], "x-risk") for length in range(len(path), -1, -1))
    found.risk = next((one for one in marks if isinstance(one, str)), None)
    found.docs = _docs(schema, path)
    found.deprecated = schema.keyword(path, "deprecated") is True
    found.replaced_by = _text(schema.keyword(path, "x-replaced-by"))
    found.remove_after = _text(schema.keyword(path, "x-remove-after"))
    found.secret = schema.keyword(path, "x-secret") is True
    return found


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _docs(schema: SchemaView, path: Path) -> str | None:
    for word in _DOCS:
        found = schema.keyword(path, word)
        if isinstance(found, str):
            return found
    outside = schema.keyword(path, "externalDocs")
    return _text(outside.get("url")) if isinstance(outside, dict) else None


def _type(schema: SchemaView, path: Path) -> str:
    """Return `int, 1..200`, `one of a, b`, `text, hostname`."""
    choices = schema.keyword(path, "enum")
    if isinstance(choices, list) and choices and all(map(_plain, choices)):
        shown = ", ".join(_written(one) for one in choices[:_MOST_CHOICES])
        more = f", and {len(choices) - _MOST_CHOICES} more" if len(choices) > _MOST_CHOICES else ""
        return f"one of {shown}{more}"
    parts = [" or ".join(_SHORT.get(one, one) for one in schema.types(path))]
    parts += _bounds(schema, path)
    for word, unit in (("Length", "characters"), ("Items", "items")):
        low, high = (schema.keyword(path, end + word) for end in ("min", "max"))
        if isinstance(low, int) and isinstance(high, int):
            parts.append(f"{low}..{high} {unit}")
        elif isinstance(low, int) and low:
            parts.append(f"at least {low} {unit}")
        elif isinstance(high, int):
            parts.append(f"at most {high} {unit}")
    form = schema.keyword(path, "format")
    if isinstance(form, str):
        parts.append(form)
    return ", ".join(one for one in parts if one)


def _bounds(schema: SchemaView, path: Path) -> list[str]:
    """Return `1..200`, or `>0` and `<=10`."""
    low, above = _number(schema, path, "minimum"), _number(schema, path, "exclusiveMinimum")
    high, below = _number(schema, path, "maximum"), _number(schema, path, "exclusiveMaximum")
    if low is not None and high is not None and above is None and below is None:
        return [f"{low}..{high}"]
    signs = ((">=", low), (">", above), ("<=", high), ("<", below))
    return [f"{sign}{number}" for sign, number in signs if number is not None]


def _number(schema: SchemaView, path: Path, word: str) -> "int | float | None":
    found = schema.keyword(path, word)
    # In old schemas `exclusiveMinimum` is true or false.
    return found if isinstance(found, (int, float)) and not isinstance(found, bool) else None


def _plain(value: object) -> bool:
    return value is None or isinstance(value, (str, int, float))


def _written(value: object) -> str:
    from confledger.reports.changes.values import scalar

    return scalar(value)


def _address(schema: SchemaView, node: object, file: str) -> str:
    """Return the file and pointer of a subschema, found by what it is and not by how it reads."""
    todo: list[tuple[Path, object]] = [((), schema.document(file))]
    while todo:
        path, one = todo.pop()
        if one is node:
            return f"{file}#{pointer(path)}"
        if isinstance(one, dict):
            todo += [((*path, str(name)), inner) for name, inner in one.items()]
        elif isinstance(one, list):
            todo += [((*path, number), inner) for number, inner in enumerate(one)]
    return file
