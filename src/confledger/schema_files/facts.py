"""What is certain of a value that several schemas accept at once."""

import re
from functools import lru_cache
from math import ceil, floor
from typing import Any

from confledger.schema_files.library import Node

ATOMS = ("null", "boolean", "integer", "fraction", "string", "array", "object")
_TYPES = {one: (one,) for one in ATOMS if one != "fraction"} | {"number": ("integer", "fraction")}
_NUMBERS = {"integer", "fraction"}
# Of schemas that lead to ever more schemas for the same value, not more are followed.
_MOST = 400


class Facts:
    """The schemas, and all that hold with them: what they refer to, and what is in their allOf.

    Where something cannot be told, less is claimed than is so.
    """

    __slots__ = ("_types", "nodes")

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        found: dict[int, Node] = {}
        stack = list(reversed(nodes))
        while stack and len(found) < _MOST:
            node = stack.pop()
            if id(node) in found:
                continue
            found[id(node)] = node
            for word in ("$ref", "$dynamicRef"):
                target = node.target(word) if word in node.words else None
                if target is not None:
                    stack.append(target)
            stack += node.lists("allOf")
        self.nodes = tuple(found.values())
        self._types: frozenset[str] | None = None

    def key(self) -> frozenset[int]:
        """Return what makes two equal."""
        return frozenset(map(id, self.nodes))

    def with_(self, *nodes: Node) -> "Facts":
        """Return these and more."""
        return Facts((*self.nodes, *nodes))

    @property
    def types(self) -> frozenset[str]:
        """The types that a value may have; none when nothing is accepted."""
        if self._types is None:
            left = set(ATOMS)
            for node in self.nodes:
                if node.content is False:
                    left.clear()
                left &= types_of(node)
            self._types = frozenset(left)
        return self._types

    def values(self) -> list[object] | None:
        """Return every value that may be accepted, if there are few; perhaps some more."""
        best: list[object] | None = None
        for node in self.nodes:
            listed = values_of(node)
            if listed is not None and (best is None or len(listed) < len(best)):
                best = listed
        if best is None and self.types <= {"null", "boolean"}:
            best = [None] * ("null" in self.types) + [False, True] * ("boolean" in self.types)
        if best is not None:
            return [value for value in best if type_of(value) in self.types]
        return None

    def all(self, word: str) -> list[Any]:
        """Return what each schema says under a keyword, where it says anything."""
        return [node.words[word] for node in self.nodes if word in node.words]

    def numbers(self, word: str) -> list[Any]:
        """Return the numbers under a keyword."""
        return [one for one in self.all(word) if type_of(one) in _NUMBERS]

    def low(self) -> tuple[float, bool] | None:
        """Return the least number there may be, and whether it is itself left out."""
        bounds = [(one, False) for one in self.numbers("minimum")]
        bounds += [(one, True) for one in self.numbers("exclusiveMinimum")]
        if not self.types & {"fraction"}:
            bounds = [(floor(one) + 1 if out else ceil(one), False) for one, out in bounds]
        return max(bounds, default=None)

    def high(self) -> tuple[float, bool] | None:
        """Return the greatest number there may be, and whether it is itself left out."""
        bounds = [(one, False) for one in self.numbers("maximum")]
        bounds += [(one, True) for one in self.numbers("exclusiveMaximum")]
        if not self.types & {"fraction"}:
            bounds = [(ceil(one) - 1 if out else floor(one), False) for one, out in bounds]
        return min(bounds, key=lambda bound: (bound[0], not bound[1]), default=None)

    def required(self) -> set[str]:
        """Return the names that are certainly there."""
        return {
            name
            for one in self.all("required")
            if isinstance(one, list)
            for name in one
            if isinstance(name, str)
        }

    def names(self) -> list[str]:
        """Return every name that is spoken of, in order."""
        found: dict[str, None] = {}
        for node in self.nodes:
            for name in (*node.maps("properties"), *evaluated(node)[0]):
                found[name] = None
        return list(found)

    def patterns(self) -> list[str]:
        """Return every pattern of names, in order."""
        found: dict[str, None] = {}
        for node in self.nodes:
            for pattern in (*node.maps("patternProperties"), *evaluated(node)[1]):
                found[pattern] = None
        return list(found)

    def under(self, name: str) -> tuple[Node, ...]:
        """Return what certainly holds for the value of a name."""
        found: list[Node] = []
        for node in self.nodes:
            known = node.maps("properties")
            here = [known[name]] if name in known else []
            for pattern, one in node.maps("patternProperties").items():
                if matches(pattern, name):
                    here.append(one)
            found += here
            if not here:
                rest, names, patterns = beyond(node)
                if rest is not None and name not in names:
                    # Where a pattern cannot be read, it may fit.
                    if all(matches(pattern, name) is False for pattern in patterns):
                        found.append(rest)
        return tuple(found)

    def under_pattern(self, pattern: str) -> tuple[Node, ...]:
        """Return what certainly holds for names that fit a pattern and are not declared."""
        return tuple(
            node.maps("patternProperties")[pattern]
            for node in self.nodes
            if pattern in node.maps("patternProperties")
        )

    def otherwise(self, pattern: str | None = None) -> tuple[Node, ...]:
        """Return what holds for names that nobody declares and that fit no known pattern.

        With `pattern`, for those that fit this one.
        """
        found = []
        for node in self.nodes:
            known = node.maps("patternProperties")
            rest, _, patterns = beyond(node)
            if pattern is not None and pattern in known:
                found.append(known[pattern])
            elif rest is not None and "" not in patterns:
                found.append(rest)
        return tuple(found)

    def at(self, index: int) -> tuple[Node, ...]:
        """Return what certainly holds for an item."""
        found = []
        for node in self.nodes:
            first = node.lists("prefixItems")
            rest = node.single("items")
            if index < len(first):
                found.append(first[index])
            elif rest is not None:
                found.append(rest)
        return tuple(found)

    def named_items(self) -> int:
        """Return how many items have something said of them by their number."""
        return max((len(node.lists("prefixItems")) for node in self.nodes), default=0)


