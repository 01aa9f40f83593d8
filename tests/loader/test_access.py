import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

import confledger
from confledger.loader.access import Recorder, _recorders, flush, pattern, place_of, recorder
from confledger.loader.access_log import OTHERS, add, observed
from confledger.settings import Settings

BASE = """\
db: {host: h, pool: 5, tags: [a, b]}
jobs: [{name: x, run: 1}, {name: y, run: 2}]
empty: {}
"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration, and a state folder for what is read of it."""
    root = tmp_path / "app"
    (root / "config" / "envs").mkdir(parents=True)
    (root / "config" / "base.yaml").write_text(BASE)
    (root / "config" / "envs" / "prod.yaml").write_text("db: {pool: 50}\n")
    (root / "confledger.yaml").write_text("version: 1\n")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("CONFLEDGER_PROCESS", "api")
    monkeypatch.chdir(root)
    _recorders.clear()
    return root


def log(app: Path, environment: str | None = "prod") -> str:
    place = place_of(str(app), "config", environment, Settings(), os.environ)
    assert place is not None
    return place


def counts(place: str) -> dict[str, dict[str, int]]:
    return {
        name: {key: one.count for key, one in process.keys.items()}
        for name, process in observed(place).items()
    }


@pytest.mark.parametrize(
    ("path", "name"),
    [
        pytest.param(("db", "pool"), "db.pool", id="keys"),
        pytest.param(("jobs", 1, "run"), "jobs[].run", id="an item is any item"),
        pytest.param(("a", 0, 2, "x.y", 3), 'a[][]["x.y"][]', id="lists in lists"),
        pytest.param((0,), "[]", id="an item alone"),
    ],
)
def test_reads_of_all_items_of_a_list_are_counted_as_one_key(
    path: tuple[str | int, ...], name: str
) -> None:
    assert pattern(path) == name


def test_every_way_to_read_a_key_is_counted_and_never_a_value(app: Path) -> None:
    config = confledger.load("config", "prod")

    assert config["db"]["pool"] == config.db.pool == config.at("/db/pool") == 50
    assert [job["run"] for job in config.jobs] == [1, 2]
    assert dict(config.db)["host"] == "h"
    assert config.empty == {}
    assert config.get("gone") is None
    assert "host" in config.db
    assert flush()

    assert counts(log(app)) == {
        "api": {"db.host": 1, "db.pool": 4, "db.tags": 1, "empty": 1, "jobs": 1, "jobs[].run": 2}
    }
    text = Path(log(app)).read_text()
    assert "50" not in text
    assert set(json.loads(text)) == {"version", "process", "runs", "from", "to", "reads"}
    assert Path(log(app)).stat().st_mode & 0o777 == 0o600


def test_what_was_written_is_not_written_again(app: Path) -> None:
    config = confledger.load("config", "prod")
    reads = config.db
    assert flush()
    for _ in range(3):
        assert reads.pool == 50
    # What comes after a reload is counted with what was before it.
    assert confledger.load("config", "prod").at("db.pool") == 50
    assert flush()

    assert counts(log(app)) == {"api": {"db.pool": 4}}
    assert observed(log(app))["api"].runs == 1


