"""What the drafts of JSON Schema say in different ways, said in the way of 2020-12."""

OLD = ("draft-04", "draft-06", "draft-07")
LATEST = "2020-12"
# Keywords that came with a draft; before it they say nothing.
_SINCE = {
    "draft-06": ("const", "contains", "propertyNames"),
    "draft-07": ("if", "then", "else"),
    "2019-09": (
        *("unevaluatedProperties", "unevaluatedItems", "minContains", "maxContains"),
        *("dependentRequired", "dependentSchemas", "$recursiveRef"),
    ),
    "2020-12": ("prefixItems", "$dynamicRef"),
}
_ORDER = (*OLD, "2019-09", LATEST)
# They speak about the same value as their neighbours.
_IN_PLACE = ("$ref", "$dynamicRef", "allOf", "anyOf", "oneOf", "if", "dependentSchemas", "not")


def draft_of(named: object, otherwise: str) -> str:
    """Return the draft that a `$schema` names."""
    if isinstance(named, str):
        for draft in _ORDER:
            if draft in named:
                return draft
    return otherwise


def modern(content: dict[str, object], draft: str) -> tuple[dict[str, object], dict[str, str]]:
    """Return the keywords as 2020-12 says them, and how each that was renamed is spelled."""
    if draft in OLD and isinstance(content.get("$ref"), str):
        return {"$ref": content["$ref"]}, {}
    words = dict(content)
    spelled: dict[str, str] = {}

    def rename(old: str, new: str) -> None:
        words[new] = words.pop(old)
        spelled[new] = old

    for since, new in _SINCE.items():
        if _ORDER.index(since) > _ORDER.index(draft):
            for word in new:
                words.pop(word, None)
    if draft != LATEST:
        rest = words.pop("additionalItems", None)
        if isinstance(words.get("items"), list):
            rename("items", "prefixItems")
            if rest is not None:
                words["items"] = rest
                spelled["items"] = "additionalItems"
        if "$recursiveRef" in words:
            rename("$recursiveRef", "$dynamicRef")
    if draft == "draft-04":
        for limit in ("minimum", "maximum"):
            word = "exclusive" + limit.capitalize()
            if words.pop(word, None) is True and limit in words:
                rename(limit, word)
    both = words.pop("dependencies", None) if draft in OLD else None
    if isinstance(both, dict):
        words["dependentRequired"] = {k: v for k, v in both.items() if isinstance(v, list)}
        words["dependentSchemas"] = {k: v for k, v in both.items() if not isinstance(v, list)}
        spelled["dependentRequired"] = spelled["dependentSchemas"] = "dependencies"
    if not any(word in words for word in _IN_PLACE):
        # Where nothing else speaks about the value, what is left over is what is additional.
        if "unevaluatedProperties" in words:
            if "additionalProperties" in words:
                del words["unevaluatedProperties"]
            else:
                rename("unevaluatedProperties", "additionalProperties")
        if "unevaluatedItems" in words and "contains" not in words:
            if "items" in words:
                del words["unevaluatedItems"]
            else:
                rename("unevaluatedItems", "items")
    return words, spelled
