"""What a schema asks of a single value, and does not follow from what is certain of it."""

from collections.abc import Iterator

from confledger.schema_files.change import Change
from confledger.schema_files.facts import Facts, types_of, values_of
from confledger.schema_files.identity import Identity
from confledger.schema_files.library import Node

_NUMBERS = {"integer", "fraction"}


def changes(facts: Facts, new: Node, identity: Identity) -> Iterator[Change]:
    """Yield each requirement of `new` on type, values, numbers and strings that is a new one."""
    yield from _types(facts, new)
    if values_of(new) is not None:
        yield Change("values", new.where("const" if "const" in new.words else "enum"), "enum")
    if facts.types & _NUMBERS:
        yield from _numbers(facts, new)
    if "string" in facts.types:
        yield from _lengths(facts, new, "minLength", "maxLength")
        yield from _exact(facts, new, identity)


def _types(facts: Facts, new: Node) -> Iterator[Change]:
    if "type" not in new.words:
        return
    named = types_of(new) if values_of(new) is None else _only_types(new)
    lost = sorted(facts.types - named)
    if "fraction" in lost:
        lost[lost.index("fraction")] = "number" if "integer" in lost else "number with a fraction"
        if "integer" in lost:
            lost.remove("integer")
    if lost:
        yield Change("type", new.where("type"), "type", sorted(lost))


def _only_types(new: Node) -> set[str]:
    return types_of(new.library.made({"type": new.words["type"]}))


def _numbers(facts: Facts, new: Node) -> Iterator[Change]:
    low, high = facts.low(), facts.high()
    whole = "fraction" not in facts.types
    for word, exclusive in (("minimum", False), ("exclusiveMinimum", True)):
        bound = new.words.get(word)
        if isinstance(bound, (int, float)) and not isinstance(bound, bool):
            if low is None or not _above(low, bound, exclusive, whole):
                yield _moved("raise", facts, new, word)
    for word, exclusive in (("maximum", False), ("exclusiveMaximum", True)):
        bound = new.words.get(word)
        if isinstance(bound, (int, float)) and not isinstance(bound, bool):
            mirrored = None if high is None else (-high[0], high[1])
            if mirrored is None or not _above(mirrored, -bound, exclusive, whole):
                yield _moved("lower", facts, new, word)
    step = new.words.get("multipleOf")
    if isinstance(step, (int, float)) and not isinstance(step, bool):
        certain = [1] * whole + facts.numbers("multipleOf")
        if not any(one == step or _is_multiple(one, step) for one in certain):
            yield _other("multipleOf", facts, new)


def _above(low: tuple[float, bool], bound: float, exclusive: bool, whole: bool) -> bool:
    """Whether all numbers from `low` on are above a bound."""
    value, out = low
    if value > bound or (value == bound and (out or not exclusive)):
        return True
    return whole and exclusive and value > bound


def _is_multiple(one: object, step: object) -> bool:
    return isinstance(one, int) and isinstance(step, int) and step != 0 and one % step == 0


def _lengths(facts: Facts, new: Node, least: str, most: str) -> Iterator[Change]:
    for word, kind in ((least, "raise"), (most, "lower")):
        bound = new.words.get(word)
        if not isinstance(bound, (int, float)) or isinstance(bound, bool):
            continue
        certain = facts.numbers(word)
        if kind == "raise" and max([0, *certain]) < bound:
            yield _moved(kind, facts, new, word)
        if kind == "lower" and min([*certain, float("inf")]) > bound:
            yield _moved(kind, facts, new, word)


def lengths(facts: Facts, new: Node, least: str, most: str) -> Iterator[Change]:
    """Yield the bounds on a count that are tighter than what is certain."""
    yield from _lengths(facts, new, least, most)


def _exact(facts: Facts, new: Node, identity: Identity) -> Iterator[Change]:
    """Yield what can only be compared for being the same."""
    pattern = new.words.get("pattern")
    if isinstance(pattern, str) and pattern not in facts.all("pattern"):
        yield _other("pattern", facts, new)
    for word in ("format", "contentEncoding", "contentMediaType"):
        if word in new.words and identity.asserts(new, word):
            certain = [
                node.words[word]
                for node in facts.nodes
                if word in node.words and identity.asserts(node, word)
            ]
            if new.words[word] not in certain:
                yield _other(word, facts, new)


def _moved(kind: str, facts: Facts, new: Node, word: str) -> Change:
    was = facts.numbers(word)
    if not was:
        return Change("limit", new.where(word), word, new.words[word])
    tightest = max(was) if kind == "raise" else min(was)
    return Change(kind, new.where(word), word, new.words[word], tightest)


def _other(word: str, facts: Facts, new: Node) -> Change:
    was = facts.all(word)
    if not was:
        return Change("limit", new.where(word), word, new.words[word])
    return Change("differs", new.where(word), word, new.words[word], was[0])
