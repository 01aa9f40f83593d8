"""Which subschema spoke about which value, as the validator itself went through them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from confledger.location import Path, Step, parse_pointer

if TYPE_CHECKING:
    from jsonschema_rs import Validator

_BRANCHES = ("anyOf", "oneOf")
_ASIDE = ("not", "contains", "propertyNames")
_REFERENCES = ("$ref", "$dynamicRef", "$recursiveRef")


class Spoke(NamedTuple):
    """One subschema, or one keyword of it, and the value that it was held against."""

    keyword: str
    """The keyword; of a subschema, nothing."""

    path: Path
    location: str
    """Absolute address: file, `#`, pointer; `$ref` is followed."""
    way: str
    """The pointer on which the validator came there, through every `$ref`."""
    valid: bool
    applies: bool
    """Whether it holds for the value: no alternative that does not fit, no mere condition."""


def evaluated(validator: "Validator", document: object) -> list[Spoke]:
    """Return everything that speaks about a document, in the order of the schema."""
    try:
        root = validator.evaluate(document).hierarchical()
    except ValueError:
        # Keys that are no strings; the careful readers make them so, this is for the rest.
        return []
    return list(_below(root, document))


def _below(root: Any, document: object) -> Iterator[Spoke]:
    """Go down from a subschema to its keywords, from those to their subschemas, and so on."""
    stack = [(root, "", True)]
    while stack:
        node, keyword, applies = stack.pop()
        path = _path(node["instanceLocation"], document)
        way, valid = node["evaluationPath"], node["valid"]
        yield Spoke(keyword, path, node["schemaLocation"], way, valid, applies)
        below = node.get("details") or ()
        for one in reversed(below):
            if keyword:
                stack.append((one, "", applies and _chosen(keyword, way, one)))
            else:
                name = one["evaluationPath"].rpartition("/")[2]
                inner = "" if name in _REFERENCES else name
                stack.append((one, inner, applies and inner not in _ASIDE))


def _chosen(keyword: str, way: str, node: Any) -> bool:
    """Whether a subschema holds: of alternatives, those that fit; of `if`, what it leads to."""
    if keyword in _BRANCHES:
        return bool(node["valid"])
    return keyword != "if" or node["evaluationPath"] != way


def _path(pointer: str, document: object) -> Path:
    path: list[Step] = []
    for step in parse_pointer(pointer):
        if isinstance(document, list) and step.isdigit() and int(step) < len(document):
            path.append(int(step))
            document = document[int(step)]
        else:
            path.append(step)
            document = document.get(step) if isinstance(document, dict) else None
    return tuple(path)
