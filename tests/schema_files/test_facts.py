"""What is called compatible is: no document that was accepted is refused.

The two validators are the judges; the facts that the comparison rests on are tried by it.
"""

from typing import Any

import jsonschema_rs
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from confledger.schema_files.compat import narrowed
from confledger.schema_files.subschemas import MAPS, SINGLE

NAMES = st.sampled_from(["a", "b", "ab", "c"])
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-2, 3),
    st.sampled_from([0.5, 1.0, 1.5, 2.5]),
    st.sampled_from(["", "a", "b", "ab", "abc"]),
)
DOCUMENTS = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=6,
)
TYPES = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
PATTERNS = st.sampled_from(["^a", "b$", "a", "^[ab]+$"])
SMALL = st.integers(0, 3)
NUMBERS = st.integers(-2, 3)
UNIQUE = st.lists(NAMES, max_size=2, unique=True)
PLAIN: dict[str, st.SearchStrategy[Any]] = {
    "type": TYPES | st.lists(TYPES, min_size=1, max_size=3, unique=True),
    "enum": st.lists(LEAVES, min_size=1, max_size=3),
    "const": LEAVES,
    "minimum": NUMBERS,
    "maximum": NUMBERS,
    "exclusiveMinimum": NUMBERS,
    "exclusiveMaximum": NUMBERS,
    "multipleOf": st.sampled_from([1, 2, 3, 0.5]),
    "minLength": SMALL,
    "maxLength": SMALL,
    "pattern": PATTERNS,
    "minItems": SMALL,
    "maxItems": SMALL,
    "uniqueItems": st.booleans(),
    "minContains": SMALL,
    "maxContains": SMALL,
    "required": UNIQUE,
    "minProperties": SMALL,
    "maxProperties": SMALL,
    "dependentRequired": st.dictionaries(NAMES, UNIQUE, max_size=2),
    "$ref": st.sampled_from(["#", "#/$defs/x", "#/$defs/y"]),
}


def words(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """Return schemas of a few keywords, whose subschemas are `inner`."""
    many = st.lists(inner, min_size=1, max_size=3)
    table = PLAIN | dict.fromkeys(SINGLE - {"additionalItems", "contentSchema"}, inner)
    table |= dict.fromkeys(("prefixItems", "allOf", "anyOf", "oneOf"), many)
    table |= dict.fromkeys(("properties", "dependentSchemas"), st.dictionaries(NAMES, inner))
    table["patternProperties"] = st.dictionaries(PATTERNS, inner, max_size=2)
    chosen = st.lists(st.sampled_from(sorted(table)), min_size=1, max_size=4, unique=True)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({one: table[one] for one in names}))


SCHEMAS: st.SearchStrategy[Any] = st.recursive(st.booleans() | st.just({}), words, max_leaves=8)


@st.composite
def changed(draw: st.DrawFn, schema: Any) -> Any:
    """Return a schema that differs in one place from another."""
    if not isinstance(schema, dict) or not schema:
        return draw(SCHEMAS)
    key = draw(st.sampled_from(sorted(schema)))
    value = schema[key]
    action = draw(st.integers(0, 9))
    if action == 0:
        return {name: value for name, value in schema.items() if name != key}
    if action == 1:
        more = draw(SCHEMAS)
        return {**schema, **more} if isinstance(more, dict) else more
    if isinstance(value, dict) and key in SINGLE:
        return {**schema, key: draw(changed(value))}
    if isinstance(value, dict) and value and key in MAPS:
        name = draw(st.sampled_from(sorted(value)))
        return {**schema, key: {**value, name: draw(changed(value[name]))}}
    if key in ("prefixItems", "allOf", "anyOf", "oneOf") and value:
        index = draw(st.integers(0, len(value) - 1))
        return {**schema, key: [*value[:index], draw(changed(value[index])), *value[index + 1 :]]}
    if key in PLAIN:
        return {**schema, key: draw(PLAIN[key])}
    return schema


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Any, Any]:
    """Return a schema, and what became of it; each with the same parts to refer to, or nearly."""
    old = draw(SCHEMAS)
    if isinstance(old, dict):
        old = {**old, "$defs": {"x": draw(SCHEMAS), "y": draw(SCHEMAS)}}
    new = draw(changed(old)) if draw(st.integers(0, 4)) else draw(SCHEMAS)
    if draw(st.booleans()):
        new = draw(changed(new))
    if isinstance(new, dict) and "$defs" not in new:
        new = {**new, "$defs": old["$defs"] if isinstance(old, dict) else {"x": True, "y": {}}}
    return old, new


def compiled(schema: Any) -> Any:
    """Return a validator; None for what is no usable schema."""
    try:
        return jsonschema_rs.validator_for(schema, offline=True)
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # a panic of the Rust library is no Exception
        return None


@settings(
    max_examples=250, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)
@given(
    pairs(),
    st.lists(DOCUMENTS, min_size=8, max_size=16),
    st.sampled_from(["https://example.org/s.json", "tree:///above/s.json"]),
)
def test_nothing_that_is_refused_is_called_compatible(
    pair: tuple[Any, Any], documents: list[Any], address: str
) -> None:
    old, new = pair
    one, two = compiled(old), compiled(new)
    assume(one is not None and two is not None)
    refused = [value for value in documents if one.is_valid(value) and not two.is_valid(value)]

    found = narrowed((old, lambda _: None), (new, lambda _: None), address)

    assert found or not refused


@settings(max_examples=100)
@given(SCHEMAS)
def test_a_schema_breaks_nothing_of_itself(schema: Any) -> None:
    assume(compiled(schema) is not None)

    assert narrowed((schema, lambda _: None), (schema, lambda _: None), "https://e.org/s") == []
