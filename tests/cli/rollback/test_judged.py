"""What would come out, by the checks of today: only what is new stops a rollback."""

from contextlib import chdir
from datetime import UTC, datetime, timedelta

import pytest

from confledger.cli.rollback.asked import parser
from confledger.cli.rollback.making import made
from confledger.cli.rollback.work import Work
from confledger.git.repository import discover
from confledger.rollback.plan import Plan
from rolling import Rolling
from support import Repository

# By path; None takes a file away.
State = dict[str, str | None]

SETTINGS = """\
schemas: [{paths: ["envs/*.yaml"], schema: schemas/env.json}]
policies: [policies.yaml]
"""
SCHEMA = '{"properties": {"pool": {"type": "integer"}, "replicas": {"type": "integer"}}}\n'
LENIENT = "{}\n"
STRICT = '{"required": ["owner"]}\n'
POLICY = """\
version: 1
policies:
  - id: no-single-copy
    message: production runs at least two of everything
    match: {paths: [envs/prod.yaml], pointer: /replicas}
    range: {min: 2}
"""
RULES: State = {
    "confledger.yaml": SETTINGS,
    "schemas/env.json": SCHEMA,
    "policies.yaml": POLICY,
}
WAIVER = f"""\
waivers:
  - check: policy
    address: envs/prod.yaml#/replicas
    reason: one is enough this month
    owner: ada
    expires: {(datetime.now(UTC) + timedelta(days=90)).date()}
"""
SAME = 'same-value: [{name: port, at: ["x.yaml#/port", "y.yaml#/port"]}]\n'
CHART: State = {"shop/Chart.yaml": "name: shop\n"}
TWICE = "pool: 5\npool: 6\n"
PASSES = "what changes passes all checks of today"
VETO = (
    "envs/prod.yaml:1:11: error[policy] production runs at least two of everything: "
    "`replicas` is below 2"
)


def commit(repository: Repository, state: State) -> None:
    for path, text in state.items():
        if text is None:
            (repository.root / path).unlink()
        else:
            repository.write(path, text)
    repository.commit()


def planned(repository: Repository, *arguments: str) -> Plan:
    work = Work(discover(str(repository.root)))
    try:
        with chdir(repository.root):
            return made(work, parser().parse_args(["--to", "HEAD~1", *arguments]))
    finally:
        work.close()


def invalid(plan: Plan) -> list[str]:
    return [one.reason for one in plan.refusals if one.code == "invalid"]


