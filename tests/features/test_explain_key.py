"""`explain KEY`: where a value comes from, to the commit that gave it; never a secret."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from confledger.cli import explain
from confledger.reports.explained_model import ExplainedResult
from support import Repository

# Made up for this test: confledger: ignore[all]
PASSWORD = "hunter2-Zq9xkLm4"
TOKEN = (
    "ENC[AES256_GCM,data:jkmdt+WJ9Dk6HhqWatByOFsFpijjbk8pK0Z41wX8jCIVEYpjajBePQ==,"
    "iv:8OldBemD+AxCdt2mHW9DyY2tqe1x4SlgnchMQyK+DsA=,tag:4iS7ByzarYAr3jUMTw6q1Q==,type:str]"
)
METADATA = f"""\
sops:
  age:
    - recipient: age1u445az6e29yy0j80uhsv66gs4yhn3ea856n6rg655jv624u9kulqy4f0uu
      enc: made up
  lastmodified: "2025-06-01T12:00:00Z"
  mac: {TOKEN}
  version: 3.11.0
"""
SCHEMA = {
    "type": "object",
    "properties": {
        "db": {
            "type": "object",
            "description": "The database.",
            "x-risk": "connectivity",
            "properties": {
                "pool": {
                    "type": "integer", "minimum": 1, "maximum": 200, "default": 5,
                    "description": "Connections of one process.", "x-docs": "docs/db.md#pool",
                },
                "host": {"type": "string"},
                "pin": {"type": "integer", "x-secret": True},
                "url": {"type": "string"},
                "log": {"type": "string", "x-interpolate": "env"},
            },
        },
        "jobs": {"type": "array", "x-merge": "by-key:name", "items": {"type": "object"}},
    },
}  # fmt: skip
SETTINGS = """\
version: 1
load: {prefix: APP_}
schemas:
  - paths: [config/base.yaml]
    schema: schema.json
"""
BASE = f"""\
db:
  pool: 9
  host: db.example
  password: {PASSWORD}
  pin: 4711
  url: postgres://app:${{db.password}}@${{db.host}}/app
  log: ${{env:LOG_DIR:-/tmp}}/${{db.host}}.log
jobs:
  - {{name: nightly, run: clean}}
  - {{name: hourly, run: count}}
"""
# The same values, written otherwise, and the jobs in another order.
REFORMATTED = f"""\
# Reformatted.
db:
    url: "postgres://app:${{db.password}}@${{db.host}}/app"
    log: '${{env:LOG_DIR:-/tmp}}/${{db.host}}.log'
    password: "{PASSWORD}"
    pin: 4711
    host: 'db.example'
    pool: 9
jobs:
    - run: count
      name: hourly
    - run: clean
      name: nightly
"""


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a configuration with a history: a merge, a reformatting, a removal, secrets."""
    made = Repository.create(tmp_path_factory.mktemp("shop"))
    made.write("confledger.yaml", SETTINGS)
    made.write("schema.json", json.dumps(SCHEMA))
    made.write("CODEOWNERS", "/config/ @shop/data\n/config/envs/ @shop/ops\n")
    made.write("config/base.yaml", BASE)
    made.write("config/envs/prod.yaml", "db:\n  pool: 30\n")
    made.write("config/envs/dev.yaml", "db: {pool: !unset }\n")
    made.write("config/hosts/batch.yaml", "db: {pool: 2}\n")
    made.commit("first")
    made.git("checkout", "--quiet", "-b", "sale")
    made.write("config/envs/prod.yaml", "db:\n  pool: 50\njobs:\n  - {name: hourly, run: none}\n")
    made.commit("raise pool for sale")
    made.git("checkout", "--quiet", "main")
    made.commit("nothing")
    made.git("merge", "--quiet", "--no-ff", "--no-commit", "sale")
    made.commit("Merge branch 'sale'\n\nSee merge request group/shop!412")
    made.write("config/base.yaml", REFORMATTED)
    made.write("config/envs/prod.secrets.yaml", f"mail: {TOKEN}\n{METADATA}")
    made.commit("reformat (#7)")
    return made


