"""Policies held against documents: each demand, where it holds, and what is said."""

import pytest

from judging import examined, judge, told, with_policies

ENVIRONMENTS = {"prod": ["envs/prod.yaml"], "dev": ["envs/dev.yaml"]}


def found(policy: str, document: str, path: str = "app.yaml") -> list[str]:
    """Return what one policy, `p: message m`, finds in a document."""
    text = f"version: 1\npolicies:\n  - {{id: p, message: m, {policy}}}\n"
    checks = with_policies(judge({}), text, environments=ENVIRONMENTS)
    _, findings = examined(checks, path, document)
    assert checks.policies is not None
    assert checks.policies.problems() == []
    assert {one.schema for one in findings if one.check == "policy"} <= {"policies.yaml#p"}
    return [line for line in told(findings) if "schema" not in line]


@pytest.mark.parametrize(
    ("policy", "document", "expected"),
    [
        ("required: [owner]", "a: 1", ["1:1 policy: m: the document has no `owner`"]),
        ("required: [a, b, c]", "a: 1\nb: 2\nc: 3", []),
        ("required: [a]", "- 1", ["1:1 policy: m: the document is a list, expected a map"]),
        ("forbidden: [debug]", "a: 1\ndebug: true", ["2:1 policy: m: `debug` is not allowed"]),
        ("forbidden: [debug]", "- debug", []),
        ("match: {pointer: /a}, type: integer", "a: 1.0", []),
        (
            "match: {pointer: /a}, type: integer",
            "a: true",
            ["1:4 policy: m: `a` is a boolean, expected an integer"],
        ),
        (
            "match: {pointer: /a}, type: array",
            "a: {}",
            ["1:4 policy: m: `a` is a map, expected a list"],
        ),
        ("match: {pointer: /a}, type: 'null'", "a: ~", []),
        ("match: {pointer: /a}, range: {min: 2}", "a: 1", ["1:4 policy: m: `a` is below 2"]),
        ("match: {pointer: /a}, range: {max: 2.5}", "a: 3", ["1:4 policy: m: `a` is above 2.5"]),
        ("match: {pointer: /a}, range: {min: 1, max: 2}", "a: 2", []),
        (
            "match: {pointer: /a}, range: {min: 1}",
            "a: '5'",
            ["1:4 policy: m: `a` is a string, expected a number"],
        ),
        (
            "match: {pointer: /a}, range: {min: 1}",
            "a: .nan",
            ["1:4 policy: m: `a` is not a finite number, expected a number"],
        ),
        (
            "match: {pointer: /a}, one-of: [x, 1, null]",
            "a: y",
            ["1:4 policy: m: `a` must be one of `x`, `1`, `null`"],
        ),
        ("match: {pointer: /a}, one-of: [x, 1, null]", "a: 1.0", []),
        (
            "match: {pointer: /a}, one-of: [1]",
            "a: true",
            ["1:4 policy: m: `a` must be `1`"],
        ),
        (
            "match: {pointer: /a}, pattern: '^v[0-9]+$'",
            "a: 1v2",
            ["1:4 policy: m: `a` does not match `^v[0-9]+$`"],
        ),
        ("match: {pointer: /a}, pattern: v", "a: 1v2", []),
        (
            "match: {pointer: /a}, pattern: v",
            "a: 1",
            ["1:4 policy: m: `a` is an integer, expected a string"],
        ),
        ("owner: team", "team: '@org/data'", []),
        ("owner: team", "team: [ada@example.org, '@bob']", []),
        (
            "owner: team",
            "team: nobody",
            ["1:1 policy: m: `team` names no owner, such as `@group/team` or an address"],
        ),
        ("owner: team", "a: 1", ["1:1 policy: m: the document has no `team`"]),
        ("expression: value.a < value.b", "a: 1\nb: 2", []),
        ("expression: value.a < value.b", "a: 3\nb: 2", ["1:1 policy: m"]),
        (
            "match: {pointer: /a}, expression: 'value == 2 && self == 2'",
            "a: 3",
            ["1:4 policy: m: `a`"],
        ),
        ("when: has(value.a), required: [b]", "c: 1", []),
        (
            "when: has(value.a), required: [b]",
            "a: 1",
            ["1:1 policy: m: the document has no `b`"],
        ),
        (
            "remediation: do it, expression: value.a == 1",
            "b: 1",
            [
                "1:1 policy: the policy `p` (policies.yaml:3) has no answer: there is no key `a`",
                "help: let the expression ask `has(...)` or the type first, or narrow `match`",
            ],
        ),
        (
            "match: {pointer: /a}, remediation: write more, expression: size(value) > 3",
            "a: xy",
            ["1:4 policy: m: `a`", "help: write more"],
        ),
        (
            "match: {pointer: /**/image}, pattern: ':'",
            "image: x\na:\n  - {image: 'y:1'}\n  - {image: z}\n",
            [
                "1:8 policy: m: `image` does not match `:`",
                "4:13 policy: m: `a[1].image` does not match `:`",
            ],
        ),
        (
            "match: {pointer: /*/1/x}, range: {max: 1}",
            "a: [{x: 5}, {x: 6}]\nb: {1: {x: 7}}\n",
            [
                "1:17 policy: m: `a[1].x` is above 1",
                "2:12 policy: m: `b.1.x` is above 1",
            ],
        ),
        (
            "match: {pointer: /a~1b}, expression: key == 'a/b' && pointer == '/a~1b' && value == 2",
            "a/b: 1",
            ['1:6 policy: m: `["a/b"]`'],
        ),
        ("required: [owner]", "", ["policy: m: the document has no `owner`"]),
        (
            "required: [owner]",
            "owner: a\n---\nb: 1\n---\n",
            ["3:1 policy: m: the document has no `owner`"],
        ),
        ("match: {paths: ['*.json']}, required: [x]", "a: 1", []),
        ("match: {environments: [prod]}, required: [x]", "a: 1", []),
        ("required: [x]", "a: [", None),
    ],
)
def test_what_a_policy_asks(policy: str, document: str, expected: list[str] | None) -> None:
    seen = found(policy, document)

    assert [one for one in seen if not one.startswith("help: map one under")] == expected or (
        expected is None and not any("policy" in one for one in seen)
    )