@pytest.mark.parametrize("way", ["argument", "variable", "settings"])
def test_counting_can_be_switched_off(app: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    if way == "variable":
        monkeypatch.setenv("CONFLEDGER_ACCESS", "off")
    if way == "settings":
        (app / "confledger.yaml").write_text("version: 1\nload: {access: {enabled: false}}\n")

    config = confledger.load("config", "prod", access=False if way == "argument" else None)

    assert config.at("db.pool") == 50
    assert config.snapshot.counts is None
    assert _recorders == {}
    assert not Path(log(app)).exists()


def test_a_folder_of_the_settings_is_for_every_machine(app: Path) -> None:
    (app / "confledger.yaml").write_text("version: 1\nload: {access: {folder: .access}}\n")

    assert confledger.load("config", "prod").at("db.pool") == 50
    assert flush()

    assert counts(str(app / ".access" / "config-prod.jsonl")) == {"api": {"db.pool": 1}}


def test_without_a_place_reads_are_counted_and_nothing_is_raised(
    app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(app / "confledger.yaml"))
    config = confledger.load("config", "prod")
    assert config.at("db.pool") == 50
    [one] = _recorders.values()

    assert (flush(), one.failed) == (False, 1)
    one.place = log(app).replace("confledger.yaml", "state")
    assert one.flush()
    assert counts(one.place)["api"]["db.pool"] == 1

    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.delenv("HOME")
    nowhere = recorder("/", "config", None, Settings())
    assert nowhere is not None
    assert (nowhere.place, nowhere.flush()) == (None, False)


_PROGRAM = """\
import os, sys, time
import confledger
config = confledger.load("config", "prod", access=float(sys.argv[1]) or None)
config.db.pool
if sys.argv[2] == "fork":
    if not os.fork():
        config.db.host
        sys.exit()
    os.wait()
if sys.argv[2] == "killed":
    print("ready", flush=True)
    time.sleep(60)
"""


def test_a_program_writes_at_its_end_and_a_fork_only_its_own(app: Path) -> None:
    subprocess.run([sys.executable, "-c", _PROGRAM, "0", "fork"], check=True)

    assert counts(log(app)) == {"api": {"db.host": 1, "db.pool": 1}}
    assert observed(log(app))["api"].runs == 2


def test_a_program_that_is_killed_has_written_every_few_seconds(app: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _PROGRAM, "0.05", "killed"], stdout=subprocess.PIPE
    ) as program:
        assert program.stdout is not None
        program.stdout.readline()
        end = time.monotonic() + 20
        while not observed(log(app)) and time.monotonic() < end:
            time.sleep(0.02)
        program.kill()

    assert counts(log(app)) == {"api": {"db.pool": 1}}


def test_the_file_stays_small_and_keeps_the_sums(tmp_path: Path) -> None:
    place = str(tmp_path / "state" / "prod.jsonl")
    keys = {f"key{at}.{'x' * 40}": 1 for at in range(100)}
    for at in range(120):
        add(
            place,
            f"program{at % 3}",
            f"2026-01-01T00:{at:03}",
            f"2026-01-02T00:{at:03}",
            keys,
            runs=1,
        )

    found = observed(place)

    assert os.path.getsize(place) < 200_000
    assert [(name, one.runs, one.since, one.last) for name, one in found.items()] == [
        ("program0", 40, "2026-01-01T00:000", "2026-01-02T00:117"),
        ("program1", 40, "2026-01-01T00:001", "2026-01-02T00:118"),
        ("program2", 40, "2026-01-01T00:002", "2026-01-02T00:119"),
    ]
    assert {one.count for process in found.values() for one in process.keys.values()} == {40}


def test_very_many_programs_become_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("confledger.loader.access_log._MOST_BYTES", 4_000)
    monkeypatch.setattr("confledger.loader.access_log._MORE_BYTES", 500)
    place = str(tmp_path / "prod.jsonl")
    for at in range(60):
        add(
            place, f"program{at:02}", f"2026-01-{at:02}", f"2026-02-{at:02}", {"db.pool": 1}, runs=1
        )

    found = observed(place)

    assert os.path.getsize(place) < 5_000
    assert found[OTHERS].since == "2026-01-00"
    assert sum(one.runs for one in found.values()) == 60
    assert sum(one.keys["db.pool"].count for one in found.values()) == 60
    assert "program59" in found


def test_lines_that_nobody_understands_are_skipped(tmp_path: Path) -> None:
    place = tmp_path / "prod.jsonl"
    broken = [b"{", b"[1]", b"\xff", b'{"process": 1}', b"{}", b"[" * 2000, b"null", b"half a li"]
    place.write_bytes(b"\n".join(broken))

    add(str(place), "api", "2026-01-01", "2026-01-02", {"db.pool": 2, "x" * 301: 1}, runs=1)

    assert counts(str(place)) == {"api": {"db.pool": 2}}
    assert observed(None) == observed(str(tmp_path / "none")) == {}
    place.unlink()
    place.symlink_to(tmp_path / "other")
    with pytest.raises(OSError, match="symbolic"):
        add(str(place), "api", "2026-01-01", "2026-01-02", {}, runs=1)


def test_names_of_environments_lead_to_no_other_folder() -> None:
    settings = Settings()
    place = place_of("/srv", "config", "../../etc", settings, {"XDG_STATE_HOME": "/state"})

    assert place is not None
    assert os.path.dirname(place).startswith("/state/confledger/access/")
    assert os.path.basename(place) == ".._.._etc.jsonl"
    assert place_of("/srv", "c", None, settings, {"XDG_STATE_HOME": "rel", "HOME": "/h"}) == (
        place_of("/srv", "c", None, settings, {"XDG_STATE_HOME": "/h/.local/state"})
    )
    assert isinstance(Recorder(None), Recorder)
