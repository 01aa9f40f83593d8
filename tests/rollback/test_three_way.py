"""A commit taken back out of documents, key by key."""

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.changes.leaves import leaves
from confledger.changes.sameness import exactly_same
from confledger.documents.load import load
from confledger.rollback.three_way import MISSING, merged, shown_as


def documents(text: str) -> list[object]:
    """Read YAML."""
    loaded = load(text.encode(), "yaml")
    assert not loaded.problems
    return loaded.documents


def deployment(name: str, **more: object) -> str:
    """Write an object of Kubernetes."""
    lines = "".join(f"{key}: {value}\n" for key, value in more.items())
    return f"kind: Deployment\nmetadata: {{name: {name}}}\n{lines}"


# What the commit left, what was before it, what is now, what comes out, and what clashes.
CASES = {
    "a value goes back, beside one that changed since": (
        "{a: 2, b: 1}",
        "{a: 1, b: 1}",
        "{a: 2, b: 3}",
        "{a: 1, b: 3}",
        [],
    ),
    "a value that changed again is named, the others go back": (
        "{a: 2, b: 2}",
        "{a: 1, b: 1}",
        "{a: 3, b: 2}",
        "{a: 3, b: 1}",
        [("#/a", "changed", "i1", "i3")],
    ),
    "what is as it was already stays": ("{a: 2}", "{a: 1}", "{a: 1, b: 2}", "{a: 1, b: 2}", []),
    "types are values: 1 is no text": (
        "{a: 2}",
        "{a: 1}",
        "{a: '2'}",
        "{a: '2'}",
        [("#/a", "changed", "i1", "s2")],
    ),
    "an added key goes": ("{a: 1, b: 1}", "{a: 1}", "{a: 1, b: 1, c: 1}", "{a: 1, c: 1}", []),
    "a key that was taken out comes back": ("{a: 1}", "{a: 1, b: 1}", "{a: 2}", "{a: 2, b: 1}", []),
    "an added map goes but for what others added to it": (
        "{m: {x: 1}}",
        "{}",
        "{m: {x: 1, y: 2}}",
        "{m: {y: 2}}",
        [],
    ),
    "an added map of which one key changed since": (
        "{m: {x: 1, y: 1}}",
        "{}",
        "{m: {x: 2, y: 1}}",
        "{m: {x: 2}}",
        [("#/m/x", "changed", None, "i2")],
    ),
    "an added map that is empty but for it goes whole": (
        "{m: {x: 1, y: 1}}",
        "{}",
        "{m: {x: 1}}",
        "{}",
        [],
    ),
    "an added list goes but for what others added to it": (
        "{l: [a]}",
        "{}",
        "{l: [a, b]}",
        "{l: [b]}",
        [],
    ),
    "a map that was taken out, and is there again": (
        "{}",
        "{m: {x: 1, y: 2}}",
        "{m: {x: 3}}",
        "{m: {x: 3, y: 2}}",
        [("#/m/x", "there", "i1", "i3")],
    ),
    "a list that was taken out, and is there again": (
        "{}",
        "{l: [a]}",
        "{l: [b]}",
        "{l: [b, a]}",
        [],
    ),
    "a value that was taken out, and is there again": (
        "{}",
        "{m: 1}",
        "{m: {a: 1}}",
        "{m: {a: 1}}",
        [("#/m", "there", "i1", "1 key")],
    ),
    "an added value that is a map by now": (
        "{m: 1}",
        "{}",
        "{m: {a: 1, b: 2}}",
        "{m: {a: 1, b: 2}}",
        [("#/m", "changed", None, "2 keys")],
    ),
    "a map that is gone does not come back for one key": (
        "{m: {a: 2, b: 1, l: [y]}}",
        "{m: {a: 1, b: 1, l: [x, y]}}",
        "{}",
        "{}",
        [("#/m/a", "gone", "i1", None), ("#/m/l/[=x]", "gone", "sx", None)],
    ),
    "a value became a map": (
        "{m: 1}",
        "{m: 2}",
        "{m: {a: 1}}",
        "{m: {a: 1}}",
        [("#/m", "changed", "i2", "1 key")],
    ),
    "items are known by their names, wherever they stand": (
        "{l: [{name: a, v: 2}, {name: b, v: 1}]}",
        "{l: [{name: a, v: 1}, {name: b, v: 1}]}",
        "{l: [{name: b, v: 3}, {name: c, v: 1}, {name: a, v: 2}]}",
        "{l: [{name: b, v: 3}, {name: c, v: 1}, {name: a, v: 1}]}",
        [],
    ),
    "an item comes back to where it stood": (
        "{l: [{name: a}, {name: c}]}",
        "{l: [{name: a}, {name: b}, {name: c}]}",
        "{l: [{name: z}, {name: a}, {name: c}, {name: d}]}",
        "{l: [{name: z}, {name: a}, {name: b}, {name: c}, {name: d}]}",
        [],
    ),
    "an item that changed since it was added stays whole": (
        "{l: [{name: a, v: 1}, {name: b, v: 1}]}",
        "{l: [{name: a, v: 1}]}",
        "{l: [{name: a, v: 1}, {name: b, v: 1, w: 1}]}",
        "{l: [{name: a, v: 1}, {name: b, v: 1, w: 1}]}",
        [("#/l/[name=b]", "changed", None, "3 keys")],
    ),
    "an item that was taken out, and is there again": (
        "{l: [{name: a}]}",
        "{l: [{name: a}, {name: b, v: 1}]}",
        "{l: [{name: a}, {name: b, w: 1}]}",
        "{l: [{name: a}, {name: b, w: 1}]}",
        [("#/l/[name=b]", "there", "2 keys", "2 keys")],
    ),
    "values of a list come and go by what they are": (
        "{l: [a, b, x]}",
        "{l: [a, b, c]}",
        "{l: [a, b, x, y]}",
        "{l: [a, b, c, y]}",
        [],
    ),
    "an order goes back": (
        "{l: [{name: a}, {name: b}, {name: c}]}",
        "{l: [{name: c}, {name: a}, {name: b}]}",
        "{l: [{name: z}, {name: a}, {name: b}, {name: c}]}",
        "{l: [{name: z}, {name: c}, {name: a}, {name: b}]}",
        [],
    ),
    "an order that is another one by now": (
        "{l: [{name: a}, {name: b}, {name: c}]}",
        "{l: [{name: c}, {name: a}, {name: b}]}",
        "{l: [{name: b}, {name: a}, {name: c}, {name: z}]}",
        "{l: [{name: b}, {name: a}, {name: c}, {name: z}]}",
        [("#/l/[]", "order", "oname=c name=a name=b", "oname=b name=a name=c")],
    ),
    "an order that is as it was already": (
        "{l: [{name: a}, {name: b}]}",
        "{l: [{name: b}, {name: a}]}",
        "{l: [{name: b, v: 1}, {name: a}]}",
        "{l: [{name: b, v: 1}, {name: a}]}",
        [],
    ),
    "items without names stand between those that stayed": (
        "{l: [[1], [2], [3]]}",
        "{l: [[1], [9], [3]]}",
        "{l: [[0], [1], [2], [3], [4]]}",
        "{l: [[0], [1], [9], [3], [4]]}",
        [],
    ),
    "one without a name goes": (
        "{l: [[1], [2], [3]]}",
        "{l: [[1], [3]]}",
        "{l: [[1], [2], [3], [4]]}",
        "{l: [[1], [3], [4]]}",
        [],
    ),
    "one without a name is looked into where it can be no other": (
        "{l: [[1], {a: 2, b: 1}, [3]]}",
        "{l: [[1], {a: 1, b: 1}, [3]]}",
        "{l: [[1], {a: 2, b: 5}, [3]]}",
        "{l: [[1], {a: 1, b: 5}, [3]]}",
        [],
    ),
    "a list without names that was changed at the same place": (
        "{l: [[1], [2]]}",
        "{l: [[1]]}",
        "{l: [[1], [5], [6]]}",
        "{l: [[1], [5], [6]]}",
        [("#/l", "changed", "[", "2 items")],
    ),
    "names in one version alone": (
        "{l: [{name: a}, {name: a}]}",
        "{l: [{name: a}, {name: b}]}",
        "{l: [{name: a}, {name: a}], n: 1}",
        "{l: [{name: a}, {name: b}], n: 1}",
        [],
    ),
    "documents are known by kind and name": (
        deployment("a", v=2) + "---\n" + deployment("b", v=1),
        deployment("a", v=1) + "---\n" + deployment("b", v=1),
        deployment("b", v=3) + "---\n" + deployment("a", v=2),
        deployment("b", v=3) + "---\n" + deployment("a", v=1),
        [],
    ),
    "a document comes back": (
        deployment("a", v=1),
        deployment("a", v=1) + "---\n" + deployment("b", v=1),
        deployment("a", v=2),
        deployment("a", v=2) + "---\n" + deployment("b", v=1),
        [],
    ),
    "a document that changed since it was added": (
        deployment("a", v=1) + "---\n" + deployment("b", v=1),
        deployment("a", v=1),
        deployment("a", v=1) + "---\n" + deployment("b", v=2),
        deployment("a", v=1) + "---\n" + deployment("b", v=2),
        [("Deployment/b#", "changed", None, "3 keys")],
    ),
    "the one document of each is the same one under another name": (
        deployment("a", v=2),
        deployment("b", v=1),
        deployment("a", v=2, w=1),
        deployment("b", v=1, w=1),
        [],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_a_commit_changed_goes_back_key_by_key(
    case: tuple[str, str, str, str, list[tuple[str, str, str | None, str | None]]],
) -> None:
    base, old, now, wanted = (documents(one) for one in case[:4])

    made = merged(base, old, now)

    told = [
        (one.key, one.kind, shown_as(one.wanted, one.key), shown_as(one.now, one.key))
        for one in made.clashes
    ]
    assert told == case[4]
    assert exactly_same(made.documents, wanted), made.documents
    # Nothing is left to do.
    if not made.clashes:
        again = merged(base, old, made.documents)
        assert exactly_same(again.documents, wanted)
        assert not again.clashes


def test_what_stands_for_nothing_says_so() -> None:
    clash = merged([{"a": 2}], [{"a": 1}], [{"a": 3}]).clashes[0]

    assert repr((clash, MISSING)) == "(Clash('#/a', 'changed'), MISSING)"


SCALARS: st.SearchStrategy[object] = st.sampled_from([1, 2, 1.0, "1", "x", True, None, [], {}])
NAMED = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("abcd"), "v": SCALARS}),
    max_size=4,
    unique_by=lambda one: str(one["name"]),
)
TREES = st.dictionaries(
    st.sampled_from("abcde"),
    st.recursive(
        SCALARS | NAMED,
        lambda inner: (
            st.dictionaries(st.sampled_from("xyz"), inner, max_size=3) | st.lists(inner, max_size=3)
        ),
        max_leaves=6,
    ),
    max_size=4,
)


@settings(max_examples=50)
@given(TREES, TREES, TREES)
def test_each_key_is_what_the_commit_and_the_others_made_of_it(
    base: object, old: object, now: object
) -> None:
    given_now = copy.deepcopy(now)
    made = merged([base], [old], [now])

    assert exactly_same(now, given_now)
    assert exactly_same(merged([base], [old], [base]).documents, [old])
    assert exactly_same(merged([base], [base], [now]).documents, [now])
    assert exactly_same(merged([base], [old], [old]).documents, [old])
    b, o, n, r = (leaves([one]) for one in (base, old, now, made.documents[0]))
    if made.clashes or any("/[" in key for one in (b, o, n, r) for key in one):
        return
    for key in {*b, *o, *n, *r}:
        wanted = o.get(key) if b.get(key) != o.get(key) else n.get(key)
        if {wanted, r.get(key)} & {"{", "["}:
            # A map that lost its last key, or got its first.
            continue
        assert r.get(key) == wanted, key
