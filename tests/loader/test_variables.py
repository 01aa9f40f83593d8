"""Environment variables over the files: found, typed by the schema, and told when unknown."""

import json
from pathlib import Path

import pytest

from confledger.errors import ConfledgerError
from confledger.loader.config import Config, plain
from confledger.loader.findings import ConfigWarning
from confledger.loader.loading import load
from confledger.loader.secret import Secret
from confledger.loader.typed_text import Untypable, typed, wanted

BASE = """\
db: {pool: 5, host: h, max-idle: 3, maxOpen: 4, ratio: 0.5, tls: true, name: null}
servers: [{host: a, port: 1}, {host: b, port: 2}]
jobs: [{name: close-month, hours: 1}, {name: nightly, hours: 2}]
labels: {team: x}
password: no
where: ${env:APP_DIR}/x
link: ${env:DIR_LINK}
variables:
  - {name: APP_DIR, default: "/d/${db.host}"}
  - {name: APP_POOL, kind: integer, overrides: db.pool}
  - {name: APP_HOURS, kind: integer, overrides: jobs.*.hours}
  - {name: APP_TOKEN, secret: true, overrides: token}
  - {name: APP_STAGE}
"""
SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "properties": {
        "db": {
            "type": "object",
            "additionalProperties": False,
            "properties": {
                "pool": {"type": "integer", "maximum": 100},
                "host": {"type": "string", "x-env": "DATABASE_HOST"},
                "max-idle": {"type": "integer"},
                "maxOpen": {"type": "integer"},
                "ratio": {"type": "number"},
                "tls": {"type": "boolean"},
                "name": {"type": ["string", "null"]},
                "zone": {"enum": ["a", "b"]},
            },
        },
        "servers": {"type": "array", "items": {"properties": {"port": {"type": "integer"}}}},
        "jobs": {
            "type": "array",
            "x-merge": "by-key:name",
            "items": {"properties": {"hours": {"type": "integer"}, "name": {"type": "string"}}},
        },
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "password": {"type": "string", "x-secret": True},
        "token": {"type": "string"},
        "where": {"type": "string", "x-interpolate": "env"},
        "link": {"type": "string", "x-interpolate": "env"},
        "variables": {
            "type": "array",
            "items": {"properties": {"default": {"x-interpolate": "env"}}},
        },
    },
}
SETTINGS = """\
load:
  prefix: APP_
  declared: variables
  environment-variable: APP_STAGE
  host-variable: APP_HOST
  unknown-variables: UNKNOWN
schemas: [{paths: [config/base.yaml], schema: schema.json}]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return made(tmp_path)


def made(
    folder: Path, *, base: str = BASE, schema: object = SCHEMA, unknown: str = "error"
) -> Path:
    root = folder / "config"
    (root / "envs").mkdir(parents=True)
    (root / "hosts").mkdir()
    (root / "base.yaml").write_text(base)
    (root / "envs/prod.yaml").write_text("db: {pool: 50}\n")
    (root / "hosts/h1.yaml").write_text("db: {ratio: 1}\n")
    (folder / "schema.json").write_text(json.dumps(schema))
    settings = SETTINGS.replace("UNKNOWN", unknown)
    (folder / "confledger.yaml").write_text(
        settings if schema is not None else settings.partition("schemas:")[0]
    )
    return root


def loaded(root: Path, **environ: str) -> Config:
    return load(root, environ={"DIR_LINK": "l", **environ})


@pytest.mark.parametrize(
    ("name", "text", "key", "expected"),
    [
        ("APP_DB__POOL", "7", "db.pool", 7),
        ("APP_db__Pool", "-7", "db.pool", -7),
        ("APP_DB__MAX_IDLE", "8", "db.max-idle", 8),
        ("APP_DB__MAX_OPEN", "8", "db.maxOpen", 8),
        ("APP_DB__MAXOPEN", "8", "db.maxOpen", 8),
        ("APP_DB__RATIO", "2.5e-1", "db.ratio", 0.25),
        ("APP_DB__RATIO", "3", "db.ratio", 3),
        ("APP_DB__TLS", "Off", "db.tls", False),
        ("APP_DB__TLS", "1", "db.tls", True),
        ("APP_DB__NAME", "007", "db.name", "007"),
        ("APP_DB__NAME", "", "db.name", ""),
        ("APP_DB__NAME", "null", "db.name", "null"),
        ("APP_DB__ZONE", "a", "db.zone", "a"),
        ("DATABASE_HOST", "x", "db.host", "x"),
        ("APP_DB__HOST", "${db.pool}$${x}", "db.host", "${db.pool}$${x}"),
        ("APP_DB", '{"pool": 9}', "db.pool", 9),
        ("APP_DB", '{"pool": 9}', "db.host", "h"),
        ("APP_SERVERS__1__PORT", "9", "servers[1].port", 9),
        ("APP_SERVERS__1__PORT", "9", "servers[1].host", "b"),
        ("APP_SERVERS__1__PORT", "9", "servers[0].port", 1),
        ("APP_SERVERS__2__PORT", "9", "servers[2].port", 9),
        ("APP_SERVERS", '[{"port": 5}]', "servers", [{"port": 5}]),
        ("APP_JOBS__NIGHTLY__HOURS", "9", "jobs[1].hours", 9),
        ("APP_JOBS__CLOSE_MONTH__HOURS", "9", "jobs[0].hours", 9),
        ("APP_JOBS__0__HOURS", "9", "jobs[0].name", "close-month"),
        ("APP_JOBS", '[{"name": "nightly", "hours": 9}]', "jobs[1].hours", 9),
        ("APP_LABELS__TEAM", "y", "labels.team", "y"),
        ("APP_LABELS__COST_CENTRE", "y", "labels.cost_centre", "y"),
        ("APP_POOL", "7", "db.pool", 7),
        ("APP_HOURS", "7", "jobs[1].hours", 7),
        ("APP_DIR", "/e", "where", "/e/x"),
        ("APP_STAGE", "prod", "db.pool", 50),
        ("APP_HOST", "h1", "db.ratio", 1),
        ("OTHER", "7", "db.pool", 5),
        ("OTHER", "7", "where", "/d/h/x"),
    ],
)
def test_a_variable_is_a_key(root: Path, name: str, text: str, key: str, expected: object) -> None:
    found = loaded(root, **{name: text})
    assert plain(found.at(key)) == expected
    assert type(plain(found.at(key))) is type(expected)


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"APP_DB__POOL": "zqx"}, "APP_DB__POOL: `db.pool` is not an integer"),
        ({"APP_DB__POOL": "007"}, "APP_DB__POOL: `db.pool` is not an integer"),
        ({"APP_DB__POOL": "1_0"}, "APP_DB__POOL: `db.pool` is not an integer"),
        ({"APP_DB__POOL": "\u0667"}, "APP_DB__POOL: `db.pool` is not an integer"),
        ({"APP_DB__POOL": ""}, "APP_DB__POOL: `db.pool` is empty, expected an integer"),
        ({"APP_DB__POOL": "700"}, "APP_DB__POOL: `db.pool` must be at most 100"),
        ({"APP_DB__RATIO": "nan"}, "APP_DB__RATIO: `db.ratio` is not a number"),
        ({"APP_DB__TLS": "zqx"}, "APP_DB__TLS: `db.tls` is not true or false"),
        ({"APP_DB": '{"zqx": 1, "zqx": 2}'},
         'APP_DB: `db` is not a map, as JSON: {"a": 1}; it goes wrong at its character 12'),
        ({"APP_SERVERS": "zqx,y"},
         'APP_SERVERS: `servers` is not a list, as JSON: ["a", "b"]; it goes wrong at its '
         "character 1"),
        ({"APP_POOL": "zqx"}, "APP_POOL: `db.pool` is not an integer"),
        ({"APP_DB__POL": "1"}, "APP_DB__POL: stands for no key; did you mean APP_DB__POOL?"),
        ({"APP_DB_POOL": "1"}, "APP_DB_POOL: stands for no key; did you mean APP_DB__POOL?"),
        ({"APP_LABELS__TAEM": "1"},
         "APP_LABELS__TAEM: stands for no key; did you mean APP_LABELS__TEAM?"),
        ({"APP_DB____POOL": "1"}, "APP_DB____POOL: has nothing between two `__`; did you mean "
         "APP_DB__POOL?"),
        ({"APP_SERVERS__3__PORT": "1"},
         "APP_SERVERS__3__PORT: is item 3 of a list that has 2"),
        ({"APP_JOBS__WEEKLY__HOURS": "1"}, "APP_JOBS__WEEKLY__HOURS: names no item of its list"),
        ({"APP_DB__POOL": "1", "APP_POOL": "2"},
         "APP_POOL: `db.pool` is set by APP_DB__POOL as well; unset one of them"),
        ({"APP_HOURS": "1", "APP_JOBS": "[]"},
         "APP_HOURS: `jobs[0].hours` is no part of what APP_JOBS sets"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_variable_is_said_without_its_value(
    root: Path, environ: dict[str, str], expected: str
) -> None:
    with pytest.raises(ConfledgerError) as told:
        loaded(root, **environ)
    text = str(told.value)
    assert text.startswith(f"environment variable {expected}")
    assert "zqx" not in text


def test_an_unknown_variable_is_a_warning_an_error_or_nothing(tmp_path: Path) -> None:
    for how in ("warning", "ignore"):
        root = made(tmp_path / how, unknown=how)
        environ = {"DIR_LINK": "l", "APP_DB__POL": "1"}
        if how == "ignore":
            assert load(root, environ=environ).snapshot.findings == ()
            continue
        with pytest.warns(ConfigWarning) as told:
            found = load(root, environ=environ)
        text = (
            "environment variable APP_DB__POL: stands for no key, and has no effect; did you mean "
            "APP_DB__POOL?"
        )
        assert [str(one.message) for one in told] == [text]
        # Of the line that called `load`.
        assert told[0].filename == __file__
        assert [str(one) for one in found.snapshot.findings] == [text]


def test_what_kubernetes_sets_for_a_service_is_no_unknown_variable(root: Path) -> None:
    tcp = "tcp://10.0.0.1:80"
    loaded(root, APP_SERVICE_HOST="10.0.0.1", APP_SERVICE_PORT="80", APP_SERVICE_PORT_HTTP="80",
           APP_PORT=tcp, APP_PORT_80_TCP=tcp, APP_PORT_80_TCP_ADDR="10.0.0.1",
           APP_PORT_80_TCP_PORT="80", APP_PORT_80_TCP_PROTO="tcp")  # fmt: skip


def test_a_secret_variable_is_masked(root: Path) -> None:
    found = loaded(root, APP_TOKEN="tok${x}", APP_PASSWORD="pw")
    token, password = found.token, found.password
    assert isinstance(token, Secret)
    assert isinstance(password, Secret)
    assert (repr(token), token.reveal(), token.origin) == ("<secret>", "tok${x}", "env:APP_TOKEN")
    assert (password.reveal(), password.origin) == ("pw", "env:APP_PASSWORD")
    assert "tok$" not in repr(found.snapshot.resolution.layers[-1].tree)
    (root / "base.yaml").write_text(BASE.replace("DIR_LINK", "APP_TOKEN"))
    found = loaded(root, APP_TOKEN="tok")
    assert (repr(found.link), found.link.matches("tok")) == ("<secret>", True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{name: APP_X, required: true}",
         "environment variable APP_X: `variables[0]` requires APP_X to be set"),
        ("{name: APP_X, overrides: db.poool}",
         "config/base.yaml:3:30: `variables[0].overrides` overrides `db.poool`, which is no key; "
         "did you mean `db.pool`?"),
        ("{nam: APP_X}",
         "config/base.yaml:3:5: `variables[0]` declares no environment variable: "
         "it needs a `name`"),
        ("{name: APP_X, required: true, secret: true}", None),
    ],
)  # fmt: skip
def test_declarations_that_cannot_be_met_are_faults(
    tmp_path: Path, text: str, expected: str | None
) -> None:
    root = made(tmp_path, base=f"db: {{pool: 1}}\nvariables:\n  - {text}\n")
    if expected is None:
        # No key is needed, so no secret either.
        load(root, environ={}, secrets="fake")
        return
    with pytest.raises(ConfledgerError) as told:
        load(root, environ={})
    assert str(told.value) == expected


def test_what_chooses_the_environment_counts_as_set_where_it_was_chosen(tmp_path: Path) -> None:
    root = made(tmp_path, base="variables:\n  - {name: APP_STAGE, required: true}\n")
    assert load(root, "prod", environ={}).snapshot.environment == "prod"
    assert load(root, environ={"APP_STAGE": "prod"}).snapshot.environment == "prod"
    assert load(root, "base", environ={"APP_STAGE": "prod"}).snapshot.environment == "base"
    with pytest.raises(ConfledgerError, match="requires APP_STAGE to be set"):
        load(root, environ={"APP_STAGE": ""})


def test_without_a_schema_the_value_that_is_there_gives_the_type(tmp_path: Path) -> None:
    root = made(tmp_path, base="a: {b: 5, c: '5', d: true, e: null, f: [1]}\n", schema=None)
    found = load(
        root,
        environ={"APP_A__B": "7", "APP_A__C": "7", "APP_A__D": "no", "APP_A__E": "7",
                 "APP_A__F": "[2]"},
    )  # fmt: skip
    assert plain(found.a) == {"b": 7, "c": "7", "d": False, "e": "7", "f": [2]}
    with pytest.raises(ConfledgerError, match="APP_A__NEW: stands for no key"):
        load(root, environ={"APP_A__NEW": "1"})


@pytest.mark.parametrize(
    ("declared", "below", "text", "expected"),
    [
        (["string", "integer"], 5, "7", 7),
        (["string", "integer"], "x", "7", "7"),
        (["string", "integer"], None, "7", "7"),
        (["integer", "boolean"], None, "true", True),
        (["integer", "null"], None, "null", None),
        (["integer", "null"], None, "", None),
        (["number", "boolean"], None, "1", True),
        ([], 2.5, "7", 7),
    ],
)
def test_where_several_types_are_allowed_the_value_that_is_there_decides(
    declared: list[str], below: object, text: str, expected: object
) -> None:
    assert typed(text, wanted(declared, below)) == expected


def test_a_number_too_long_is_none() -> None:
    for text in ("9" * 5000, "1e999", "0x10", "1.", ".5", "+-1", " "):
        with pytest.raises(Untypable):
            typed(text, ["integer", "number"])