@pytest.fixture
def said(
    shop: Repository, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., str]:
    """Return what `explain` prints in the shop, with the ids of commits as `<id>`."""

    def run(*arguments: str, folder: Path | None = None) -> str:
        monkeypatch.chdir(folder or shop.root)
        monkeypatch.setenv("XDG_STATE_HOME", str(shop.root.parent / "state"))
        assert explain.run(list(arguments)) == 0
        out = capfd.readouterr().out
        assert PASSWORD not in out
        assert "ENC[" not in out
        assert "4711" not in out
        return out

    return run


def commits(shop: Repository) -> dict[str, str]:
    """Return the short id of each commit, by its subject."""
    rows = shop.git("log", "--all", "--format=%H %s").splitlines()
    return {row.partition(" ")[2]: row[:8] for row in rows}


FIRST = '{first}  Ada Tester  2025-06-01  "first"'
SALE = '{sale}  Ada Tester  2025-06-01  "raise pool for sale"  !412'
POOL_HEAD = "int, 1..200   schema: schema.json#/properties/db/properties/pool"


@pytest.mark.parametrize(
    ("arguments", "environ", "expected"),
    [
        pytest.param(
            ("db.pool", "--env", "prod"), {},
            [
                f"db.pool = 50  [prod]   {POOL_HEAD}",
                "  Connections of one process.",
                f"  set by   config/envs/prod.yaml:2:9     {SALE}",
                f"  over     config/base.yaml:8:11      9  {FIRST}",
                "  over     schema default             5",
                "  risk     connectivity",
                "  read by  unknown (no access log)",
                "  owner    @shop/ops  (CODEOWNERS:2)",
                "  docs     docs/db.md#pool",
            ],
            id="a plain key",
        ),
        pytest.param(
            ("/db/pool", "--env", "prod", "--host", "batch", "--set", "db.pool=8"),
            {"APP_DB__POOL": "80"},
            [
                f"db.pool = 8  [prod]  [host batch]   {POOL_HEAD}",
                "  Connections of one process.",
                "  set by   flag db.pool                           (command line; not in git)",
                "  over     environment variable APP_DB__POOL  80  "
                "(process environment; not in git)",
                f"  over     config/hosts/batch.yaml:1:12       2   {FIRST}",
                f"  over     config/envs/prod.yaml:2:9          50  {SALE}",
                f"  over     config/base.yaml:8:11              9   {FIRST}",
                "  over     schema default                     5",
                "  risk     connectivity",
                "  read by  unknown (no access log)",
                "  owner    @shop/data  (CODEOWNERS:1)",
                "  docs     docs/db.md#pool",
            ],
            id="a flag over a variable over a host",
        ),
        pytest.param(
            ("db.pool", "--env", "dev"), {},
            [
                f"db.pool is not set  [dev]   {POOL_HEAD}",
                "  Connections of one process.",
                f"  removed  config/envs/dev.yaml:1:12  (!unset)  {FIRST}",
                f"  over     config/base.yaml:8:11      9         {FIRST}",
                "  over     schema default             5",
                "  risk     connectivity",
                "  read by  unknown (no access log)",
                "  owner    @shop/ops  (CODEOWNERS:2)",
                "  docs     docs/db.md#pool",
            ],
            id="a key that is removed",
        ),
        pytest.param(
            ("db.url", "--env", "prod"), {},
            [
                "db.url = ●●●●●●  [prod]   text   "
                "schema: schema.json#/properties/db/properties/url",
                f"  set by   config/base.yaml:3:10    {FIRST}",
                "  made of  postgres://app:${db.password}@${db.host}/app",
                f"             db.password = ●●●●●●  config/base.yaml:5:15  {FIRST}",
                f"             db.host = db.example  config/base.yaml:7:11  {FIRST}",
                "  risk     connectivity",
                "  read by  unknown (no access log)",
                "  owner    @shop/data  (CODEOWNERS:1)",
            ],
            id="a text that a secret is put into",
        ),
        pytest.param(
            ("db.log", "--env", "prod"), {"LOG_DIR": "/var/log"},
            [
                "db.log = /var/log/db.example.log  [prod]   text   "
                "schema: schema.json#/properties/db/properties/log",
                f"  set by   config/base.yaml:4:10    {FIRST}",
                "  made of  ${env:LOG_DIR:-/tmp}/${db.host}.log",
                "             environment variable LOG_DIR  (process environment; not in git)",
                f"             db.host = db.example          config/base.yaml:7:11  {FIRST}",
                "  risk     connectivity",
                "  read by  unknown (no access log)",
                "  owner    @shop/data  (CODEOWNERS:1)",
            ],
            id="a text with an environment variable",
        ),
        pytest.param(
            ("db.pin", "--env", "prod"), {},
            [
                "db.pin = ●●●●●●  [prod]   int   schema: schema.json#/properties/db/properties/pin",
                f"  set by   config/base.yaml:6:10    {FIRST}",
                "  risk     connectivity",
                "  read by  unknown (no access log)",
                "  owner    @shop/data  (CODEOWNERS:1)",
            ],
            id="a number that the schema calls a secret",
        ),
        pytest.param(
            ("jobs[hourly]", "--env", "prod"), {},
            [
                "jobs[hourly]: 2 values  [prod]   map   schema: schema.json#/properties/jobs/items",
                f"    run   none    config/envs/prod.yaml:4:25  {SALE}",
                f"    name  hourly  config/envs/prod.yaml:4:12  {SALE}",
                f"  set by   config/envs/prod.yaml:4:5    {SALE}",
                f"  and by   config/base.yaml:10:7        {FIRST}",
                "  read by  unknown (no access log)",
                "  owner    @shop/ops  (CODEOWNERS:2)",
            ],
            id="an item of a list by its name, wherever it stood",
        ),
        pytest.param(
            ("db.host", "--env", "prod", "--set", "db.pool=x", "--set", "db.hosts=x"),
            {"APP_DB__HOT": "x", "APP_OTHER": "x"},
            [
                "db.host = db.example  [prod]   text   "
                "schema: schema.json#/properties/db/properties/host",
                f"  set by   config/base.yaml:7:11    {FIRST}",
                "  risk     connectivity",
                "  read by  unknown (no access log)",
                "  owner    @shop/data  (CODEOWNERS:1)",
                "  note     flag db.hosts: stands for no key; did you mean `db.host`?",
                "  note     environment variable APP_DB__HOT: stands for no key, and has no "
                "effect; did you mean APP_DB__HOST?",
            ],
            id="flags and variables that stand for nothing, and nearly for this",
        ),
        pytest.param(
            ("db.pool", "--env", "dev"), {"APP_DB__POOL": "x"},
            [
                f"db.pool is not set  [dev]   {POOL_HEAD}",
                "  Connections of one process.",
                f"  removed  config/envs/dev.yaml:1:12  (!unset)  {FIRST}",
                f"  over     config/base.yaml:8:11      9         {FIRST}",
                "  over     schema default             5",
                "  wrong    environment variable APP_DB__POOL: is not an integer",
                "  risk     connectivity",
                "  read by  unknown (no access log)",
                "  owner    @shop/ops  (CODEOWNERS:2)",
                "  docs     docs/db.md#pool",
            ],
            id="a variable that is wrong, by its name",
        ),
        pytest.param(
            ("db.pool",), {},
            [
                f"db.pool   {POOL_HEAD}",
                f"  dev   (not set)  removed by config/envs/dev.yaml:1:12  {FIRST}",
                f"  prod  50         config/envs/prod.yaml:2:9             {SALE}",
                "  why: confledger explain db.pool --env prod",
            ],
            id="all environments",
        ),
        pytest.param(
            ("db.pool", "--env", "prod", "--history"), {},
            [
                "db.pool  [prod]",
                "  2025-06-01  50  config/envs/prod.yaml  {sale}  Ada Tester  "
                '"raise pool for sale"',
                '  2025-06-01  30  config/envs/prod.yaml  {first}  Ada Tester  "first"',
            ],
            id="every value it had",
        ),
        pytest.param(
            ("db.pool", "--env", "prod", "--why-not", "config/base.yaml"), {},
            [
                "db.pool: config/base.yaml  [prod]",
                "  config/envs/prod.yaml:2:9 says it too, and is stronger",
                "  it says  config/base.yaml:8:11      9",
                "  set by   config/envs/prod.yaml:2:9  50",
            ],
            id="why not the base",
        ),
        pytest.param(
            ("jobs[nightly].run", "--env", "prod", "--why-not", "config/envs/dev.yaml"), {},
            [
                "jobs[nightly].run: config/envs/dev.yaml  [prod]",
                "  it belongs to the environment `dev`, which `prod` does not extend (base < prod)",
                "  set by   config/base.yaml:12:12  clean",
            ],
            id="why not another environment",
        ),
    ],
)  # fmt: skip
def test_an_answer_is_complete(
    shop: Repository,
    said: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    environ: dict[str, str],
    expected: list[str],
) -> None:
    for name, value in environ.items():
        monkeypatch.setenv(name, value)

    told = said(*arguments)

    ids = commits(shop)
    whole = "\n".join(expected) + "\n"
    for name, subject in (("{first}", "first"), ("{sale}", "raise pool for sale")):
        whole = whole.replace(name, ids[subject])
    assert told == whole


