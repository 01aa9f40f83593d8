import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from support import Repository

SETTINGS = """\
version: 1
schemas:
  - {paths: [config/base.yaml], schema: app.schema.json}
load: {declared: environment, environment-variable: APP_ENV}
"""
SCHEMA = {
    "type": "object",
    "properties": {
        "db": {"type": "object", "properties": {"key": {"type": "string", "x-secret": True}}}
    },
}
BASE = """\
db: {pool: 5, key: made-up-0, hosts: [a, b], "off": null}
log: info
environment:
  - {name: APP_ENV, required: true}
  - {name: APP_POOL, kind: integer, overrides: db.pool}
  - {name: APP_HOSTS, overrides: db.hosts}
  - {name: APP_OFF, overrides: db.off}
  - {name: APP_LOG, overrides: log}
  - {name: APP_STATE, default: /var/lib/app}
  - {name: APP_KEY, overrides: db.key, secret: true}
  - {name: APP_OTHER_KEY, overrides: db.key}
  - {name: APP_ELSEWHERE, secret: true}
  - {name: LD_PRELOAD, default: /tmp/evil.so}
  - {name: GIT_DIR, default: /tmp}
"""
PRINT = "import json, os; print(json.dumps(dict(os.environ)))"
SAID = (
    "1 secret kept back (declare the variable `secret: true`): db.key\n"
    "2 variables not set, since such names change how programs run: "
    "environment[9], environment[10]\n"
)


@pytest.fixture
def app(repository: Repository) -> Repository:
    """A configuration that declares variables."""
    repository.write("confledger.yaml", SETTINGS)
    repository.write("app.schema.json", json.dumps(SCHEMA))
    repository.write("config/base.yaml", BASE)
    repository.write("config/envs/prod.yaml", "db: {pool: 50}\n")
    return repository


def environ(app: Repository, *options: str, **given: str) -> dict[str, str]:
    done = app.confledger(
        "run", "--env", "prod", *options, "--", sys.executable, "-S", "-c", PRINT, env=given
    )
    assert (done.returncode, done.stderr) == (0, SAID)
    there: dict[str, str] = json.loads(done.stdout)
    return {name: text for name, text in there.items() if name.startswith(("APP_", "LD_", "GIT_D"))}


def test_a_program_gets_what_is_declared_and_nothing_else(app: Repository) -> None:
    expected = {
        "APP_ENV": "prod",
        "APP_POOL": "50",
        "APP_HOSTS": '["a", "b"]',
        "APP_LOG": "info",
        "APP_STATE": "/var/lib/app",
        "APP_KEY": "made-up-0",
    }

    assert environ(app) == expected
    # What is set stays as it was written; a flag is stronger, and another environment wins.
    own = {"APP_ENV": "dev", "APP_POOL": "7", "APP_STATE": "/x", "APP_ELSEWHERE": "y"}
    assert environ(app, **own) == {**expected, **own, "APP_ENV": "prod"}
    assert environ(app, "--set", "db.pool=9", APP_POOL="7")["APP_POOL"] == "9"
    assert environ(app, "--secret", "APP_PW=db.key")["APP_PW"] == "made-up-0"


def test_a_clean_environment_has_little_else(app: Repository) -> None:
    done = app.confledger(
        *("run", "--env", "prod", "--clean", "--", "/usr/bin/env"), env={"LANG": "C", "FOO": "1"}
    )

    names = {line.partition("=")[0] for line in done.stdout.splitlines()}
    assert {one for one in names if not one.startswith("APP_")} == {"PATH", "HOME", "LANG"}


def test_a_dry_run_opens_nothing_and_shows_no_secret(app: Repository) -> None:
    done = app.confledger("run", "--env", "prod", "--secret", "PW=db.key", "--dry-run")

    assert (done.returncode, done.stderr) == (0, SAID)
    assert done.stdout == (
        'APP_ENV=prod\nAPP_POOL=50\nAPP_HOSTS=["a", "b"]\nAPP_LOG=info\n'
        "APP_STATE=/var/lib/app\nAPP_KEY=<secret>\nPW=<secret>\n"
    )


@pytest.mark.parametrize(
    ("command", "code"),
    [
        pytest.param(["sh", "-c", "exit 7"], 7, id="its own"),
        pytest.param(["sh", "-c", "kill -9 $$"], -signal.SIGKILL, id="a signal"),
        pytest.param(["no-such-command"], 127, id="no command"),
        pytest.param(["./no-such-file"], 127, id="no file"),
        pytest.param(["./confledger.yaml"], 126, id="not executable"),
        pytest.param(["./script"], 126, id="a script without its first line"),
        pytest.param(["./config"], 126, id="a folder"),
    ],
)
def test_exit_codes_are_those_of_a_shell(app: Repository, command: list[str], code: int) -> None:
    app.write("script", "exit 0\n").chmod(0o755)

    done = app.confledger("run", "--env", "prod", "--", *command)

    assert done.returncode == code
    assert "made-up-0" not in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"])
def test_signals_are_those_of_the_program(app: Repository, name: str) -> None:
    script = f"trap 'echo caught; exit 3' {name[3:]}; echo ready; while :; do sleep 0.05; done"
    with subprocess.Popen(
        [sys.executable, "-m", "confledger", "run", "--env", "prod", "--", "sh", "-c", script],
        cwd=app.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as program:
        assert program.stdout is not None
        assert program.stdout.readline() == "ready\n"
        program.send_signal(getattr(signal, name))
        assert program.stdout.read() == "caught\n"

    assert program.returncode == 3


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["ls"], "error: `--` is missing before 'ls'", id="no dashes"),
        pytest.param(["--"], "error: there is no program to start", id="no program"),
        pytest.param(
            ["--secret", "LD_PRELOAD=db.key", "--", "ls"],
            "error: `db.key` would be LD_PRELOAD, which loads code into every program",
            id="a name that loads code",
        ),
        pytest.param(
            ["--secret", "A=db", "--", "ls"], "error: `db` is no single value", id="a map"
        ),
    ],
)
def test_what_cannot_be_started_is_said(
    app: Repository, arguments: list[str], message: str
) -> None:
    done = app.confledger("run", "--env", "prod", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[0] == message


def test_a_report_says_what_nobody_reads(app: Repository, tmp_path: Path) -> None:
    state = {"XDG_STATE_HOME": str(tmp_path / "state"), "APP_ENV": "prod"}
    nothing = app.confledger("report", "access", "--env", "prod", env=state)
    program = "import confledger; c = confledger.load(); c.db.pool; [*c.db.hosts]"
    subprocess.run(
        [sys.executable, "-c", program],
        cwd=app.root,
        env={**os.environ, **state, "CONFLEDGER_PROCESS": "api"},
        check=True,
    )
    done = app.confledger("report", "access", "--env", "prod", env=state)

    assert nothing.stdout.splitlines()[0] == "prod: n/a: nothing was observed"
    lines = done.stdout.splitlines()
    assert lines[0].startswith("prod: observed less than a minute by 1 program in 1 run, since 20")
    assert lines[1:5] == ["  never read: 3 of 11 keys", "    db.key", "    db.off", "    log"]
    assert [line.split(", ")[0] for line in lines[-2:]] == [
        "    db.pool   once by api",
        "    db.hosts  once by api",
    ]
    as_json = app.confledger("report", "access", "--format", "json", env=state)
    [one] = json.loads(as_json.stdout)["environments"]
    assert (one["environment"], one["unused"]) == ("prod", ["db.key", "db.off", "log"])
