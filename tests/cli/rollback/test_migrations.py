"""Schema migrations between then and now."""

import json

import pytest

from rolling import Rolling
from support import Repository

POOL = "description: The pool is a map.\nsteps:\n  - move: {from: pool, to: db.pool}\n"
GONE = "files: [config/base.yaml]\nirreversible: the old disks are gone\nsteps:\n  - delete: disk\n"


@pytest.fixture
def migrated(repository: Repository) -> Repository:
    """A configuration of version 3, and as `v1` what it was before both migrations."""
    repository.write("config/base.yaml", "schema_version: 1\npool: 1\ndisk: a\n")
    repository.write("config/envs/prod.yaml", "pool: 9\n")
    repository.write("notes.yaml", "pool: 1\n")
    repository.commit("Start")
    repository.git("tag", "v1")
    repository.write("config/base.yaml", "schema_version: 2\ndb: {pool: 1}\ndisk: a\n")
    repository.write("config/envs/prod.yaml", "db: {pool: 9}\n")
    repository.write("migrations/0002-pool.yaml", POOL)
    repository.commit("Two")
    repository.git("tag", "v2")
    repository.write("config/base.yaml", "schema_version: 3\ndb: {pool: 1}\n")
    repository.write("config/envs/prod.yaml", "db: {pool: 8}\n")
    repository.write("migrations/0003-disk.yaml", GONE)
    repository.write("notes.yaml", "pool: 2\n")
    repository.write("config/envs/eu.yaml", "db: {pool: 3}\n")
    repository.commit("Three")
    repository.write("config/envs/eu.yaml", "db: {pool: 4}\n")
    repository.commit("Four")
    return repository


SECOND = "not made in it yet: migrations/0002-pool.yaml: The pool is a map."
THIRD = "not made in it yet: migrations/0003-disk.yaml"
NO_WAY = "no way back from version 3 to {}: migrations/0003-disk.yaml: the old disks are gone"
BASE = "config/base.yaml would have `schema_version` version {}; it is 3 now"


@pytest.mark.parametrize(
    ("arguments", "expected", "refused"),
    [
        pytest.param(
            ("--to", "v1", "--scope", "./config"),
            [
                BASE.format(1),
                SECOND,
                THIRD,
                "brought forward by: confledger migrate --apply",
            ],
            [NO_WAY.format(1)],
            id="all of it: a command brings it forward",
        ),
        pytest.param(
            ("--to", "v2", "--scope", "config/base.yaml"),
            [
                BASE.format(2),
                THIRD,
                "brought forward by: confledger migrate --apply",
            ],
            [NO_WAY.format(2)],
            id="over one that has no way back",
        ),
        pytest.param(
            ("--to", "v1", "--scope", "config/envs/prod.yaml"),
            [
                SECOND,
                "config/envs/prod.yaml would be of version 1 among files of version 3, and says no "
                "version of its own: make these changes in it by hand, or take back all with "
                "--scope all",
            ],
            [],
            id="an overlay alone, of which nothing says that it is old",
        ),
        pytest.param(
            ("--to", "v2", "--scope", "config/envs/prod.yaml"),
            [],
            [],
            id="of a version that changed nothing in it",
        ),
        pytest.param(("--to", "HEAD~1", "--scope", "config/envs/eu.yaml"), [], [], id="no other"),
        pytest.param(("--to", "v2", "--scope", "notes.yaml"), [], [], id="another file"),
    ],
)
def test_what_the_old_files_have_not_seen_is_told(
    migrated: Repository,
    rolling: Rolling,
    arguments: tuple[str, ...],
    expected: list[str],
    refused: list[str],
) -> None:
    told = rolling(*arguments, "--plan", "--format", "json")

    plan = json.loads(told.out)
    assert plan["migrations"] == expected
    found = [(one["reason"], one["flag"]) for one in plan["refusals"]]
    assert [one for one in found if one[1] == "--allow-irreversible"] == [
        (reason, "--allow-irreversible") for reason in refused
    ]
    again = rolling(*arguments, "--plan", "--format", "json", "--allow-irreversible")
    assert "irreversible" not in [one["code"] for one in json.loads(again.out)["refusals"]]


def test_a_file_with_a_version_of_its_own_is_brought_forward_alone(
    migrated: Repository, rolling: Rolling
) -> None:
    for path in ("config/a.yaml", "config/b.yaml"):
        migrated.write(path, "schema_version: 3\n")
    migrated.commit("More")
    migrated.write("config/a.yaml", "schema_version: 4\nx: 1\n")
    migrated.write("config/b.yaml", "schema_version: 4\nx: 1\n")
    migrated.write("config/base.yaml", "schema_version: 4\ndb: {pool: 1}\n")
    migrated.write("migrations/0004-x.yaml", "steps:\n  - set: {key: x, value: 1}\n")
    migrated.commit("Four")
    # What goes back is of several versions, and of the lowest the whole state is then.
    told = rolling("--to", "HEAD~1", "--scope", "config/a.yaml", "--plan", "--format", "json")
    assert json.loads(told.out)["migrations"] == [
        "config/a.yaml would have `schema_version` version 3; it is 4 now",
        "not made in it yet: migrations/0004-x.yaml",
        "brought forward by: confledger migrate --apply --file config/a.yaml",
    ]


def test_a_rollback_to_a_later_version_says_so(migrated: Repository, rolling: Rolling) -> None:
    three = migrated.git("rev-parse", "HEAD")
    migrated.git("checkout", "-q", "v1", "--", "config")
    migrated.commit("Back by hand")

    told = rolling("--to", three, "--scope", "./config", "--plan", "--format", "json")

    plan = json.loads(told.out)
    assert plan["migrations"] == ["`schema_version` would be 3; it is 1 now"]
    assert plan["refusals"] == []


def test_migrations_that_cannot_be_read_are_no_reason_against_it(
    migrated: Repository, rolling: Rolling
) -> None:
    migrated.write("migrations/0004-bad.yaml", "steps: []\n")
    migrated.write("config/envs/prod.yaml", "db: {pool: 7}\n")
    migrated.commit("Four")

    told = rolling("--to", "HEAD~1", "--scope", "./config", "--plan", "--format", "json")

    plan = json.loads(told.out)
    assert len(plan["migrations"]) == 1
    assert plan["migrations"][0].startswith("the migrations cannot be read: migrations/0004-bad")
    assert plan["refusals"] == []
