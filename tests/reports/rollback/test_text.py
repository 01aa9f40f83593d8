"""A plan as people read it at a terminal."""

import pytest

from confledger.reports.changes.lines import columns
from confledger.reports.rollback.text import text
from confledger.rollback.plan import (
    CHANGED,
    DELETED,
    Conflict,
    Effect,
    File,
    Kept,
    Plan,
    Revision,
    Values,
)
from confledger.rollback.restoring import OF_SECRETS

# 2026-03-01, at noon.
NOW = 1_772_366_400

WHOLE = """\
rollback of env:prod to aaaaaaaaaa (2026-01-30, 4 weeks ago, Ann)
  pool: Back to sixty
3 files: 1 changed, 1 added, 1 deleted; takes back 2 commits by 2 people
made on the new branch rollback-prod, pushed to fix of
  https://git.example/shop.git
refused: 1 check of today fails [--allow-invalid]
refused: nobody may read what comes back [nothing overrides this]
conflicts: 1 key was changed again
  KEY                     WANTED BACK  NOW  CHANGED BY
  envs/prod.yaml#db.pool  60           80   bbbbbbbbbb 2026-02-27 Ben: prod: On…
  set again since
prod, staging: 1 value changes
  ~ db.host  db-2 -> db-1 [critical]
prod: 6 values change
  ~ db.password  changed, not shown
  ~ db.pool      80 -> 60
  + db.slow      true
  - db.wait      2
  ~ db.size      renamed from db.width
  ~ db.port      "5432" -> 5432 (text, then integer)
staging is not the scope, and changes too
qa: not known what changes: then: envs/qa.yaml:3:1: a tab
prod would still differ from aaaaaaaaaa in 2 keys (log.level, log.file), set by
  base.yaml: --key prod:KEY for each, or --scope all
no value changes in dev
values that change in other files
  alerts.yaml ~2
  + Rule/a: (root)  map of 9 values
  and 1 more value; --format json has all
  broken.yaml: then, line 3: a tab
  1 file is only written otherwise
  7 more files changed; their values were not looked at
checks: 1 new finding
  envs/prod.yaml:3:1: error[schema]: db.pool is 60
  and 4 more findings; --format json has all
migrations
  not made in it yet: migrations/0002-pool.yaml
secrets
  db.password goes back to 2026-01-30, for ann and ben
2 files stay: secrets/a.yaml, secrets/b.yaml (secrets stay)
usually changes together
  envs/staging.yaml changed in 9 of 10 commits
notes
  the ledger is not built
files
  added    envs/link (symbolic link)
  deleted  envs/old.yaml
  changed  envs/prod.yaml
takes back
  bbbbbbbbbb 2026-02-27 Ben: prod: One replica is enough
  cccccccccc 2026-02-24 Cleo: prod: A smaller pool
"""


def test_everything_is_said_the_worst_first(plan: Plan) -> None:
    assert text(plan, now=NOW, width=80) == WHOLE


def test_colours_mark_what_is_dangerous_and_change_no_text(plan: Plan) -> None:
    painted = text(plan, now=NOW, width=80, colour=True)

    lines = painted.splitlines()
    assert "\x1b[1;31mrefused: 1 check of today fails [--allow-invalid]\x1b[m" in lines
    assert "  ~ db.host  db-2 -> db-1\x1b[1;31m [critical]\x1b[m" in lines
    assert "\x1b[32m  + \x1b[m\x1b[32mdb.slow    \x1b[m  \x1b[32mtrue\x1b[m" in lines
    bare = painted
    for code in ("1;31", "1", "2", "31", "32", "33", ""):
        bare = bare.replace(f"\x1b[{code}m", "")
    assert bare == text(plan, now=NOW, width=80)


@pytest.mark.parametrize("width", [40, 60, 80, 200])
def test_no_line_of_what_is_cut_is_wider_than_the_terminal(plan: Plan, width: int) -> None:
    wide = "界" * 90
    plan.files.append(File(f"envs/{wide}.yaml", "changed"))
    plan.effects["prod"].append(Effect(f"a.{wide}", wide, "x" * 90, "", "critical"))
    plan.undone = [Revision("f" * 40, 0, wide, wide)]
    plan.conflicts.append(Conflict("f.yaml", wide, wide, wide, None, ""))
    plan.values[0].path = f"{wide}/alerts.yaml"

    lines = text(plan, now=NOW, width=width).splitlines()

    # What is cut is cut; sentences without a space are not.
    long = [one for one in lines if columns(one) > width]
    assert all("…" not in one for one in long)
    named = next(one for one in lines if one.endswith("/alerts.yaml ~2"))
    assert named.startswith("  …" if width < 200 else "  界")


def test_a_conflict_too_wide_for_a_table_takes_lines() -> None:
    plan = Plan("d" * 40, "refs/heads/main", "all")
    plan.conflicts = [Conflict("f.yaml", "", "one" * 9, "two" * 9, None, "")]

    assert text(plan, now=NOW, width=50) == (
        "rollback of all\n"
        "conflicts: 1 key was changed again\n"
        "  f.yaml\n"
        "      wanted back: oneoneoneoneoneoneoneoneone\n"
        "      now:         twotwotwotwotwotwotwotwotwo\n"
        "      changed by:  unknown\n"
    )


