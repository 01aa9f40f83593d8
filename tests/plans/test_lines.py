"""A plan is put together again byte for byte, whatever it holds."""

from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from confledger.plans.evidence import with_state
from confledger.plans.items import DONE, MARKS, OPEN
from confledger.plans.lines import read, written
from confledger.plans.plan import Plan

_PIECES = (
    *("# A\n", "## B 50 %\r\n", "- [ ] a\n", "  - [x] b\r", "```\n", "~~~ x\n", "<!-- ", "-->"),
    *("| [ ] | x |\n", "|--|--|\n", "---\n", "\t", "    ", "> ", "`", "``", "[~] ", "1. [X] é\n"),
    *("\ufeff", "\u202f98 %", "{{ a }}", "${x}", "- \u2610 c\n", "\n", "\x0c", "\x85", "\u2028"),
)


@settings(max_examples=40)
@given(st.binary(max_size=200))
@example(b"\xef\xbb\xbf# A\r\n- [x] \xff\r\rlast")
def test_any_bytes_come_back(content: bytes) -> None:
    assert written(read(content)) == content
    assert written(Plan("x.md", content).lines) == content


@settings(max_examples=50)
@given(st.lists(st.sampled_from(_PIECES), max_size=12), st.data())
def test_another_state_changes_one_character_and_no_id(
    pieces: list[str], data: st.DataObject
) -> None:
    content = "".join(pieces).encode()
    plan = Plan("x.md", content)
    assert written(plan.lines) == content
    assert all(MARKS[plan.texts[item.line][item.box]] == item.state for item in plan.items)
    assert len({item.id for item in plan.items}) == len(plan.items)
    if not plan.items:
        return
    item = data.draw(st.sampled_from(plan.items))
    text = with_state(plan.texts[item.line], item, OPEN if item.state == DONE else DONE)
    assert text is not None
    plan.lines[item.line].text = text
    again = Plan("x.md", written(plan.lines))
    assert [one.id for one in again.items] == [one.id for one in plan.items]
    assert again.items[plan.items.index(item)].state != item.state


def test_plans_of_the_corpus_come_back(corpus: Path) -> None:
    found = sorted((corpus / "plans").glob("*.md"))
    assert len(found) == 6
    for file in found:
        content = file.read_bytes()
        assert written(Plan(file.name, content).lines) == content
