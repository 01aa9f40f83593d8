"""Which files make up an environment, in folders as people have them."""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from confledger.errors import ConfledgerError
from confledger.loader.loading import load


def write(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder / "config"


def asked(
    root: Path, environment: str | None = None, host: str | None = None, **environ: str
) -> list[str]:
    found = load(root, environment, host=host, environ=environ)
    return [str(layer.file) for layer in found.snapshot.resolution.layers]


SETTINGS = """\
environments:
  - {name: base, paths: [config/main.yaml]}
  - {name: prod, paths: [config/p1.yaml, config/p2.yaml], extends: base}
  - {name: eu, paths: ["config/eu/*.yaml"], extends: prod}
  - {name: gone, paths: [config/gone.yaml]}
"""


@pytest.mark.parametrize(
    ("files", "environment", "expected"),
    [
        pytest.param(["base.yaml", "envs/prod.yaml"], "prod", ["base.yaml", "envs/prod.yaml"]),
        pytest.param(["base.yml", "environments/prod.yml"], "prod",
                     ["base.yml", "environments/prod.yml"], id="yml"),
        pytest.param(["application.yml", "application-prod.yml"], "prod",
                     ["application.yml", "application-prod.yml"], id="Spring"),
        pytest.param(["settings.toml", "settings.prod.toml", "settings.local.toml"], "prod",
                     ["settings.toml", "settings.prod.toml"], id="dynaconf files"),
        pytest.param(["appsettings.json", "appsettings.Prod.json"], "Prod",
                     ["appsettings.json", "appsettings.Prod.json"], id=".NET"),
        pytest.param(["values.yaml", "values-prod.yaml"], "prod",
                     ["values.yaml", "values-prod.yaml"], id="Helm"),
        pytest.param(["default.json", "prod.json"], "prod", ["default.json", "prod.json"],
                     id="node-config"),
        pytest.param(["base/b.yaml", "base/a.yaml", "overlays/prod/z.yaml", "overlays/prod/x.json"],
                     "prod", ["base/a.yaml", "base/b.yaml", "overlays/prod/x.json",
                              "overlays/prod/z.yaml"], id="folders"),
        pytest.param(["base.yaml", "base.secrets.yaml", "envs/prod.yaml", "envs/prod.enc.yaml"],
                     "prod", ["base.yaml", "base.secrets.yaml", "envs/prod.yaml",
                              "envs/prod.enc.yaml"], id="encrypted files beside"),
        pytest.param(["base.yaml", "envs/prod.yaml", "local.yaml", "local.secrets.yaml"], None,
                     ["base.yaml", "local.yaml", "local.secrets.yaml"], id="local"),
        pytest.param(["base.yaml", "envs/prod.yaml"], "base", ["base.yaml"], id="base alone"),
        pytest.param(["envs/prod.yaml"], "prod", ["envs/prod.yaml"], id="no base"),
    ],
)  # fmt: skip
def test_files_are_found_by_their_names(
    tmp_path: Path, files: list[str], environment: str | None, expected: list[str]
) -> None:
    text = {".json": "{}", ".toml": ""}
    root = write(tmp_path, {f"config/{one}": text.get(Path(one).suffix, "") for one in files})
    (tmp_path / "confledger.yaml").write_text("")
    assert asked(root, environment) == [f"config/{one}" for one in expected]


def test_the_settings_say_which_files_an_environment_has(tmp_path: Path) -> None:
    named = ("main.yaml", "p1.yaml", "p2.yaml", "eu/b.yaml", "eu/a.yaml", "envs/x.yaml")
    root = write(tmp_path, {f"config/{one}": "" for one in named} | {"confledger.yaml": SETTINGS})
    assert asked(root, "eu") == [
        f"config/{one}" for one in ("main.yaml", "p1.yaml", "p2.yaml", "eu/a.yaml", "eu/b.yaml")
    ]
    with pytest.raises(ConfledgerError, match="give the environment `gone` files, and none"):
        load(root, "gone", environ={})


FOLDER: dict[str, str | bytes] = {
    "config/base.yaml": "a: 1\n",
    "config/envs/prod.yaml": "b: 1\n",
    "config/envs/eu.yaml": "extends: prod\nb: 2\n",
    "config/envs/round.yaml": "extends: trip\n",
    "config/envs/trip.yaml": "extends: round\n",
    "config/envs/self.yaml": "extends: self\n",
    "config/envs/lost.yaml": "# first\nextends: prd\n",
    "config/envs/lossst.yaml": "extends: losssst\n",
    "config/envs/many.yaml": "extends: [prod, eu]\n",
    "config/hosts/web-1.yaml": "extends: prod\nc: 1\n",
    "config/hosts/both.yaml": "",
    "config/roles/both.yaml": "",
    "config/roles/web.yaml": "d: 1\n",
    "config/doubled/base.yaml": "",
    "config/doubled/base.yml": "",
    "config/none/readme.txt": "",
    "config/list/base.yaml": "[1]\n",
    "config/two/base.yaml": "a: 1\n---\na: 2\n",
    "config/broken/base.yaml": "a: 1\nb: [\n",
    "config/again/base.yaml": "a: 1\na: 2\n",
    "config/binary/base.yaml": b"\x00\x01\xff",
    "config/latin/base.yaml": b"a: caf\xe9\n",
    "config/empty/base.yaml": "",
    "config/folder/base.yaml/x.yaml": "",
    "confledger.yaml": "",
}  # fmt: skip


@pytest.mark.parametrize(
    ("environment", "host", "expected"),
    [
        ("eu", None, ["base.yaml", "envs/prod.yaml", "envs/eu.yaml"]),
        ("eu", "web,web-1", ["base.yaml", "envs/prod.yaml", "envs/eu.yaml", "roles/web.yaml",
                             "hosts/web-1.yaml"]),
        (None, "roles/both, hosts/both", ["base.yaml", "roles/both.yaml", "hosts/both.yaml"]),
    ],
)  # fmt: skip
def test_environments_chain_and_hosts_are_laid_over_them(
    tmp_path: Path, environment: str | None, host: str | None, expected: list[str]
) -> None:
    root = write(tmp_path, FOLDER)
    assert asked(root, environment, host) == [f"config/{one}" for one in expected]
    # What a file of theirs says to us is no key.
    assert "extends" not in load(root, environment, host=host, environ={})


@pytest.mark.parametrize(
    ("root", "environment", "host", "message", "help"),
    [
        ("config", "round", None, "environments extend each other in a circle: round -> trip -> "
         "round", "let one of them extend `base`"),
        ("config", "self", None, "environments extend each other in a circle: self -> self",
         "let one of them extend `base`"),
        ("config", "lost", None,
         "config/envs/lost.yaml:2:10: lost extends `prd`, and there is no such environment",
         "did you mean `prod`?"),
        ("config", "lossst", None,
         "config/envs/lossst.yaml:1:10: lossst extends `losssst`, and there is no such environment",
         "there are base, eu, lost, many, prod, round, self, trip"),
        ("config", "many", None, "config/envs/many.yaml:1:10: `extends` names one environment",
         None),
        ("config", "prodd", None, "there is no environment `prodd` in config",
         "did you mean `prod`?"),
        ("config", None, "wbe", "there is no host or role `wbe` in config",
         "did you mean `web`?"),
        ("config", None, "both", "`both` is the name of config/hosts/both.yaml and of "
         "config/roles/both.yaml", "say which: hosts/both or roles/both"),
        ("config", None, "web-1", "config/hosts/web-1.yaml:1:10: `web-1` is laid over `prod`, and "
         "this is the base alone", "load the environment `prod`, or one that extends it"),
        ("config/doubled", None, None, "there are base.yaml and base.yml in config/doubled",
         "keep one of them"),
        ("config/none", None, None, "there is no configuration in config/none",
         "create config/none/base.yaml, or say which environment"),
        ("config/folder", None, None, "there is no configuration in config/folder",
         "base.yaml is a folder; it has to be a file"),
        ("config/list", None, None, "config/list/base.yaml holds no map at its top",
         "configuration is `key: value`"),
        ("config/two", None, None, "config/two/base.yaml has 2 documents, expected one",
         "make a file of each"),
        ("config/base.yaml", "prod", None,
         "config/base.yaml is one file, so it has no environment `prod`",
         "name the folder that it is in"),
    ],
)  # fmt: skip
def test_what_cannot_be_loaded_is_said(
    tmp_path: Path,
    root: str,
    environment: str | None,
    host: str | None,
    message: str,
    help: str | None,
) -> None:
    write(tmp_path, FOLDER)
    with pytest.raises(ConfledgerError) as told:
        load(tmp_path / root, environment, host=host, environ={})
    assert (str(told.value), told.value.help) == (message, help)


@pytest.mark.parametrize(
    ("folder", "start"),
    [
        ("broken", "config/broken/base.yaml:2:4: "),
        ("again", "config/again/base.yaml:2:1: "),
        ("binary", "config/binary/base.yaml:1:"),
        ("latin", "config/latin/base.yaml:1:"),
    ],
)
def test_a_text_that_is_no_yaml_is_told_with_its_place(
    tmp_path: Path, folder: str, start: str
) -> None:
    root = write(tmp_path, FOLDER)
    with pytest.raises(ConfledgerError) as told:
        load(root / folder, environ={})
    assert str(told.value).startswith(start)


@pytest.mark.parametrize(
    ("made", "message"),
    [
        ("link", "config/envs/x.yaml is named, and is not there"),
        ("out", "config/envs/x.yaml is a link that leads out of TOP"),
        ("pipe", "config/envs/x.yaml is no regular file"),
        ("round", "config/envs/x.yaml cannot be read: too many levels of symbolic links"),
    ],
)
def test_what_is_no_regular_file_is_not_waited_for(tmp_path: Path, made: str, message: str) -> None:
    root = write(tmp_path / "top", FOLDER)
    outside = tmp_path / "outside.yaml"
    outside.write_text("a: 1\n")
    path = root / "envs/x.yaml"
    if made == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to({"link": "nowhere.yaml", "out": str(outside), "round": str(path)}[made])
    with pytest.raises(ConfledgerError) as told:
        load(root, "x", environ={})
    assert str(told.value) == message.replace("TOP", str((tmp_path / "top").resolve()))


def test_empty_files_are_empty_maps_and_a_link_within_is_followed(tmp_path: Path) -> None:
    root = write(tmp_path, FOLDER)
    (root / "envs/x.yaml").symlink_to("eu.yaml")
    assert dict(load(root / "empty", environ={})) == {}
    assert load(root, "x", environ={})["b"] == 2


def test_a_file_alone_keeps_a_key_that_is_called_extends(tmp_path: Path) -> None:
    (tmp_path / "eslint.yaml").write_text("extends: [a]\n$schema: x.json\n")
    (tmp_path / "x.json").write_text('{"properties": {"extends": {}}}')
    (tmp_path / "confledger.yaml").write_text("")
    assert dict(load(tmp_path / "eslint.yaml", environ={})) == {"extends": ("a",)}
