"""Which sources take part: hosts of machines, local overlays, the schema, and their order."""

import json
from pathlib import Path

import pytest

from confledger.cli import program
from confledger.errors import ConfledgerError
from confledger.loader import surroundings
from confledger.loader.config import plain
from confledger.loader.findings import ConfigWarning
from confledger.loader.folder import Folder
from confledger.loader.loading import load, settings_of
from confledger.loader.secret import Openers
from confledger.loader.sources import Wanted, gather
from support import Repository

NUMBER = '{"properties": {"a": {"type": "integer", "maximum": 5}}}'


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder / "config"


@pytest.mark.parametrize(
    ("settings", "base", "by"),
    [
        ("load: {schema: s/a.json}", "a: 6\n", None),
        ("schemas: [{paths: [config/base.yaml], schema: s/a.json}]", "a: 6\n", None),
        ("", "# yaml-language-server: $schema=../s/a.json\na: 6\n", None),
        ("", "$schema: ../s/a.json\na: 6\n", None),
        ("vendored-schemas: {'https://x.example/a.json': s/a.json}",
         "$schema: https://x.example/a.json\na: 6\n", None),
        ("load: {schema: s/refers.json}", "a: 6\n", None),
        ("load: {schema: s/gone.json}", "a: 6\n", "there is no schema s/gone.json"),
        ("load: {schema: s}", "a: 6\n", "s is a folder"),
    ],
)  # fmt: skip
def test_the_schema_is_found(tmp_path: Path, settings: str, base: str, by: str | None) -> None:
    refers = '{"$ref": "deep/b.json#/$defs/top"}'
    deep = '{"$defs": {"top": {"allOf": [{"$ref": "../a.json"}]}}}'
    root = write(
        tmp_path,
        {"config/base.yaml": base, "s/a.json": NUMBER, "confledger.yaml": settings + "\n",
         "s/refers.json": refers, "s/deep/b.json": deep},
    )  # fmt: skip
    with pytest.raises(ConfledgerError) as told:
        load(root, environ={})
    line = base.count("\n")
    assert str(told.value) == by or f"config/base.yaml:{line}:4: `a` must be at most 5"
    (root / "base.yaml").write_text(base.replace("6", "3"))
    if by is None:
        assert dict(load(root, environ={})) == {"a": 3}


def test_a_schema_at_an_address_is_a_finding(tmp_path: Path) -> None:
    text = "$schema: https://x.example/a.json\na: 6\n"
    root = write(tmp_path, {"config/base.yaml": text, "confledger.yaml": ""})
    with pytest.warns(ConfigWarning, match=r"base.yaml:1:10: the schema that is named here"):
        assert dict(load(root, environ={})) == {"a": 6}


FILES = {
    "config/base.yaml": "a: 1\nb: 1\n",
    "config/envs/prod.yaml": "b: 2\n",
    "config/hosts/m1.yaml": "a: 3\n",
    "config/local.yaml": "a: 4\n",
}


@pytest.mark.parametrize(
    ("hosts", "host", "machine", "local", "expected"),
    [
        ("named", None, "m1", False, 1),
        ("machine", None, "m1", False, 3),
        ("machine", None, "m2", False, 1),
        ("machine", "m1", "m1", False, 3),
        ("named", None, "m1", True, 4),
    ],
)
def test_the_machine_counts_only_where_the_settings_say_so(
    tmp_path: Path, hosts: str, host: str | None, machine: str, local: bool, expected: int
) -> None:
    write(tmp_path, {**FILES, "confledger.yaml": f"load: {{hosts: {hosts}}}\n"})
    source = Folder(str(tmp_path))
    wanted = Wanted("config", "prod", host=host, machine=machine, local=local)
    found = gather(source, settings_of(source), wanted, Openers(source.top))
    tree: dict[str, object] = {}
    for layer in found.layers:
        tree |= layer.tree
    assert tree == {"a": expected, "b": 2}


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, 4),
        ({"CI": "true"}, 1),
        ({"CI": "false", "JENKINS_URL": "x"}, 4),
        ({"JENKINS_URL": "x"}, 1),
    ],
)
def test_a_local_overlay_never_holds_in_ci(
    tmp_path: Path, environ: dict[str, str], expected: int
) -> None:
    root = write(tmp_path, {**FILES, "confledger.yaml": ""})
    assert surroundings.in_ci(environ) is (expected == 1)
    assert load(root, environ=environ)["a"] == expected


def test_a_local_overlay_that_git_tracks_is_a_finding(repository: Repository) -> None:
    for name, text in (FILES | {"confledger.yaml": "load: {local: [config/mine.yaml]}\n"}).items():
        repository.write(name, text)
    repository.write("other/config/mine.yaml", "")
    repository.git("add", "-A")
    repository.write("config/mine.yaml", "a: 5\n")
    root = repository.root / "config"
    found = load(root, environ={})
    assert (found["a"], found.snapshot.findings) == (5, ())
    repository.git("add", "-A")
    with pytest.warns(ConfigWarning) as told:
        load(root, environ={})
    assert [str(one.message) for one in told] == [
        "config/mine.yaml: this local overlay is tracked by git, so it holds on every machine; "
        "git rm --cached config/mine.yaml, and ignore it"
    ]


def test_overlays_are_the_strongest(tmp_path: Path) -> None:
    from confledger.loader.layer import OVERLAY, Layer

    root = write(tmp_path, {**FILES, "confledger.yaml": "load: {prefix: APP_}\n"})
    over = Layer(OVERLAY, "vault", {"a": 9})
    found = load(root, environ={"APP_A": "7"}, flags={"a": 8}, overlays=[over])
    assert plain(found) == {"a": 9, "b": 1}
    kinds = [one.layer.kind for one in found.snapshot.resolution.declarations(("a",))]
    assert kinds == ["overlay", "flag", "variable", "local", "base"]


ORDER = """\
sources of config, environment prod, on m1, from weak to strong:
  1  schema defaults        none; no schema; see `load.schema` and `schemas` of the settings
  2  base                   config/base.yaml
  3  environment            config/envs/prod.yaml  (prod)
  4  hosts and roles        config/hosts/m1.yaml  (m1)
  5  local overlay          none; config/local.yaml is left out: not in continuous integration, \
nor in commits
  6  environment variables  1 set: APP_A
                            APP_KEY__KEY
  7  flags                  1 set: b
  8  overlays               none
environment variable APP_C: stands for no key, and has no effect
"""


def test_the_order_is_printed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    settings = "load: {prefix: APP_, environment-variable: STAGE}\n"
    write(tmp_path, {**FILES, "confledger.yaml": settings})
    monkeypatch.chdir(tmp_path)
    for name, text in {"CI": "1", "STAGE": "prod", "APP_A": "7", "APP_C": "1"}.items():
        monkeypatch.setenv(name, text)
    assert program.run(["explain", "--order", "--host", "m1", "--set", "b=3"]) == 0
    assert capfdbinary.readouterr().out.decode() == ORDER
    assert program.run(["explain", "--order", "--format", "json"]) == 0
    told = json.loads(capfdbinary.readouterr().out)
    assert [one["kind"] for one in told["order"]] == [
        *("default", "base", "environment", "host", "local", "variable", "flag", "overlay")
    ]
    assert (told["version"], told["environment"], told["order"][2]["layers"]) == (
        1, "prod", [{"name": "prod", "file": "config/envs/prod.yaml"}],
    )  # fmt: skip
