"""Each check in a real run: found, weighed by the settings, switched off; and the exit code."""

import json

import pytest

from support import Repository

SCHEMA = '{"properties": {"pool": {"type": "integer"}}, "additionalProperties": false}'
POLICIES = """
version: 1
policies:
  - {id: low-port, message: too high, match: {pointer: /port}, range: {max: 65535}}
"""
OLD = '{"properties": {"poolSize": {"deprecated": true}, "size": {"maximum": 9}}}'
BLOCK = "{a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10}"
# For each check a file, and the severity that the check gives it.
FAULTY = {
    "syntax": ("a: [1\n", "error"),
    "encoding": ("a: 1\r\nb: 2\n", "warning"),
    "duplicate-key": ("a: 1\na: 2\n", "error"),
    "schema": ("# yaml-language-server: $schema=s.json\npool: x\n", "error"),
    "unknown-key": ("# yaml-language-server: $schema=s.json\npoool: 1\n", "error"),
    "limits": ("a: " + "[" * 300 + "]" * 300 + "\n", "error"),
    "merge-conflict-marker": ("<<<<<<< a\nx: 1\n=======\nx: 2\n>>>>>>> b\n", "error"),
    "policy": ("port: 70000\n", "error"),
    "deprecated-key": ("# yaml-language-server: $schema=old.json\npoolSize: 1\n", "warning"),
    "ambiguous-scalar": ("version: 1.10\n", "warning"),
    "unused-anchor": ("a: &b 1\n", "info"),
    "duplicated-block": (f"a: {BLOCK}\nb: {BLOCK}\n", "info"),
    "sealed-value": (
        "# yaml-language-server: $schema=old.json\n"
        "size: ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:int]\n"
        "sops: {mac: none, version: 3.11.0}\n",
        "info",
    ),
    "file-without-schema": ("a: 1\n", "info"),
}
RANK = ("info", "warning", "error")


def found(repository: Repository, settings: dict[str, object]) -> tuple[int, list[str]]:
    """Check f.yaml under these settings; return the exit code and what was found."""
    repository.write("policies.yaml", POLICIES)
    settings = {"policies": ["policies.yaml"], **settings}
    repository.write("confledger.yaml", json.dumps(settings))
    done = repository.confledger("check", "--verbose", "--format", "json", "f.yaml")
    report = json.loads(done.stdout)
    assert report["summary"]["total"] == 1, done.stderr
    return done.returncode, [f"{one['severity']} {one['check']}" for one in report["findings"]]


@pytest.mark.parametrize("check", FAULTY)
def test_the_settings_weigh_every_check_and_switch_it_off(
    repository: Repository, check: str
) -> None:
    text, usual = FAULTY[check]
    repository.write("s.json", SCHEMA)
    repository.write("old.json", OLD)
    repository.write("f.yaml", text)

    for severity in (None, "info", "warning", "error", "off"):
        weighed: dict[str, object] = {} if severity is None else {"checks": {check: severity}}
        code, findings = found(repository, weighed)
        of_check = [one for one in findings if one.endswith(f" {check}")]

        now = severity or usual
        assert of_check == ([] if now == "off" else [f"{now} {check}"])
        assert code == int(now in ("warning", "error"))


@pytest.mark.parametrize("fail_on", RANK)
@pytest.mark.parametrize("check", ["schema", "encoding", "file-without-schema"])
def test_fail_on_names_the_mildest_severity_that_fails(
    repository: Repository, check: str, fail_on: str
) -> None:
    text, severity = FAULTY[check]
    repository.write("s.json", SCHEMA)
    repository.write("f.yaml", text)

    code, _ = found(repository, {"fail-on": fail_on})

    # A file without schema is among the others too.
    worst = "info" if check == "file-without-schema" else severity
    assert code == int(RANK.index(worst) >= RANK.index(fail_on))


@pytest.mark.parametrize(
    ("schema", "text", "told"),
    [
        pytest.param(
            '{"properties": {"pool": {}, "host": {}}, "additionalProperties": false}',
            "poool: 1\nhost: a\n",
            ["error: `poool` is not in the schema; did you mean `pool`?"],
            id="a typo",
        ),
        pytest.param(
            '{"properties": {"pool": {}, "host": {}}, "additionalProperties": false}',
            "pool: 1\npoool: 2\n",
            ["error: `poool` is not in the schema; known are host, pool"],
            id="a typo of a key that is there as well",
        ),
        pytest.param(
            '{"properties": {"pool": {}, "poll": {}}, "additionalProperties": false}',
            "pol: 1\n",
            ["error: `pol` is not in the schema; known are poll, pool"],
            id="as near to two",
        ),
        pytest.param(
            json.dumps(
                {"properties": {f"k{n}0": {} for n in range(9)}} | {"additionalProperties": False}
            ),
            "other: 1\n",
            ["error: `other` is not in the schema"],
            id="more keys than anybody reads",
        ),
        pytest.param(
            '{"patternProperties": {"^x": {}}, "additionalProperties": false}',
            "y: 1\n",
            ["error: `y` is not in the schema"],
            id="no key has a name",
        ),
        pytest.param(
            '{"allOf": [{"properties": {"pool": {}}}], "unevaluatedProperties": false}',
            "poool: 1\n",
            ["error: `poool` is not in the schema; did you mean `pool`?"],
            id="closed over several parts",
        ),
        pytest.param(
            '{"$ref": "t.json"}',
            "m: {poool: 1}\n",
            ["error: `m.poool` is not in the schema; did you mean `pool`?"],
            id="in another file",
        ),
        pytest.param(
            '{"properties": {"pool": {}}}',
            "poool: 1\n",
            ["warning: `poool` is not declared in the schema; did you mean `pool`?"],
            id="the schema forgot to close",
        ),
        pytest.param(
            '{"properties": {"pool": {}}}', "other: 1\n", [], id="forgot to close, and no typo"
        ),
        pytest.param(
            '{"properties": {"pool": {}}}',
            "pool: 1\npoool: 2\n",
            [],
            id="forgot to close, and the key is there",
        ),
        pytest.param('{"properties": {"pos": {}}}', "pod: 1\n", [], id="too short to tell"),
        pytest.param(
            '{"properties": {"pool": {}}, "additionalProperties": true}',
            "poool: 1\n",
            [],
            id="open on purpose",
        ),
    ],
)
def test_an_unknown_key_is_told_with_the_one_that_was_meant(
    repository: Repository, schema: str, text: str, told: list[str]
) -> None:
    repository.write("s.json", schema)
    inner = {"properties": {"pool": {}}, "additionalProperties": False}
    repository.write("t.json", json.dumps({"properties": {"m": inner}}))
    repository.write("f.yaml", "# yaml-language-server: $schema=s.json\n" + text)

    done = repository.confledger("check", "--format", "json", "f.yaml")

    rows = json.loads(done.stdout)["findings"]
    assert [f"{one['severity']}: {one['message']}" for one in rows] == told
    assert done.returncode == int(bool(told))
