"""Whether a schema refuses anything that another accepts, and by which of its words.

Everything that the new schema asks has to follow from what the old one guarantees; what does
not is a change. So nothing is called compatible that is not; a change may be named that no
document can ever meet.
"""

from collections.abc import Iterator

from confledger.schema_files import structure_rules, value_rules
from confledger.schema_files.acceptance import Judges
from confledger.schema_files.change import Change
from confledger.schema_files.facts import ATOMS, Facts, values_of
from confledger.schema_files.identity import Identity, equal
from confledger.schema_files.library import Finder, Library, Node

_MOST_STEPS = 10_000
_MOST_VARIANTS = 64
_DEEPEST_DISJOINT = 4
_UNPROVED = [Change("too much", "")]


def narrowed(
    old: tuple[object, Finder],
    new: tuple[object, Finder],
    address: str,
    *,
    formats: bool = False,
) -> list[Change]:
    """Return each change of the schema at `address` by which the new one refuses more.

    Each side is the content and what finds the documents that it refers to. None: every
    document that the old one accepts is accepted by the new one.
    """
    one = Library(old[0], address, old[1])
    two = Library(new[0], address, new[1])
    return Comparison(formats=formats).changes(one.root, two.root)


class Comparison:
    """One comparison; each pair of facts and schema is looked at once."""

    def __init__(self, *, formats: bool) -> None:
        self._identity = Identity(formats=formats)
        self._judges = Judges(formats=formats)
        self._known: dict[tuple[frozenset[int], int], list[Change]] = {}
        # Pairs that are being looked at, with the depth at which they were met.
        self._open: dict[tuple[frozenset[int], int], int] = {}
        self._journal: list[tuple[frozenset[int], int]] = []
        # So that no id is ever that of another node.
        self._kept: list[Facts] = []
        self._split: list[tuple[int, int]] = []
        self._depth = 0
        self._steps = 0

    def changes(self, old: Node, new: Node) -> list[Change]:
        """Return each change by which `new` refuses more than `old`, by pointer."""
        try:
            found = list(self.here(Facts((old,)), new))
        except (_TooMuch, RecursionError):
            found = [Change("too much", new.where())]
        if new.draft == "draft-04" != old.draft:
            # There, 1.0 is no integer.
            found.append(Change("differs", new.where("$schema"), "$schema", new.draft, old.draft))
        by_key = {change.key(): change for change in found}
        return [by_key[key] for key in sorted(by_key)]

    def same(self, one: Node, two: Node) -> bool:
        """Whether two schemas say the same."""
        return self._identity.same(one, two)

    def accepts(self, node: Node, value: object) -> bool | None:
        """Whether a schema accepts a value."""
        return self._judges.accepts(node, value)

    def child(self, nodes: tuple[Node, ...], new: Node) -> list[Change]:
        """Compare for a value within the value."""
        self._depth += 1
        try:
            return self.here(Facts(nodes), new)
        finally:
            self._depth -= 1

    def here(self, facts: Facts, new: Node) -> list[Change]:
        """Compare for the same value."""
        key = (facts.key(), id(new))
        if key in self._open:
            # Met again further in, it may be supposed: documents end somewhere.
            return [] if self._depth > self._open[key] else list(_UNPROVED)
        if key in self._known:
            return self._known[key]
        self._steps += 1
        if self._steps > _MOST_STEPS:
            raise _TooMuch
        self._kept.append(facts)
        begun = len(self._journal)
        self._open[key] = self._depth
        try:
            found = self._compared(facts, new)
        finally:
            del self._open[key]
        if found:
            # What was supposed is not so: all that rests on it has to be looked at again.
            for later in self._journal[begun:]:
                self._known.pop(later, None)
            del self._journal[begun:]
        if not found or not self._splitting():
            self._known[key] = found
            if not found:
                self._journal.append(key)
        return found

    def _splitting(self) -> bool:
        return any(depth == self._depth for depth, _ in self._split)

    def _compared(self, facts: Facts, new: Node) -> list[Change]:
        if new.content is True or not facts.types:
            return []
        if new.content is False:
            return [Change("nothing", new.where())]
        if any(self.same(node, new) for node in facts.nodes):
            return []
        values = facts.values()
        if values is not None:
            refused = self._refused(values, facts, new)
            if refused is not None:
                return refused
        found = [
            *value_rules.changes(facts, new, self._identity),
            *(structure_rules.lists(self, facts, new) if "array" in facts.types else ()),
            *(structure_rules.maps(self, facts, new) if "object" in facts.types else ()),
            *self._references(facts, new),
            *self._variants(facts, new),
            *self._condition(facts, new),
        ]
        return [] if found and self._by_cases(facts, new) else found

    def _refused(self, values: list[object], facts: Facts, new: Node) -> list[Change] | None:
        """Try every value that there may be; None when that cannot be done."""
        lost = []
        for value in values:
            answers = [self.accepts(node, value) for node in facts.nodes]
            if False in answers:
                continue
            accepted = self.accepts(new, value)
            if accepted is None:
                return None
            if not accepted:
                lost.append(value)
        if not lost:
            return []
        listed = values_of(new)
        if listed is not None:
            word = "const" if "const" in new.words else "enum"
            gone = [one for one in lost if not any(equal(one, other) for other in listed)]
            if gone:
                return [Change("value", new.where(word), word, gone)]
        return [Change("value", new.where(), "", lost)]

    def _references(self, facts: Facts, new: Node) -> Iterator[Change]:
        for word in ("$ref", "$dynamicRef"):
            if word not in new.words:
                continue
            target = new.target(word)
            if target is not None:
                yield from self.here(facts, target)
            elif word == "$dynamicRef" or not any(
                new.words[word] == node.words.get(word) and node.target(word) is None
                for node in facts.nodes
            ):
                kind = "opaque" if word == "$dynamicRef" else "lost"
                yield Change(kind, new.where(word), "", new.words[word])
        for node in new.lists("allOf"):
            yield from self.here(facts, node)

    def _variants(self, facts: Facts, new: Node) -> Iterator[Change]:
        any_of, one_of = new.lists("anyOf"), new.lists("oneOf")
        if any_of:
            yield from self._covered(facts, new, "anyOf", any_of, alone=False)
        if one_of:
            yield from self._covered(facts, new, "oneOf", one_of, alone=True)
        excluded = new.single("not")
        if excluded is not None and not self._excluded(facts, excluded):
            yield Change("not", new.where("not"), "not")

    def _covered(
        self, facts: Facts, new: Node, word: str, variants: list[Node], *, alone: bool
    ) -> list[Change]:
        """Compare with variants of which one has to fit, or just one."""
        if len(variants) > _MOST_VARIANTS:
            return [Change("variants", new.where(word), word)]
        if self._fit(facts, variants, None, alone=alone):
            return []
        if len(facts.types) > 1:
            made = [new.library.made({"type": one}) for one in _named_types(facts)]
            if all(self._fit(facts.with_(one), variants, None, alone=alone) for one in made):
                return []
        best: list[Change] | None = None
        for old_word, olds in _groups(facts):
            found: list[Change] = []
            for index, old in enumerate(olds):
                others = None
                if old_word == "oneOf":
                    others = [one for one in olds if one is not old]
                found += self._variant(facts, new, word, variants, index, old, others, alone=alone)
            if best is None or len(found) < len(best):
                best = found
        return [Change("variants", new.where(word), word)] if best is None else best

    def _variant(
        self,
        facts: Facts,
        new: Node,
        word: str,
        variants: list[Node],
        index: int,
        old: Node,
        others: list[Node] | None,
        *,
        alone: bool,
    ) -> list[Change]:
        """Compare what one old variant accepts with the new ones."""
        case = facts.with_(old)
        if self._fit(case, variants, others, alone=alone):
            return []
        tried = [self.here(case, one) for one in variants]
        if alone and not all(tried):
            return [Change("ambiguous", new.where(word), word)]
        if index < len(tried) and tried[index]:
            least = min(len(one) for one in tried)
            nearest = tried[index] if len(tried[index]) == least else tried[0]
            if all(change.kind not in ("too much", "variant") for change in nearest):
                return tried[index]
        return [Change("variant", new.where(word), word, index + 1)]

    def _fit(
        self, facts: Facts, variants: list[Node], others: list[Node] | None, *, alone: bool
    ) -> bool:
        """Whether one variant accepts all; and, `alone`, no other one accepts any of it."""
        for index, variant in enumerate(variants):
            if self.here(facts, variant):
                continue
            if not alone:
                return True
            rest = variants[:index] + variants[index + 1 :]
            if all(
                self._disjoint(facts, one, _DEEPEST_DISJOINT)
                or any(not self.here(Facts((one,)), other) for other in others or ())
                for one in rest
            ):
                return True
        return False

    def _excluded(self, facts: Facts, excluded: Node) -> bool:
        """Whether nothing that is certain to be accepted is what is excluded."""
        for node in facts.nodes:
            was = node.single("not")
            if was is not None and not self.here(Facts((excluded,)), was):
                return True
        return self._disjoint(facts, excluded, _DEEPEST_DISJOINT)

    def _disjoint(self, facts: Facts, other: Node, deep: int) -> bool:
        """Whether certainly no value is accepted by both."""
        both = facts.with_(other)
        if not both.types:
            return True
        values = both.values()
        if values is not None and all(
            any(self.accepts(node, value) is False for node in both.nodes) for value in values
        ):
            return True
        if both.types <= {"integer", "fraction"}:
            low, high = both.low(), both.high()
            if low and high and (low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1]))):
                return True
        if both.types == {"object"} and deep:
            for name in sorted(both.required()):
                first, *rest = both.under(name) or (None,)
                if first is not None and self._none_fits(Facts((first, *rest)), deep - 1):
                    return True
        for word in ("anyOf", "oneOf"):
            variants = other.lists(word)
            if variants and deep and all(self._disjoint(facts, one, deep - 1) for one in variants):
                return True
        return False

    def _none_fits(self, facts: Facts, deep: int) -> bool:
        """Whether certainly no value is accepted by all of them."""
        return self._disjoint(facts, facts.nodes[0], deep)

    def _condition(self, facts: Facts, new: Node) -> Iterator[Change]:
        test = new.single("if")
        then, other = new.single("then"), new.single("else")
        if test is None or (then is None and other is None):
            return
        yes, no = [test], []
        for node in facts.nodes:
            was = node.single("if")
            if was is not None and self.same(was, test):
                yes += [one] if (one := node.single("then")) else []
                no += [one] if (one := node.single("else")) else []
        found: list[Change] = []
        if then is not None and not self._disjoint(facts, test, _DEEPEST_DISJOINT):
            found += self.here(facts.with_(*yes), then)
        if other is not None and self.here(facts, test):
            found += self.here(facts.with_(*no), other)
        yield from found

    def _by_cases(self, facts: Facts, new: Node) -> bool:
        """Whether each variant of what is certain, taken alone, is accepted."""
        for node in facts.nodes:
            for word in ("anyOf", "oneOf"):
                variants = node.lists(word)
                mark = (self._depth, id(node))
                if not 1 <= len(variants) <= _MOST_VARIANTS or mark in self._split:
                    continue
                self._split.append(mark)
                try:
                    if all(not self.here(facts.with_(one), new) for one in variants):
                        return True
                finally:
                    self._split.pop()
        return False


class _TooMuch(Exception):
    """Comparing takes more steps than it is worth."""


def _named_types(facts: Facts) -> list[str]:
    """Return the types that are left, as `type` names them."""
    names = [one for one in ATOMS if one in facts.types and one != "fraction"]
    if "fraction" in facts.types:
        names = [one for one in names if one != "integer"] + ["number"]
    return names


def _groups(facts: Facts) -> Iterator[tuple[str, list[Node]]]:
    """Yield the variants of what is certain."""
    for node in facts.nodes:
        for word in ("anyOf", "oneOf"):
            variants = node.lists(word)
            if 0 < len(variants) <= _MOST_VARIANTS:
                yield word, variants
