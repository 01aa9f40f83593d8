"""What a schema asks of the items of a list and the keys of a map, beyond what is certain."""

from collections.abc import Iterator
from typing import Protocol

from confledger.schema_files.change import Change
from confledger.schema_files.facts import (
    Facts,
    beyond,
    certainly_evaluated,
    matches,
)
from confledger.schema_files.library import Node
from confledger.schema_files.value_rules import lengths


class Comparing(Protocol):
    """What goes on comparing, one step further into the value, or for the same value."""

    def child(self, nodes: tuple[Node, ...], new: Node) -> list[Change]:
        """Compare for a value within the value."""

    def here(self, facts: Facts, new: Node) -> list[Change]:
        """Compare for the same value."""

    def same(self, one: Node, two: Node) -> bool:
        """Whether two schemas say the same."""

    def accepts(self, node: Node, value: object) -> bool | None:
        """Whether a schema accepts a value."""


def lists(comparing: Comparing, facts: Facts, new: Node) -> Iterator[Change]:
    """Yield what is newly asked of lists."""
    yield from lengths(facts, new, "minItems", "maxItems")
    if new.words.get("uniqueItems") is True and True not in facts.all("uniqueItems"):
        if min([*facts.numbers("maxItems"), 2]) > 1:
            yield Change("limit", new.where("uniqueItems"), "uniqueItems", True)
    most = min([*facts.numbers("maxItems"), float("inf")])
    first = new.lists("prefixItems")
    for index, node in enumerate(first):
        if index < most:
            yield from comparing.child(facts.at(index), node)
    rest = new.single("items")
    if rest is not None and rest.content is not True:
        last = max(len(first), facts.named_items())
        for index in range(len(first), last + 1):
            if index < most:
                yield from _rest(comparing, facts.at(index), rest)
    yield from _contains(comparing, facts, new)
    if "unevaluatedItems" in new.words and new.words["unevaluatedItems"] is not True:
        yield Change("opaque", new.where("unevaluatedItems"), "unevaluatedItems")


def _rest(comparing: Comparing, nodes: tuple[Node, ...], rest: Node) -> list[Change]:
    found = comparing.child(nodes, rest)
    if found and rest.content is False:
        return [Change("items", rest.where())]
    return found


def _contains(comparing: Comparing, facts: Facts, new: Node) -> Iterator[Change]:
    kind = new.single("contains")
    if kind is None:
        return
    least, most = new.words.get("minContains", 1), new.words.get("maxContains")
    if least == 0 and most is None:
        return
    for node in facts.nodes:
        was = node.single("contains")
        if was is None or node.words.get("minContains", 1) < least:
            continue
        same = comparing.same(was, kind)
        if most is not None and not (same and node.words.get("maxContains", float("inf")) <= most):
            continue
        if same or not comparing.child((was,), kind):
            return
    yield Change("contains", new.where("contains"), "contains")


def maps(comparing: Comparing, facts: Facts, new: Node) -> Iterator[Change]:
    """Yield what is newly asked of maps."""
    certain = facts.required()
    required = new.words.get("required")
    for name in required if isinstance(required, list) else ():
        if name not in certain:
            yield Change("required", new.where("required"), "", name)
    yield from _counts(facts, new, certain)
    for name, node in new.maps("properties").items():
        yield from _named(comparing, facts, name, node)
    for pattern, node in new.maps("patternProperties").items():
        yield from _fitting(comparing, facts, pattern, node)
    rest = new.single("additionalProperties")
    if rest is not None:
        names, patterns = list(new.maps("properties")), list(new.maps("patternProperties"))
        yield from _others(comparing, facts, rest, names, patterns)
    rest = new.single("unevaluatedProperties")
    if rest is not None:
        names, patterns = certainly_evaluated(new)
        yield from _others(comparing, facts, rest, names, patterns)
    yield from _names(comparing, facts, new)
    yield from _dependent(comparing, facts, new, certain)


