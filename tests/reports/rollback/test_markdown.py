"""A plan as the description of a merge request."""

import re
from html import unescape

import pytest

from confledger.reports.rollback.markdown import command, markdown
from confledger.reports.rollback.spans import cell, code, plain
from confledger.rollback.plan import Conflict, Effect, File, Kept, Plan, Revision, Values

WHOLE = """\
**Rollback of `env:prod` to `aaaaaaaaaa`** (2026-01-30, `Ann`: `pool: Back to sixty`)

3 files: 1 changed, 1 added, 1 deleted; takes back 2 commits by 2 people.

> ⚠ **Refused:** 1 check of today fails (`--allow-invalid`)

> ⚠ **Refused:** nobody may read what comes back (nothing overrides this)

**Conflicts: 1 key was changed again**

| Key | Wanted back | Now | Changed by |  |
| --- | --- | --- | --- | --- |
| `envs/prod.yaml#db.pool` | `60` | `80` | `bbbbbbbbbb` 2026-02-27 `Ben`: \
`prod: One replica is enough` | set again since |

**`prod`, `staging`: 1 value changes**

| Key | Now | Then |  |
| --- | --- | --- | --- |
| `db.host` | `db-2` | `db-1` | ⚠ critical |

**`prod`: 6 values change**

| Key | Now | Then |  |
| --- | --- | --- | --- |
| `db.password` | `<redacted>` | `<redacted>` | changed, not shown |
| `db.pool` | `80` | `60` |  |
| `db.slow` |  | `true` |  |
| `db.wait` | `2` |  |  |
| `db.size` |  |  | renamed from db.width |
| `db.port` | `"5432"` | `5432` | text, then integer |

⚠ Changes too, and is not the scope: `staging`

⚠ `qa`: not known what changes: then: envs/qa.yaml:3:1: a tab

⚠ `prod` would still differ from `aaaaaaaaaa` in 2 keys (`log.level`, `log.file`), \
set by `base.yaml`: `--key prod:KEY for each, or --scope all`

No value changes in `dev`.

**Values that change in other files**

| File | Values | Such as |
| --- | --- | --- |
| `alerts.yaml` | 2 changed | `Rule/a, …` |
| `broken.yaml` | then, line 3: a tab |  |

1 file is only written otherwise.

7 more files changed; their values were not looked at.

**Checks of today**: 1 new finding

- envs/prod.yaml:3:1: error\\[schema\\]: db.pool is 60
- and 4 more

**Schema migrations**

- not made in it yet: migrations/0002-pool.yaml

**Secrets**

- db.password goes back to 2026-01-30, for ann and ben

**Usually changes together, and stays**

- envs/staging.yaml changed in 9 of 10 commits

**Notes**

- the ledger is not built

**2 files stay as now**: secrets stay

- `secrets/a.yaml`
- `secrets/b.yaml`

<details><summary>Files: 3</summary>

- added: `envs/link (symbolic link)`
- deleted: `envs/old.yaml`
- changed: `envs/prod.yaml`

</details>

<details><summary>Takes back: 2</summary>

- `bbbbbbbbbb` 2026-02-27, `Ben`: `prod: One replica is enough`
- `cccccccccc` 2026-02-24, `Cleo`: `prod: A smaller pool`

</details>

To see all of it: `confledger rollback --to aaaaaaaaaa --scope env:prod --plan`
"""


def test_everything_is_said_the_worst_first(plan: Plan) -> None:
    assert markdown(plan) == WHOLE


def test_nothing_to_do_is_one_sentence(plan: Plan) -> None:
    empty = Plan("d" * 40, "HEAD", "all")
    assert markdown(empty) == "**Rollback of `all`**\n"
    empty.target = plan.target
    assert markdown(empty) == (
        "**Nothing to do: `all` is as it was at `aaaaaaaaaa`** "
        "(2026-01-30, `Ann`: `pool: Back to sixty`)\n"
    )