def test_nothing_to_do_says_so_and_why_files_stay(plan: Plan) -> None:
    empty = Plan("d" * 40, "refs/heads/main", "env:prod")
    empty.target, empty.kept = plan.target, plan.kept

    assert text(empty, now=NOW) == (
        "nothing to do: env:prod, but for 2 files that must stay, is as it was at aaaaaaaaaa"
        " (2026-01-30, 4\n"
        "  weeks ago, Ann)\n"
        "  pool: Back to sixty\n"
        "2 files stay: secrets/a.yaml, secrets/b.yaml (secrets stay)\n"
    )


def test_secrets_that_stay_are_told_first_with_the_option(plan: Plan) -> None:
    empty = Plan("d" * 40, "refs/heads/main", "all")
    empty.target, empty.kept = plan.target, [Kept("a.yaml", OF_SECRETS)]

    assert text(empty).splitlines()[0] == (
        "nothing to do without --with-secrets: all, but for 1 file of secrets, "
        "is as it was at aaaaaaaaaa"
    )
    empty.refuse("secrets", "nothing but secrets", "--with-secrets")
    assert text(empty).startswith("rollback of all to aaaaaaaaaa (2026-01-30, Ann)\n")


def test_large_numbers_can_be_read() -> None:
    plan = Plan("d" * 40, "refs/heads/main", "all")
    plan.edits = {"a.yaml": None}
    plan.files = [File("a.yaml", DELETED)] * 1696

    assert "1,696 files deleted" in text(plan)
    assert "and 1,676 more files" in text(plan)


def test_a_conflict_names_the_command_for_its_key(plan: Plan) -> None:
    plan.conflicts = [Conflict("f.yaml", "/db/pool", "1", "2", None, "")]
    plan.basis = plan.target

    assert "confledger rollback --to aaaaaaaaaa --key 'f.yaml#/db/pool'" in text(plan, width=200)


def test_files_whose_values_are_told_are_not_listed_again() -> None:
    plan = Plan("d" * 40, "refs/heads/main", "all")
    plan.edits = {"x.txt": None}
    plan.files = [File("x.txt", DELETED), *(File(f"{one}.yaml", CHANGED) for one in range(9))]
    plan.values = [Values(f"{one}.yaml") for one in range(9)]
    for one in plan.values:
        one.changed = 1

    assert text(plan).endswith(
        "  and 3 more files; --format json has all\nother files\n  deleted  x.txt\n"
    )


def test_a_few_files_are_told_value_by_value_and_many_are_counted() -> None:
    plan = Plan("d" * 40, "refs/heads/main", "k8s")
    plan.entry = Revision("f" * 40, NOW - 30, "Eve", "")
    plan.edits = {"k8s/app.yaml": None}
    plan.files = [File(f"k8s/{number:02}.yaml", "changed") for number in range(30)]
    plan.no_effects, plan.unresolved = "prod: a tab", {"prod": "a tab"}
    one = Values("k8s/00.yaml")
    one.changed, one.first = 9, [Effect(f"spec.key{number}", "1", "2") for number in range(7)]
    plan.values = [one]

    files = "".join(f"  changed  k8s/{number:02}.yaml\n" for number in range(1, 21))
    keys = "".join(f"  ~ spec.key{number}  1 -> 2\n" for number in range(6))
    assert text(plan, now=NOW) == (
        "rollback of k8s without ffffffffff (2026-03-01, just now, Eve)\n"
        "  (no subject)\n"
        "30 files changed\n"
        "prod: not known what changes: a tab\n"
        "values that change\n"
        "  k8s/00.yaml ~9\n"
        f"{keys}"
        "  and 3 more values; --format json has all\n"
        "other files\n"
        f"{files}"
        "  and 9 more files; --format json has all\n"
    )
    plan.values = [Values(f"k8s/{number:02}.yaml") for number in range(30)]
    for one in plan.values:
        one.changed, one.first = 9, [Effect("spec." + "deep." * 9 + "key", "1", "2")]
    short = "…" + ("deep." * 9 + "key")[-27:]
    counted = "".join(f"  k8s/{number:02}.yaml ~9\n      {short}, …\n" for number in range(6))
    assert counted + "  and 24 more files; --format json has all\n" in text(plan, now=NOW)
    plan.values, plan.findings = [], ["a: error"]
    assert "\nchecks:\n  a: error\nfiles\n" in text(plan, now=NOW)


HOSTILE = "a\x1b[31mb\u202ec\nd\x07"


def test_nothing_from_the_repository_steers_the_terminal(plan: Plan) -> None:
    revision = Revision("f" * 40, 10**15, HOSTILE, HOSTILE)
    plan.scope = plan.no_effects = plan.verdict = HOSTILE
    plan.target, plan.undone = revision, [revision]
    plan.files = [File(HOSTILE, "changed", HOSTILE)]
    plan.conflicts = [Conflict(HOSTILE, HOSTILE, HOSTILE, HOSTILE, revision, HOSTILE)]
    plan.effects = {HOSTILE: [Effect(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)], "a\n": []}
    plan.unresolved = {HOSTILE: HOSTILE}
    plan.remaining[0].keys = plan.remaining[0].sources = [HOSTILE]
    plan.values = [Values(HOSTILE, HOSTILE), Values(HOSTILE)]
    plan.values[1].added, plan.values[1].first = 1, [Effect(HOSTILE, None, HOSTILE)]
    plan.kept[0].path = plan.kept[0].why = HOSTILE
    for lines in (plan.findings, plan.migrations, plan.secrets, plan.companions, plan.notes):
        lines[:] = [HOSTILE]
    plan.refuse("x", HOSTILE)

    told = text(plan, now=NOW, width=400)

    assert [one for one in told if not one.isprintable() and one != "\n"] == []
    assert "\nd" not in told
