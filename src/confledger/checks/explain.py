"""What a schema's refusal means, said so that somebody can act on it.

jsonschema-rs says which keyword failed where; of alternatives it says that none fits. Here
each becomes one sentence about the alternative that was meant. Values are never quoted:
only types, keys, and what the schema itself expects.
"""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from confledger.errors import nearest
from confledger.location import Path

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator

# Of one document; what follows is rarely read, and a wrong schema makes thousands.
MOST = 100
_SHOWN = 12


class Explained:
    """One fault: the path of the value, what is wrong with it, and the rule that says so.

    `unknown` marks a key that is not allowed; its path then ends with that key. `address` is
    the absolute address of the rule, `location` of the subschema that has it.
    """

    __slots__ = ("address", "help", "keyword", "location", "message", "path", "subject", "unknown")

    def __init__(
        self,
        path: Path,
        keyword: str,
        message: str,
        address: str | None,
        *,
        help: str | None = None,
        subject: str = "",
        unknown: bool = False,
    ) -> None:
        self.path = path
        self.keyword = keyword
        self.message = message
        self.help = help
        self.subject = subject or keyword
        self.unknown = unknown
        self.address = address or ""
        uri, _, fragment = self.address.partition("#")
        self.location = f"{uri}#{fragment.rpartition('/')[0]}"


def explained(validator: "Validator", document: object) -> list[Explained]:
    """Return up to MOST faults of a document, in the order of the schema; none when it fits."""
    found: list[Explained] = []
    for error in _errors(validator, document):
        for fault in _explain(error, document):
            found.append(fault)
            if len(found) >= MOST:
                return found
    return found


def _errors(validator: "Validator", document: object) -> "Iterable[ValidationError]":
    try:
        return list(validator.iter_errors(document))
    except ValueError:
        # Keys that are no strings; the careful readers make them so, this is for the rest.
        return []


def _explain(error: "ValidationError", document: object) -> Iterator[Explained]:
    kind = error.kind.name
    path = tuple(error.instance_path)
    address = error.absolute_keyword_location
    if kind in ("additionalProperties", "unevaluatedProperties"):
        for key in error.kind.unexpected:  # type: ignore[attr-defined]
            if path or key != "$schema":
                yield Explained(
                    (*path, key), kind, "is not in the schema", address, subject=key, unknown=True
                )
        return
    if kind in ("anyOf", "oneOf") and hasattr(error.kind, "context"):
        branches = [list(branch) for branch in error.kind.context]
        if any(branches):
            yield from _alternatives(error, [branch for branch in branches if branch], document)
            return
    if kind == "propertyNames":
        inner = error.kind.error  # type: ignore[attr-defined]
        yield Explained(
            path, kind, f"has a key that {_sentence(inner, None)[0]}", address, subject=kind
        )
        return
    message, help = _sentence(error, _value(document, path))
    subject = error.kind.property if kind == "required" else kind  # type: ignore[attr-defined]
    yield Explained(path, kind, message, address, help=help, subject=subject)


def _value(document: object, path: Path) -> Any:
    for step in path:
        try:
            document = document[step]  # type: ignore[index]
        except (KeyError, IndexError, TypeError):
            return None
    return document


def _alternatives(
    error: "ValidationError", branches: "list[list[ValidationError]]", document: object
) -> Iterator[Explained]:
    """Explain the branch that was meant; where none stands out, what all of them expect."""
    path = tuple(error.instance_path)
    here = [one for branch in branches for one in branch[:1] if tuple(one.instance_path) == path]
    if len(here) == len(branches) and all(
        len(branch) == 1 and branch[0].kind.name in ("type", "enum", "const") for branch in branches
    ):
        yield _joined(error, here, document)
        return
    ranked = sorted(branches, key=lambda branch: _misfit(branch, path, document))
    best = ranked[0]
    if _misfit(best, path, document)[0] and all(
        one.kind.name == "type" and tuple(one.instance_path) == path
        for branch in branches
        for one in branch[:1]
    ):
        yield _joined(error, here, document)
        return
    for one in best:
        yield from _explain(one, document)


def _misfit(
    branch: "list[ValidationError]", path: Path, document: object
) -> tuple[bool, bool, bool, int, int]:
    """Rank a branch: smaller was more likely meant.

    Wrong type here; wrong discriminator (`const` or `enum` one level below); only missing
    keys that say nothing; number of errors; shallowness.
    """
    wrong_type = wrong_kind = False
    deepest = 0
    for one in branch:
        at = tuple(one.instance_path)
        kind = one.kind.name
        deepest = max(deepest, len(at))
        if at == path and kind in ("type", "falseSchema"):
            wrong_type = True
        if kind in ("const", "enum") and len(at) <= len(path) + 1:
            wrong_kind = True
    missing = all(
        one.kind.name == "required" and tuple(one.instance_path) == path for one in branch
    )
    return wrong_type, wrong_kind, missing, len(branch), -deepest


