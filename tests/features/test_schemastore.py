"""Schemas that people use, and their own tests: each ends as its folder says, or has a reason."""

import json
import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def schemastore(project: Path) -> ModuleType:
    """Return scripts/suites/schemastore.py, which is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(project / "scripts"))
        patch.setattr(sys, "dont_write_bytecode", True)
        return import_module("suites.schemastore")


@pytest.mark.corpus
@pytest.mark.slow
def test_every_test_of_schemastore_ends_as_it_should_or_is_explained(
    schemastore: ModuleType, corpus: Path, tmp_path: Path
) -> None:
    section = schemastore.section(corpus, tmp_path)

    table = section.lines.index("| folder | accepted | refused |")
    assert section.faults == []
    assert section.lines[table + 2 : table + 5] == [
        "| negative_test | 8 | 236 |",
        "| schemas | 233 | 0 |",
        "| test | 752 | 9 |",
    ]


def test_what_schemas_refer_to_is_vendored_or_lent(
    schemastore: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        schemastore, "CIRCLES", {"b.json": ("/allOf/0", "refers to what it is a part of")}
    )
    host = "https://json.schemastore.org"
    schemas = {
        "a.json": {"$id": f"{host}/a.json", "items": {"$ref": "b.json#/$defs/x"}},
        "b.json": {
            "$id": "https://example.org/of-its-own.json#",
            "allOf": [{"$ref": "#"}],
            "$defs": {"x": {"$ref": "gone.json#/$defs/y"}, "z": {"$ref": f"{host}/a"}},
            "not": {"$ref": "gone.json#/$defs/n~1m"},
        },
    }
    folder = tmp_path / "src" / "schemas" / "json"
    folder.mkdir(parents=True)
    for name, schema in schemas.items():
        (folder / name).write_text(json.dumps(schema))

    store = schemastore.opened(tmp_path)

    gone = "https://example.org/gone.json"
    assert store.missing == {gone: ["b.json"]}
    assert json.loads(store.files[store.vendored[gone]]) == {"$defs": {"y": {}, "n/m": {}}}
    assert json.loads(store.files["src/schemas/json/b.json"])["allOf"] == [{}]
    assert {address: file for address, file in store.vendored.items() if address != gone} == {
        **dict.fromkeys(
            [
                f"{one}/a{end}"
                for one in (host, "https://www.schemastore.org")
                for end in ("", ".json")
            ],
            "src/schemas/json/a.json",
        ),
        **dict.fromkeys(
            [
                f"{one}/b{end}"
                for one in (host, "https://www.schemastore.org")
                for end in ("", ".json")
            ]
            + ["https://example.org/of-its-own.json"],
            "src/schemas/json/b.json",
        ),
    }
