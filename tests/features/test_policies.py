"""Rules of a repository's own in real runs: found, remembered, and held against what they reach."""

import json

import pytest

from support import Repository

POLICIES = """\
version: 1
policies:
  - id: two-copies
    message: one copy is no copy
    remediation: set 2 or more
    match: {environments: [prod], pointer: /replicas}
    range: {min: 2}
    tests:
      - {name: one, document: {replicas: 1}, expect: fail, at: [/replicas]}
      - {name: two, document: {replicas: 2}, expect: pass}
"""
SETTINGS: dict[str, object] = {
    "policies": ["policies/*.yaml"],
    "environments": [{"name": "prod", "paths": ["prod"]}, {"name": "dev", "paths": ["dev"]}],
    "checks": {"environment-divergence": "off"},
}
FOUND = "prod/a.yaml:1:11: error[policy]"


def adopt(repository: Repository, policies: str = POLICIES, **settings: object) -> None:
    repository.write("confledger.yaml", json.dumps({**SETTINGS, **settings}))
    repository.write("policies/size.yaml", policies)
    for name in ("prod/a", "prod/b", "dev/a"):
        repository.write(f"{name}.yaml", "replicas: 2\n")
    repository.commit()


def test_a_policy_stops_a_commit_with_its_words(repository: Repository) -> None:
    adopt(repository)
    repository.confledger("git", "install")
    repository.write("prod/a.yaml", "replicas: 1\n")
    repository.write("dev/a.yaml", "replicas: 1\n")
    repository.git("add", ".")

    done = repository.try_git("commit", "-m", "less")

    assert done.returncode == 1
    assert done.stderr.splitlines()[:5] == [
        "prod/a.yaml:1:11   policy   one copy is no copy: `replicas` is below 2",
        "  1 | replicas: 1",
        "    |           ^",
        "    help: set 2 or more",
        "    schema: policies/size.yaml#two-copies",
    ]


@pytest.mark.parametrize("options", [(), ("--no-cache",), ("--jobs", "1"), ("--rev", "HEAD")])
def test_a_remembered_verdict_ends_with_its_policy(
    repository: Repository, options: tuple[str, ...]
) -> None:
    adopt(repository)
    assert repository.check(*options) == (0, [])
    assert repository.check(*options) == (0, [])

    repository.write("policies/size.yaml", POLICIES.replace("min: 2", "min: 3"))
    repository.commit()

    both = [FOUND, FOUND.replace("a.yaml", "b.yaml")]
    assert repository.check(*options) == (1, both)
    repository.write("policies/more.yaml", "version: 1\npolicies:\n" + ITEM.format("owner"))
    repository.git("rm", "--quiet", "policies/size.yaml")
    repository.commit()
    where = ["dev/a.yaml:1:1", "prod/a.yaml:1:1", "prod/b.yaml:1:1"]
    assert repository.check(*options) == (1, [f"{one}: error[policy]" for one in where])


ITEM = "  - {{id: needs-{0}, message: m, match: {{paths: [dev, prod]}}, required: [{0}]}}\n"


def test_a_commit_that_changes_a_policy_is_held_to_all_it_reaches(repository: Repository) -> None:
    adopt(repository)
    repository.write("policies/size.yaml", POLICIES.replace("min: 2", "min: 3"))
    repository.git("add", ".")

    assert repository.check("--staged") == (1, [FOUND, FOUND.replace("a.yaml", "b.yaml")])
    assert repository.check("--staged", "policies/size.yaml")[0] == 1
    repository.commit()
    assert repository.check("--from", "HEAD~1", "--trust", "head")[0] == 1
    assert repository.check("--from", "HEAD~1")[0] == 1


def test_files_of_policies_have_a_schema_of_their_own(repository: Repository) -> None:
    adopt(repository)

    assert repository.endings()["policies/size.yaml"] == "passed"


def test_a_new_file_of_policies_is_seen_by_the_next_run(repository: Repository) -> None:
    adopt(repository)
    assert repository.check() == (0, [])
    assert repository.check() == (0, [])

    repository.write("policies/more.yaml", "version: 1\npolicies:\n" + ITEM.format("owner"))
    repository.git("add", ".")

    assert repository.check()[0] == 1


def test_what_a_new_policy_finds_in_old_files_is_not_new(repository: Repository) -> None:
    adopt(repository, POLICIES.replace("min: 2", "min: 0"), **{"new-only": True})
    repository.write("prod/a.yaml", "replicas: 1\n")
    repository.commit()
    repository.write("policies/size.yaml", POLICIES)
    repository.write("prod/b.yaml", "replicas: 1\n")
    repository.git("add", ".")

    assert repository.check("--staged") == (1, [FOUND.replace("a.yaml", "b.yaml")])


