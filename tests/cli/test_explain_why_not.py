"""`explain KEY --why-not FILE`: each reason why a file does not count; who owns what does."""

import json
from pathlib import Path

import pytest

from confledger.cli import program
from confledger.errors import ConfledgerError

FILES = {
    "confledger.yaml": "",
    "CODEOWNERS": "/schemas/ @shop/data\n",
    "config/base.yaml": "db: {pool: 1, host: h}\nlog: {level: info}\n",
    "config/envs/prod.yaml": "extends: eu\ndb: !unset\n",
    "config/envs/eu.yaml": "db: {pol: 2, pool: 5}\nlog: plain\n",
    "config/envs/dev.yaml": "db: {pool: 3}\n",
    "config/hosts/m1.yaml": "db: {pool: 4}\n",
    "config/local.yaml": "db: {pool: 9}\n",
    "config/notes.txt": "x",
    "config/other.yaml": "a: 1\n",
    "elsewhere.yaml": "a: 1\n",
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CI", "true")
    return tmp_path


@pytest.mark.parametrize(
    ("key", "env", "file", "why", "reason"),
    [
        ("db.pool", "dev", "config/envs/dev.yaml", "holds", "it is what holds"),
        ("db", "dev", "config/base.yaml", "holds", "it is a part of what holds, with others"),
        ("db.host", "eu", "envs/eu.yaml", "silent", "it does not say `db.host`"),
        ("db.pool", "prod", "config/envs/prod.yaml", "silent", "it removes `db` as a whole"),
        ("db.pool", "prod", "config/envs/eu.yaml", "replaced",
         "config/envs/prod.yaml:2:5 removes `db` as a whole"),
        ("log.level", "eu", "config/base.yaml", "replaced",
         "config/envs/eu.yaml:2:6 replaces `log` as a whole"),
        ("log", "dev", "config/envs/dev.yaml", "silent", "it does not say `log`"),
        ("db.pool", "dev", "config/envs/eu.yaml", "not-part",
         "it belongs to the environment `eu`, which `dev` does not extend (base < dev)"),
        ("db.pool", "dev", "config/hosts/m1.yaml", "not-part",
         "it counts on the host or in the role `m1` only: --host m1"),
        ("db.pool", "dev", "local.yaml", "not-part",
         "local files do not count in continuous integration (CI is set)"),
        ("db.pool", "dev", "config/notes.txt", "not-part",
         "it is in no format that configuration is read from"),
        ("db.pool", "dev", "config/other.yaml", "not-part",
         "no environment names it: neither `environments` of confledger.yaml nor its own name "
         "(base.yaml, envs/NAME.yaml, hosts/HOST.yaml, local.yaml) makes it a source"),
        ("db.pool", "dev", "elsewhere.yaml", "not-part",
         "it is not in config, the folder of the configuration"),
    ],
)  # fmt: skip
def test_every_reason_is_given(
    folder: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
    key: str,
    env: str,
    file: str,
    why: str,
    reason: str,
) -> None:
    assert program.run(["explain", key, "--env", env, "--why-not", file, "--json"]) == 0
    (answer,) = json.loads(capfdbinary.readouterr().out)["answers"]
    assert (answer["why"], answer["reason"]) == (why, reason)


def test_a_file_that_is_not_there_is_told_with_one_that_is(folder: Path) -> None:
    with pytest.raises(ConfledgerError, match=r"there is no file 'config/envs/prd.yaml'") as raised:
        program.run(["explain", "db.pool", "--env", "dev", "--why-not", "config/envs/prd.yaml"])
    assert raised.value.help == "did you mean 'config/envs/prod.yaml'?"


def test_a_file_that_no_rule_takes_has_no_owner(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert program.run(["explain", "db.pool", "--env", "dev", "--json"]) == 0
    (answer,) = json.loads(capfdbinary.readouterr().out)["explanations"]
    assert (answer["value"], answer["owner"]) == (3, None)