def test_a_secret_of_sops_has_a_place_and_an_age(
    shop: Repository, said: Callable[..., str]
) -> None:
    first = said("mail", "--env", "prod").splitlines()[0]

    start, _, days = first.partition(", last value change ")
    assert start == "mail = ●●●●●● (sops:config/envs/prod.secrets.yaml:1"
    assert days.endswith(" days ago)  [prod]")


def test_all_is_the_configuration_as_yaml(said: Callable[..., str]) -> None:
    text = said("--all", "--env", "prod")

    assert yaml.safe_load(text) == {
        "db": {
            "url": "●●●●●●", "log": "/tmp/db.example.log", "password": "●●●●●●", "pin": "●●●●●●",
            "host": "db.example", "pool": 50,
        },
        "jobs": [{"run": "none", "name": "hourly"}, {"run": "clean", "name": "nightly"}],
        "mail": "●●●●●●",
    }  # fmt: skip
    assert "pool: 50" in text
    assert text.count("# config/") == 11


@pytest.mark.parametrize(
    "arguments",
    [
        ("db", "--env", "prod"),
        ("db.url", "--env", "prod"),
        ("mail", "--env", "prod"),
        ("db.pool",),
        ("db.pool", "--history"),
        ("db", "--env", "prod", "--history"),
        ("--all", "--env", "prod"),
        ("db.pool", "--why-not", "config/envs/prod.yaml"),
    ],
    ids=" ".join,
)
def test_json_fits_its_schema_and_hides_the_same(
    said: Callable[..., str], arguments: tuple[str, ...]
) -> None:
    ExplainedResult.model_validate(json.loads(said(*arguments, "--json")))