def types_of(node: Node) -> set[str]:
    """Return the types that a schema leaves, by its own `type` and its own values."""
    left = set(ATOMS)
    named = node.words.get("type")
    if isinstance(named, str):
        named = [named]
    if isinstance(named, list):
        left = {atom for one in named for atom in _TYPES.get(str(one), ())}
    listed = values_of(node)
    if listed is not None:
        left &= {type_of(value) for value in listed}
    return left


def values_of(node: Node) -> list[object] | None:
    """Return the values of `const` or `enum`; None without."""
    if "const" in node.words:
        return [node.words["const"]]
    listed = node.words.get("enum")
    return listed if isinstance(listed, list) else None


def type_of(value: object) -> str:
    """Return the type of a value; 1.0 is an integer."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    if isinstance(value, float):
        return "fraction"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def beyond(node: Node) -> tuple[Node | None, tuple[str, ...], tuple[str, ...]]:
    """Return what holds for names that a schema does not declare; and those that it may."""
    rest = node.single("additionalProperties")
    if rest is not None:
        return rest, tuple(node.maps("properties")), tuple(node.maps("patternProperties"))
    rest = node.single("unevaluatedProperties")
    return (rest, *evaluated(node)) if rest is not None else (None, (), ())


def evaluated(node: Node) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return all names and patterns that a schema with `unevaluatedProperties` may speak of.

    A pattern that fits everything stands for what cannot be told.
    """
    if "unevaluatedProperties" not in node.words:
        return (), ()
    names: dict[str, None] = {}
    patterns: dict[str, None] = {}
    for one in _in_place(node, certain=False):
        names |= dict.fromkeys(one.maps("properties"))
        patterns |= dict.fromkeys(one.maps("patternProperties"))
        if "additionalProperties" in one.words or (
            one is not node and "unevaluatedProperties" in one.words
        ):
            patterns[""] = None
    return tuple(names), tuple(patterns)


def certainly_evaluated(node: Node) -> tuple[list[str], list[str]]:
    """Return the names and patterns that a schema speaks of whatever the value is."""
    names: list[str] = []
    patterns: list[str] = []
    for one in _in_place(node, certain=True):
        names += one.maps("properties")
        patterns += one.maps("patternProperties")
        if "additionalProperties" in one.words:
            patterns.append("")
    return names, patterns


def _in_place(node: Node, *, certain: bool) -> list[Node]:
    """Return the schema and those that speak about the same value."""
    found: dict[int, Node] = {}
    stack = [node]
    while stack:
        one = stack.pop()
        if id(one) in found:
            continue
        found[id(one)] = one
        for word in ("$ref", "$dynamicRef"):
            target = one.target(word) if word in one.words else None
            if target is not None:
                stack.append(target)
        stack += one.lists("allOf")
        if not certain:
            stack += one.lists("anyOf") + one.lists("oneOf")
            stack += one.maps("dependentSchemas").values()
            stack += [inner for word in ("if", "then", "else") if (inner := one.single(word))]
    return list(found.values())


@lru_cache(maxsize=4096)
def matches(pattern: str, name: str) -> bool | None:
    """Whether a name fits a pattern; None when that cannot be told."""
    if pattern == "":
        return True
    if any(mark in pattern for mark in ("\\p", "\\P", "\\d", "\\w", "\\s", "\\b", "(?", "$\n")):
        # They differ between dialects of regular expressions for other letters than ASCII.
        if not name.isascii() or "(?" in pattern or "\\p" in pattern or "\\P" in pattern:
            return None
    try:
        compiled = re.compile(pattern)
    except re.error:
        return None
    if len(pattern) > 200 or len(name) > 200 or pattern.count("+") + pattern.count("*") > 6:
        return None
    return bool(compiled.search(name)) if not name.endswith("\n") else None