def _joined(error: "ValidationError", here: "list[ValidationError]", document: object) -> Explained:
    """Join alternatives that differ only in what they expect at this very place."""
    types: list[str] = []
    options: list[object] = []
    for one in here:
        if one.kind.name == "type":
            types += [name for name in one.kind.types if name not in types]  # type: ignore[attr-defined]
        elif one.kind.name == "enum":
            options += one.kind.options  # type: ignore[attr-defined]
        else:
            options.append(one.kind.expected_value)  # type: ignore[attr-defined]
    path = tuple(error.instance_path)
    value = _value(document, path)
    expected = [_article(name) for name in types]
    if options:
        expected.append(_options(options))
    wanted = " or ".join(expected)
    if options and not types:
        message, help = f"must be {wanted}", _meant(value, options)
    else:
        message, help = f"is {_kind(value)}, expected {wanted}", _quoting(value, types)
    return Explained(path, error.kind.name, message, error.absolute_keyword_location, help=help)


def _sentence(error: "ValidationError", value: Any) -> tuple[str, str | None]:
    """Return what is wrong, to follow the value's path, and what to do about it."""
    kind: Any = error.kind
    name = kind.name
    if name == "type":
        wanted = " or ".join(_article(one) for one in kind.types)
        return f"is {_kind(value)}, expected {wanted}", _quoting(value, kind.types)
    if name == "required":
        return f"needs `{kind.property}`", None
    if name == "enum":
        return f"must be {_options(kind.options)}", _meant(value, kind.options)
    if name == "const":
        return f"must be {_shown(kind.expected_value)}", None
    plain = {
        "minimum": "must be at least {limit}",
        "maximum": "must be at most {limit}",
        "exclusiveMinimum": "must be more than {limit}",
        "exclusiveMaximum": "must be less than {limit}",
        "minLength": "must have at least {limit} characters",
        "maxLength": "must have at most {limit} characters",
        "minItems": "must have at least {limit} items",
        "maxItems": "must have at most {limit} items",
        "minProperties": "must have at least {limit} keys",
        "maxProperties": "must have at most {limit} keys",
        "additionalItems": "must have at most {limit} items",
        "multipleOf": "must be a multiple of {limit}",
    }
    if name in plain:
        limit = getattr(kind, "limit", None)
        return plain[name].format(limit=kind.multiple_of if limit is None else limit), None
    if name == "pattern":
        pattern = kind.pattern if len(kind.pattern) <= 80 else kind.pattern[:79] + "…"
        return f"must match the pattern `{pattern}`", None
    if name == "format":
        return f"must be in the format `{kind.format}`", None
    fixed = {
        "uniqueItems": "has equal items, expected each only once",
        "contains": "has no item of the kind that the schema asks for",
        "not": "is what the schema forbids here",
        "falseSchema": "is not allowed here",
        "unevaluatedItems": "has more items than the schema allows",
        "contentEncoding": "is not in the encoding that the schema names",
        "contentMediaType": "is not of the media type that the schema names",
    }
    if name in fixed:
        return fixed[name], None
    if name == "oneOf":
        return "fits more than one of the alternatives, expected exactly one", None
    if name in ("backtrackLimitExceeded", "regexEngineFailure"):
        return "could not be matched: the schema's pattern is too costly", "simplify the pattern"
    return f"does not satisfy `{name}`", None


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a boolean"
    if isinstance(value, str):
        return "a string"
    if isinstance(value, int):
        return "an integer"
    if isinstance(value, float):
        return "a number"
    return "a list" if isinstance(value, list) else "a map"


def _article(name: str) -> str:
    words = {"array": "a list", "object": "a map", "integer": "an integer", "null": "null"}
    return words.get(name, f"a {name}")


def _shown(value: object) -> str:
    """Write a value of the schema as it would stand in YAML, briefly."""
    from json import dumps

    text = dumps(value, ensure_ascii=False)
    if isinstance(value, str) and value and value.replace("-", "").replace("_", "").isalnum():
        text = value
    return f"`{text}`" if len(text) <= 60 else f"`{text[:59]}…`"


def _options(options: list[Any]) -> str:
    shown = [_shown(one) for one in options[:_SHOWN]]
    rest = f" or {len(options) - _SHOWN} more" if len(options) > _SHOWN else ""
    return ("one of " if len(options) > 1 else "") + ", ".join(shown) + rest


def _meant(value: object, options: list[Any]) -> str | None:
    if not isinstance(value, str):
        return None
    close = nearest(value, [one for one in options if isinstance(one, str)])
    return f"did you mean `{close}`?" if close else None


def _quoting(value: object, types: list[str]) -> str | None:
    """Say when the value would have the right type with quotes, or without."""
    if isinstance(value, str):
        from confledger.documents.formats.yaml_nodes import scalar

        bare = scalar(value)
        if isinstance(bare, bool) and "boolean" in types:
            return "write it without quotes"
        if (
            isinstance(bare, int)
            and not isinstance(bare, bool)
            and {"integer", "number"} & {*types}
        ):
            return "write it without quotes"
        if isinstance(bare, float) and "number" in types:
            return "write it without quotes"
        if "boolean" in types and value.lower() in ("yes", "no", "on", "off", "y", "n"):
            return "YAML 1.2 reads it as text; write true or false"
        return None
    if "string" in types and isinstance(value, (bool, int, float)):
        return "put it in quotes"
    return None
