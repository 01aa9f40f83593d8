"""Verdicts are kept by content and rules, outlive their process, and never lie."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from confledger.checks import cache, store
from confledger.checks.memo import Members, Memo

OID = "ce013625030ba8dba906f756967f9e9ca394464a"
SCHEMAS: Members = {"schemas/app.json": "1" * 40, "schemas/gone.json": None}


def opened(folder: Path | None, *, rules: bytes = b"rules", schemas: Members = SCHEMAS) -> Memo:
    return Memo(None if folder is None else str(folder), rules, schemas.get)


def filled(folder: Path, members: Members = SCHEMAS) -> Memo:
    one = opened(folder)
    one.keep(one.key(OID, "a/b.yaml", "yaml", None), "passed", members)
    one.keep(one.key(OID, "c.yaml", "yaml", "s.json"), "without schema", {})
    one.save()
    return one


def statuses(one: Memo) -> tuple[str | None, str | None]:
    return (
        one.status(one.key(OID, "a/b.yaml", "yaml", None)),
        one.status(one.key(OID, "c.yaml", "yaml", "s.json")),
    )


def test_a_verdict_outlives_its_process(tmp_path: Path) -> None:
    filled(tmp_path / "cache")

    assert statuses(opened(tmp_path / "cache")) == ("passed", "without schema")
    assert [file.name for file in (tmp_path / "cache").iterdir()] == ["verdicts"]


@pytest.mark.parametrize(
    ("schemas", "expected"),
    [
        pytest.param(SCHEMAS, "passed", id="as they were"),
        pytest.param(SCHEMAS | {"schemas/app.json": "2" * 40}, None, id="one was edited"),
        pytest.param(SCHEMAS | {"schemas/app.json": None}, None, id="one is gone"),
        pytest.param(SCHEMAS | {"schemas/gone.json": "3" * 40}, None, id="a missing one is there"),
        pytest.param(SCHEMAS | {"other.json": "4" * 40}, "passed", id="another is new"),
    ],
)
def test_a_verdict_holds_as_long_as_its_schemas(
    tmp_path: Path, schemas: Members, expected: str | None
) -> None:
    filled(tmp_path)

    assert statuses(opened(tmp_path, schemas=schemas)) == (expected, "without schema")


@pytest.mark.parametrize(
    ("oid", "path", "dialect", "setting", "known"),
    [
        pytest.param(OID, "a/b.yaml", "yaml", None, True, id="the same"),
        pytest.param(OID, "a/z.yaml", "yaml", None, True, id="another name in the same folder"),
        pytest.param(OID, "b.yaml", "yaml", None, False, id="another folder: references differ"),
        pytest.param(OID, "a/b.yaml", "json", None, False, id="another dialect"),
        pytest.param(OID, "a/b.yaml", "yaml", "s.json", False, id="another schema"),
        pytest.param("0" * 40, "a/b.yaml", "yaml", None, False, id="another content"),
    ],
)
def test_a_verdict_is_about_content_and_what_the_path_brings_with_it(
    tmp_path: Path, oid: str, path: str, dialect: str, setting: str | None, known: bool
) -> None:
    filled(tmp_path)
    one = opened(tmp_path)

    assert (one.status(one.key(oid, path, dialect, setting)) == "passed") is known


def test_other_rules_know_nothing_of_these_verdicts(tmp_path: Path) -> None:
    filled(tmp_path)

    assert statuses(opened(tmp_path, rules=b"others")) == (None, None)


def test_two_writers_lose_nothing_of_each_other(tmp_path: Path) -> None:
    one, other = opened(tmp_path), opened(tmp_path)
    assert statuses(one) == statuses(other) == (None, None)
    one.keep(one.key(OID, "a/b.yaml", "yaml", None), "passed", SCHEMAS)
    other.keep(other.key(OID, "c.yaml", "yaml", "s.json"), "without schema", {})

    one.save()
    other.save()

    assert statuses(opened(tmp_path)) == ("passed", "without schema")


def test_damage_is_as_good_as_nothing_and_heals(tmp_path: Path) -> None:
    filled(tmp_path)
    file = tmp_path / "verdicts"
    whole = file.read_bytes()
    damaged = [whole[:cut] for cut in range(len(whole))]
    damaged += [
        whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(0, len(whole), 3)
    ]
    damaged += [whole + b"x", os.urandom(300), b"confledger verdicts 9\n" + whole[22:]]
    for data in damaged:
        file.write_bytes(data)
        first, second = statuses(opened(tmp_path))
        assert first in (None, "passed")
        assert second in (None, "without schema")
        assert first is None or second is None

    filled(tmp_path)

    assert file.read_bytes() == whole


def test_a_folder_in_the_place_of_the_file_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "verdicts" / "inside").mkdir(parents=True)

    filled(tmp_path)

    assert statuses(opened(tmp_path)) == ("passed", "without schema")


def test_where_nothing_can_be_written_nothing_is_kept_and_nothing_fails(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    filled(tmp_path / "file" / "cache")

    assert statuses(opened(tmp_path / "file" / "cache")) == (None, None)
    without = opened(None)
    without.keep(without.key(OID, "a/b.yaml", "yaml", None), "passed", SCHEMAS)
    without.save()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["file"]


def test_the_schemas_of_all_verdicts_that_held_are_known(tmp_path: Path) -> None:
    filled(tmp_path)
    one = opened(tmp_path)
    statuses(one)
    one.keep(one.key(OID, "d.yaml", "yaml", "new"), "passed", {"new": "5" * 40})

    assert one.used() == SCHEMAS | {"new": "5" * 40}


def test_paths_that_are_no_utf8_are_kept(tmp_path: Path) -> None:
    members: Members = {"sch\udce9ma.json": "6" * 40}
    filled(tmp_path, members)

    assert statuses(opened(tmp_path, schemas=members)) == ("passed", "without schema")


def test_the_store_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "RECENT", 0)
    monkeypatch.setattr(store, "MOST", 3)
    filled(tmp_path)
    one = opened(tmp_path)
    for number in range(2):
        one.keep(one.key(str(number), "n", "yaml", None), "passed", {})

    one.save()

    assert statuses(opened(tmp_path)) == (None, None)
    again = opened(tmp_path)
    assert [again.status(again.key(str(n), "n", "yaml", None)) for n in range(2)] == ["passed"] * 2


def test_leftovers_of_killed_writers_go_and_those_of_running_ones_stay(tmp_path: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    for name in (f"verdicts.{ended.pid}.tmp", f"verdicts.{os.getppid()}.tmp", "x.tmp"):
        (tmp_path / name).write_bytes(b"half")

    filled(tmp_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        ["verdicts", f"verdicts.{os.getppid()}.tmp"]
    )


def test_of_too_many_work_trees_the_oldest_are_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "MOST_FILES", 4)
    for number in range(6):
        cache.write(str(tmp_path), f"staged-{number}", b"")
        os.utime(tmp_path / f"staged-{number}", (number, number))

    cache.write(str(tmp_path), "staged-6", b"")

    left = sorted(path.name for path in tmp_path.iterdir())
    assert left == ["staged-2", "staged-3", "staged-4", "staged-5", "staged-6"]
