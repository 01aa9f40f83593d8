"""A configuration in the hands of an application: read-only, typed, and clear about mistakes."""

import copy
import dataclasses
import enum
import json
import pickle
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Literal

import pydantic
import pytest

import confledger
from confledger import Config, ConfigInvalid, ConfledgerError, Secret
from confledger.loader.config import KeyUnknown

BASE = """\
db:
  host: localhost
  port: 5432
  pool: {size: 5, wait: 2}
  ratio: 1
jobs:
  - name: nightly
    days: [1, 2]
  - name: weekly
mode: fast
since: "2026-01-31"
items: 3
none:
on: true
"""


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    folder = tmp_path_factory.mktemp("config")
    folder.joinpath("base.yaml").write_text(BASE, "utf-8")
    return confledger.load(folder)


@dataclasses.dataclass
class Pool:
    size: int
    wait: float = 1.0


@dataclasses.dataclass
class Database:
    host: str
    port: int
    pool: Pool
    ratio: float


class Mode(enum.Enum):
    FAST = "fast"
    SLOW = "slow"


@dataclasses.dataclass(frozen=True)
class Job:
    name: str
    days: tuple[int, ...] = ()


@dataclasses.dataclass
class Everything:
    db: Database
    jobs: list[Job]
    mode: Mode
    since: date
    number: int = dataclasses.field(metadata={"key": "items"})
    none: str | None = "given"
    on: bool = False
    extra: dict[str, int] = dataclasses.field(default_factory=dict)


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (lambda c: c["db"]["port"], 5432),
        (lambda c: c.db.port, 5432),
        (lambda c: c.at("db.port"), 5432),
        (lambda c: c.at("/db/port"), 5432),
        (lambda c: c.at("/jobs/1/name"), "weekly"),
        (lambda c: c.at("jobs[1].name"), "weekly"),
        (lambda c: c.at("jobs[nightly].days[1]"), 2),
        (lambda c: c.db.at("pool.size"), 5),
        (lambda c: c.jobs[0].days, (1, 2)),
        (lambda c: c["items"], 3),
        (lambda c: c.get("absent", 7), 7),
        (lambda c: dict(c.db.pool), {"size": 5, "wait": 2}),
        (lambda c: c.db.pool == {"size": 5, "wait": 2}, True),
        (lambda c: list(c)[:2], ["db", "jobs"]),
        (lambda c: c.none, None),
        (lambda c: repr(c.db), "<Config db: 4 keys>"),
    ],
)
def test_values_are_reached_in_each_way(
    config: Config, read: Callable[[Any], object], value: object
) -> None:
    assert read(config) == value


@pytest.mark.parametrize(
    ("read", "message"),
    [
        (lambda c: c["dbs"], "there is no `dbs` in the configuration; did you mean `db`?"),
        (lambda c: c.db.prot, "there is no `prot` in `db`; did you mean `port`?"),
        (lambda c: c.at("db.pool.sise"), "there is no `sise` in `db.pool`; did you mean `size`?"),
        (lambda c: c.at("jobs[7]"), "there is no `7` in `jobs`"),
        (lambda c: c.at("mode.x"), "there is no `x` in `mode`"),
        (
            lambda c: c["db.pool"],
            "there is no `db.pool` in the configuration; "
            "`.at('db.pool')` reads a key with dots, or a pointer",
        ),
    ],
)
def test_a_key_that_is_not_there_is_named(
    config: Config, read: Callable[[Any], object], message: str
) -> None:
    with pytest.raises(KeyUnknown) as raised:
        read(config)
    assert str(raised.value) == message
    assert isinstance(raised.value, KeyError)
    assert isinstance(raised.value, AttributeError)
    assert not hasattr(config, "dbs")


def test_a_default_stands_in_for_what_is_not_there_alone(config: Config) -> None:
    assert config.at("db.prot", 7) == config.at("/jobs/9/name", 7) == 7
    assert config.at("none", 7) is config.at("db.pool.sise", None) is None
    assert config.at("db.port", 7) == 5432


def test_a_copy_is_itself_and_a_plain_one_is_of_dicts_and_lists(config: Config) -> None:
    assert copy.copy(config) is config
    assert copy.deepcopy({"of": config})["of"] is config
    jobs = confledger.plain(config.jobs)
    assert json.dumps(jobs) == '[{"name": "nightly", "days": [1, 2]}, {"name": "weekly"}]'


def test_nothing_can_be_changed(config: Config) -> None:
    with pytest.raises(TypeError):
        config["db"] = 1
    with pytest.raises(AttributeError):
        config.db = 1  # type: ignore[attr-defined]  # what is tried
    with pytest.raises(TypeError):
        pickle.dumps(config)


def test_a_dataclass_takes_what_fits(config: Config) -> None:
    assert config.bind(Everything) == Everything(
        db=Database("localhost", 5432, Pool(5, 2.0), 1.0),
        jobs=[Job("nightly", (1, 2)), Job("weekly")],
        mode=Mode.FAST,
        since=date(2026, 1, 31),
        number=3,
        none=None,
        on=True,
    )
    assert config.bind(Pool, "db.pool") == config.db.bind(Pool, "pool") == Pool(5, 2.0)