@pytest.mark.parametrize(
    ("then", "now", "verdict", "lines"),
    [
        pytest.param(
            {"envs/a.yaml": "pool: 1\n"}, {"envs/a.yaml": "pool: 2\n"}, PASSES, [], id="clean"
        ),
        pytest.param(
            {"envs/a.yaml": "pool: many\n", "schemas/env.json": LENIENT},
            {"envs/a.yaml": "pool: 2\n", "schemas/env.json": SCHEMA},
            "1 new finding by the checks of today",
            ["envs/a.yaml:1:7: error[schema] `pool` is a string, expected an integer"],
            id="the schema of today judges",
        ),
        pytest.param(
            {"envs/a.yaml": "a: 1\n" + TWICE},
            {"envs/a.yaml": "a: 2\n\n" + TWICE},
            "nothing new by the checks of today; 1 finding of now stays",
            [],
            id="what is wrong now as well does not count",
        ),
        pytest.param(
            {"envs/a.yaml": "pool: 1\n"},
            {"envs/a.yaml": TWICE},
            PASSES + "; 1 finding of now would be gone",
            [],
            id="it mends",
        ),
        pytest.param(
            {"envs/old.yaml": TWICE + "a: 1\nb: 2\nc: 3\n"},
            {"envs/old.yaml": None, "envs/new.yaml": TWICE + "a: 1\nb: 2\nc: 4\n"},
            "nothing new by the checks of today; 1 finding of now stays",
            [],
            id="the same in a file of another name",
        ),
        pytest.param(
            {"envs/prod.yaml": "replicas: 1\n"},
            {"envs/prod.yaml": "replicas: 2\n"},
            "1 new finding by the checks of today",
            [VETO],
            id="a policy speaks against it",
        ),
        pytest.param(
            {"envs/prod.yaml": "replicas: 1\n", "waivers.yaml": WAIVER},
            {"envs/prod.yaml": "replicas: 2\n"},
            PASSES,
            [],
            id="a waiver of today accepts it",
        ),
        pytest.param(
            {"waivers.yaml": "waivers: []\n"},
            {"envs/prod.yaml": "replicas: 1\n", "waivers.yaml": WAIVER},
            PASSES,
            [],
            id="it would be gone, and what it accepts as well",
        ),
        pytest.param(
            {"envs/prod.yaml": "replicas: 1\n"},
            {"waivers.yaml": WAIVER},
            "1 new finding by the checks of today",
            [VETO],
            id="what it accepts stays",
        ),
        pytest.param(
            {"envs/prod.yaml": "replicas: 1\n"},
            {"envs/prod.yaml": "replicas: 0\n", "waivers.yaml": WAIVER},
            "1 new finding by the checks of today",
            [VETO],
            id="what it accepted is there in another way",
        ),
        pytest.param(
            {"web/kustomization.yaml": "resources: [a.yaml]\n", "envs/a.yaml": "pool: 1\n"},
            {"web/a.yaml": "kind: A\n"},
            "1 new finding by the checks of today",
            [
                "web/kustomization.yaml:1:13: error[dangling-reference] `resources[0]` "
                "names `web/a.yaml`, which does not exist"
            ],
            id="another file names one that goes",
        ),
        pytest.param(
            {"web/kustomization.yaml": "resources: [a.yaml, b.yaml]\n", "c.yaml": "c: 1\n"},
            {"web/a.yaml": "kind: A\n"},
            "1 new finding by the checks of today",
            [
                "web/kustomization.yaml:1:13: error[dangling-reference] `resources[0]` "
                "names `web/a.yaml`, which does not exist"
            ],
            id="and one that is not there now either",
        ),
        pytest.param(
            {"confledger.yaml": SAME, "x.yaml": "port: 1\n", "y.yaml": "port: 2\na: 1\n"},
            {"y.yaml": "port: 2\na: 2\n"},
            "nothing new by the checks of today; 1 finding of now stays",
            [],
            id="files that are at odds now as well",
        ),
        pytest.param(
            {**CHART, "shop/templates/a.yaml": "{{- if a }}\nb: [\n"},
            {"shop/Chart.yaml": None, "shop/templates/a.yaml": "a: 1\n"},
            PASSES,
            [],
            id="templates of a chart that comes back",
        ),
        pytest.param(
            {"schemas/env.json": STRICT, "envs/a.yaml": "owner: b\n"},
            {"schemas/env.json": SCHEMA, "envs/a.yaml": "pool: 1\n"},
            "1 new finding by the checks of today",
            ["envs/b.yaml:1:1: error[schema] the document needs `owner`"],
            id="the schema that comes back fits no file that stays",
        ),
        pytest.param(
            {"schemas/env.json": STRICT, "envs/a.yaml": "owner: b\n"},
            {"schemas/env.json": STRICT + "\n", "envs/a.yaml": "owner: c\n"},
            "nothing new by the checks of today; 1 finding of now stays",
            [],
            id="nor does that of today",
        ),
        pytest.param(
            {"envs/prod.yaml": "replicas: 1\n"},
            {"policies.yaml": POLICY.replace("min: 2", "min: 1")},
            "1 new finding by the checks of today",
            [VETO],
            id="a policy that comes back speaks against what stays",
        ),
        pytest.param(
            {"confledger.yaml": "schemas: 5\n"},
            {"confledger.yaml": SETTINGS},
            "the settings that come out cannot be used",
            None,
            id="settings that nobody can use",
        ),
        pytest.param(
            {"confledger.yaml": 'schemas: [{paths: ["envs/*"], schema: strict.json}]\n'},
            {"confledger.yaml": SETTINGS},
            "1 new finding by the checks of today",
            ["envs/b.yaml:1:1: error[schema] the document needs `owner`"],
            id="the settings that come back judge as well",
        ),
    ],
)
def test_only_what_is_new_by_the_rules_of_today_counts(
    repository: Repository, then: State, now: State, verdict: str, lines: list[str] | None
) -> None:
    commit(repository, {**RULES, "envs/b.yaml": "pool: 9\n", "strict.json": STRICT, **then})
    commit(repository, now)

    plan = planned(repository, "--scope", ".")

    told = plan.findings if lines is not None else None
    assert (plan.verdict, told, plan.findings_more) == (verdict, lines, 0)
    assert bool(invalid(plan)) == (lines != [])


