"""A file of policies: what is wrong with it is told with its line, and the rest is used."""

import pytest
from jsonschema import Draft202012Validator

from confledger.checks.policy.policies import Policies, Source
from confledger.checks.policy.reading import Problem, Read, read
from confledger.checks.policy.schema import SCHEMA
from confledger.checks.policy.told import unusable
from confledger.documents.limits import DEFAULT

HEAD = "version: 1\npolicies:\n"
GOOD = "  - {id: good, message: m, required: [owner]}\n"


def reading(text: str, file: str = "p.yaml") -> Read:
    return read(file, text.encode(), ["prod", "staging"], DEFAULT)


def told(problems: list[Problem]) -> list[str]:
    return [
        (f"{one.span.line}:{one.span.column} " if one.span else "") + one.message
        for one in problems
    ]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("{id: a, message: m, requird: [x]}", ["3:25 unknown key `policies[0].requird`; did you"]),
        ("{id: a, message: m, severty: info, owner: o}", ["3:25 unknown key `policies[0].sever"]),
        ("{id: a, message: m}", ["3:5 `policies[0]` asks for nothing; give it one of required,"]),
        (
            "{id: A b, message: m, owner: o}",
            ["3:10 `policies[0].id` may have lower case letters, digits, and `"],
        ),
        ("{id: a, owner: o}", ["3:5 `policies[0]` needs `message`"]),
        (
            "{id: a, message: m, severity: bad, owner: o}",
            ["3:35 `policies[0].severity` must be one of"],
        ),
        ("{id: a, message: m, range: {}}", ["3:32 `policies[0].range` "]),
        ("{id: a, message: m, match: {pointer: a/b}, owner: o}", ["3:42 `policies[0].match.poin"]),
        (
            "{id: a, message: m, match: {pointer: /**/a/**}, owner: o}",
            ["3:42 a pointer has `**` o"],
        ),
        ("{id: a, message: m, match: {paths: ['!a']}, owner: o}", ["3:41 `policies[0].match.pat"]),
        (
            "{id: a, message: m, match: {environments: [prd]}, owner: o}",
            ["3:48 the settings have no environment `prd`; did you mean `prod`?"],
        ),
        ("{id: a, message: m, pattern: '('}", ["3:34 the pattern is none of RE2: missing )"]),
        (
            "{id: a, message: m, expression: value.x ==}",
            ["3:47 `expression` of the policy `a` cannot be used: expected a value, not the end"],
        ),
        (
            "{id: a, message: m, expression: 'http.get(\"x\")'}",
            ["3:43 `expression` of the policy `a` cannot be used: there is no function `http.g"],
        ),
        (
            "{id: a, message: m, owner: o, when: valu}",
            ["3:41 `when` of the policy `a` cannot be used: there is no `valu` for an express"],
        ),
        (
            "{id: a, message: m, owner: o, message-expression: '1 +'}",
            ["3:59 `message-expression` of the policy `a` cannot be used: expected a value, not"],
        ),
        ("{id: good, message: m, owner: o}", []),
        (
            f"{{id: a, message: m, match: {{paths: ['{'{a,b}' * 9}']}}, owner: o}}",
            ["3:40 the glob"],
        ),
    ],
)
def test_a_policy_that_is_wrong_is_told_and_left_out(text: str, problems: list[str]) -> None:
    found = reading(f"{HEAD}  - {text}\n{GOOD}")

    seen = told(found.problems)
    if not problems:
        assert seen == ["4:10 there are two policies of this id"]
    else:
        assert len(seen) == len(problems)
        for one, start in zip(seen, problems, strict=True):
            assert one.startswith(start)
    assert [policy.id for policy in found.policies] == ["good"]


def test_a_long_expression_is_wrong_at_a_character() -> None:
    text = f"{HEAD}  - id: a\n    message: m\n    expression: |\n      true &&\n      nothing\n"

    assert told(reading(text).problems) == [
        "5:17 `expression` of the policy `a` cannot be used: there is no `nothing` for an "
        "expression; it sees environment, key, path, pointer, root, self, value (character 9)"
    ]


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("version: 1\npolicies: [\n", ["2:11 this `[` is never closed"]),
        ("version: 2\npolicies: []\n", ["1:10 `version` "]),
        ("policies: []\n", ["1:1 the file needs `version`"]),
        ("version: 1\npolicies: []\n---\na: 1\n", ["1:1 2 documents, expected one of policies"]),
        ("", ["the file "]),
        ("version: 1\npolicies: []\nextra: 1\n", ["3:1 unknown key `extra`; known are policies"]),
    ],
)
def test_a_file_that_cannot_be_used_is_told(text: str, problems: list[str]) -> None:
    found = reading(text)

    assert found.policies == []
    assert len(found.problems) == len(problems)
    assert told(found.problems)[0].startswith(problems[0])


def policies(files: dict[str, str], *globs: str) -> tuple[Policies, list[int]]:
    """Return policies over a tree, and how often all of its paths were listed."""
    listed: list[int] = []

    def find(path: str) -> tuple[str, bytes] | None:
        return (path, files[path].encode()) if path in files else None

    def paths() -> list[str]:
        listed.append(1)
        return list(files)

    named: list[dict[str, object]] = [{"name": "prod", "paths": ["envs/prod.yaml"]}]
    return Policies(list(globs), [Source(find, paths)], named, DEFAULT), listed


def test_the_tree_is_listed_only_for_a_glob() -> None:
    files = {"p/a.yaml": HEAD + GOOD, "p/b.yaml": HEAD + GOOD, "x.yaml": "a: 1"}

    one, listed = policies(files, "p/a.yaml", "./p/b.yaml")
    assert [read.file for read in one.files()] == ["p/a.yaml", "p/b.yaml"]
    assert listed == []
    for globs in (["p/*.yaml"], ["p"], ["p/"], ["**/a.yaml", "p/{b,c}.yaml"]):
        other, listed = policies(files, *globs)
        assert [read.file for read in other.files()] == ["p/a.yaml", "p/b.yaml"]
        assert listed == [1]
    assert one.is_one("p/a.yaml")
    assert not one.is_one("p/c.yaml")


def test_a_name_of_nothing_is_told_at_the_settings() -> None:
    one, _ = policies({"p.yaml": HEAD + GOOD}, "p.yaml", "q.yaml", "r/*.yaml")

    assert one.problems() == []
    one.applying("a.yaml")
    assert [(f.path, f.severity, f.message) for f in unusable(one.problems())] == [
        ("confledger.yaml", "error", "`policies` names `q.yaml`, and there is no such file")
    ]


def test_what_a_verdict_rests_on() -> None:
    text = HEAD + "  - {id: a, message: m, match: {paths: [envs]}, required: [x]}\n"
    before, _ = policies({"p.yaml": text}, "p.yaml")
    after, _ = policies({"p.yaml": text + "# more\n"}, "p.yaml")

    assert before.key("other.yaml") == after.key("other.yaml") == b""
    keys = {one.key(path) for one in (before, after) for path in ("envs/a.yaml", "envs/prod.yaml")}
    assert len(keys) == 4


def test_files_with_examples_are_no_configuration() -> None:
    one, _ = policies({"p.yaml": HEAD + GOOD}, "p.yaml")

    for path in ("p.yaml", "a.cltest.yaml", "a/b.cltest.yml", "confledger.yaml"):
        assert one.applying(path)[1] == []
    assert one.applying("envs/prod.yaml")[0] == "prod"
    assert [policy.id for policy in one.applying("envs/prod.yaml")[1]] == ["good"]
