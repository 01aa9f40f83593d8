"""`confledger migrate` in a real repository: plan, write, resume, refuse, go back."""

import json
from hashlib import sha256

from support import Repository

BASE = """\
# The base.
schema_version: 1
db:
  # how many
  pool_size: 5   # each
  host: h
  db_password: hunter22
"""
PROD = "db:\n  pool_size: 9  # more\n"
AFTER = """\
# The base.
schema_version: 2
db:
  host: h
  login_password: hunter22
  pool:
    # how many
    size: 5   # each
"""
STEPS = """\
description: The pool has a section of its own.
steps:
  - move: {from: db.pool_size, to: db.pool.size}
  - rename: {key: db.db_password, to: login_password}
"""


def prepared(repository: Repository) -> None:
    repository.write("config/base.yaml", BASE)
    repository.write("config/envs/prod.yaml", PROD)
    repository.write("migrations/0002-pool.yaml", STEPS)
    repository.write("migrations/0002-pool/before.yaml", BASE)
    repository.write("migrations/0002-pool/after.yaml", AFTER)
    repository.commit()


def read(repository: Repository, path: str) -> str:
    return (repository.root / path).read_text()


def test_a_plan_shows_all_and_writes_nothing_then_apply_writes_and_the_way_back_is_there(
    repository: Repository,
) -> None:
    prepared(repository)

    plan = repository.confledger("migrate")
    assert (plan.returncode, "hunter22" in plan.stdout) == (1, False)
    assert plan.stdout.splitlines()[:3] == [
        "config/base.yaml: version 1 to 2",
        "  move `db.pool_size` to `db.pool.size`",
        "  rename `db.db_password` to `login_password`",
    ]
    assert read(repository, "config/base.yaml") == BASE
    checked = repository.confledger("migrate", "--check")
    assert (checked.returncode, checked.stderr) == (0, "1 migration, 2 comparisons, 0 faults\n")

    applied = repository.confledger("migrate", "--apply")
    assert (applied.returncode, applied.stderr) == (0, "2 files written, now of version 2\n")
    assert read(repository, "config/base.yaml") == AFTER
    assert read(repository, "config/envs/prod.yaml") == "db:\n  pool:\n    size: 9  # more\n"
    assert repository.confledger("migrate").returncode == 0

    refused = repository.confledger("migrate", "--to", "1", "--apply")
    assert (refused.returncode, "not committed" in refused.stderr) == (2, True)
    back = repository.confledger("migrate", "--to", "1", "--apply", "--force", "--format", "json")
    assert (back.returncode, json.loads(back.stdout)["to"]) == (0, 1)
    assert read(repository, "config/envs/prod.yaml") == PROD


def test_a_run_that_was_stopped_is_finished_by_the_next_one(repository: Repository) -> None:
    prepared(repository)
    # A step that would do something else if it were done twice.
    repository.write(
        "migrations/0002-pool.yaml", "steps:\n  - map: {key: m, values: {a: b, b: c}}\n"
    )
    repository.write("config/envs/prod.yaml", "m: a\n")
    repository.write("config/envs/dev.yaml", "m: b\n")
    repository.commit()
    repository.confledger("migrate", "--apply")
    # As if it had been stopped before `dev` and the base: the note of what it was about is there.
    digest = sha256(b"m: b\n").hexdigest()
    assert read(repository, "config/envs/prod.yaml") == "m: b\n"
    repository.write("config/envs/dev.yaml", "m: b\n")
    repository.write("config/base.yaml", BASE)
    note = {"version": 1, "from": 1, "to": 2, "files": {"config/envs/prod.yaml": digest}}
    repository.write(".git/confledger-migrate.json", json.dumps(note))

    done = repository.confledger("migrate", "--apply", "--force")

    assert done.returncode == 0
    held = [read(repository, f"config/envs/{name}.yaml") for name in ("prod", "dev")]
    assert held == ["m: b\n", "m: c\n"]
    assert "schema_version: 2" in read(repository, "config/base.yaml")
    assert not (repository.root / ".git/confledger-migrate.json").exists()


def test_what_cannot_be_done_is_refused_and_nothing_is_written(repository: Repository) -> None:
    prepared(repository)
    repository.write("migrations/0003-old.yaml", "steps:\n  - delete: db.host\n")
    repository.write(
        "migrations/0004-code.py",
        '"""In code."""\n\n\ndef forward(document):\n    document["new"] = [1]\n',
    )
    repository.write("config/secret.yaml", "a: ENC[AES256_GCM,data:x]\n")
    repository.commit()

    code = repository.confledger("migrate")
    assert (code.returncode, "add --allow-code" in code.stderr) == (2, True)
    done = repository.confledger("migrate", "--apply", "--to", "3")
    assert (done.returncode, done.stderr.endswith(", now of version 3\n")) == (0, True)
    repository.commit()
    back = repository.confledger("migrate", "--to", "2")
    assert (back.returncode, back.stderr) == (
        2,
        "error: there is no way back from version 3 to 2\n"
        "       migrations/0003-old.yaml: it deletes `db.host`, and nobody knows the value any "
        "more\n"
        "  help: give it `backward`, or restore the files from git: git log -- FILE\n",
    )
    sealed = repository.confledger("migrate", "--apply", "--allow-code")
    assert (sealed.returncode, "config/secret.yaml is encrypted with SOPS" in sealed.stderr) == (
        2,
        True,
    )
    repository.git("rm", "-q", "config/secret.yaml")
    assert repository.confledger("migrate", "--apply", "--allow-code").returncode == 0
    assert read(repository, "config/base.yaml").endswith("new:\n  - 1\n")


def test_deprecated_keys_go_where_their_schema_says_and_a_schema_that_refuses_stops_all(
    repository: Repository,
) -> None:
    prepared(repository)
    rule = {"deprecated": True, "x-replaced-by": "db.pool.size", "x-remove-after": "2999-01-01"}
    db = {"properties": {"pool_size": rule}}
    schema = {"properties": {"schema_version": {"const": 1}, "db": db}}
    repository.write("schemas/s.json", json.dumps(schema))
    repository.write(
        "confledger.yaml", "schemas:\n  - paths: [config/**]\n    schema: schemas/s.json\n"
    )
    repository.commit()

    moved = repository.confledger("migrate", "--from-schema", "--apply")
    assert moved.returncode == 0
    assert moved.stdout.splitlines()[1] == (
        "  move `db.pool_size` to `db.pool.size` (goes after 2999-01-01)"
    )
    assert read(repository, "config/envs/prod.yaml") == "db:\n  pool:\n    size: 9  # more\n"
    repository.commit()

    refused = repository.confledger("migrate", "--apply")
    assert (refused.returncode, refused.stderr.splitlines()) == (
        1,
        [
            "config/base.yaml:2:17: `schema_version` must be `1`",
            "the files would not be what their schemas say; nothing was written",
        ],
    )
    assert "schema_version: 1" in read(repository, "config/base.yaml")


def test_a_key_that_the_schema_does_not_know_stops_all(repository: Repository) -> None:
    prepared(repository)
    known = {"properties": {"pool_size": {}}, "additionalProperties": False}
    schema = {"properties": {"schema_version": {}, "db": known}}
    repository.write("schemas/s.json", json.dumps(schema))
    repository.write(
        "confledger.yaml", "schemas:\n  - paths: [config/**]\n    schema: schemas/s.json\n"
    )
    repository.commit()

    refused = repository.confledger("migrate", "--apply")
    assert refused.returncode == 1
    assert "is not in the schema" in refused.stderr
    assert "pool_size" in read(repository, "config/envs/prod.yaml")