@dataclasses.dataclass
class Wrong:
    host: int
    port: str
    pool: list[int]
    missing: str
    ratio: Literal["a", "b"]


@dataclasses.dataclass
class Wait:
    wait: timedelta
    size: Literal[5] | None = None


def test_what_does_not_fit_is_named_with_its_line(config: Config) -> None:
    with pytest.raises(ConfigInvalid) as raised:
        config.bind(Wrong, "db")
    assert str(raised.value).split("\n       ") == [
        "base.yaml:2:9: `db.host` is a text, expected an integer",
        "base.yaml:3:9: `db.port` is an integer, expected a text",
        "base.yaml:4:9: `db.pool` is a map, expected a list",
        "base.yaml:2:3: `db.missing` is missing",
        "base.yaml:5:10: `db.ratio` is an integer, expected one of 'a', 'b'",
    ]
    with pytest.raises(ConfigInvalid, match=r"base.yaml:4:16: `db.pool.size` is not a field of"):
        config.bind(dataclasses.make_dataclass("Only", [("wait", int)]), "db.pool", strict=True)
    assert config.bind(Wait, "db.pool") == Wait(timedelta(seconds=2), 5)
    with pytest.raises(TypeError, match="no dataclass"):
        config.bind(int)


class PoolModel(pydantic.BaseModel):
    size: int
    wait: float


class DatabaseModel(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="ignore")
    host: str
    pool: PoolModel


class Strict(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", strict=True)
    host: int
    port: int
    more: str


def test_a_model_takes_what_fits(config: Config) -> None:
    found = config.load(DatabaseModel, "db")
    assert found == DatabaseModel(host="localhost", pool=PoolModel(size=5, wait=2))
    with pytest.raises(ConfigInvalid) as raised:
        config.load(Strict, "db")
    assert str(raised.value).split("\n       ") == [
        "base.yaml:2:9: `db.host` does not fit: input should be a valid integer",
        "base.yaml:2:3: `db.more` is missing",
        "base.yaml:4:9: `db.pool` is not a field of the model",
        "base.yaml:5:10: `db.ratio` is not a field of the model",
    ]


CANARY = "canary-4711-hunter2"


class Holder(pydantic.BaseModel):
    token: pydantic.SecretStr
    tokens: list[pydantic.SecretStr] = []
    by_name: dict[str, pydantic.SecretStr] = {}


class Careless(pydantic.BaseModel):
    token: str


class Quoting(pydantic.BaseModel):
    token: pydantic.SecretStr

    @pydantic.field_validator("token")
    @classmethod
    def refuse(cls, token: pydantic.SecretStr) -> pydantic.SecretStr:
        raise ValueError(f"not {token.get_secret_value()}")


@dataclasses.dataclass
class WithSecret:
    token: Secret


@dataclasses.dataclass
class WithText:
    token: str


def test_secrets_go_where_they_are_expected_and_nowhere_else(config: Config) -> None:
    from confledger.loader.secret import Given

    one = Given("env:TOKEN", CANARY)
    values = {"token": one, "tokens": [one], "by_name": {"a": one}}
    held = Config(values, config.snapshot)
    assert held.load(Holder).token.get_secret_value() == CANARY
    assert held.load(Holder).tokens[0].get_secret_value() == CANARY
    assert held.load(Holder).by_name["a"].get_secret_value() == CANARY
    assert held.bind(WithSecret).token is one
    for attempt in (
        lambda: held.load(Careless),
        lambda: held.load(Quoting),
        lambda: held.bind(WithText),
    ):
        with pytest.raises(ConfigInvalid) as raised:
            attempt()
        assert CANARY not in str(raised.value) + repr(raised.value.__dict__)
    with pytest.raises(TypeError):
        json.dumps(dict(held))


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ConfledgerError, match="there is no configuration folder"):
        confledger.load(tmp_path / "none")


def test_an_attribute_is_read_and_counted_as_an_item_is_every_time(config: Config) -> None:
    counts: dict[Any, dict[str, int]] = {}
    config.snapshot.counts, before = counts, config.snapshot.counts
    try:
        one = Config({"fresh_name": 1, "inner": {"fresh_name": 2}}, config.snapshot)
        other = Config({"another": 1}, config.snapshot, ("other",))
    finally:
        config.snapshot.counts = before
    assert [one.fresh_name, one.fresh_name, one["fresh_name"]] == [1, 1, 1]
    assert [getattr(one, "inner").fresh_name, one.inner.fresh_name] == [2, 2]  # noqa: B009
    assert counts[()] == {"fresh_name": 3, "inner": 2}
    assert counts[("inner",)] == {"fresh_name": 2}
    # What one map has taught is unknown to another all the same, and nobody can set it.
    assert not hasattr(other, "fresh_name")
    with pytest.raises(KeyUnknown, match=r"there is no `fresh_name` in `other`"):
        other.fresh_name  # noqa: B018
    with pytest.raises(AttributeError):
        one.fresh_name = 5  # type: ignore[attr-defined]  # what is tried