def _counts(facts: Facts, new: Node, certain: set[str]) -> Iterator[Change]:
    for change in lengths(facts, new, "minProperties", "maxProperties"):
        if change.word == "minProperties" and len(certain) >= new.words["minProperties"]:
            continue
        names = _only_names(facts)
        if change.word == "maxProperties" and names is not None:
            if len(names) <= new.words["maxProperties"]:
                continue
        yield change


def _only_names(facts: Facts) -> list[str] | None:
    """Return the names that a map may have, if it may have no others."""
    for node in facts.nodes:
        rest, names, patterns = beyond(node)
        if rest is not None and rest.content is False and not patterns:
            return list(names)
    return None


def _named(comparing: Comparing, facts: Facts, name: str, node: Node) -> list[Change]:
    """Compare what is asked of a declared name."""
    nodes = facts.under(name)
    found = comparing.child(nodes, node)
    declared = any(name in one.maps("properties") for one in facts.nodes)
    if found and not declared and not any(one.words or one.content is False for one in nodes):
        return [Change("new name", node.where(), "", name)]
    return found


def _fitting(comparing: Comparing, facts: Facts, pattern: str, node: Node) -> Iterator[Change]:
    """Compare what is asked of names that fit a pattern."""
    for name in facts.names():
        if matches(pattern, name) is not False:
            yield from comparing.child(facts.under(name), node)
    for other in facts.patterns():
        if other != pattern:
            both = facts.under_pattern(other) + facts.under_pattern(pattern)
            yield from comparing.child(both, node)
    yield from comparing.child(facts.otherwise(pattern), node)


def _others(
    comparing: Comparing, facts: Facts, rest: Node, names: list[str], patterns: list[str]
) -> Iterator[Change]:
    """Compare what is asked of names that are not declared."""
    if rest.content is True:
        return
    for name in facts.names():
        if name in names or any(matches(pattern, name) for pattern in patterns):
            continue
        found = comparing.child(facts.under(name), rest)
        if found and rest.content is False:
            found = [Change("name", rest.where(), "", name)]
        yield from found
    for pattern in facts.patterns():
        if pattern not in patterns and "" not in patterns:
            found = comparing.child(facts.under_pattern(pattern), rest)
            if found and rest.content is False:
                found = [Change("name", rest.where(), "pattern", pattern)]
            yield from found
    if "" not in patterns:
        found = comparing.child(facts.otherwise(), rest)
        if found and rest.content is False:
            found = [Change("closed", rest.where())]
        yield from found


def _names(comparing: Comparing, facts: Facts, new: Node) -> Iterator[Change]:
    """Compare what is asked of the names themselves."""
    asked = new.single("propertyNames")
    if asked is None:
        return
    closed = _only_names(facts)
    if closed is not None and all(comparing.accepts(asked, name) for name in closed):
        return
    known = [one for node in facts.nodes if (one := node.single("propertyNames")) is not None]
    text = asked.library.made({"type": "string"})
    yield from comparing.child((*known, text), asked)


def _dependent(
    comparing: Comparing, facts: Facts, new: Node, certain: set[str]
) -> Iterator[Change]:
    """Compare what is asked where a name is there."""
    asked = new.words.get("dependentRequired")
    for name, others in asked.items() if isinstance(asked, dict) else ():
        known = set(certain)
        for node in facts.nodes:
            both = node.words.get("dependentRequired")
            if isinstance(both, dict) and isinstance(both.get(name), list):
                known |= set(both[name])
        for other in others:
            if other not in known and other != name and not _absent(facts, name):
                yield Change("required", new.where("dependentRequired"), f"with `{name}`", other)
    for name, node in new.maps("dependentSchemas").items():
        if _absent(facts, name):
            continue
        there = new.library.made({"type": "object", "required": [name]})
        also = [
            one
            for old in facts.nodes
            if (one := old.maps("dependentSchemas").get(name)) is not None
        ]
        if isinstance(node.content, bool) and node.content:
            continue
        # A value that is no map is not asked anything.
        yield from comparing.here(facts.with_(there, *also), node)


def _absent(facts: Facts, name: str) -> bool:
    return any(node.content is False for node in facts.under(name))
