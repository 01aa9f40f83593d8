"""`rollback --key`: one key of a file, or of an environment, as it was."""

import json

import pytest

from rolling import Rolling, Told
from support import Repository

BASE = """\
# the base
db:
  host: a # host
  pool: 5 # keep small
jobs:
  - name: nightly
    run: a
"""


def shop(repository: Repository) -> str:
    """Commit two states of layered configuration, and return the first."""
    repository.write("config/base.yaml", BASE)
    repository.write("config/envs/prod.yaml", "db:\n  pool: 10 # prod\n")
    repository.write("config/envs/dev.yaml", "extends: prod\nlevel: debug\n")
    first = repository.commit("Start")
    repository.write("config/base.yaml", BASE.replace("5", "50").replace("run: a", "run: b"))
    repository.write("config/envs/prod.yaml", "db:\n  pool: 99 # now\nextra: 1\n")
    repository.write("config/envs/new.yaml", "db:\n  pool: 7\n")
    repository.commit("Raise")
    return first


def changed(repository: Repository) -> list[str]:
    """Return the lines that the last commit changed."""
    shown = repository.git("show", "--format=", "-U0", "HEAD").splitlines()
    return [line for line in shown if line[:1] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize(
    ("key", "lines", "note"),
    [
        (
            "prod:db.pool",
            ["-  pool: 99 # now", "+  pool: 10 # now"],
            "config/envs/prod.yaml is part of other environments too: dev",
        ),
        ("prod:/extra", ["-extra: 1"], "config/envs/prod.yaml is part of other environments"),
        ("base:jobs[nightly].run", ["-    run: b", "+    run: a"], "dev, new, prod"),
        ("new:db", ["-  pool: 50 # keep small", "+  pool: 5 # keep small"], ""),
        ("config/base.yaml#/db/pool", ["-  pool: 50 # keep small", "+  pool: 5 # keep small"], ""),
    ],
)
def test_one_line_changes_where_one_line_will_do(
    repository: Repository, rolling: Rolling, key: str, lines: list[str], note: str
) -> None:
    first = shop(repository)

    told = rolling("--to", first, "--key", key, "--yes")

    assert told.code == 0, told
    found = changed(repository)
    if key == "new:db":
        # What was not there yet goes again.
        lines = [*lines, "-db:", "-  pool: 7", "+{}"]
    assert found == lines
    assert note in told.out
    message = repository.git("log", "-1", "--format=%(trailers:only)").strip().splitlines()
    assert message == [f"Restores: {first}", f"Scope: {key}"]
    again = rolling("--to", first, "--key", key, "--yes")
    assert (again.code, again.out[:13]) == (0, "nothing to do")


def failed(told: Told) -> list[str]:
    """Return the error, that has to end with 2."""
    assert told.code == 2, told
    return [line.strip() for line in told.err.splitlines()]


FAULTS = [
    ("prod:db.pol", "prod has no key 'db.pol', now or then", "did you mean 'db.pool'?"),
    ("prdo:db", "there is no environment 'prdo', now or then", "did you mean 'prod'?"),
    (
        "elsewhere:db",
        "there is no environment 'elsewhere', now or then",
        "there are base, dev, new, prod; of a file: FILE#KEY",
    ),
    (
        "config/bas.yaml#db",
        "there is no file 'config/bas.yaml', now or then",
        "did you mean 'config/base.yaml'?",
    ),
    ("x#db", "there is no file 'x', now or then", "FILE#KEY, seen from here"),
    (
        "db",
        "'db' does not say in which environment, or file",
        "one of base:db, dev:db, new:db, prod:db; or FILE#db",
    ),
    ("prod", "'prod' names no key", "write ENVIRONMENT:KEY, or FILE#KEY"),
    ("prod.db.pool", "'prod.db.pool' names no key", "did you mean 'prod:db.pool'?"),
    ("prod#db", "there is no file 'prod', now or then", "did you mean 'prod:db'?"),
    (
        "config/base.yaml db",
        "'config/base.yaml db' names no key",
        "did you mean 'config/base.yaml#db'?",
    ),
    (
        "base.yaml#db",
        "there is no file 'base.yaml', now or then",
        "did you mean 'config/base.yaml'?",
    ),
    (
        "envs/new.yaml:db.pool",
        "there is no environment 'envs/new.yaml', now or then",
        "did you mean 'config/envs/new.yaml#db.pool'?",
    ),
    (
        "config/base.yaml#no",
        "config/base.yaml has no key 'no', now or then",
        "see what there is: confledger log FILE",
    ),
    (
        "config/envs/new.yaml#db",
        "config/envs/new.yaml was not there yet",
        "take all of it away: --scope config/envs/new.yaml",
    ),
    (
        "gone.yaml#a",
        "gone.yaml is gone by now",
        "bring all of it back: --scope gone.yaml",
    ),
    ("notes.txt#a", "notes.txt is no configuration, so it has no keys", "--scope notes.txt"),
    (
        "alias.yaml#a",
        "alias.yaml: the key cannot be brought back in place: it:1:1: replace `a` cannot be "
        "done here without harm to the rest of the file: it would change other values as well",
        "bring all of the file back: --scope alias.yaml",
    ),
]


def test_what_an_environment_hides_stays_as_others_have_it(
    repository: Repository, rolling: Rolling
) -> None:
    first = shop(repository)
    repository.git("checkout", "-q", first, "--", "config/envs/prod.yaml")
    repository.commit("Prod is as it was, and the base is not")

    told = rolling("--to", first, "--key", "prod:db.pool", "--yes")

    assert (told.code, told.out[:13]) == (0, "nothing to do")


def test_what_is_meant_is_asked_for(repository: Repository, rolling: Rolling) -> None:
    repository.write("gone.yaml", "a: 1\n")
    repository.write("notes.txt", "a\n")
    repository.write("alias.yaml", "a: 0\nb: 1\n")
    first = shop(repository)
    repository.git("rm", "-q", "gone.yaml")
    repository.write("alias.yaml", "a: &x 1\nb: *x\n")
    repository.commit("Gone")

    found = [(key, *failed(rolling("--to", first, "--key", key, "--plan"))) for key, _, _ in FAULTS]

    assert found == [(key, f"error: {error}", f"help: {help}") for key, error, help in FAULTS]


def test_a_key_has_no_scope_and_a_file_that_set_it_may_be_gone(
    repository: Repository, rolling: Rolling
) -> None:
    first = shop(repository)
    repository.git("rm", "-q", "config/envs/prod.yaml")
    repository.git("mv", "config/base.yaml", "config/default.yaml")
    repository.commit("Gone")

    both = rolling("--to", first, "--key", "prod:db", "--scope", "prod")
    told = rolling("--to", first, "--key", "prod:db.pool", "--plan", "--format", "json")
    moved = rolling("--to", first, "--key", "config/default.yaml#/db/pool", "--yes")

    assert failed(both)[0] == "error: --key and --scope exclude each other"
    assert {one["code"] for one in json.loads(told.out)["refusals"]} == {"gone"}
    assert (moved.code, "config/default.yaml was config/base.yaml then" in moved.out) == (
        0,
        True,
    ), moved
    assert changed(repository) == ["-  pool: 50 # keep small", "+  pool: 5 # keep small"]


def test_a_file_may_be_all_of_the_configuration(repository: Repository, rolling: Rolling) -> None:
    repository.write("confledger.yaml", "load: {folder: app.yaml}\n")
    repository.write("app.yaml", "a: 1\nb: 1\n")
    first = repository.commit("Start")
    repository.write("app.yaml", "a: 2\nb: 2\n")
    repository.commit("Two")

    told = rolling("--to", first, "--key", "base:a", "--yes")

    assert told.code == 0, told
    assert repository.git("show", "HEAD:app.yaml") == "a: 1\nb: 2"


def test_encrypted_values_are_left_to_the_way_for_secrets(
    repository: Repository, rolling: Rolling
) -> None:
    sealed = (
        "db:\n  password: ENC[AES256_GCM,data:{0},iv:AA==,tag:AA==,type:str]\n"
        "sops:\n  mac: ENC[AES256_GCM,data:{0},iv:AA==,tag:AA==,type:str]\n"
        "  lastmodified: '2025-06-01T12:00:00Z'\n  version: 3.9.0\n  age: []\n"
    )
    repository.write("config/base.yaml", "a: 1\n")
    repository.write("config/envs/prod.yaml", "a: 1\n")
    repository.write("config/envs/prod.secrets.yaml", sealed.format("AAAA"))
    first = repository.commit("Start")
    repository.write("config/envs/prod.yaml", "a: 2\n")
    repository.write("config/envs/prod.secrets.yaml", sealed.format("BBBB"))
    repository.commit("Two")

    told = rolling("--to", first, "--key", "prod:db.password", "--plan", "--format", "json")
    plain = rolling("--to", first, "--key", "prod:a", "--yes")

    assert json.loads(told.out)["refusals"] == [
        {
            "code": "secrets",
            "reason": "config/envs/prod.secrets.yaml is encrypted, and secrets stay as they are",
            "flag": "--with-secrets",
        }
    ]
    assert plain.code == 0
    assert repository.git("show", "HEAD:config/envs/prod.yaml") == "a: 1"
