"""What `plan check` tells, and what it leaves alone."""

from pathlib import Path

import pytest

from confledger.checks.finding import Finding
from confledger.plans import checking
from confledger.plans.found import About
from confledger.plans.plan import Plan

_ABOUT = About("2026-01-31", lambda path: path in ("docs/a.md", "docs"))
_NEVER = "is an expression of a template that was never filled in"
_FOUND = {
    "more is declared than is ticked": (
        "# P\nProgress: 98 %\n## A\n98 %\n- [x] a `f.py`\n- [ ] b\n",
        ["2:11 plan-progress the plan declares 98 %, and 1 of 2 boxes are ticked (50 %); "
         "1 part of it declares the same, and is wrong too"],
    ),
    "people round": ("# P\nProgress: 67 %\n- [x] `f1`\n- [x] `f2`\n- [ ] c\n", []),
    "all is not nearly all": (
        "# P\n## A - done\n" + "- [x] `f1`\n" * 299 + "- [ ] b\n",
        ["2:8 plan-progress 'A - done' is marked done, and 299 of 300 boxes are ticked (99.7 %)"],
    ),
    "a ticked box over open ones": (
        "- [x] a `f1`\n  - [x] b\n    - [ ] c\n  - [-] d\n",
        ["1:4 plan-done-open 'a f1' is ticked, and 1 of 2 boxes below it is not"],
    ),
    "nothing shows it": (
        "# P\n- [x] made it\n- [x] and [this](a.md)\n## B\n- [x] c\n- [x] d\n",
        ["2:4 plan-no-evidence 'made it' is ticked, and nothing is named that shows it",
         "5:4 plan-no-evidence 2 boxes are ticked under 'B', and nothing is named that shows it"],
    ),
    "evidence of many kinds": (
        "# P\n- [x] a\n  - [x] in 1a2b3c4d\n\n## B\nsee #12\n- [x] b\n## C\n- [x] src/x.py\n"
        "## D\n```\nmake test\n```\n- [x] d\n## E\n- [x] e <!-- proven: x -->\n",
        [],
    ),
    "headings that stand twice": (
        "# P\n## A\nx\n## B\n### Tests\n## C\n### Tests\n## A\nx\n## Phase 2: x\n"
        "## Phase 2 - y\n# ==\n# ==\n",
        ["8:4 plan-duplicate-heading 'A' is also the heading of line 2, with the same text below",
         "11:4 plan-duplicate-heading 'Phase 2 - y' has the number of line 10, which is "
         "'Phase 2: x'"],
    ),
    "templates that nobody filled in": (
        "${new Date()}\n{{ .Version }} <%= x %> {% if a %}\n`${HOME}` $${a}$$ $x_{1}$ {#id}\n"
        "```\n{{ x }}\n```\n{{< ref >}}\n",
        [f"1:1 plan-template `${{new Date()}}` {_NEVER}",
         f"2:1 plan-template `{{{{ .Version }}}}` {_NEVER}",
         f"2:16 plan-template `<%= x %>` {_NEVER}",
         f"2:25 plan-template `{{% if a %}}` {_NEVER}"],
    ),
    "mojibake": ("TerminÃ©\nÃ©tÃ©\n",
        ["1:7 plan-mojibake mojibake in 2 lines: here 'Ã©' stands for 'é'"]),
    "bytes that are no UTF-8": (
        "# P\n- [ ] a \udcff\n- [ ] b \udcfe\n",
        ["2:9 plan-mojibake 2 lines hold bytes that are no UTF-8"],
    ),
    "pages of a site are filled in later": ("---\nlayout: page\n---\n{{ page.title }}\n", []),
    "front matter of another kind": (
        "---\ntitle: x\n---\n{{ page.title }}\n",
        [f"4:1 plan-template `{{{{ page.title }}}}` {_NEVER}"],
    ),
    "claims of shares, and none in what is still open": (
        "# P\nIt is 40 % faster now.\n- [x] `f1`\n\n## Later\nIt will be 10x faster.\n- [ ] a\n",
        ["2:7 plan-claim '40 %' is claimed, and nothing says how it was measured"],
    ),
    "an example of mojibake": ("`Ã©` is no text\n", []),
    "done in the future": (
        "- [x] `f1` 2026-02-01\n- [ ] b 2027-01-01\n- [x] `f3` le 3 mars 2031\n\n"
        "Target: 2030-01-01\n\nCompleted on May 29, 2026\n\n- [x] `f4` 2026-01-31, 2026-02-30\n",
        ["1:12 plan-date 2026-02-01 is said to be over, and it is after 2026-01-31",
         "3:15 plan-date 3 mars 2031 is said to be over, and it is after 2026-01-31",
         "7:14 plan-date May 29, 2026 is said to be over, and it is after 2026-01-31",
         "9:24 plan-date 2026-02-30 is no day of the calendar"],
    ),
    "claims": (
        "# P\nNow 10x faster.\n\nPerformance x2.5 [measured](a.md)\n\nIt is production-ready.\n"
        "- [x] P99 < 5 ms in f.py\n- [x] `bench` P99 < 5 ms\n- [ ] 10x faster\n\n"
        "100 % coverage\n\nGoal: 3x faster.\n\n1920x1080 is larger\n",
        ["2:5 plan-claim '10x' is claimed, and nothing says how it was measured",
         "6:7 plan-claim 'production-ready' is claimed, and nothing says how it was measured",
         "7:11 plan-claim '< 5 ms' is claimed, and nothing says how it was measured",
         "11:1 plan-claim '100 % coverage' is claimed, and nothing says how it was measured"],
    ),
    "links": (
        "# Été (1) `x`\n# Été (1) `x`\n[a](a.md) [b](b.md#x) [c](#été-1-x) [d](#été-1-x-1) "
        "[e](#e)\n[f](https://x) [g](mailto:x) [h](/x) `[i](i.md)` [j](../../k) "
        "[l](.)\n[m]: n.md\n",
        ["2:3 plan-duplicate-heading 'Été (1) x' is also the heading of line 1",
         "3:15 plan-link there is no 'b.md' beside the plan",
         "3:57 plan-link no heading of the plan has the anchor '#e'",
         "5:6 plan-link there is no 'n.md' beside the plan"],
    ),
    "an id that two lines have": (
        "- [ ] a <!-- id: x -->\n- [ ] b <!-- id: x -->\n",
        ["2:18 plan-duplicate-id the id 'x' is also that of line 1"],
    ),
}  # fmt: skip