def test_a_commit_that_names_a_policy_is_held_to_it(repository: Repository) -> None:
    adopt(repository, policies=POLICIES.replace("min: 2", "min: 3"))
    repository.write("confledger.yaml", "version: 1\n")
    repository.commit()
    assert repository.check() == (0, [])

    repository.write("confledger.yaml", json.dumps(SETTINGS))
    repository.git("add", ".")

    assert repository.check("--staged") == (1, [FOUND, FOUND.replace("a.yaml", "b.yaml")])


def test_what_both_sides_ask_is_told_once(repository: Repository) -> None:
    adopt(repository)
    repository.write("policies/size.yaml", POLICIES + "# the same\n")
    repository.write("prod/a.yaml", "replicas: 1\n")
    repository.commit()

    assert repository.check("--from", "HEAD~1") == (1, [FOUND])


def test_a_change_may_mend_a_policy_of_its_base(repository: Repository) -> None:
    adopt(repository, POLICIES.replace("range", "rage"))
    assert repository.check()[0] == 1
    repository.write("policies/size.yaml", POLICIES)
    repository.commit()

    assert repository.check("--from", "HEAD~1") == (0, [])


def test_a_change_cannot_ask_for_less_than_its_base(repository: Repository) -> None:
    adopt(repository)
    repository.write("policies/size.yaml", POLICIES.replace("min: 2", "min: 0"))
    repository.write("prod/a.yaml", "replicas: 1\n")
    repository.commit()

    assert repository.check("--from", "HEAD~1") == (1, [FOUND])
    assert repository.check("--from", "HEAD~1", "--trust", "head") == (0, [])


@pytest.mark.parametrize("arguments", [(), ("--staged",), ("--jobs", "1"), ("prod/a.yaml",)])
def test_a_policy_that_cannot_be_used_fails_the_run(
    repository: Repository, arguments: tuple[str, ...]
) -> None:
    adopt(repository)
    assert repository.check() == (0, [])
    broken = POLICIES.replace("range: {min: 2}", "expression: http.get(value.url)")
    repository.write("policies/size.yaml", broken)
    repository.write("prod/a.yaml", "replicas: 3\n")
    repository.git("add", ".")

    assert repository.check(*arguments) == (1, ["policies/size.yaml:7:22: error[policy]"])
    assert repository.check(*arguments) == (1, ["policies/size.yaml:7:22: error[policy]"])


def test_a_missing_file_of_policies_fails_the_run(repository: Repository) -> None:
    adopt(repository, policies=POLICIES)
    repository.write("confledger.yaml", "policies: [policies/size.yaml, policies/sise.yaml]\n")

    code, told = repository.check()

    assert code == 1
    assert [one for one in told if "confledger.yaml" in one] == ["confledger.yaml: error[policy]"]


def test_findings_of_policies_are_weighed_and_switched_off(repository: Repository) -> None:
    adopt(repository, checks={"policy": "off", "environment-divergence": "off"})
    repository.write("prod/a.yaml", "replicas: 1\n")

    assert repository.check() == (0, [])


def test_policies_import_nothing_where_there_are_none(repository: Repository) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.commit()
    done = repository._run(
        [
            *("python", "-X", "importtime", "-m", "confledger", "check", "--rev", "HEAD"),
        ],
        None,
        None,
    )

    assert done.returncode == 0
    assert not [line for line in done.stderr.splitlines() if "policy" in line or "re2" in line]


CONFIGURATION = """\
version: 1
tests:
  - name: both have two
    given: prod/a.yaml
    assert: value.replicas == 2
  - name: one is not let through
    path: prod/x.yaml
    document: "replicas: 1"
    expect:
      findings: [{check: policy, policy: two-copies, pointer: /replicas}]
  - name: two are
    path: prod/x.yaml
    document: "replicas: 2"
    expect: {clean: true}
"""


def test_tests_of_policies_and_of_configuration_run(repository: Repository) -> None:
    adopt(repository)
    repository.write("a.cltest.yaml", CONFIGURATION)

    done = repository.confledger("check", "--tests")

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "5 tests, 0 failed\n")
    repository.git("add", ".")
    for option in ("--staged", "--no-cache"):
        staged = repository.confledger("check", "--tests", option)
        assert (staged.returncode, staged.stderr) == (0, "5 tests, 0 failed\n")
    assert repository.check() == (0, [])


