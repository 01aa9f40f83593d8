"""What one load imports: a short script pays for each of these modules."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.pristine

# What reads two files of YAML without a schema, but for the module that is called itself. A line
# more here is a decision.
PLAIN = {
    "confledger",
    "confledger.checks",
    "confledger.checks.globs",
    "confledger.checks.references",
    "confledger.documents",
    "confledger.documents.dialect",
    "confledger.documents.formats",
    "confledger.documents.formats.yaml",
    "confledger.documents.formats.yaml_agreement",
    "confledger.documents.limits",
    "confledger.documents.load",
    "confledger.documents.problem",
    "confledger.documents.settings_file",
    "confledger.documents.text",
    "confledger.errors",
    "confledger.loader.access",
    "confledger.loader.access_log",
    "confledger.loader.config",
    "confledger.loader.digests",
    "confledger.loader.faulty",
    "confledger.loader.findings",
    "confledger.loader.folder",
    "confledger.loader.interpolation",
    "confledger.loader.keys",
    "confledger.loader.layer",
    "confledger.loader.layout",
    "confledger.loader.marking",
    "confledger.loader.merging",
    "confledger.loader.reading",
    "confledger.loader.references",
    "confledger.loader.resolution",
    "confledger.loader.schema",
    "confledger.loader.schema_choice",
    "confledger.loader.secret",
    "confledger.loader.snapshot",
    "confledger.loader.sources",
    "confledger.loader.surroundings",
    "confledger.location",
    "confledger.settings",
    "confledger.settings_load",
    "confledger.settings_parts",
    "confledger.settings_reports",
    "confledger.settings_schema",
}
# What a load is never worth, whatever is in it.
NEVER = {
    *("argparse", "ast", "asyncio", "confledger.cli", "confledger.git", "cryptography"),
    *("dataclasses", "email", "http", "http.client", "hvac", "inspect", "jinja2", "logging"),
    *("pathlib", "pickle", "platform", "pydantic", "requests", "rich", "shutil", "signal"),
    *("socket", "sqlite3", "ssl", "subprocess", "tempfile", "threading", "urllib.request"),
    *("watchfiles", "yaml", "yaml_edit"),
}
# And without a schema: regular expressions, OpenSSL for a digest, JSON for a line of the log.
NOT_PLAIN = NEVER | {"decimal", "enum", "hashlib", "json", "re", "re2", "tomllib", "typing"}
LIBRARIES = (
    "import collections.abc, importlib.machinery, importlib.util, operator, warnings, yaml12"
)
BUILT_IN = {"_json", "_sha256", "_sha2", "atexit", "fcntl"}


def _imported(folder: Path, code: str) -> set[str]:
    environ = {**os.environ, "XDG_STATE_HOME": str(folder / "state"), "HOME": str(folder)}
    environ.pop("CONFLEDGER_ACCESS", None)
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env=environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines[1:]}


def _ours(modules: set[str]) -> set[str]:
    return {name for name in modules if name.partition(".")[0] == "confledger"}


def test_loading_files_of_yaml_imports_what_reads_and_merges_them(tmp_path: Path) -> None:
    tmp_path.joinpath("config/envs").mkdir(parents=True)
    tmp_path.joinpath("config/base.yaml").write_text("db: {pool: 5, url: 'x:${db.pool}'}\n")
    tmp_path.joinpath("config/envs/prod.yaml").write_text("extends: base\ndb: {pool: 7}\n")

    code = "import confledger; c = confledger.load('config', 'prod', environ={}); c.db.at('pool')"
    found = _imported(tmp_path, code)

    assert sorted(_ours(found)) == sorted(PLAIN)
    assert found & NOT_PLAIN == set()
    assert found - _ours(found) - _imported(tmp_path, LIBRARIES) - BUILT_IN == set()
    # What was read is noted down all the same, at the end of the process.
    assert len(list(tmp_path.glob("state/confledger/access/*/prod.jsonl"))) == 1


def test_a_schema_and_made_up_secrets_import_nothing_that_starts_asks_or_decrypts(
    tmp_path: Path,
) -> None:
    tmp_path.joinpath("config/envs").mkdir(parents=True)
    tmp_path.joinpath("confledger.yaml").write_text(
        "schemas: [{paths: [config/base.yaml], schema: app.json}]\nload: {prefix: APP_}\n"
    )
    tmp_path.joinpath("app.json").write_text(
        '{"properties": {"db": {"properties": {"pool": {"type": "integer"},'
        ' "key": {"type": "string", "pattern": "^[a-z]+$", "x-secret": true}}}}}'
    )
    tmp_path.joinpath("config/base.yaml").write_text("db: {pool: 5, key: made up}\n")
    tmp_path.joinpath("config/envs/prod.yaml").write_text("extends: base\ndb: {pool: 7}\n")

    found = _imported(
        tmp_path,
        "import confledger; c = confledger.load('config', 'prod', secrets='fake',"
        " environ={'APP_DB__POOL': '9'}); assert c.db.pool == 9",
    )

    assert found & (NEVER | {"hashlib", "json", "tomllib"}) == set()
    for name in ("opening", "vault", "http_overlay", "watching", "last_good", "templates"):
        assert f"confledger.loader.{name}" not in found
    assert not any(name.startswith("confledger.secrets.sops") for name in found)
