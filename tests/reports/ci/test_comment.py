"""The comment on a merge request, from what there is to tell to its text."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from confledger.reports.ci.comment import MOST_BYTES, build
from confledger.reports.ci.headline import headline
from confledger.reports.ci.model import Change, Debt, Group, Masked, Model, Problem, Told, Whole

EMPTY = Model("a" * 40, "b" * 40, "1.0", rest="confledger diff a b", reproduce="confledger ci")
ONE = Change("db.pool", "5", "6", path="base.yaml", line=2)


def of(number: int, name: str = "prod") -> Model:
    changes = tuple(replace(ONE, key=f"key{at}") for at in range(number))
    counted = ((name, number),) if name else ()
    return replace(EMPTY, values=number, environments=counted, groups=(Group(name, changes),))


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        pytest.param(
            replace(EMPTY, formatting=("a.yaml", "b.yaml")),
            "no value changes; 2 files only written otherwise",
            id="only formatting",
        ),
        pytest.param(of(2, ""), "2 values change in 1 file", id="no environments"),
        pytest.param(
            replace(of(2, ""), environments=(("prod", 0), ("dev", 0))),
            "2 values change in 1 file, none in **prod**",
            id="outside of all environments",
        ),
        pytest.param(
            replace(
                of(1),
                environments=(("prod", 0), ("qa", 1), ("x.y", 2), ("b", 0), ("c", 3), ("d", 0)),
                secrets=3,
                secrets_in=("qa", 2),
                needs=("@a/b", "@c", "d@e.org", "@f"),
            ),
            "no value changes in **prod**, 1 in **qa**, 2 in `x.y`, 3 in **c**, "
            "0 in 2 more environments; 3 secrets (2 in **qa**); "
            "needs `@a/b`, `@c`, `d@e.org` and 1 more",
            id="production first, and the rest counted",
        ),
        pytest.param(
            replace(
                of(1),
                environments=(("prod", 0), *((one, 1) for one in "abcd"), ("e", 2)),
                formatting=("a.yaml",),
                newer=("schemas",),
            ),
            "no value changes in **prod**, 1 in **a**, 1 in **b**, 1 in **c**, "
            "up to 2 in 2 more environments; **its target has newer rules**",
            id="production also among many",
        ),
        pytest.param(
            replace(EMPTY, new=Whole(1, 3, ("prod",)), gone=Whole(2, 9)),
            "1 new file (3 values, **prod**); 2 files removed (9 values)",
            id="whole files",
        ),
        pytest.param(
            replace(of(1), unknown=("prod",), failing=2, unapproved=True, debt=Debt(15, 0, 1)),
            "1 value changes in **prod**; **not known for** **prod**; **2 new findings**; "
            "15 minutes of new debt; **approval is missing**",
            id="what stands against it",
        ),
    ],
)
def test_the_first_line_is_enough_to_know_whether_to_read_on(model: Model, expected: str) -> None:
    assert headline(model) == expected


def test_two_thousand_changes_are_cut_with_a_count_and_the_least_important_first() -> None:
    wide = Change("k" * 60, "ä" * 60, "ö" * 60, path="p" * 80, line=1, also=("dev",))
    prod = Group("prod", tuple(replace(wide, key=f"{at}{'k' * 60}") for at in range(1_500)))
    dev = Group("dev", (replace(wide, key="the-last"),) * 500)
    model = replace(
        EMPTY,
        values=2_000,
        environments=(("prod", 1_500), ("dev", 2_000)),
        groups=(prod, dev),
        problems=(Problem("schema", "error", "wrong", "a.yaml"),) * 400,
        more_problems=2_600,
        failing=3_000,
        debt=Debt(45_000, 0, 3_000, items=(("todo", "a.yaml", 1, "a TODO", 15),) * 200),
        commits=(Told("c" * 40, "Subject", "Author"),) * 90,
    )

    body = build(model).body

    assert len(body.encode()) <= MOST_BYTES
    shown = body.count("\n| **prod**")
    assert 100 < shown < 300
    assert (
        f"\n{2_000 - shown:,} more changes are left out for their size: `confledger diff a b`\n"
        in body
    )
    assert "the-last" not in body
    findings = body.count("- error `schema`")
    assert findings >= 15
    assert "\n**3000 new findings**\n" in body
    assert f"and {3_000 - findings:,} more findings; the job's report has them all" in body
    debts = body.count("- `todo`")
    assert f"\n{3_000 - debts:,} more items: `confledger debt gate --base {'a' * 12} " in body
    assert body.splitlines()[1] == (
        "### Configuration: 1,500 values change in **prod**, 2,000 in **dev**; "
        "**3000 new findings**; 45000 minutes of new debt"
    )
    assert body.endswith("reproduce: `confledger ci`</sub>\n")
    assert body.count("<details>") == body.count("</details>")


HOSTILE = st.text(
    st.sampled_from("ab|`*_[]()<>@#!&\\\n\r\u202e\ud800~$:/-{}'\" ") | st.characters(), max_size=30
)


@settings(max_examples=60)
@given(*[HOSTILE] * 6)
def test_nothing_of_a_branch_leaves_its_place(
    key: str, value: str, path: str, subject: str, name: str, message: str
) -> None:
    hostile = Change(
        *(key, value, value),
        path=path,
        line=1,
        also=(name,),
        masked=((name, path),),
        origin=f"overrides {path}",
        risks=(key,),
        owners=(name,),
    )
    whole = Change("k", "1", "2", path=path)
    model = replace(
        EMPTY,
        environments=((name or "x", 1),),
        values=1,
        links="https://git.example.org/a/b/blob",
        rules=(path,),
        groups=(Group(name or "x", (hostile,)), Group("", (whole,))),
        masked=(Masked(key, path, ((name, path),)),),
        formatting=(path,),
        problems=(Problem(key, "error", message, path, help=message),),
        commits=(Told("c" * 40, subject, name),),
        rollback=subject,
    )

    body = build(model).body

    assert body.count("<!--") == body.count("-->") == 1
    assert body.count("<details>") == body.count("</details>") == body.count("<summary>") == 1
    assert "\u202e" not in body
    # Of what is left without code, no line says more than ours do.
    row = next(line for line in body.splitlines() if line.startswith("| ") and "overrides" in line)
    assert len(re.findall(r"(?<!\\)\|", row)) == 7
    bare = re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)|<code>.*?</code>|\]\([^()\s]*\)", "", body)
    assert not re.search(r"@\w|(?<!\\)<(?!/?(?:details|summary|sub)>|!-- confledger)", bare)
    body.encode()


def test_a_secret_is_told_and_never_shown() -> None:
    kinds = [
        Change("a", "<redacted>", "<redacted>", hidden=True, sealed=True),
        Change("b", "<redacted>", "<redacted>", hidden=True),
        Change("c", None, "<redacted>", hidden=True),
        Change("d", "<redacted>", None, hidden=True, gone=True),
    ]
    model = replace(EMPTY, secrets=4, groups=(Group("prod", tuple(kinds)),))

    rows = [line for line in build(model).body.splitlines() if line.startswith("| **prod**")]

    assert rows == [
        "| **prod** | `a` | ●●●●●● | ciphertext changed; value not checked |  | secret |",
        "| **prod** | `b` | ●●●●●● | ●●●●●● changed |  | secret |",
        "| **prod** | `c` | - | ●●●●●● added |  | secret |",
        "| **prod** | `d` | ●●●●●● | *removed* |  | secret |",
    ]
