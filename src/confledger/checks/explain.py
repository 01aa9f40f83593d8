"""What a schema's refusal means, said so that somebody can act on it.

jsonschema-rs says which keyword failed where; of alternatives it says that none fits. Here
each becomes one sentence about the alternative that was meant. Values are never quoted:
only types, keys, and what the schema itself expects.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from confledger.checks.alternatives import intended
from confledger.checks.fault import Explained, Look, place, value_at
from confledger.checks.sentences import count, demand, kind_of, sentence, unlike
from confledger.location import Path

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

# Of one document; what follows is rarely read, and a wrong schema makes thousands.
MOST = 1_000
# Said in place of what a schema expects of a secret, which may be one itself.
_TELLING = {
    "const": "must be the value that the schema names",
    "enum": "must be one of the values that the schema names",
    "pattern": "must match the pattern of the schema",
}


def explained(
    validator: "Validator", document: object, look: Look = lambda location: None
) -> list[Explained]:
    """Return up to MOST faults of a document, in the order of the schema; none when it fits."""
    found: list[Explained] = []
    for error in _errors(validator, document):
        for fault in _explain(error, document, look):
            if len(found) == MOST:
                # Counts that stop without a word would be read as all there are.
                rest = f"has more than {MOST:,} faults, of which the others are not listed"
                return [*found, Explained((), fault.keyword, rest, fault.address)]
            found.append(fault)
    return found


def _errors(validator: "Validator", document: object) -> "Iterable[ValidationError]":
    try:
        return list(validator.iter_errors(document))
    except ValueError:
        # Keys that are no strings; the careful readers make them so, this is for the rest.
        return []


def _explain(error: "ValidationError", document: object, look: Look) -> Iterator[Explained]:
    kind: Any = error.kind
    name = kind.name
    path = place(error, document)
    address = error.absolute_keyword_location or ""
    if name in ("additionalProperties", "unevaluatedProperties"):
        yield from _undeclared(kind, path, address, document, look)
        return
    if name in ("anyOf", "oneOf"):
        chosen = intended(error, document, look)
        if isinstance(chosen, Explained):
            yield chosen
            return
        for one in chosen:
            yield from _explain(one, document, look)
        return
    if name == "propertyNames":
        yield _misnamed(kind.error, path, address)
        return
    message, help = sentence(error, value_at(document, path))
    if name in _TELLING and _secret(look(address.rpartition("/")[0])):
        message, help = _TELLING[name], None
    if name == "falseSchema" and address.endswith("/propertyNames"):
        if not address.endswith("/properties/propertyNames"):
            yield Explained(path, "propertyNames", "must be empty", address)
            return
    subject = kind.property if name == "required" else name
    if name == "required":
        message, address = _because(message, kind.property, value_at(document, path), address, look)
    elif name in ("contains", "unevaluatedItems"):
        message = _of_items(message, address, look)
    at_key = name == "falseSchema" and bool(path) and isinstance(path[-1], str)
    yield Explained(path, name, message, address, help=help, subject=subject, at_key=at_key)


def _secret(node: object) -> bool:
    marks = isinstance(node, dict) and (node.get("x-secret"), node.get("writeOnly"))
    return marks is not False and any(one is True for one in marks)


def _undeclared(
    kind: Any, path: Path, address: str, document: object, look: Look
) -> Iterator[Explained]:
    """Explain keys that are unknown; or, rarely, values that undeclared keys may not have."""
    rule = look(address)
    for key in kind.unexpected:
        if not path and key == "$schema":
            continue
        if isinstance(rule, dict) and rule:
            types = rule.get("type")
            names = [types] if isinstance(types, str) else types
            value = value_at(document, (*path, key))
            message, help = "does not fit what the schema asks of undeclared keys", None
            if names and not _has(value, names):
                message, help = unlike(value, names)
            yield Explained((*path, key), kind.name, message, address, help=help)
        else:
            yield Explained(
                (*path, key), kind.name, "is not in the schema", address, subject=key, unknown=True
            )


def _has(value: object, types: list[str]) -> bool:
    """Whether a value has one of the types, so that something else must be wrong with it."""
    name = kind_of(value).split(" ")[-1]
    names = {"list": ("array",), "map": ("object",), "integer": ("integer", "number")}
    return any(one in types for one in names.get(name, (name,)))


def _misnamed(inner: "ValidationError", path: Path, address: str) -> Explained:
    """Explain the name of a key; the validator checks names as if they were values."""
    key = str(inner.instance)
    message, help = sentence(inner, key)
    if inner.kind.name in ("anyOf", "oneOf"):
        message = "does not fit any of the forms that the schema allows"
    return Explained(
        *((*path, key), "propertyNames", f"is a key that {message}", address),
        help=help,
        at_key=True,
    )


def _because(message: str, needed: str, value: object, address: str, look: Look) -> tuple[str, str]:
    """Say which other key makes one required; the validator tells only its number."""
    head, _, number = address.rpartition("/")
    if head.rpartition("/")[2] not in ("dependentRequired", "dependencies"):
        return message, address
    rules = look(head)
    if number.isdigit() and isinstance(rules, dict) and isinstance(value, dict):
        for key, names in rules.items():
            if key in value and isinstance(names, list) and needed in names:
                step = key.replace("~", "~0").replace("/", "~1")
                return f"{message}, because it has `{key}`", f"{head}/{step}"
    return message, address


def _of_items(message: str, address: str, look: Look) -> str:
    """Say of which items there are too few or too many."""
    rule, word = look(address), address.rpartition("/")[2]
    wanted = demand(rule)
    if word == "contains" and wanted:
        return f"needs at least one item to {wanted}"
    if word in ("minContains", "maxContains") and isinstance(rule, (int, float)):
        bound = "needs at least" if word == "minContains" else "may have at most"
        return f"{bound} {count(int(rule), 'item')} of the kind that the schema asks for"
    if word == "unevaluatedItems" and isinstance(rule, dict):
        more = f"each has to {wanted}" if wanted else "it asks something of each"
        return f"has an item beyond those that the schema lists, of which {more}"
    return message
