"""`report inventory` and `report hygiene`: every file has its place, and what is said is true."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from confledger.cli.report import hygiene, inventory
from confledger.cli.report.basis import Basis, basis
from confledger.reports.statement import catalog
from stated import figures, rows
from support import Repository

_SEALED = "x: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\nsops: {version: 3.9.0}\n"
_KUSTOMIZE = (
    "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nresources: [used.yaml]\n"
)
_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s}\n"
_APP = "a: 1\nb: 2\nc: 3\nd: 4\ne: [5, filename, somewhere]\n"
# Of everything a bit.
FILES: dict[str, str | bytes] = {
    "CODEOWNERS": "/config/ @shop/ops\n",
    "confledger.yaml": "version: 1\nignore: [{paths: [old], reason: kept for reading}]\n",
    "config/app.yaml": _APP,
    "config/app.yaml.bak": _APP,
    "config/copy.yaml": _APP,
    "config/same.json": '{"e": [5, "filename", "somewhere"], "a": 1, "b": 2, "c": 3, "d": 4}',
    "config/sealed.yaml": _SEALED,
    "config/plain.yaml": "password: hunter2hunter2\n",
    "config/broken.yaml": "a: [1\n",
    "config/misread.yaml": "x: dÃ©cision\n",
    "config/ends.yaml": "a: 1\r\nb: 2\n",
    "config/left.yaml": 'name: "{{ cookiecutter.name }}"\n',
    "config/bytes.yaml": b"a: \xff\n",
    "docs/notes.md": "# Notes\n\n`Ã©` is Ã¨\n<<<<<<< a\nb\n=======\nc\n>>>>>>> d\n",
    "k8s/kustomization.yaml": _KUSTOMIZE,
    "k8s/used.yaml": _MAP % "used" + "data: {LEVEL: info}\n",
    "k8s/forgotten.yaml": _MAP % "forgotten",
    "zzfolder/zzlonely.yaml": "q: 1\n",
    "old/x.yaml": "a: 1\n",
    ".env.example": "DB_URL=x\nOLD_FLAG=1\n",
    "src/app.py": 'import os\nos.environ["DB_URL"], os.environ["LEVEL"], os.getenv("HOME")\n'
    'os.environ["MISSING"]\nopen("config/app.yaml"), os.environ[f"{1}"]\n',
    "src/two.py": 'print "x"\n',
    "tests/test_app.py": 'import os\nos.environ["ONLY_HERE"]\nopen("config/copy.yaml")\n',
    "lib/x.nix": "{ }\n",
    "logo.png": b"\x89PNG\0\0",
    "t.j2": "{{ x }}\n",
    "a b/x~": "x",
    ".DS_Store": b"\0",
    "reports/config_inventory.md": "what was said before\n",
}


@pytest.fixture(scope="module")
def all_sorts(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A repository with some of everything."""
    made = Repository.create(tmp_path_factory.mktemp("sorts"))
    for path, content in FILES.items():
        made.write(path, content)
    (made.root / "config/link.yaml").symlink_to("nowhere.yaml")
    made.commit("everything")
    made.write("config/plain.yaml", "password: hunter3hunter3\n")
    made.commit("config: Another word")
    return made


@pytest.fixture
def sorts(all_sorts: Repository, monkeypatch: pytest.MonkeyPatch) -> Iterator[Basis]:
    monkeypatch.chdir(all_sorts.root)
    with basis() as found:
        yield found


def test_every_file_is_listed_left_out_or_unreadable(sorts: Basis, project: Path) -> None:
    made = inventory.statement(sorts)

    items: list[dict[str, object]] = made.data["items"]  # type: ignore[assignment]
    assert [one["path"] for one in items] == sorted([*FILES, "config/link.yaml"])
    by_path = {str(one.pop("path")): one for one in items}
    configuration = {path for path, one in by_path.items() if one["status"] == "configuration"}
    assert {path: one["reason"] for path, one in by_path.items() if one["status"] == "skipped"} == {
        **dict.fromkeys(("CODEOWNERS", "a b/x~"), "not a configuration format"),
        "config/app.yaml.bak": "not a configuration format",
        ".DS_Store": "binary",
        "logo.png": "binary",
        "docs/notes.md": "documentation",
        "lib/x.nix": "code in Nix, which no rule reads",
        "config/link.yaml": "symbolic link",
        "t.j2": "a template, nothing until it is rendered",
        "old/x.yaml": "kept for reading",
        "reports/config_inventory.md": "a report of confledger",
    }
    assert {p: (one["line"]) for p, one in by_path.items() if one["status"] == "unreadable"} == {
        "config/broken.yaml": 1,
        "config/bytes.yaml": 1,
        "src/two.py": 1,
    }
    assert len(configuration) == 14
    assert by_path["config/app.yaml"] == {
        "status": "configuration",
        "format": "yaml",
        "valid": "no schema",
        "owners": ["@shop/ops"],
        "readers": ["src/app.py:4"],
        "changed": sorts.committed - 60,
        "author": "Ada Tester",
    }
    assert by_path["config/plain.yaml"]["changed"] == sorts.committed
    assert by_path["config/sealed.yaml"]["secrets"] == "encrypted"
    assert figures(made)["configuration files"] == (16, len(FILES) + 1)
    assert rows(made, "plain-secrets", "place", "key") == [("config/plain.yaml:1", "password")]
    assert rows(made, "undeclared", "name", "need", "place") == [
        ("MISSING", "no default", "src/app.py:3")
    ]
    assert rows(made, "unread", "name", "place") == [("OLD_FLAG", ".env.example:2")]
    told = {one.what: one.why for one in made.unmeasured}
    assert told["variables that other code reads"].endswith("languages: Nix (1)")
    assert told["variables whose names code makes up as it runs"] == "1 place: src/app.py:4"
    schema = json.loads((project / "schemas/config-scan.schema.json").read_text("utf-8"))
    whole = catalog.render(inventory.statement(sorts), "json")
    assert not list(Draft202012Validator(schema).iter_errors(json.loads(whole)))
    assert "hunter" not in whole


def test_what_could_be_tidied_up_is_told_with_what_mends_it(sorts: Basis) -> None:
    made = hygiene.statement(sorts)

    told = {table.id: [row[0] for row in table.rows] for table in made.tables() if table.rows}
    assert told == {
        "conflict": ["docs/notes.md:4"],
        "mojibake": ["config/misread.yaml:1", "docs/notes.md:3"],
        "leftover": ["config/left.yaml:1"],
        "broken-link": ["config/link.yaml"],
        "backup": ["a b/x~", "config/app.yaml.bak"],
        "junk": [".DS_Store"],
        "duplicate": ["config/copy.yaml"],
        "orphan": ["k8s/forgotten.yaml", "zzfolder/zzlonely.yaml"],
        "near-duplicate": ["config/same.json"],
        "line-ends": ["config/ends.yaml:1"],
    }
    assert rows(made, "backup", "command") == [
        ("git rm -- 'a b/x~'",),
        ("git rm -- config/app.yaml.bak",),
    ]