@pytest.mark.parametrize(
    ("way", "scope", "expected"),
    [
        pytest.param("to", "a b", "--to aaaaaaaaaa --scope 'a b' --plan", id="a path"),
        pytest.param("key", "prod:a.b", "--to aaaaaaaaaa --key prod:a.b --plan", id="a key"),
        pytest.param("entry", "all", "--entry ffffffffff --plan", id="an entry"),
        pytest.param("entry", "x", "--entry ffffffffff --scope x --plan", id="of a scope"),
    ],
)
def test_the_command_shows_the_same(plan: Plan, way: str, scope: str, expected: str) -> None:
    plan.way, plan.scope = way, scope
    plan.entry = Revision("f" * 40, 0, "", "") if way == "entry" else None

    assert command(plan) == f"confledger rollback {expected}"


def test_however_much_there_is_it_fits_into_a_description(plan: Plan) -> None:
    long = "`|" * 400
    plan.effects["prod"] = [Effect(f"{long}{number}", long, long) for number in range(5000)]
    plan.files = [File(f"{long}{number}", "changed") for number in range(5000)]
    plan.kept = [Kept(f"{long}{number}", "why") for number in range(5000)]
    plan.undone = [Revision("f" * 40, number, long, long) for number in range(5000)]
    plan.values = [Values(f"{long}{number}", long) for number in range(5000)]
    plan.conflicts = [Conflict(long, long, long, long, None, long)] * 5000
    plan.findings = plan.notes = [long] * 5000

    told = markdown(plan)

    assert len(told) < 65_536
    assert "\nThere is more, left out for its size.\n" in told
    assert "\nand 4998 more\n" in told
    assert told.endswith("--plan`\n")


HOSTILE = [
    "[x](https://evil.example) @all #1 !2 <img src=x> `a` ``b`` | $x$",
    "</details>\n\n# Approved\n\n- [x] yes",
    "`",
    "|\\|`|",
    "\u202eabc\x1b[2J",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_from_the_repository_leaves_its_place(plan: Plan, text: str) -> None:
    before = markdown(plan).count("\n")
    revision = Revision("f" * 40, 0, text, text)
    plan.target, plan.undone = revision, [revision, revision]
    plan.files = [File(text, "changed")] * 3
    plan.conflicts = [Conflict(text, text, text, text, revision, text)]
    plan.unresolved = {"qa": text}
    plan.remaining[0].keys = plan.remaining[0].sources = [text, text]
    plan.values[0].path = plan.values[1].why = plan.values[0].first[0].key = text
    plan.kept[0].path = text
    for lines in (plan.findings, plan.migrations, plan.secrets, plan.companions, plan.notes):
        lines[:] = [text]
    for one in plan.effects["prod"][2:]:
        one.note, one.risk = text, text

    told = markdown(plan)

    # As many lines as ever, and none that is wider, or of another kind.
    assert told.count("\n") == before
    assert not {"\x1b", "\u202e"} & set(told)
    for line in told.splitlines():
        bare = re.sub(r"(`+)(?!`).*?(?<!`)\1(?!`)|<code>.*?</code>|\\.", "", line)
        assert not re.search(r"@|#1|<img|\]\(|:/", unescape(bare) if "&#" not in bare else bare)
        if line.startswith("| ") and "---" not in line:
            assert bare.count("|") in (4, 5, 6)


@pytest.mark.parametrize(
    ("text", "spanned", "in_a_table", "written"),
    [
        pytest.param("a", "`a`", "`a`", "a", id="a word"),
        pytest.param("`", "`` ` ``", "`` ` ``", r"\`", id="a tick"),
        pytest.param("", "`  `", "`  `", "", id="nothing"),
        pytest.param("a|b", "`a|b`", "<code>a&#124;b</code>", r"a\|b", id="a bar"),
        pytest.param("a\n b", r"`a\n b`", r"`a\n b`", r"a\\n b", id="two lines"),
        pytest.param("@me", "`@me`", "`@me`", "&#64;me", id="a name"),
        pytest.param("a://b", "`a://b`", "`a://b`", "a&#58;//b", id="an address"),
    ],
)
def test_texts_are_written_so_that_they_mean_nothing(
    text: str, spanned: str, in_a_table: str, written: str
) -> None:
    assert (code(text), cell(text), plain(text)) == (spanned, in_a_table, written)
