"""Which values a rollback changes: by environment, or file by file."""

import json
from typing import Any

import pytest

from rolling import Rolling
from support import Repository

SCHEMA = {
    "type": "object",
    "properties": {
        "host": {"type": "string", "x-risk": "critical"},
        "tls": {"type": "object", "x-risk": "connectivity"},
        "token": {"type": "string", "x-secret": True},
        "wait": {"type": "integer", "default": 5},
    },
}
SETTINGS = """\
version: 1
schemas:
  - paths: [config/base.yaml]
    schema: schema.json
load:
  overlays:
    - kind: http
      address: https://config.example/shop.json
"""


@pytest.fixture
def layered(repository: Repository) -> Repository:
    """A configuration in layers, as `v1`."""
    repository.write("schema.json", json.dumps(SCHEMA))
    repository.write("confledger.yaml", SETTINGS)
    repository.write(
        "config/base.yaml",
        "host: a\npool: 1\ntoken: first-plain-token\ntls: {on: true}\ndb: {password: hunter-one}\n"
        "url: http://${host}/${db.password}\n",
    )
    repository.write("config/envs/prod.yaml", "pool: 50\n")
    repository.write("config/envs/dev.yaml", "log: debug\n")
    repository.write("config/envs/qa.yaml", "extends: prod\n")
    repository.commit("Start")
    repository.git("tag", "v1")
    return repository


def planned(rolling: Rolling, *arguments: str) -> dict[str, Any]:
    told = rolling(*arguments, "--plan", "--format", "json")
    assert (told.code, told.err) == (1, ""), told
    plan: dict[str, Any] = json.loads(told.out)
    return plan


def changes(plan: dict[str, Any]) -> dict[str, list[str]]:
    """Return what a plan says of environments, a line for each key."""
    return {
        one["name"]: [
            " ".join(str(row[name]) for name in ("key", "before", "after", "note", "risk"))
            for row in one["changes"]
        ]
        for one in plan["environments"]
    }


def test_what_changes_is_told_by_environment_the_risk_first_and_no_secret(
    layered: Repository, rolling: Rolling
) -> None:
    layered.write(
        "config/base.yaml",
        "host: b\npool: 2\ntoken: other-plain-token\ntls: {on: false}\n"
        "db: {password: hunter-two}\nurl: http://${host}/${db.password}\n",
    )
    layered.write("config/envs/dev.yaml", "log: info\nwait: 9\n")
    layered.commit("Change")

    plan = planned(rolling, "--to", "v1")

    hidden = "<redacted> <redacted> changed, not shown None"
    shared = [
        "host b a None critical",
        "tls.on false true None connectivity",
    ]
    rest = [f"token {hidden}", f"db.password {hidden}", f"url {hidden}"]
    assert changes(plan) == {
        "dev": [
            *shared,
            "pool 2 1 None None",
            *rest,
            "log info debug None None",
            "wait 9 5 None None",
        ],
        "prod": [*shared, *rest],
        "qa": [*shared, *rest],
    }
    assert (plan["values"], plan["unresolved"], plan["remaining"]) == ([], [], [])
    assert "hunter" not in str(plan)
    assert "plain-token" not in str(plan)


def test_an_environment_that_would_still_differ_says_in_which_keys_and_why(
    layered: Repository, rolling: Rolling
) -> None:
    layered.write("config/base.yaml", "host: b\npool: 1\nmore: 1\n")
    layered.write("config/envs/prod.yaml", "pool: 60\n")
    layered.write("schema.json", json.dumps(SCHEMA).replace('"default": 5', '"default": 6'))
    layered.commit("Change")

    plan = planned(rolling, "--to", "v1", "--scope", "prod")

    assert changes(plan) == {
        "dev": [],
        "prod": ["pool 60 50 None None"],
        "qa": ["pool 60 50 None None"],
    }
    assert plan["remaining"] == [
        {
            "environment": "prod",
            "keys": ["host", "wait", "more", "token", "tls", "db", "url"],
            "sources": ["a default of the schema", "config/base.yaml"],
        }
    ]
    layered.git("revert", "--no-edit", "HEAD")
    layered.write("config/envs/prod.yaml", "pool: 60\n")
    layered.commit("Only the environment")
    assert planned(rolling, "--to", "v1", "--scope", "prod")["remaining"] == []


