"""What a schema asks of a value, in words: its type, its bounds, its form."""

import json

from confledger.reports.doc.markdown import code, plain

_WORDS = {
    "string": "text",
    "integer": "integer",
    "number": "number",
    "boolean": "true or false",
    "object": "map",
    "array": "list",
    "null": "null",
}
_LONGEST = 120
_MANY = 12


def typed(node: dict[str, object]) -> str:
    """Return the type in words, such as `integer or null`; Markdown."""
    if "const" in node:
        return f"always {code(written(node['const']))}"
    options = node.get("enum")
    if isinstance(options, list) and options:
        shown = [code(written(one)) for one in options[:_MANY]]
        if len(options) > _MANY:
            shown.append(f"{len(options) - _MANY} more")
        return "one of " + ", ".join(shown) if len(shown) > 1 else f"always {shown[0]}"
    kinds = node.get("type")
    names = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
    words = [_one(str(one), node) for one in names]
    if not words:
        for word in ("anyOf", "oneOf"):
            parts = node.get(word)
            if isinstance(parts, list):
                words += [
                    typed(one) for one in parts if isinstance(one, dict) and "$ref" not in one
                ]
        if not words and ("properties" in node or "additionalProperties" in node):
            words = ["map"]
    return " or ".join(dict.fromkeys(one for one in words if one)) or "anything"


def bounds(node: dict[str, object]) -> list[str]:
    """Return what else is asked of a value; Markdown."""
    said = [_range(node, "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "")]
    said.append(_range(node, "minLength", "maxLength", "", "", "character"))
    said.append(_range(node, "minItems", "maxItems", "", "", "entry"))
    said.append(_range(node, "minProperties", "maxProperties", "", "", "key"))
    if isinstance(node.get("multipleOf"), (int, float)):
        said.append(f"a multiple of {written(node['multipleOf'])}")
    if isinstance(node.get("format"), str):
        said.append(f"format {code(str(node['format']))}")
    if isinstance(node.get("pattern"), str):
        said.append(f"like {code(_cut(str(node['pattern'])))}")
    if node.get("uniqueItems") is True:
        said.append("no entry twice")
    names = node.get("propertyNames")
    patterns = node.get("patternProperties")
    forms = list(patterns) if isinstance(patterns, dict) else []
    if isinstance(names, dict) and isinstance(names.get("pattern"), str):
        forms.append(names["pattern"])
    if forms:
        said.append("names like " + " or ".join(code(_cut(str(one))) for one in forms[:3]))
    items = node.get("items")
    if isinstance(items, dict):
        said += [f"each {one}" for one in bounds(items)]
    return [one for one in said if one]


def written(value: object) -> str:
    """Return a value as JSON, on one line."""
    try:
        return json.dumps(value, ensure_ascii=False, sort_keys=False)
    except (TypeError, ValueError, RecursionError):
        return "?"


def short(value: object) -> str:
    """Return a value as JSON, cut to what fits a line."""
    return _cut(written(value))


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _one(name: str, node: dict[str, object]) -> str:
    items = node.get("items")
    if name == "array" and isinstance(items, dict):
        inner = typed(items)
        if inner == "anything":
            return "list"
        plural = {"text": "texts", "integer": "integers", "number": "numbers", "map": "maps"}
        return f"list of {plural[inner]}" if inner in plural else f"list, each {inner}"
    return _WORDS.get(name, plain(name))


def _range(node: dict[str, object], low: str, high: str, above: str, below: str, unit: str) -> str:
    least, most = node.get(low), node.get(high)
    if _is_number(least) and _is_number(most):
        if least == most:
            return f"exactly {written(least)}{_plural(least, unit)}"
        return f"{written(least)} to {written(most)}{_plural(most, unit)}"
    parts = []
    if _is_number(least):
        parts.append(f"at least {written(least)}{_plural(least, unit)}")
    if _is_number(node.get(above)):
        parts.append(f"more than {written(node[above])}")
    if _is_number(most):
        parts.append(f"at most {written(most)}{_plural(most, unit)}")
    if _is_number(node.get(below)):
        parts.append(f"less than {written(node[below])}")
    return ", ".join(parts)


def _plural(number: object, unit: str) -> str:
    if not unit:
        return ""
    return (
        f" {unit}"
        if number == 1
        else f" {unit[:-1]}ies"
        if unit[-1] == "y" and unit != "key"
        else f" {unit}s"
    )


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
