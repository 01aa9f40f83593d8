"""Which of the alternatives of a schema was meant: `anyOf`, `oneOf`.

The one whose distinguishing keys fit, else the one that fits best. Where none stands out,
one sentence says what all of them expect.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from confledger.checks.fault import Explained, Look, place, value_at
from confledger.checks.sentences import choice, joined, meant, sentence, unlike_all
from confledger.location import Path

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError


def intended(
    error: "ValidationError", document: object, look: Look
) -> "Explained | list[ValidationError]":
    """Return the errors of the branch that was meant, or one fault that speaks for all."""
    path = place(error, document)
    context = error.kind.context  # type: ignore[attr-defined]
    branches = _flat(context, path, document)
    if not all(context) or not branches:
        address = error.absolute_keyword_location or ""
        return Explained(path, error.kind.name, _several(context, look(address)), address)
    first = [branch[0] for branch in branches]
    if all(len(branch) == 1 for branch in branches) and _plain(first, path, document):
        return _joined(error, first, path, document)
    apt = [branch for branch in branches if not _mistyped(branch, path, document)]
    if not apt and all(branch[0].kind.name == "type" for branch in branches):
        return _joined(error, first, path, document)
    branches = apt or branches
    together = (
        _discriminated(error, branches, path, document, ("const",))
        or _undiscriminated(error, branches, path, document, look)
        or _phrased(error, branches, path, document)
    )
    if together is not None:
        return together
    wrong = [_wrong_kinds(branch, path, document) for branch in branches]
    branches = [one for one, count in zip(branches, wrong, strict=True) if count == min(wrong)]
    together = _discriminated(error, branches, path, document, ("const", "enum"))
    if together is not None:
        return together
    return min(branches, key=lambda branch: _misfit(branch, path, document))


def _several(context: "list[list[ValidationError]]", rules: object) -> str:
    """Say that a value fits more than one of `oneOf`."""
    fitting = [number for number, errors in enumerate(context) if not errors]
    if isinstance(rules, list):
        chosen = [rules[number] for number in fitting]
        if all(isinstance(rule, dict) and [*rule] == ["required"] for rule in chosen):
            keys = [" and ".join(f"`{key}`" for key in rule["required"]) for rule in chosen]
            return f"has {' and '.join(keys)}, expected only one of them"
    if len(fitting) > 2:
        return f"fits {len(fitting)} of the schema's alternatives, expected exactly one"
    numbers = " and ".join(str(number + 1) for number in fitting)
    return f"fits the alternatives {numbers} of the schema, expected exactly one"


def _flat(
    context: "Iterable[list[ValidationError]]", path: Path, document: object
) -> "list[list[ValidationError]]":
    """Return the branches, those of alternatives within alternatives among them.

    A branch that allows nothing was never meant, unless all are such.
    """
    branches: list[list[ValidationError]] = []
    for errors in context:
        kind: Any = errors[0].kind if len(errors) == 1 else None
        inner = getattr(kind, "context", None)
        if inner is not None and all(inner) and place(errors[0], document) == path:
            branches += _flat(inner, path, document)
        elif errors:
            branches.append(list(errors))
    open_ones = [
        branch
        for branch in branches
        if not any(
            one.kind.name == "falseSchema" and place(one, document) == path for one in branch
        )
    ]
    return open_ones or branches[:1]


def _plain(errors: "list[ValidationError]", path: Path, document: object) -> bool:
    return all(
        one.kind.name in ("type", "enum", "const") and place(one, document) == path
        for one in errors
    )


def _mistyped(branch: "list[ValidationError]", path: Path, document: object) -> bool:
    return any(one.kind.name == "type" and place(one, document) == path for one in branch)


def _joined(
    error: "ValidationError", errors: "list[ValidationError]", path: Path, document: object
) -> Explained:
    """Join alternatives that differ only in what they expect at one place."""
    types: list[str] = []
    options: list[object] = []
    for one in errors:
        kind: Any = one.kind
        if kind.name == "type":
            types += [name for name in kind.types if name not in types]
        else:
            wanted = kind.options if kind.name == "enum" else [kind.expected_value]
            options += [option for option in wanted if option not in options]
    message, help = unlike_all(value_at(document, path), types, options)
    return Explained(path, error.kind.name, message, error.absolute_keyword_location, help=help)


def _discriminated(
    error: "ValidationError",
    branches: "list[list[ValidationError]]",
    path: Path,
    document: object,
    kinds: tuple[str, ...],
) -> Explained | None:
    """Explain the key that tells the alternatives apart, where its value fits none."""
    for one in branches[0] if len(branches) > 1 else ():
        at = place(one, document)
        if len(at) == len(path) + 1:
            same = [
                [
                    other
                    for other in branch
                    if other.kind.name in kinds and place(other, document) == at
                ]
                for branch in branches
            ]
            if all(same):
                return _joined(error, [others[0] for others in same], at, document)
    return None


def _undiscriminated(
    error: "ValidationError",
    branches: "list[list[ValidationError]]",
    path: Path,
    document: object,
    look: Look,
) -> Explained | None:
    """Explain the key that tells the alternatives apart, where it is missing."""
    for one in branches[0] if len(branches) > 1 else ():
        if one.kind.name == "required" and place(one, document) == path:
            key = one.kind.property  # type: ignore[attr-defined]
            options = [_options(branch, key, look) for branch in branches]
            if all(options):
                known = [option for branch in options for option in branch]
                message = f"needs `{key}`: {choice(known)}"
                address = error.absolute_keyword_location
                return Explained(path, "required", message, address, subject=key)
    return None


def _options(branch: "list[ValidationError]", key: str, look: Look) -> list[object]:
    """Return what a missing key may be, where the branch misses it and tells few values."""
    for one in branch:
        kind: Any = one.kind
        if kind.name == "required" and kind.property == key:
            node = look((one.absolute_keyword_location or "").rpartition("/")[0])
            known = node.get("properties", {}).get(key) if isinstance(node, dict) else None
            if isinstance(known, dict):
                return list(known.get("enum", [known["const"]] if "const" in known else []))
    return []


def _phrased(
    error: "ValidationError", branches: "list[list[ValidationError]]", path: Path, document: object
) -> Explained | None:
    """Join alternatives with one demand each, where each can be said in a few words."""
    phrases: list[str] = []
    for branch in branches:
        message, _ = sentence(branch[0], value_at(document, path))
        verb, _, phrase = message.partition(" ")
        if len(branch) > 1 or place(branch[0], document) != path or verb not in ("must", "needs"):
            return None
        phrase = phrase if verb == "must" else f"have {phrase}"
        phrases += [phrase] if phrase not in phrases else []
    if len(phrases) < 2:
        return None
    wanted = joined(phrases)
    options = [option for branch in branches for option in getattr(branch[0].kind, "options", [])]
    return Explained(
        *(path, error.kind.name, f"must {wanted}", error.absolute_keyword_location),
        help=meant(value_at(document, path), options),
    )


def _wrong_kinds(branch: "list[ValidationError]", path: Path, document: object) -> int:
    """Count the keys whose value is one of another alternative, so it seems."""
    return sum(
        one.kind.name in ("const", "enum") and len(place(one, document)) <= len(path) + 1
        for one in branch
    )


def _misfit(branch: "list[ValidationError]", path: Path, document: object) -> tuple[bool, int, int]:
    """Rank a branch: smaller was more likely meant.

    Only missing keys, which say nothing; number of errors; shallowness.
    """
    places = [place(one, document) for one in branch]
    missing = all(
        one.kind.name == "required" and at == path for one, at in zip(branch, places, strict=True)
    )
    return missing, len(branch), -max(map(len, places))
