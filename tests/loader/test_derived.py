"""What references made of a secret in clear text is masked, and not kept, as the secret is."""

import time
from pathlib import Path

import pytest

import confledger
from confledger.loader.rendering.veiling import MASK, OMIT, Veil

SCHEMA = """{"properties": {
  "env": {"x-interpolate": "env"}, "told": {"x-interpolate": "env", "x-secret": false}
}}"""
BASE = """\
db: {password: correct-horse, host: h}
line: "-p ${db.password} -h ${db.host}"
again: ["${line}"]
map: ${db}
host: "host ${db.host}"
env: "x ${env:API_TOKEN}"
told: ${env:API_TOKEN}
home: ${env.x:-none}
"""


@pytest.fixture
def config(tmp_path: Path) -> confledger.Config:
    (tmp_path / "config").mkdir()
    (tmp_path / "config/base.yaml").write_text(BASE)
    (tmp_path / "s.json").write_text(SCHEMA)
    (tmp_path / "confledger.yaml").write_text("load: {schema: s.json}\n")
    return confledger.load(
        tmp_path / "config",
        environ={"API_TOKEN": "tok-1234567890"},
        access=False,
        last_good=tmp_path / "copy",
    )


def test_what_was_made_of_a_secret_is_written_as_one(config: confledger.Config) -> None:
    resolution = config.snapshot.resolution
    veil = Veil(resolution.tree, resolution.schema, MASK, resolution.inputs)
    hidden = "<secret>"
    assert veil.over(resolution.tree, ()) == {
        "db": {"password": hidden, "host": "h"},
        "line": hidden,
        "again": [hidden],
        "map": {"password": hidden, "host": hidden},
        "host": "host h",
        "env": hidden,
        "told": "tok-1234567890",
        "home": "none",
    }
    veil = Veil(resolution.tree, resolution.schema, OMIT, resolution.inputs)
    assert veil.over({"host": "host h", "line": "x"}, ()) == {"host": "host h"}


def test_the_last_good_copy_has_nothing_that_was_made_of_a_secret(
    config: confledger.Config, tmp_path: Path
) -> None:
    kept = (tmp_path / "copy").read_text()
    assert "host h" in kept
    assert "correct-horse" not in kept
    assert kept.count("tok-1234567890") == 1


def test_very_many_removals_are_looked_up_and_not_searched_for(tmp_path: Path) -> None:
    folder = tmp_path / "config"
    (folder / "envs").mkdir(parents=True)
    names = [f"n{number}" for number in range(3_000)]
    items = ", ".join(f"{{name: {one}}}" for one in names)
    gone = ", ".join(f"!unset {one}" for one in names[1:])
    (folder / "base.yaml").write_text(f"jobs: [{items}]\n")
    (folder / "envs/p.yaml").write_text(f"jobs: [{gone}]\n")
    (tmp_path / "s.json").write_text('{"properties": {"jobs": {"x-merge": "by-key:name"}}}')
    (tmp_path / "confledger.yaml").write_text("load: {schema: s.json}\n")
    started = time.process_time()
    config = confledger.load(folder, "p", access=False)
    resolution = config.snapshot.resolution
    assert resolution.tree == {"jobs": [{"name": "n0"}]}
    assert [one.wins for one in resolution.declarations(("jobs", 0, "name"))] == [True]
    assert time.process_time() - started < 3
