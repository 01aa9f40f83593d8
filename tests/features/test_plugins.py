"""Checks of installed packages: found by their entry point, run when the settings name them."""

import json
import tomllib
from pathlib import Path

import pytest

from support import Repository

TEMPLATE = Path(__file__).resolve().parents[2] / "docs" / "guides" / "plugin-template"


def install(folder: Path, code: str, *, name: str = "hosts", version: str = "1.0.0") -> str:
    """Put a package where Python finds it, as an installer would; return that folder."""
    info = folder / f"confledger_{name}-{version}.dist-info"
    for old in folder.glob(f"confledger_{name}-*.dist-info"):
        for file in old.iterdir():
            file.unlink()
        old.rmdir()
    info.mkdir(parents=True)
    (folder / f"confledger_{name}.py").write_text(code, "utf-8")
    (info / "METADATA").write_text(
        f"Metadata-Version: 2.1\nName: confledger-{name}\nVersion: {version}\n", "utf-8"
    )
    points = tomllib.loads((TEMPLATE / "pyproject.toml").read_text("utf-8"))["project"]
    target = points["entry-points"]["confledger.checks"]["hosts"].replace("hosts:", f"{name}:")
    (info / "entry_points.txt").write_text(f"[confledger.checks]\n{name} = {target}\n", "utf-8")
    return str(folder)


@pytest.fixture
def template() -> str:
    return (TEMPLATE / "confledger_hosts.py").read_text("utf-8")


def adopt(repository: Repository, **plugin: str) -> None:
    repository.write("confledger.yaml", json.dumps({"plugins": [{"name": "hosts", **plugin}]}))
    repository.write("config/db.yaml", "db:\n  host: 10.1.2.3\n---\nlist: [{host: '::2'}]\n")
    repository.write("config/ok.yaml", "host: db.example\n")
    repository.write("other/db.yaml", "host: 10.1.2.3\n")
    repository.commit()


FOUND = [
    "config/db.yaml:2:9: warning[hosts/numeric]",
    "config/db.yaml:4:15: warning[hosts/numeric]",
]


def check(repository: Repository, path: str, *options: str) -> tuple[int, list[str], str]:
    done = repository.confledger("check", "--format", "short", *options, env={"PYTHONPATH": path})
    return (
        done.returncode,
        [one.partition("]")[0] + "]" for one in done.stdout.splitlines()],
        (done.stderr),
    )


def test_the_template_is_a_plugin(repository: Repository, tmp_path: Path, template: str) -> None:
    adopt(repository)
    path = install(tmp_path / "site", template)

    assert check(repository, path)[:2] == (1, FOUND)
    assert check(repository, path, "--rev", "HEAD", "--jobs", "1")[:2] == (1, FOUND)
    done = repository.confledger("check", env={"PYTHONPATH": path})
    assert done.stdout.splitlines()[:4] == [
        "config/db.yaml:2:9   hosts/numeric   warning: a host is named, not numbered",
        "  2 |   host: 10.1.2.3",
        "    |         ^^^^^^^^",
        "    help: give it a name in the zone file, and use that",
    ]


def test_a_plugin_that_nobody_names_does_not_run(
    repository: Repository, tmp_path: Path, template: str
) -> None:
    adopt(repository)
    path = install(tmp_path / "site", "raise SystemExit('loaded')\n" + template)
    repository.write("confledger.yaml", "version: 1\n")

    assert check(repository, path)[:2] == (0, [])


@pytest.mark.parametrize(
    ("severity", "code", "found"),
    [
        ("off", 0, []),
        ("error", 1, [one.replace("warning[", "error[") for one in FOUND]),
        ("info", 0, [one.replace("warning[", "info[") for one in FOUND]),
    ],
)
def test_the_settings_weigh_a_plugin(
    repository: Repository,
    tmp_path: Path,
    template: str,
    severity: str,
    code: int,
    found: list[str],
) -> None:
    adopt(repository, severity=severity)

    assert check(repository, install(tmp_path / "site", template))[:2] == (code, found)


def test_a_new_version_looks_again(repository: Repository, tmp_path: Path, template: str) -> None:
    adopt(repository)
    blind = template.replace('path[-1] == "host"', "False")
    path = install(tmp_path / "site", blind)
    assert check(repository, path, "--rev", "HEAD")[:2] == (0, [])

    install(tmp_path / "site", template, version="1.0.1")

    assert check(repository, path, "--rev", "HEAD")[:2] == (1, FOUND)


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (
            "class HOSTS:\n    ID = 'a'\n    def check(file): return [file.documents[7]]\n",
            "error: the plug-in 'hosts' gave up on 'config/db.yaml': IndexError "
            "(confledger_hosts.py:3)",
        ),
        (
            "class HOSTS:\n    ID = 'a'\n    def check(file): return ['no']\n",
            "error: the plug-in 'hosts' gave something else than a finding of 'config/db.yaml'",
        ),
        ("HOSTS = 1\n", "error: the plug-in 'hosts' has no `ID` or no `check`"),
        (
            "class HOSTS:\n    ID = 'a'\n    paths = 'x'\n    def check(file): return []\n",
            "error: `paths` of the plug-in 'hosts' is no list",
        ),
        (
            "import nothing_of_this_name\n",
            "error: the plug-in 'hosts' cannot be loaded: ModuleNotFoundError",
        ),
    ],
)
def test_a_plugin_that_cannot_be_used_is_named(
    repository: Repository, tmp_path: Path, code: str, told: str
) -> None:
    adopt(repository)

    exit_code, found, said = check(repository, install(tmp_path / "site", code), "--jobs", "1")

    assert (exit_code, found) == (2, [])
    assert said.splitlines()[0].startswith(told)
    assert said.splitlines()[1].startswith("  help: ")


def test_a_plugin_that_is_not_installed_is_missed(
    repository: Repository, tmp_path: Path, template: str
) -> None:
    adopt(repository)
    path = install(tmp_path / "site", template, name="host")

    _, _, said = check(repository, path)

    assert said.splitlines() == [
        "error: there is no plug-in 'hosts' installed",
        "  help: did you mean `host`?",
    ]


PLACES = """\
class Places:
    ID = "places"

    def check(self, file):
        yield file.finding("a key", at="/db/host", key=True, subject="one")
        yield file.finding("a line", line=2, help=f"{file.path} {file.dialect} {file.lines[0]}")
        yield file.finding("an item", at="/list/0", document=1, severity="info")


HOSTS = Places()
"""


def test_a_plugin_says_where(repository: Repository, tmp_path: Path) -> None:
    adopt(repository)
    repository.git("rm", "--quiet", "config/ok.yaml", "other/db.yaml", "confledger.yaml")
    repository.write("config/db.yaml", "db:\n  host: a\n---\nlist: [x]\n")
    repository.write("pyproject.toml", '[tool.confledger]\nplugins = [{name = "hosts"}]\n')
    repository.write("config/db.yaml", "db:\n  host: a\n---\nlist: [x]\n")
    path = install(tmp_path / "site", PLACES)

    done = repository.confledger(
        "check", "config/db.yaml", "--format", "json", env={"PYTHONPATH": path}
    )

    assert [
        (one["check"], one["line"], one["column"], one["pointer"], one["help"])
        for one in json.loads(done.stdout)["findings"]
        if "/" in one["check"]
    ] == [
        ("hosts/places", 2, 1, "", "config/db.yaml yaml db:"),
        ("hosts/places", 2, 3, "/db/host", None),
        ("hosts/places", 4, 8, "/list/0", None),
    ]
