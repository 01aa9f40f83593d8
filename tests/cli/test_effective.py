"""Which configuration a command means, and what it says of one that is not there."""

from argparse import Namespace

import pytest

from confledger.cli import effective
from confledger.errors import ConfledgerError
from support import Repository

BASE = """\
db: {pool: 5, labels: {a=b: "", x: y}}
jobs: [{name: nightly}]
none: {}
many: {a: 1, b: 2, c: 3, d: 4, e: 5, f: 6}
"""


@pytest.fixture
def asked(repository: Repository, monkeypatch: pytest.MonkeyPatch) -> Namespace:
    repository.write("config/base.yaml", BASE)
    repository.write("confledger.yaml", "load: {hosts: machine}\n")
    (repository.root / "deep/er").mkdir(parents=True)
    monkeypatch.chdir(repository.root / "deep/er")
    return Namespace(env=None, host=None, folder=None, flags=[])


def test_a_flag_may_have_an_equals_sign_in_its_key_and_in_its_value(asked: Namespace) -> None:
    asked.flags = ['db.labels["a=b"]=c=d', "db.pool=7", "db.pool=8", "db.labels.x="]

    config = effective.loaded(asked)

    assert effective.placed(config, "db") == (
        ("db",),
        {"pool": 8, "labels": {"a=b": "c=d", "x": ""}},
    )
    for wrong in ("db.pool", "=5", 'db["a=b"]'):
        asked.flags = [wrong]
        with pytest.raises(ConfledgerError, match=r"set as KEY=VALUE|set to nothing"):
            effective.loaded(asked)


@pytest.mark.parametrize(
    ("key", "help"),
    [
        ("db.pol", "did you mean `db.pool`?"),
        ("dbs", "did you mean `db`?"),
        ("wholly.other", "it has db, jobs, none, many"),
        ("many.zzz", "`many` has a, b, c, d, e, …"),
        ("none.x", "`none` is empty"),
        ("jobs.x", "`jobs` is a list of 1: write `jobs[0]`"),
        ("db.pool.size", "`db.pool` is one value"),
    ],
)
def test_a_key_that_is_not_there_is_told_with_what_is(
    asked: Namespace, key: str, help: str
) -> None:
    config = effective.loaded(asked)

    with pytest.raises(ConfledgerError, match="there is no `") as raised:
        effective.placed(config, key)

    assert raised.value.help == help


def test_a_folder_that_the_settings_name_in_vain_is_told_from_here(
    asked: Namespace, repository: Repository
) -> None:
    repository.write("confledger.yaml", "load: {folder: conf}\n")

    with pytest.raises(ConfledgerError, match=r"no configuration folder '\.\./\.\./conf'"):
        effective.loaded(asked)
