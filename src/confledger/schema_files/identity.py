"""Whether two schemas say the same, whatever they are called and however they are annotated."""

from confledger.schema_files.drafts import OLD
from confledger.schema_files.library import Node
from confledger.schema_files.subschemas import LISTS, MAPS

_ONE = (
    *("additionalProperties", "contains", "else", "if", "items", "not", "propertyNames", "then"),
    *("unevaluatedItems", "unevaluatedProperties"),
)
_PLAIN = (
    *("type", "enum", "const", "multipleOf", "minimum", "maximum", "exclusiveMinimum"),
    *("exclusiveMaximum", "minLength", "maxLength", "pattern", "format", "minItems", "maxItems"),
    *("uniqueItems", "minContains", "maxContains", "minProperties", "maxProperties", "required"),
    *("dependentRequired", "contentEncoding", "contentMediaType"),
)
_REFERENCES = ("$ref", "$dynamicRef")
_NAMED = tuple(sorted(MAPS - {"$defs", "definitions", "dependencies"}))
_SAYING = frozenset((*_ONE, *_PLAIN, *_REFERENCES, *_NAMED, *LISTS))


class Identity:
    """Answers, each pair of schemas looked at once."""

    def __init__(self, *, formats: bool) -> None:
        self._formats = formats
        self._known: dict[tuple[int, int], bool] = {}
        # The pairs that are the same, as far as is known, in the order in which they were met.
        self._supposed: list[tuple[int, int]] = []
        self._kept: list[Node] = []

    def same(self, one: Node, two: Node) -> bool:
        """Whether two schemas accept the same by saying the same; False when in doubt."""
        if one is two:
            return True
        key = (id(one), id(two))
        if key in self._known:
            return self._known[key]
        self._kept += [one, two]
        # While it is being looked at, it may be supposed: a difference will be found elsewhere.
        begun = len(self._supposed)
        self._known[key] = True
        self._supposed.append(key)
        answer = self._compared(one, two)
        if not answer:
            # What rested on that supposition has to be looked at again.
            for later in self._supposed[begun:]:
                del self._known[later]
            del self._supposed[begun:]
            self._known[key] = False
        return answer

    def asserts(self, node: Node, word: str) -> bool:
        """Whether `format` or `content...` is a requirement where the node stands."""
        if word == "format":
            return self._formats or node.draft in OLD
        return node.draft in ("draft-06", "draft-07")

    def _compared(self, one: Node, two: Node) -> bool:
        if isinstance(one.content, bool) or isinstance(two.content, bool):
            return one.content is two.content or (
                not one.words and not two.words and False not in (one.content, two.content)
            )
        if _SAYING & one.words.keys() != _SAYING & two.words.keys():
            return False
        if one.draft != two.draft and "draft-04" in (one.draft, two.draft):
            return False
        for word in _PLAIN:
            if word not in two.words:
                continue
            if not equal(one.words.get(word), two.words.get(word)):
                return False
            if word in ("format", "contentEncoding", "contentMediaType"):
                if self.asserts(two, word) and not self.asserts(one, word):
                    return False
        for word in _REFERENCES:
            if word in one.words:
                first, second = one.target(word), two.target(word)
                if first is None or second is None:
                    if first is not second or one.words[word] != two.words[word]:
                        return False
                    if word == "$dynamicRef":
                        return False
                elif not self.same(first, second):
                    return False
        for word in _ONE:
            first, second = one.single(word), two.single(word)
            if (first is None) != (second is None):
                return False
            if first is not None and second is not None and not self.same(first, second):
                return False
        return all(self._lists(one.lists(word), two.lists(word)) for word in sorted(LISTS)) and all(
            self._maps(one.maps(word), two.maps(word)) for word in _NAMED
        )

    def _lists(self, one: list[Node], two: list[Node]) -> bool:
        return len(one) == len(two) and all(map(self.same, one, two))

    def _maps(self, one: dict[str, Node], two: dict[str, Node]) -> bool:
        return one.keys() == two.keys() and all(self.same(one[name], two[name]) for name in one)


def equal(one: object, two: object) -> bool:
    """Whether two values are the same in JSON: 1 is 1.0, and not true."""
    if isinstance(one, bool) or isinstance(two, bool):
        return one is two
    if isinstance(one, list) and isinstance(two, list):
        return len(one) == len(two) and all(map(equal, one, two))
    if isinstance(one, dict) and isinstance(two, dict):
        return one.keys() == two.keys() and all(equal(one[key], two[key]) for key in one)
    return one == two
