import io
import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from dotenv import dotenv_values

from support import Repository

SETTINGS = """\
version: 1
schemas:
  - {paths: [config/base.yaml], schema: app.schema.json}
load: {prefix: APP_}
"""
SCHEMA = {
    "type": "object",
    "properties": {
        "db": {
            "type": "object",
            "properties": {
                "host": {"type": "string"},
                "pool": {"type": "integer"},
                "key": {"type": "string", "x-secret": True},
            },
        }
    },
}
BASE = """\
db: {host: 'a "b" $HOME', pool: 5, key: made-up-0, zero: "007", none: null}
jobs: [{name: nightly, run: [a, b]}]
"""
HIDDEN = "made-up-0"


@pytest.fixture
def app(repository: Repository) -> Repository:
    """A repository with a configuration; the module is run, as the command may not know it yet."""
    repository.write("confledger.yaml", SETTINGS)
    repository.write("app.schema.json", json.dumps(SCHEMA))
    repository.write("config/base.yaml", BASE)
    repository.write("config/envs/prod.yaml", "db: {pool: 50}\n")
    repository.commit()
    return repository


def run(app: Repository, *arguments: str) -> tuple[int, str, str]:
    done = app.confledger(*arguments)
    assert "Traceback" not in done.stderr, done.stderr
    assert HIDDEN not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_an_environment_is_read_back_by_the_loader_from_its_own_variables(app: Repository) -> None:
    code, text, said = run(app, "render", "--env", "prod", "--format", "dotenv")

    assert code == 0
    assert said == (
        "1 secret masked (--secrets open writes clear text): db.key\n"
        "1 key null and left out: db.none\n"
    )
    values = dotenv_values(stream=io.StringIO(text))
    assert values == {
        "APP_DB__HOST": 'a "b" $HOME',
        "APP_DB__POOL": "50",
        "APP_DB__KEY": "<secret>",
        "APP_DB__ZERO": "007",
        "APP_JOBS": '[{"name": "nightly", "run": ["a", "b"]}]',
    }
    given = {name: text for name, text in values.items() if text and name != "APP_DB__KEY"}
    app.write(
        "config/base.yaml",
        "db: {host: x, pool: 1, key: made-up-0, zero: '1', none: null}\njobs: []\n",
    )
    again = app.confledger("render", "--format", "json", env={**given, "APP_DB__POOL": "50"})
    assert json.loads(again.stdout) == {
        "db": {"host": 'a "b" $HOME', "pool": 50, "key": "<secret>", "zero": "007", "none": None},
        "jobs": [{"name": "nightly", "run": ["a", "b"]}],
    }


def test_typed_formats_say_the_same_and_toml_names_what_it_cannot_hold(app: Repository) -> None:
    _, as_yaml, _ = run(app, "render", "--env", "prod", "--format", "yaml", "jobs[nightly]")
    _, as_json, _ = run(app, "render", "--env", "prod", "--format", "json", "jobs[nightly]")
    _, as_toml, _ = run(app, "render", "--env", "prod", "--format", "toml", "jobs[nightly]")

    assert yaml.safe_load(as_yaml) == json.loads(as_json) == tomllib.loads(as_toml)
    assert run(app, "render", "--env", "prod", "--format", "toml") == (
        2,
        "",
        "error: `db.none` cannot be written as toml: it is null, and TOML has no null\n"
        "  help: leave the key out of the configuration, or render it as json or yaml\n",
    )


def test_secrets_are_written_only_where_nobody_looks(app: Repository, tmp_path: Path) -> None:
    asked = ("render", "--format", "json", "--secrets", "open", "db.key")
    file = tmp_path / "out.json"
    file.write_text("old")

    assert run(app, *asked)[:2] == (0, '"made-up-0"\n')
    code, text, said = run(app, *asked, "--output", str(file))
    assert (code, text) == (0, "")
    assert said == f"{file} holds 1 secret in clear text, for you alone (mode 0600)\n"
    assert file.read_text() == '"made-up-0"\n'
    assert file.stat().st_mode & 0o777 == 0o600
    with (tmp_path / "redirected").open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "confledger", *asked],
            cwd=app.root,
            stdout=out,
            check=False,
            stderr=subprocess.PIPE,
        )
    assert (done.returncode, (tmp_path / "redirected").read_text()) == (2, "")
    in_ci = app.confledger(*asked, env={"CI": "true"})
    assert (in_ci.returncode, in_ci.stdout) == (2, "")
    assert app.confledger(*asked, "--reveal", env={"CI": "true"}).returncode == 0
    assert run(app, "render", "--format", "configmap", "--name", "app", "db") == (
        0,
        "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: app\ndata:\n"
        '  APP_DB__HOST: "a \\"b\\" $HOME"\n  APP_DB__POOL: "5"\n  APP_DB__ZERO: "007"\n',
        "1 secret left out: a ConfigMap is no place for them: db.key\n"
        "1 key null and left out: db.none\n",
    )


def test_show_prints_what_holds_in_an_environment(app: Repository) -> None:
    assert run(app, "show", "--env", "prod", "db") == (
        0,
        'host: "a \\"b\\" $HOME"\npool: 50\nkey: "<secret>"\nzero: "007"\nnone: null\n',
        "",
    )
    _, text, _ = run(app, "show", "--env", "prod", "--format", "json", "/db/key")
    assert json.loads(text) == {
        "version": 1,
        "environment": "prod",
        "key": "/db/key",
        "value": "<secret>",
        "secrets": ["/db/key"],
    }
    # Without options, a word is a commit, and only then a key.
    assert run(app, "show", "db.pool")[:2] == (0, "5\n")
    assert run(app, "show")[1].startswith("commit ")
    assert run(app, "show", "--env", "prod", "db.pol") == (
        2,
        "",
        "error: there is no `db.pol` in config (prod)\n  help: did you mean `db.pool`?\n",
    )
    assert run(app, "show", "db.pol")[0] == 2


def test_show_warns_in_its_own_words_and_needs_no_repository(tmp_path: Path) -> None:
    made = Repository(tmp_path)
    made.write("config/base.yaml", "db: {pool: 5}\n")
    made.write("config/envs/prod.yaml", "db: {poool: !unset }\n")
    made.write("confledger.yaml", "version: 1\n")
    assert run(made, "show", "db.pool") == (0, "5\n", "")
    assert run(made, "show", "--env", "prod", "db.pool") == (
        0,
        "5\n",
        "warning: config/envs/prod.yaml:1:13: `db.poool` is removed, and was not there\n",
    )