FAILING = """\
version: 1
tests:
  - name: three
    given: prod/a.yaml
    assert: [value.replicas == 3, value.nothing == 1, "1 +", value.replicas]
  - name: not there
    given: prod/z.yaml
    assert: "true"
  - name: not clean
    path: prod/x.yaml
    document: "replicas: 1"
    expect: {clean: true}
  - name: cleaner than thought
    path: prod/x.yaml
    document: "replicas: 2"
    expect: {findings: [{check: policy}]}
  - name: worse than thought
    path: prod/x.yaml
    document: "replicas: 0\\nreplicas: 1"
    expect: {findings: [{check: duplicate-key}]}
  - name: no configuration
    path: x.txt
    document: "a"
    expect: {clean: true}
"""


def test_a_test_that_fails_says_where_and_why(repository: Repository) -> None:
    wrong = POLICIES.replace("expect: pass", "expect: fail").replace(
        "at: [/replicas]", "at: [/size]"
    )
    adopt(repository, wrong + "      - {name: e, document: {replicas: 1}, expect: error}\n")
    repository.write("a.cltest.yaml", FAILING)
    repository.write("b.cltest.yml", "version: 1\ntests: [{nme: x}]\n")
    repository.commit()

    done = repository.confledger("check", "--tests", "--rev", "HEAD")

    assert done.returncode == 1
    assert done.stdout.splitlines() == [
        "a.cltest.yaml:3: three: `value.replicas == 3` is false; `value.nothing == 1` has no "
        "answer: there is no key `nothing`; `1 +` cannot be used: expected a value, not the end "
        "(character 4); `value.replicas` is neither true nor false",
        "a.cltest.yaml:6: not there: there is no file `prod/z.yaml`",
        "a.cltest.yaml:9: not clean: expected nothing, and found policy two-copies /replicas",
        "a.cltest.yaml:13: cleaner than thought: did not find policy; found nothing",
        "a.cltest.yaml:17: worse than thought: found also policy two-copies /replicas",
        "a.cltest.yaml:21: no configuration: `x.txt` is no configuration file",
        "b.cltest.yml:2: the file can be used: unknown key `tests[0].nme`; did you mean `name`?",
        "b.cltest.yml:2: the file can be used: `tests[0]` needs `name`",
        "b.cltest.yml:2: the file can be used: `tests[0]` must have `given` or `document`",
        "policies/size.yaml:9: two-copies: one: expected to fail at /size, and it fails at "
        "/replicas",
        "policies/size.yaml:10: two-copies: two: expected to fail, and it passes",
        "policies/size.yaml:11: two-copies: e: expected no answer, and it fails at /replicas",
    ]
    assert done.stderr == "12 tests, 12 failed\n"


def test_tests_are_reported_to_programs_too(repository: Repository) -> None:
    adopt(repository, POLICIES.replace("expect: pass", "expect: fail"))

    report = json.loads(repository.confledger("check", "--tests", "--format", "json").stdout)
    junit = repository.confledger("check", "--tests", "--format", "junit").stdout

    assert report == {
        "version": 1,
        "tests": [
            {"path": "policies/size.yaml", "line": 9, "name": "two-copies: one", "failure": None},
            {
                "path": "policies/size.yaml",
                "line": 10,
                "name": "two-copies: two",
                "failure": "expected to fail, and it passes",
            },
        ],
    }
    assert junit.splitlines()[1:5] == [
        '<testsuite name="confledger" tests="2" failures="1">',
        '  <testcase classname="policies/size.yaml" name="two-copies: one"/>',
        '  <testcase classname="policies/size.yaml" name="two-copies: two">',
        "    <failure>policies/size.yaml:10: expected to fail, and it passes</failure>",
    ]
    for options, told in (
        (("--format", "sarif"), "error: --tests has no format 'sarif'"),
        (("--from", "HEAD"), "error: --tests and --from exclude each other"),
        (("--fix",), "error: --tests and --fix exclude each other"),
        (("--output", "json=x"), "error: --tests and --output exclude each other"),
    ):
        done = repository.confledger("check", "--tests", *options)
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr.splitlines()[0] == told


def test_only_the_tests_that_are_named_run_and_policies_without_are_told(
    repository: Repository,
) -> None:
    adopt(repository)
    repository.write("policies/more.yaml", "version: 1\npolicies:\n" + ITEM.format("owner"))
    repository.write("a.cltest.yaml", CONFIGURATION)
    repository.commit()

    told = [
        repository.confledger("check", "--tests", *named).stderr
        for named in ((), ("a.cltest.yaml",), ("policies",), ("policies/size.yaml",))
    ]

    assert told == [
        "5 tests, 2 failed; 1 policy without a test: needs-owner\n",
        "3 tests, 2 failed\n",
        "2 tests, 0 failed; 1 policy without a test: needs-owner\n",
        "2 tests, 0 failed\n",
    ]