def test_an_environment_that_comes_or_goes_is_told_whole(
    layered: Repository, rolling: Rolling
) -> None:
    layered.git("rm", "-q", "config/envs/qa.yaml")
    layered.write("config/envs/eu.yaml", "pool: 7\n")
    layered.commit("Change")

    told = changes(planned(rolling, "--to", "v1"))

    assert (told["dev"], told["prod"]) == ([], [])
    assert "pool 7 None None None" in told["eu"]
    assert "pool None 50 None None" in told["qa"]
    assert "host None a None critical" in told["qa"]


def test_an_environment_that_cannot_be_loaded_is_named_and_its_file_told_by_itself(
    layered: Repository, rolling: Rolling
) -> None:
    layered.write("config/envs/prod.yaml", "extends: nowhere\npool: 90\n")
    layered.commit("Break it")

    plan = planned(rolling, "--to", "v1", "--scope", "./config/envs")

    assert changes(plan) == {"dev": []}
    assert [one["name"] for one in plan["unresolved"]] == ["prod", "qa"]
    assert plan["unresolved"][0]["reason"] == (
        "now: config/envs/prod.yaml:1:10: prod extends `nowhere`, and there is no such environment"
    )
    assert [(one["path"], one["changed"], one["removed"]) for one in plan["values"]] == [
        ("config/envs/prod.yaml", 1, 1)
    ]
    # Nor is it compared with what it was, where that could not be loaded.
    layered.write("config/envs/prod.yaml", "pool: 90\n")
    layered.commit("Mend it")
    layered.write("config/envs/prod.yaml", "pool: 91\n")
    layered.commit("More")
    plan = planned(rolling, "--to", "HEAD~2", "--scope", "prod", "--allow-invalid")
    assert [one["reason"].partition(":")[0] for one in plan["unresolved"]] == ["then", "then"]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            {"k8s/a.yaml": "a: 1\n"},
            "no configuration that programs load is in config",
            id="no folder of that kind",
        ),
        pytest.param(
            {"config/base.yaml": "a: 1\n", "config/base.json": "{}"},
            "there are base.yaml and base.json in config",
            id="two of a kind",
        ),
        pytest.param(
            {"config/base.yaml": "- 1\n"},
            "base: now and then: config/base.yaml holds no map at its top",
            id="not for the loader",
        ),
    ],
)
def test_without_environments_values_are_told_file_by_file(
    repository: Repository, rolling: Rolling, files: dict[str, str], expected: str
) -> None:
    for path, content in files.items():
        repository.write(path, content)
    repository.write("apps/web.yaml", "image: {tag: v1}\npassword: hunter-one\nsame: 1\n")
    repository.write("apps/gone.yaml", "a: 1\nb: 2\n")
    repository.write("apps/style.yaml", "a: 'x'\n")
    repository.write("apps/bad.yaml", "a: 1\n")
    (repository.root / "apps/link.yaml").symlink_to("web.yaml")
    repository.commit("Start")
    (repository.root / "apps/link.yaml").unlink()
    repository.git("rm", "-q", "apps/gone.yaml")
    repository.write("apps/web.yaml", "image: {tag: v2}\npassword: hunter-two\nsame: 1\nmore: 1\n")
    repository.write("apps/style.yaml", "a: x\n")
    repository.write("apps/bad.yaml", "a: [\n")
    repository.commit("Change")

    plan = planned(rolling, "--to", "HEAD~1")

    assert (plan["environments"], plan["no_environments"]) == ([], expected)
    assert [
        (one["path"], one["changed"], one["added"], one["removed"]) for one in plan["values"]
    ] == [
        ("apps/bad.yaml", 0, 0, 0),
        ("apps/gone.yaml", 0, 2, 0),
        ("apps/style.yaml", 0, 0, 0),
        ("apps/web.yaml", 2, 0, 1),
    ]
    assert plan["values"][0]["reason"] == "now, line 1, column 4: this `[` is never closed"
    assert [(one["key"], one["after"], one["note"]) for one in plan["values"][3]["first"]] == [
        ("image.tag", "v1", None),
        ("password", "<redacted>", "changed, not shown"),
        ("more", None, None),
    ]


