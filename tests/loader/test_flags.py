"""Flags over everything: read as variables are, and refused where they are for no key."""

import json
from pathlib import Path

import pytest

from confledger.errors import ConfledgerError
from confledger.loader.config import plain
from confledger.loader.flags import parsed
from confledger.loader.layer import FLAG
from confledger.loader.loading import load

BASE = "db: {pool: 5, max-idle: 1}\nservers: [{port: 1}, {port: 2}]\nlabels: {'a.b': x}\n"
SCHEMA = {
    "properties": {
        "db": {
            "properties": {"pool": {"type": "integer", "maximum": 9}, "max-idle": {}, "new": {}}
        },
        "servers": {"items": {"properties": {"port": {"type": "integer"}}}},
    }
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "confledger.yaml").write_text("load: {schema: s.json, prefix: APP_}\n")
    (tmp_path / "s.json").write_text(json.dumps(SCHEMA))
    (tmp_path / "config").mkdir()
    (tmp_path / "config/base.yaml").write_text(BASE)
    return tmp_path / "config"


@pytest.mark.parametrize(
    ("flags", "key", "expected"),
    [
        ({"db.pool": 7}, "db.pool", 7),
        ({"db.pool": "7"}, "db.pool", 7),
        ({"/db/pool": 7}, "db.pool", 7),
        ({"DB.Max_Idle": 7}, "db.max-idle", 7),
        ({"db.pool": None}, "db.pool", 6),
        ({"db": {"pool": 7}}, "db", {"pool": 7, "max-idle": 1}),
        ({"servers[1].port": 7}, "servers", [{"port": 1}, {"port": 7}]),
        ({"servers.0.port": "7"}, "servers", [{"port": 7}, {"port": 2}]),
        ({"servers": ({"port": 7},)}, "servers", [{"port": 7}]),
        ({'labels["a.b"]': "${x}"}, "labels", {"a.b": "${x}"}),
        (parsed(['labels["a.b"]=c=d', "db.pool=3", "db.pool=7"]), "labels", {"a.b": "c=d"}),
        (parsed(["db.new="]), "db.new", ""),
    ],
)
def test_a_flag_is_a_key(root: Path, flags: dict[str, object], key: str, expected: object) -> None:
    found = load(root, environ={"APP_DB__POOL": "6"} if None in flags.values() else {}, flags=flags)
    assert plain(found.at(key)) == expected


def test_an_item_that_only_a_variable_brings_is_known_to_a_flag_by_its_name(root: Path) -> None:
    environ = {"APP_SERVERS": '[{"name": "web", "port": 1}]'}
    found = load(root, environ=environ, flags={"servers[web].port": 7})
    assert plain(found.servers) == [{"name": "web", "port": 7}]


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        ({"db.pol": 7}, "flag db.pol: stands for no key; did you mean `db.pool`?"),
        ({"db.": 7}, "flag db.: is no key; did you mean `db`?"),
        ({"": 7}, "flag : is no key"),
        ({"servers[2].port.x": 7}, "flag servers[2].port.x: stands for no key"),
        ({"servers[5].port": 7}, "flag servers[5].port: is item 5 of a list that has 2"),
        ({"db.pool": "zqx"}, "flag db.pool: `db.pool` is not an integer"),
        ({"db.pool": object()},
         "flag db.pool: `db.pool` is no text, number, truth value, list or map"),
        ({"db.pool": 70}, "flag db.pool: `db.pool` must be at most 9"),
        ({"db": 1, "db.pool": 7}, "flag db.pool: `db.pool` is no part of what db sets"),
    ],
)  # fmt: skip
def test_a_flag_for_no_key_is_an_error(root: Path, flags: dict[str, object], expected: str) -> None:
    with pytest.raises(ConfledgerError) as told:
        load(root, environ={}, flags=flags)
    assert str(told.value) == expected


@pytest.mark.parametrize("text", ["db.pool", "=7", ""])
def test_a_flag_on_the_command_line_is_a_key_and_a_value(text: str) -> None:
    with pytest.raises(ConfledgerError):
        parsed([text])


def test_a_flag_is_stronger_than_a_variable_and_says_that_it_was(root: Path) -> None:
    found = load(root, environ={"APP_SERVERS__0__PORT": "8"}, flags={"servers[0].port": 9})
    assert [
        (one.layer.kind, one.layer.given_by(one.path), one.value)
        for one in found.snapshot.resolution.declarations(("servers", 0, "port"))
    ] == [
        (FLAG, ["servers[0].port"], 9),
        ("variable", ["APP_SERVERS__0__PORT"], 8),
        ("base", [], 1),
    ]
