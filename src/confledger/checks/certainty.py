"""What a schema refuses for certain in a document of which some values are encrypted.

Each encrypted value has a stand-in of its type. What the validator says of types and names is
true of the real value too; what it says of anything else would be an accident of the stand-in.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from confledger.checks.evaluation import Spoke, evaluated
from confledger.checks.explain import MOST, explained
from confledger.checks.fault import Explained, Look, place
from confledger.location import Path
from confledger.secrets.sealed import Opened

if TYPE_CHECKING:
    from jsonschema_rs import ValidationError, Validator


def _set(names: str) -> frozenset[str]:
    return frozenset(names.split())


# What asks for more than a type: of numbers, of texts, of anything.
_OF_NUMBERS = _set("minimum maximum exclusiveMinimum exclusiveMaximum multipleOf divisibleBy")
_OF_TEXTS = _set("minLength maxLength pattern format contentEncoding contentMediaType")
_OF_ANY = _set("enum const not if")
_OF_VALUES = _OF_NUMBERS | _OF_TEXTS | _OF_ANY - {"not", "if"}
# What looks at the values inside of a map or list as a whole.
_OF_WHOLES = _set(
    "not contains minContains maxContains uniqueItems enum const unevaluatedProperties "
    "unevaluatedItems"
)
_ALTERNATIVES = ("anyOf", "oneOf")


class Judgement:
    """What is certain of a document, and of which encrypted values more was asked."""

    __slots__ = ("asked", "faults")

    def __init__(self, faults: list[Explained], asked: set[Path]) -> None:
        self.faults = faults
        self.asked = asked


def judgement(validator: "Validator", opened: Opened, look: Look) -> Judgement:
    """Hold an encrypted document against a schema."""
    spoken = evaluated(validator, opened.document)
    judge = _Judge(opened, look, spoken)
    faults: list[Explained] = []
    asked = judge.asked()
    try:
        errors = list(validator.iter_errors(opened.document))
    except ValueError:
        errors = []
    for error in errors:
        doubts = judge.doubts(error)
        if doubts:
            asked |= doubts
        elif len(faults) < MOST:
            faults += judge.explained(error)
    return Judgement(faults, asked)


class _One:
    """A validator that has found one error."""

    def __init__(self, error: "ValidationError") -> None:
        self._error = error

    def iter_errors(self, document: object) -> "Iterator[ValidationError]":
        yield self._error


class _Judge:
    def __init__(self, opened: Opened, look: Look, spoken: list[Spoke]) -> None:
        self.opened = opened
        self.look = look
        self.spoken = spoken

    def explained(self, error: "ValidationError") -> list[Explained]:
        """Explain an error that is certain; of alternatives, only by what is certain in them."""
        one: Any = _One(error)
        found = explained(one, self.opened.document, self.look)
        certain = [
            fault
            for fault in found
            if fault.path not in self.opened.sealed
            or fault.keyword in ("type", "falseSchema", *_ALTERNATIVES)
            or fault.unknown
        ]
        if found and not certain:
            path, address = place(error, self.opened.document), error.absolute_keyword_location
            message = "does not fit any of the forms that the schema allows"
            return [Explained(path, error.kind.name, message, address)]
        return certain

    def doubts(self, error: "ValidationError") -> set[Path]:
        """Return the encrypted values that an error depends on; none when it is certain."""
        kind: Any = error.kind
        path = place(error, self.opened.document)
        conditional = self._of_conditions(error, path)
        if conditional:
            return conditional
        if kind.name in _ALTERNATIVES:
            return self._of_alternatives(kind, path)
        if path in self.opened.sealed:
            if kind.name == "falseSchema" or (kind.name == "type" and not self._whole(path, error)):
                return set()
            return {path}
        if kind.name == "required" and not path and kind.property == "sops":
            return set(self.opened.sealed)
        return self.opened.below(path) if kind.name in _OF_WHOLES else set()

    def _whole(self, path: Path, error: "ValidationError") -> bool:
        """Whether a fault of type may be no fault: numbers of some formats are floats."""
        if self.opened.sealed[path] != "float":
            return False
        rule = self.look(error.absolute_keyword_location or "")
        return "integer" in (rule if isinstance(rule, list) else [rule])

    def _of_alternatives(self, kind: Any, path: Path) -> set[Path]:
        """None fits for certain when each has a fault that is certain."""
        branches = list(kind.context or ())
        if not branches or not all(branches):
            return self.opened.below(path)
        doubts: set[Path] = set()
        for branch in branches:
            of_branch = [self.doubts(error) for error in branch]
            if all(of_branch):
                doubts |= set().union(*of_branch)
        return doubts

    def _of_conditions(self, error: "ValidationError", path: Path) -> set[Path]:
        """Return what decides whether the rule applies at all: `then` and `else` need an `if`."""
        doubts: set[Path] = set()
        way = ""
        for step in error.evaluation_path:
            if step in ("then", "else"):
                for spoke in self.spoken:
                    if (
                        spoke.keyword == "if"
                        and spoke.way == f"{way}/if"
                        and path[: len(spoke.path)] == spoke.path
                    ):
                        doubts |= self._decided_by(spoke)
            way += "/" + str(step).replace("~", "~0").replace("/", "~1")
        return doubts

    def asked(self) -> set[Path]:
        """Return the encrypted values of which a schema asks more than their type."""
        found: set[Path] = set()
        sealed = self.opened.sealed
        for spoke in self.spoken:
            word = spoke.keyword
            if spoke.path in sealed:
                kind = sealed[spoke.path]
                of_kind = _OF_NUMBERS if kind in ("int", "float") else _OF_TEXTS
                if word in _OF_ANY or (word in of_kind and kind != "bool"):
                    found.add(spoke.path)
                elif word == "type" and kind == "float":
                    rule = self.look(spoke.location)
                    names = rule if isinstance(rule, list) else [rule]
                    if "integer" in names and "number" not in names:
                        found.add(spoke.path)
            elif word in ("if", "not", "oneOf"):
                found |= self._decided_by(spoke)
            elif word in ("const", "enum", "uniqueItems", "contains"):
                found |= self.opened.below(spoke.path)
        return found

    def _decided_by(self, spoke: Spoke) -> set[Path]:
        """Return the encrypted values that a condition, or a choice, asks more of than a type."""
        names = _ruled(self.look(spoke.location))
        below = self.opened.below(spoke.path)
        if names is None:
            return below
        return {one for one in below if names & {str(step) for step in one[len(spoke.path) :]}}


def _ruled(schema: object) -> set[str] | None:
    """Return the properties of whose values a subschema asks something; None when any may be."""
    names: set[str] = set()
    stack: list[tuple[object, str | None]] = [(schema, None)]
    while stack:
        node, name = stack.pop()
        if isinstance(node, list):
            stack.extend((item, name) for item in node)
        if not isinstance(node, dict):
            continue
        if "$ref" in node or "$dynamicRef" in node:
            return None
        if _OF_VALUES & set(node):
            if name is None:
                return None
            names.add(name)
        for word, inner in node.items():
            if word == "properties" and isinstance(inner, dict):
                stack.extend((child, key) for key, child in inner.items())
            elif word not in ("enum", "const", "default", "examples", "required"):
                stack.append((inner, name))
    return names