def test_of_very_many_files_only_some_are_read(repository: Repository, rolling: Rolling) -> None:
    for content in ("a: 1\n", "a: 2\n"):
        for number in range(103):
            repository.write(f"apps/{number:03}.yaml", content)
        if content == "a: 1\n":
            repository.write("apps/000.yaml", "a: " + "x" * 1_999_900 + "\n")
            repository.write("apps/gone.yaml", "a: 1\n")
        else:
            repository.git("rm", "-q", "apps/gone.yaml")
        repository.commit()

    plan = planned(rolling, "--to", "HEAD~1", "--scope", "apps")

    # Three beyond the number, and some beyond the bytes, the one that is gone among them.
    assert plan["values"][0]["path"] == "apps/000.yaml"
    assert len(plan["values"][0]["first"][0]["after"]) == 120
    assert len(plan["values"]) + plan["values_left"] == 104
    assert plan["values_left"] > 50


def test_of_very_many_environments_only_those_that_are_touched_are_compared(
    repository: Repository, rolling: Rolling
) -> None:
    repository.write("config/base.yaml", "a: 1\n")
    names = [f"e{number:02}" for number in range(42)]
    for name in names:
        repository.write(f"config/envs/{name}.yaml", "b: 1\n")
    repository.write(
        "confledger.yaml",
        "version: 1\nenvironments:\n"
        + "".join(f"  - name: {name}\n    paths: [config/envs/{name}.yaml]\n" for name in names),
    )
    repository.commit("Start")
    repository.write("config/envs/e41.yaml", "b: 2\n")
    repository.commit("Change")
    repository.write("config/base.yaml", "a: 2\n")
    repository.commit("Change all")

    plan = planned(rolling, "--to", "HEAD~2", "--scope", "e41")
    assert changes(plan) == {"e41": ["b 2 1 None None"]}
    plan = planned(rolling, "--to", "HEAD~1")
    assert len(plan["environments"]) == 40
    assert plan["notes"] == ["only 40 of 42 environments are compared"]


def test_what_an_environment_was_may_be_unknown(layered: Repository, rolling: Rolling) -> None:
    layered.write("schema.json", "{}")
    layered.write("config/base.yaml", "host: a\n  tab: [\n")
    layered.commit("Break the base")
    layered.write("config/base.yaml", "host: a\n")
    layered.write("config/envs/prod.yaml", "pool: 60\n")
    layered.commit("Mend it")

    plan = planned(rolling, "--to", "HEAD~1", "--scope", "prod")

    assert changes(plan)["prod"] == ["pool 60 50 None None"]
    assert plan["notes"][-1].startswith(
        "prod as it was cannot be put together: config/base.yaml:2:3: "
    )


def test_what_ought_to_be_encrypted_and_is_not_is_not_shown(
    layered: Repository, rolling: Rolling
) -> None:
    layered.write(
        ".sops.yaml",
        "creation_rules:\n  - path_regex: base.yaml$\n    encrypted_regex: ^host$\n"
        "    age: age1qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqq\n",
    )
    layered.write("config/envs/dev.yaml", "host: other-host\nlog: debug\n")
    layered.commit("Change")

    plan = planned(rolling, "--to", "v1", "--scope", "dev")

    assert changes(plan)["dev"] == [
        "host <redacted> <redacted> changed, not shown critical",
        "url <redacted> <redacted> changed, not shown None",
    ]