@pytest.mark.parametrize(("path", "hit"), [("envs/prod.yaml", True), ("envs/dev.yaml", False)])
def test_a_policy_may_be_for_an_environment(path: str, hit: bool) -> None:
    for policy in (
        "match: {environments: [prod]}, required: [x]",
        "when: environment == 'prod', required: [x]",
        "expression: \"environment != 'prod' || path != 'envs/prod.yaml'\"",
    ):
        assert any("policy:" in line for line in found(policy, "a: 1\n", path)) == hit


def test_a_policy_that_does_not_end_is_stopped_and_named() -> None:
    items = "a: [" + "1," * 300 + "1]"

    seen = found(
        "match: {pointer: /a}, expression: 'value.all(x, value.all(y, value.all(z, true)))'", items
    )

    assert seen[-2:] == [
        "1:4 policy: the policy `p` (policies.yaml:3) was stopped, since it takes more steps than "
        "an expression may",
        "help: ask less of it, or of fewer places",
    ]


TELLING = "message-expression: \"'it is ' + string(value)\", match: {pointer: %s}, range: {max: 1}"


@pytest.mark.parametrize(
    ("policy", "document", "expected"),
    [
        (TELLING % "/port", "port: 5", "1:7 policy: it is 5: `port` is above 1"),
        (TELLING % "/password", "password: 5000", "1:11 policy: m: `password` is above 1"),
        (TELLING % "/token/*", "token: {a: 5000}", "1:12 policy: m: `token.a` is above 1"),
        (
            "message-expression: \"'a ' + root.password + ' b'\", match: {pointer: /port}, "
            "range: {max: 1}",
            "port: 5\npassword: hunter2\n",
            "1:7 policy: m: `port` is above 1",
        ),
        (
            TELLING % "/name",
            "name: ghp_abcdefghijklmnop1234567890",
            "1:7 policy: m: `name` is a string, expected a number",
        ),
        (
            "message-expression: root.nothing, match: {pointer: /port}, range: {max: 1}",
            "port: 5",
            "1:7 policy: m: `port` is above 1",
        ),
        (
            "message-expression: value, match: {pointer: /port}, range: {max: 1}",
            "port: 5",
            "1:7 policy: m: `port` is above 1",
        ),
    ],
)
def test_a_message_of_its_own_shows_no_secret(policy: str, document: str, expected: str) -> None:
    seen = found(policy, document)

    assert seen[-1] == expected
    assert "hunter2" not in "".join(seen)


@pytest.mark.parametrize(
    "expression",
    [
        "root.password.substring(1)",
        "root.password.upperAscii()",
        "root.password.split('').join('-')",
        "root.password.reverse()",
        "{'a': 'x'}[root.password]",
        "root.env[0].value.substring(1)",
    ],
)
def test_no_part_of_a_secret_gets_into_a_message(expression: str) -> None:
    document = "port: 5\npassword: hunter2secret\nenv: [{name: TOKEN, value: hushhush99}]\n"
    told = f'message-expression: "{expression}", match: {{pointer: /port}}, range: {{max: 1}}'
    asked = f"match: {{pointer: /port}}, expression: \"{expression} == 'x'\""

    seen = "".join(found(told, document) + found(asked, document)).lower().replace("-", "")

    assert not any(part in seen for part in ("unter2", "2retnu", "ushhush"))


def test_other_dialects_are_held_to_policies_too() -> None:
    policy = "match: {pointer: /db/port}, one-of: [5432, '5432']"

    assert found(policy, '{"db": {"port": 1}}', "a.json")[-1].startswith("1:17 policy: m: `db.port")
    assert found(policy, "[db]\nport = 1\n", "a.toml")[-1].startswith("2:8 policy: m: `db.port`")
    assert found(policy, "[db]\nport = 1\n", "a.ini")[-1].startswith("2:8 policy: m: `db.port`")