def test_a_past_state_is_explained_as_it_was(shop: Repository, said: Callable[..., str]) -> None:
    told = said("db.pool", "--env", "prod", "--at", "main~2").splitlines()

    oid = shop.git("rev-parse", "main~2")
    assert told[0] == f"db.pool = 30  [prod]  [at {oid[:10]}]   {POOL_HEAD}"
    assert told[3].startswith("  over     config/base.yaml:2:9       9  ")


@pytest.mark.parametrize(
    ("change", "origin"),
    [
        pytest.param("edit", "not committed yet", id="edited"),
        pytest.param("add", "not committed yet", id="added to the index"),
        pytest.param("new", "not tracked by git", id="untracked"),
        pytest.param("shallow", "commit: unknown (shallow clone; fetch-depth: 0)", id="shallow"),
        pytest.param("export", "", id="no repository"),
    ],
)
def test_what_git_cannot_tell_is_not_made_up(
    shop: Repository, said: Callable[..., str], tmp_path: Path, change: str, origin: str
) -> None:
    root = tmp_path / "clone"
    depth = ("--depth", "1") if change == "shallow" else ()
    shop.git("clone", "--quiet", *depth, f"file://{shop.root}", str(root))
    clone = Repository(root)
    env = "prod"
    if change == "edit":
        clone.write("config/envs/prod.yaml", "db: {pool: 51}\n")
    elif change in ("add", "new"):
        env = "test"
        clone.write("config/envs/test.yaml", "db: {pool: 51}\n")
        if change == "add":
            clone.git("add", "--all")
    elif change == "export":
        (root / ".git").rename(tmp_path / "gone")

    told = said("db.pool", "--env", env, folder=root).splitlines()[2]

    assert told.partition(".yaml:")[2].partition("  ")[2].strip() == origin