def test_of_many_findings_the_first_are_told_and_the_rest_counted(
    repository: Repository, rolling: Rolling
) -> None:
    secret = "hunter2-hunter2"
    commit(
        repository,
        {f"{number:02}.yaml": f"password: {secret}\npassword: {secret}\n" for number in range(23)},
    )
    commit(repository, {f"{number:02}.yaml": "a: 1\n" for number in range(23)})

    plan = planned(repository)
    told = rolling("--to", "HEAD~1", "--yes")

    assert (len(plan.findings), plan.findings_more) == (20, 3)
    assert plan.findings[0] == (
        "00.yaml:2:1: error[duplicate-key] `password` is already defined on line 1; "
        "most readers silently use the last one"
    )
    assert invalid(plan) == [
        "what comes out does not pass the checks of today: 23 new findings in 23 files "
        "(duplicate-key)"
    ]
    assert told.code == 2
    assert told.err.endswith("--allow-invalid\n")
    assert secret not in told.out + told.err
    assert rolling("--to", "HEAD~1", "--yes", "--allow-invalid").code == 0
    assert rolling("--to", "HEAD~2", "--yes").code == 0


def test_broken_settings_stop_nobody_from_going_back(
    repository: Repository, rolling: Rolling
) -> None:
    commit(repository, {**RULES, "envs/prod.yaml": "replicas: 1\n"})
    commit(repository, {"envs/prod.yaml": "replicas: 2\n"})
    first = repository.git("rev-parse", "HEAD~1")
    commit(repository, {"confledger.yaml": "schemas: 5\n"})

    mended = planned(repository, "--scope", "confledger.yaml")
    judged = planned(repository, "--to", "HEAD~2", "--scope", "envs/prod.yaml")

    note = f"the settings of now cannot be used; those of {first[:10]} judge"
    assert (mended.notes, mended.refusals) == ([note], [])
    assert mended.verdict == PASSES
    assert (note in judged.notes, judged.findings) == (True, [VETO])
    told = rolling("--last-good", "--yes").err.splitlines()
    assert told[-2:] == [
        "error: all passes all checks of today as it is, but for the settings",
        "  help: to have them back: confledger rollback --last-good --scope confledger.yaml",
    ]
    assert rolling("--last-good", "--scope", "confledger.yaml", "--yes").code == 0
    assert repository.git("diff", "--name-only", "HEAD~2") == ""


def test_waivers_are_those_of_today_unless_they_are_named(
    repository: Repository, rolling: Rolling
) -> None:
    commit(repository, {**RULES, "envs/prod.yaml": "replicas: 3\n"})
    commit(repository, {"envs/prod.yaml": "replicas: 1\n", "waivers.yaml": WAIVER})

    assert rolling("--to", "HEAD~1", "--yes").code == 0
    assert repository.git("diff", "--name-only", "HEAD~1") == "envs/prod.yaml"


def test_settings_that_nobody_could_ever_use_are_told(
    repository: Repository, rolling: Rolling
) -> None:
    commit(repository, {"confledger.yaml": "schemas: 5\n", "a.yaml": "a: 1\n"})
    commit(repository, {"a.yaml": "a: 2\n"})

    assert rolling("--to", "HEAD~1").err.startswith("error: confledger.yaml:1:10: `schemas` must")
