"""Which boxes count, and where a plan says how far it is."""

import pytest

from confledger.plans.plan import Plan

_BOXES = {
    "a list of any marker": ("* [x] a\n+ [X] b\n1. [ ] c\n12) [ ] d", "2/4"),
    "nested, quoted, with tabs": ("- a\n\t- [x] b\n> - [ ] c\n> > - [x] d", "2/3"),
    "begun counts as open, dropped not at all": ("- [~] a\n- [/] b\n- [-] c\n- [x] d", "1/3"),
    "signs for boxes": ("- ☐ a\n- ☑ b\n- [✅] c\n- [\u00a0] d", "2/4"),
    "cells of a table": (
        "| a | [x] |\n|--|--|\n| b | [ ] |\n| c | [x] now |\n| [x] d | e |",
        "2/3",
    ),
    "fences": ("```md\n- [ ] a\n```\n~~~\n- [ ] b\n```\n~~~\n- [x] c", "1/1"),
    "a fence of an item ends with it": ("- a\n  ```\n  - [ ] x\n- [x] b", "1/1"),
    "indented code": ("text\n\n    - [ ] a\n\n- b\n\n    - [x] c", "1/1"),
    "comments": ("<!-- - [ ] a\n- [ ] b\n--> \n- [x] c <!-- d -->", "1/1"),
    "links are none": ("- [x](y)\n- [ ]x\n- [x]\n[x] a", "1/1"),
    "lines that end in every way": ("- [x] a\r- [ ] b\r\n- [x] c\n- [ ] d", "2/4"),
    "front matter": ("---\n- [ ] a\n---\n- [x] b", "1/1"),
}


@pytest.mark.parametrize(("text", "expected"), _BOXES.values(), ids=_BOXES)
def test_boxes_are_counted(text: str, expected: str) -> None:
    count = Plan("x.md", text.encode()).count
    assert f"{count.done}/{count.total}" == expected


_TWO = "\n- [x] a\n- [ ] b\n"
_DECLARED = {
    "below a heading": ("# A\n*Progression : 98\u202f%*\n", ["98 1:16 all"]),
    "in German": ("# A\n\nFortschritt: 40%\n", ["40 2:14 all"]),
    "in a language that we do not know": ("# A\n**Kynning: 40%**\n", ["40 1:12 all"]),
    "among other figures": (
        "# A\n## B\n> Understanding: 92%\n> Trust: 80%\n> Status: Done\n> X: 1\n> Progress: 40%\n",
        ["40 6:13 B"],
    ),
    "one of two, nobody knows which": ("# A\n**Sk: 40%**\n**Mk: 50%**\n", []),
    "alone": ("# A\n## B\n(5 %)\n", ["5 2:2 B"]),
    "as Turkish writes it": ("# A\n## B\nİlerleme: %75\n", ["75 2:11 B"]),
    "in digits of Arabic": ("# A\n## B\n**التقدم: ٩٨٪**\n", ["98 2:11 B"]),
    "in a heading": ("# A\n## B (33 %)\n", ["33 1:7 B (33 %)"]),
    "in Chinese": ("# A\n## 计划 - 完成\n", ["100 1:9 计划 - 完成"]),
    "by a word": ("# A\n## B ✅ **COMPLÉTÉ**\n", ["100 1:10 B ✅ **COMPLÉTÉ**"]),
    "by a sign at the end": ("# A\n## B ✅\n", ["100 1:6 B ✅"]),
    "not by a sign before": ("# A\n## ✅ B\n", []),
    "not by a word of the title": ("# A\n## Definition of done\n", []),
    "in a badge": ("# A\n![p](https://h/badge/progress-40%25-green)\n", ["40 1:6 all"]),
    "in front matter": (
        "---\nprogress: 0.4\nstatus: terminé\n---\n",
        ["40 1:11 all", "100 2:9 all"],
    ),
    "in a summary": (
        "# A\n## Phase 1: X\n- [x] c\n\n## End\n- **Phase 1** : 5 % done\n",
        ["5 5:17 Phase 1: X"],
    ),
    "in a table": (
        "# A\n## Phase 1: X\n## End\n|a|b|\n|--|--|\n| Phase 1 | 20 % |\n",
        ["20 5:13 Phase 1: X"],
    ),
    "not a coverage": ("# A\nCoverage: 95 %\n", []),
    "not a bound": ("# A\nProgress: > 90 %\n", []),
    "not in a sentence": ("# A\n## B\nUp to 30 % of the users write it.\n", []),
    "not below a list": ("# A\n- x\n\nProgress: 50 %\n", []),
    "not in code": ("# A\n`Progress: 50 %`\n", []),
}


@pytest.mark.parametrize(("text", "expected"), _DECLARED.values(), ids=_DECLARED)
def test_what_is_declared_is_found_in_any_language(text: str, expected: list[str]) -> None:
    plan = Plan("x.md", (text + _TWO).encode())
    found = []
    for one in plan.declared:
        about = " + ".join(plan.headings[number].title for number in plan.reach(one)) or "all"
        found.append(f"{one.percent:g} {one.line}:{one.column} {about}")
    assert found == expected


def test_an_id_outlives_ticking_dating_and_moving() -> None:
    before = Plan("x.md", b"# A\n- [ ] one\n- [ ] two\n- [ ] one\n")
    after = Plan(
        "x.md",
        "# A (50 %)\n\n- [x] ✅ **Done** (2025-05-29) : two\n* [ ] **One**\n- [X] one\n".encode(),
    )
    assert [item.id for item in before.items] == [after.items[at].id for at in (1, 0, 2)]