def test_a_commit_to_be_ignored_is_named_where_it_changed_the_value(
    shop: Repository, said: Callable[..., str], tmp_path: Path
) -> None:
    root = tmp_path / "clone"
    shop.git("clone", "--quiet", f"file://{shop.root}", str(root))
    clone = Repository(root)
    clone.git("config", "user.name", "Test")
    clone.git("config", "user.email", "test@example.org")
    clone.write("config/base.yaml", REFORMATTED.replace("pool: 9", "pool:  11"))
    sneaky = clone.commit("reformat again")
    clone.write(".git-blame-ignore-revs", f"{sneaky}\n{clone.git('rev-parse', 'HEAD~1')}\n")

    told = said("db.pool", "--env", "base", folder=root).splitlines()[2:4]

    ignored = "(in .git-blame-ignore-revs, but it changed the value)"
    assert told == [
        f"  set by   config/base.yaml:8:12       {sneaky[:8]}  Ada Tester  2025-06-01  "
        f'"reformat again"  {ignored}',
        f"             its value before that     {FIRST.format(first=commits(shop)['first'])}",
    ]


@pytest.mark.parametrize(
    ("arguments", "error", "help"),
    [
        pytest.param(
            ("db.pol", "--env", "prod"), "there is no key 'db.pol'", "did you mean `db.pool`?",
            id="misspelt",
        ),
        pytest.param(
            ("pool", "--env", "prod"), "there is no key 'pool'", "did you mean `db.pool`?",
            id="its last step alone",
        ),
        pytest.param(
            ("db.pool", "--env", "prd"), "there is no environment `prd` in config",
            "did you mean `prod`?", id="environment",
        ),
        pytest.param(
            ("db.pool", "--folder", "conf"), "there is no configuration folder 'conf'",
            "name the folder that holds base.yaml, or a file: --folder DIR", id="folder",
        ),
        pytest.param(
            ("db.pool", "--why-not", "config/envs/prd.yaml"),
            "there is no file 'config/envs/prd.yaml'",
            "did you mean 'config/envs/prod.yaml'?", id="file",
        ),
        pytest.param(
            ("--env", "prod"), "a KEY is missing",
            "for example confledger explain db.pool --env prod; of all: --all", id="no key",
        ),
        pytest.param(
            ("db.pool", "--history", "--at", "HEAD"),
            "--history is about all times, and --at about one", "leave out one of them", id="times",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_says_what_to_ask(
    shop: Repository,
    monkeypatch: pytest.MonkeyPatch,
    arguments: tuple[str, ...],
    error: str,
    help: str,
) -> None:
    from confledger.errors import ConfledgerError

    monkeypatch.chdir(shop.root)

    with pytest.raises(ConfledgerError) as raised:
        explain.run(list(arguments))

    assert (str(raised.value), raised.value.help) == (error, help)
