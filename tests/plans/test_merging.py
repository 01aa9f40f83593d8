"""A plan and its store are brought together, and nobody's text is lost."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.errors import ConfledgerError
from confledger.plans.items import WRITTEN
from confledger.plans.merging import merged
from confledger.plans.plan import Plan
from confledger.plans.store import Entry, Stored, dumped, loaded, of_plan

_PLAN = b"""# P\r
## A\r
- [ ] one <!-- id: one -->\r
  more of it\r
- [x] two <!-- id: two -->\r
## B\r
| a | b |\r
|--|--|\r
| [ ] | cell <!-- id: cell --> |\r
text, no end"""


def _stored(**changed: Entry | None) -> Stored:
    """Return what agrees with the plan, with some entries changed, added or taken out."""
    stored = of_plan(Plan("p.md", _PLAN))
    for name, entry in changed.items():
        if entry is None:
            del stored.items[name]
        else:
            stored.items[name] = entry
    return stored


_ONE, _TWO = Entry("open", "one", "", ("P", "A")), Entry("done", "two", "", ("P", "A"))
_REOPENED = _PLAN.replace(b"- [x] two", b"- [ ] two")
_WITHOUT = _PLAN.replace(b"- [x] two <!-- id: two -->\r\n", b"")
_NOWHERE = (
    "conflict new new in the store, below a heading that the plan does not have, or has twice"
)
_CASES = {
    "nothing": (_PLAN, {}, None, _PLAN, []),
    "the store ticks": (
        *(_PLAN, {"one": replace(_ONE, state="done")}, None),
        *(_PLAN.replace(b"- [ ] one", b"- [x] one"), ["plan one open becomes done"]),
    ),
    "the store rewords": (
        *(_PLAN, {"two": replace(_TWO, text="zwei")}, None),
        *(_PLAN.replace(b"] two", b"] zwei"), ["plan two its text"]),
    ),
    "the plan ticks": (
        *(_PLAN.replace(b"- [ ] one", b"- [x] one"), {}, None),
        *(_PLAN.replace(b"- [ ] one", b"- [x] one"), ["store one open becomes done"]),
    ),
    "both do the same": (
        *(_PLAN.replace(b"- [ ] one", b"- [x] one"), {"one": replace(_ONE, state="done")}, None),
        *(_PLAN.replace(b"- [ ] one", b"- [x] one"), []),
    ),
    "both do something else": (
        *(_PLAN.replace(b"- [x] two", b"- [ ] two"), {"two": replace(_TWO, state="begun")}, None),
        _PLAN.replace(b"- [x] two", b"- [ ] two"),
        ["conflict two its state is 'open' in the plan, 'begun' in the store"],
    ),
    "the plan wins": (
        *(_PLAN.replace(b"- [x] two", b"- [ ] two"), {"two": replace(_TWO, state="begun")}, "plan"),
        *(_PLAN.replace(b"- [x] two", b"- [ ] two"), ["store two begun becomes open"]),
    ),
    "the store wins": (
        *(_REOPENED, {"two": replace(_TWO, state="begun")}, "store"),
        *(_PLAN.replace(b"- [x] two", b"- [~] two"), ["plan two open becomes begun"]),
    ),
    "new in the store": (
        *(_PLAN, {"new": Entry("open", "three", "", ("P", "A"))}, None),
        _PLAN.replace(b"two -->\r\n", b"two -->\r\n- [ ] three <!-- id: new -->\r\n"),
        ["plan new added"],
    ),
    "new below a heading without a list": (
        *(_PLAN, {"new": Entry("done", "three", "", ("P", "B"))}, None),
        *(_PLAN + b"\r\n\r\n- [x] three <!-- id: new -->\r\n", ["plan new added"]),
    ),
    "new after what an item holds": (
        *(_PLAN.replace(b"## B", b"  ```\r\n\r\n  [x]\r\n  ```\r\n\r\n## B"),),
        *({"new": Entry("open", "three", "", ("P", "A"))}, None),
        _PLAN.replace(
            b"## B", b"  ```\r\n\r\n  [x]\r\n  ```\r\n- [ ] three <!-- id: new -->\r\n\r\n## B"
        ),
        ["plan new added"],
    ),
    "new text for a cell": (
        *(_PLAN, {"cell": Entry("done", "another", "", ("P", "B"))}, None),
        _PLAN.replace(b"| [ ] |", b"| [x] |"),
        ["plan cell open becomes done",
         "conflict cell its text cannot be written here: change the plan by hand"],
    ),
    "new below no heading": (
        *(_PLAN, {"new": Entry("done", "three", "", ("P", "C"))}, None, _PLAN),
        [_NOWHERE],
    ),
    "new below one of two headings of the same name": (
        *(_PLAN + b"\r\n## A\r\n", {"new": Entry("open", "three", "", ("P", "A"))}, None),
        *(_PLAN + b"\r\n## A\r\n", [_NOWHERE]),
    ),
    "another text, with a comment in it": (
        *(_PLAN, {"two": replace(_TWO, text="zwei <!-- evidence: rm -->")}, None, _PLAN),
        ["conflict two its text cannot be written here: change the plan by hand"],
    ),
    "new, with a comment of its own": (
        *(_PLAN, {"new": Entry("open", "x <!-- evidence: rm -->", "", ("P", "A"))}, None, _PLAN),
        [_NOWHERE],
    ),
    "taken out of the store": (_PLAN, {"two": None}, None, _PLAN,
        ["store two put back: nothing is taken out of a plan"]),
    "taken out of the plan": (
        *(_WITHOUT, {}, None),
        *(_WITHOUT, ["store two taken out, as in the plan"]),
    ),
    "taken out of the plan, changed in the store": (
        *(_WITHOUT, {"two": replace(_TWO, state="open")}),
        *(None, _WITHOUT),
        ["conflict two changed in the store, gone from the plan"],
    ),
    "evidence that nobody ran": (
        *(_PLAN, {"one": replace(_ONE, evidence="proven: yes")}, "store", _PLAN),
        ["conflict one only `confledger plan finalize` writes evidence"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(
    ("plan", "changed", "prefer", "expected", "steps"), _CASES.values(), ids=_CASES
)
def test_what_one_side_changed_is_taken_over(
    plan: bytes,
    changed: dict[str, Entry | None],
    prefer: str | None,
    expected: bytes,
    steps: list[str],
) -> None:
    done = merged(Plan("p.md", plan), _stored(**changed), prefer=prefer)
    assert done.content == expected
    assert [f"{one.side} {one.item} {one.said}" for one in done.steps] == steps
    again = merged(Plan("p.md", done.content), done.stored, prefer=prefer)
    assert again.content == done.content
    assert [one.side for one in again.steps] == ["conflict"] * len(done.conflicts)
    if not done.conflicts:
        assert done.stored == of_plan(Plan("p.md", done.content))


@settings(max_examples=50)
@given(st.lists(st.tuples(*[st.sampled_from(sorted(WRITTEN))] * 3), min_size=1, max_size=5))
def test_three_way_as_git_merges(boxes: list[tuple[str, str, str]]) -> None:
    def text(at: int) -> bytes:
        lines = (f"- [{WRITTEN[one[at]]}] item <!-- id: i{n} -->" for n, one in enumerate(boxes))
        return "\n".join(lines).encode()

    stored = of_plan(Plan("p.md", text(0)))
    for number, one in enumerate(boxes):
        stored.items[f"i{number}"] = replace(stored.items[f"i{number}"], state=one[2])
    done = merged(Plan("p.md", text(1)), loaded(dumped({"p.md": stored}), "s")["p.md"])
    for number, (base, ours, theirs) in enumerate(boxes):
        item = Plan("p.md", done.content).item(f"i{number}")
        conflict = ours != theirs and base not in (ours, theirs)
        assert item is not None
        assert item.state == (theirs if ours == base and not conflict else ours)
        assert any(one.item == f"i{number}" for one in done.conflicts) == conflict
        kept = done.stored.items[f"i{number}"].state
        assert kept == (theirs if conflict else item.state)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"{", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b'{"version": 2}', "it does not say `version: 1`"),
        (
            b'{"version": 1, "plans": {"p": {"items": [3]}}}',
            "item 1 of 'p' is no map",
        ),
        (
            b'{"version":1,"plans":{"p":{"items":[{"id":"a","state":"open"}]}}}',
            "item 1 of 'p' lacks one of `id`, `state` and `text`, or one of them is no text",
        ),
        (
            b'{"version":1,"plans":{"p":{"items":[{"id":"a","state":"open","text":"t"},'
            b'{"id":"a","state":"open","text":"t"}]}}}',
            "item 2 of 'p' has the id of an earlier one",
        ),
        (
            b'{"version":1,"plans":{"p":{"items":[],"agreed":{"a":["x"]}}}}',
            "of 'p' `agreed` has an entry that is no list of three texts",
        ),
        (
            b'{"version":1,"plans":{"p":{"items":[],"agreed":[]}}}',
            "of 'p' `agreed` is no map",
        ),
        (b'{"version": 1, "plans": []}', "it has no map `plans`"),
        (b'{"version": 1, "plans": {"p": {"items": {}}}}', "of 'p' it has no list `items`"),
        (
            b'{"version": 1, "plans": {"p": {"items": [{"id": "a", "state": "x", "text": "t"}]}}}',
            "item 1 of 'p' has another state than open, done, begun, dropped",
        ),
        (
            b'{"version":1,"plans":{"p":{"items":[{"id":"a-->","state":"open","text":"t"}]}}}',
            "item 1 of 'p' has an id with more than letters, digits and `.:/-`",
        ),
        (
            b'{"version":1,"plans":{"p":{"items":[{"id":"a","state":"open","text":"t\\nu"}]}}}',
            "item 1 of 'p' has a text of more than one line",
        ),
    ],
)
def test_a_store_that_is_none_is_told(content: bytes, why: str) -> None:
    with pytest.raises(ConfledgerError) as caught:
        loaded(content, "s.json")
    assert str(caught.value) == f"'s.json' is no store of plans: {why}"