def test_new_is_what_an_earlier_state_does_not_have() -> None:
    def found(text: str) -> list[Finding]:
        return checking.findings([Plan("docs/p.md", text.encode())], _ABOUT)

    before, now = found("[a](no.md)\n"), found("text\n[a](no.md) [b](none.md)\n")

    told = [one.message for one in checking.new(now, before)]
    assert told == ["there is no 'none.md' beside the plan"]


@pytest.mark.parametrize(("text", "expected"), _FOUND.values(), ids=_FOUND)
def test_findings_of_a_plan(text: str, expected: list[str]) -> None:
    found = checking.findings([Plan("docs/p.md", text.encode(errors="surrogateescape"))], _ABOUT)
    told = [
        f"{one.span.line}:{one.span.column} {one.check} {one.message}" for one in found if one.span
    ]
    assert told == expected


def test_the_plans_of_the_corpus_are_read_as_a_person_reads_them(corpus: Path) -> None:
    plans = [Plan(file.name, file.read_bytes()) for file in sorted((corpus / "plans").glob("*.md"))]
    found = checking.findings(plans, About("2026-01-31"))
    places = [f"{one.path.split('-')[0]}:{one.span.line} {one.check}" for one in found if one.span]
    # What is claimed without evidence, besides.
    rest = [one for one in places if not one.endswith(("plan-no-evidence", "plan-claim"))]
    assert rest == [
        "completion:2 plan-mojibake",
        *(f"templates:{line} plan-progress" for line in (2, 13, 149)),
        "templates:233 plan-template",
        *(f"templates:{line} plan-progress" for line in (236, 266, 383)),
        "templates:851 plan-duplicate-heading",
        *(f"templates:{line} plan-progress" for line in (852, 1313)),
        "templates:1778 plan-duplicate-heading",
        "templates:1779 plan-progress",
        "templates:2079 plan-duplicate-heading",
    ]
    assert len(places) - len(rest) == 15
    assert "declares 98 %, and 99 of 1,604 boxes are ticked (6.2 %)" in found[3].message


@pytest.mark.parametrize(
    "piece",
    ["1% 2%\n# a\n", "2025-13-45\n", "# done\n100%\n- [ ] a\n", "# " + "(a" * 900 + "\n", "{{ a ${",
     "- [x] " + "a-" * 900 + "\n", "`` ` ", "<!-- ", "](",
     "|a|[ ]|\n|--|--|\n", " " * 3000 + "x\n"],
)  # fmt: skip
def test_a_hostile_plan_takes_no_longer_than_its_size(piece: str) -> None:
    from time import process_time

    def seconds(size: int) -> float:
        content = (piece * (size // len(piece) + 1))[:size].encode()
        start = process_time()
        checking.findings([Plan("x.md", content)], _ABOUT)
        return process_time() - start

    assert seconds(8_000) < 12 * max(seconds(2_000), 0.02)
