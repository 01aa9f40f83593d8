"""`confledger ledger export` and `ledger status`: all entries, for other programs."""

import csv
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from pyarrow import parquet

import shop_history
from confledger.reports.ledger.exports import ALL
from support import Repository

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    return shop_history.make(tmp_path_factory.mktemp("shop") / "r")


def rows(run: Run, repository: Repository, *arguments: str) -> list[dict[str, object]]:
    code, out, said = run(repository, "ledger", "export", *arguments)
    assert (code, said) == (0, "")
    return [json.loads(line) for line in out.splitlines()]


def test_every_entry_is_a_line_in_the_order_of_landing(run: Run, shop: Repository) -> None:
    found = rows(run, shop)

    assert [one["seq"] for one in found] == list(range(1, len(found) + 1))
    assert [
        (one["subject"], one["on_mainline"], one["key_path"], one["old_value"], one["new_value"])
        for one in found
        if one["op"] != "added"
    ] == [
        ("More of the shop", True, "/spec/replicas", 2, 3),
        (
            *("Call it the store", True),
            *("/spec/template/spec/containers/[name=web]/image/tag", "1.0", "1.1"),
        ),
        ("Try ten", False, "/db/pool", 5, "ten"),
        ("Ten connections", False, "/db/pool", "ten", 10),
        ("Merge pool", True, "/db/pool", 5, 10),
        ("Fewer again", True, "/spec/replicas", 3, 2),
        ("Another password", True, "/db/password", None, None),
        ("Mend it", True, "/db/pool", 5, "5"),
    ]
    assert {tuple(one) for one in found} == {ALL}


def test_a_part_has_the_numbers_that_it_has_in_the_whole(run: Run, shop: Repository) -> None:
    whole = rows(run, shop)

    assert rows(run, shop, "--since", "2025-06-06") == whole[-6:]
    assert rows(run, shop, "--from", "main~6") == whole[-6:]
    assert rows(run, shop, "--from", "main") == []


def test_the_same_commit_has_the_same_bytes(run: Run, shop: Repository) -> None:
    first = run(shop, "ledger", "export")
    (shop.root / ".git" / "confledger" / "ledger.sqlite").unlink()
    for rest in (shop.root / ".git" / "confledger").glob("ledger.sqlite-*"):
        rest.unlink()

    assert run(shop, "ledger", "export") == first


def test_a_spreadsheet_runs_nothing_of_it(run: Run, repository: Repository) -> None:
    repository.write("a.yaml", 'a: "=1+1"\nb: -5\nc: "-5"\nd: "@x, \\"y\\""\ne: null\nf: ""\n')
    repository.commit("=cmd|' /C calc'!A0")

    code, out, _ = run(repository, "ledger", "export", "--format", "csv")

    found = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert [(one["new_type"], one["new_value"]) for one in found] == [
        ("text", "'=1+1"),
        ("integer", "-5"),
        ("text", "'-5"),
        ("text", '\'@x, "y"'),
        ("null", "null"),
        ("text", ""),
    ]
    assert found[0]["subject"] == "'=cmd|' /C calc'!A0"


def test_parquet_has_columns_with_types(run: Run, shop: Repository, tmp_path: Path) -> None:
    file = tmp_path / "entries.parquet"
    lines = rows(run, shop)

    assert run(shop, "ledger", "export", "--output", str(file)) == (0, "", "")

    table = parquet.read_table(file)
    assert [
        (name, str(table.schema.field(name).type)) for name in ("seq", "landed_at", "secret")
    ] == [
        ("seq", "int64"),
        ("landed_at", "timestamp[ms, tz=UTC]"),
        ("secret", "bool"),
    ]
    back = table.to_pylist()
    assert [one["key_path"] for one in back] == [one["key_path"] for one in lines]
    assert [one["new_value"] for one in back][-6:] == ["ten", "10", "10", "2", None, "5"]
    assert back[0]["landed_at"].isoformat() == "2025-06-01T12:00:00+00:00"
    assert list(tmp_path.iterdir()) == [file]


def test_a_file_is_replaced_as_a_whole(run: Run, shop: Repository, tmp_path: Path) -> None:
    file = tmp_path / "entries.csv"
    file.write_text("old")
    file.chmod(0o640)

    assert run(shop, "ledger", "export", "--output", str(file)) == (0, "", "")
    assert run(shop, "ledger", "export", "--output", str(tmp_path / "no" / "e.csv"))[::2] == (
        2,
        f"error: '{tmp_path}/no/e.csv' could not be written: no such file or directory\n"
        "  help: name another file with --output\n",
    )

    assert file.read_text().startswith("seq,commit,")
    assert file.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [file]


def test_a_name_that_promises_something_else_is_refused(run: Run, shop: Repository) -> None:
    assert run(shop, "ledger", "export", "--output", "entries.xlsx") == (
        2,
        "",
        "error: entries are not written as .xlsx\n"
        "  help: as .csv, .jsonl or .parquet; or say which with --format\n",
    )


def test_without_pyarrow_the_way_to_it_is_told(
    run: Run, shop: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    assert run(shop, "ledger", "export", "--output", str(tmp_path / "e.parquet")) == (
        2,
        "",
        "error: Parquet needs pyarrow, which is not installed\n"
        "  help: pip install 'confledger[parquet]', or choose --format jsonl\n",
    )


def test_status_counts_what_the_ledger_holds(run: Run, shop: Repository) -> None:
    code, out, _ = run(shop, "ledger", "status", "--format", "json")

    found = json.loads(out)
    assert code == 0
    assert found.pop("bytes") > 0
    assert len(found.pop("chain")) == 64
    assert found == {
        "version": 1,
        "head": shop.git("rev-parse", "main"),
        "commits": 11,
        "mainline": 9,
        "baselines": 0,
        "entries": 21,
        "files": 3,
        "keys": 11,
        "shallow": False,
        "unparsable": {"envs/dev/db.yaml": 1},
        "rewrites": [],
    }
    text = run(shop, "ledger", "status")[1]
    assert [line.split()[0] for line in text.splitlines()] == [
        *("up", "commits", "entries", "files", "keys", "size", "chain", "unparsable"),
        "envs/dev/db.yaml",
    ]
