"""Which modules a passing hook run imports: each of them is paid for at every commit."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from support import Repository

pytestmark = pytest.mark.pristine

# What answers a hook that runs on what it has seen. A line more here is a decision.
SHORT_WAY = {
    "confledger",
    "confledger.checks",
    "confledger.checks.baseline",
    "confledger.checks.cache",
    "confledger.checks.engine",
    "confledger.cli",
    "confledger.cli.entry",
    "confledger.cli.known",
    "confledger.cli.streams",
    "confledger.errors",
    "confledger.git",
    "confledger.git.process",
    "confledger.git.repository",
}
# What judges one small YAML file that has a schema and no fault.
FIRST_TIME = SHORT_WAY | {
    "confledger.checks.bearing",
    "confledger.checks.broken",
    "confledger.checks.closing",
    "confledger.checks.expansion",
    "confledger.checks.globs",
    "confledger.checks.memo",
    "confledger.checks.readers",
    "confledger.checks.references",
    "confledger.checks.result",
    "confledger.checks.run",
    "confledger.checks.schemas",
    "confledger.checks.scope",
    "confledger.checks.selection",
    "confledger.checks.store",
    "confledger.checks.survey",
    "confledger.checks.suspicion",
    "confledger.checks.validator",
    "confledger.checks.verdict",
    "confledger.cli.check",
    "confledger.cli.consistent",
    "confledger.cli.checking",
    "confledger.cli.options",
    "confledger.cli.output",
    "confledger.cli.program",
    "confledger.cli.state",
    "confledger.cli.wanted",
    "confledger.cli.workspace",
    "confledger.documents",
    "confledger.documents.dialect",
    "confledger.documents.formats",
    "confledger.documents.formats.json",
    "confledger.documents.formats.yaml",
    "confledger.documents.formats.yaml_agreement",
    "confledger.documents.limits",
    "confledger.documents.load",
    "confledger.documents.problem",
    "confledger.documents.settings_file",
    "confledger.documents.text",
    "confledger.git.blobs",
    "confledger.git.deltas",
    "confledger.git.snapshot",
    "confledger.git.work_tree",
    "confledger.location",
    "confledger.reports",
    "confledger.reports.visible",
    "confledger.reports.wording",
    "confledger.settings",
    "confledger.settings_load",
    "confledger.settings_parts",
    "confledger.settings_reports",
    "confledger.settings_schema",
}
# The parser and the validator, and how the parser is found; the validator brings `re` and `typing`.
LIBRARIES = "import importlib.machinery, importlib.util, jsonschema_rs, yaml12"
# Of the standard library: digests, the scanner of JSON strings, and a word with the collector.
BUILT_IN = {"_blake2", "_json", "_sha1", "gc"}
# Each costs more than reading and judging a small file.
NEVER = {
    *("argparse", "ast", "asyncio", "dataclasses", "email", "hashlib", "importlib.metadata"),
    *("inspect", "jinja2", "json", "json.decoder", "logging", "pathlib", "pickle", "platform"),
    *("pydantic", "rich", "shutil", "signal", "socket", "ssl", "subprocess", "tempfile"),
    *("threading", "tomllib", "traceback", "unicodedata", "urllib", "urllib.parse", "yaml"),
    *("yaml_edit", "yaml_rs"),
}


@pytest.fixture
def staged(repository: Repository) -> Repository:
    """One small staged file with a schema, in a repository with a commit."""
    repository.write("schemas/app.json", '{"properties": {"port": {"type": "integer"}}}')
    repository.write(
        "confledger.yaml", 'schemas: [{paths: ["app/*.yaml"], schema: schemas/app.json}]\n'
    )
    repository.commit()
    repository.write("app/prod.yaml", "port: 80\n")
    repository.git("add", ".")
    return repository


def imported(repository: Repository, *arguments: str) -> set[str]:
    """Run what the `confledger` program runs; return what it imported beyond a bare interpreter."""
    launcher = "import sys; from confledger.cli.entry import main; sys.exit(main())"
    bare = _modules(repository.root, "-c", "import sys")
    return _modules(repository.root, "-c", launcher, *arguments) - bare


def _modules(folder: Path, *command: str) -> set[str]:
    done = subprocess.run(
        [sys.executable, "-X", "importtime", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
    )
    lines = [line for line in done.stderr.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip() for line in lines[1:]}


def split(modules: set[str]) -> tuple[set[str], set[str]]:
    """Return our own modules, and those of others."""
    ours = {name for name in modules if name.partition(".")[0] == "confledger"}
    return ours, modules - ours


def test_a_hook_that_runs_for_the_first_time_imports_what_it_needs(staged: Repository) -> None:
    ours, others = split(imported(staged, "check", "--staged"))

    assert sorted(ours) == sorted(FIRST_TIME)
    assert others & NEVER == set()
    assert others - _modules(staged.root, "-c", LIBRARIES) == BUILT_IN


def test_a_hook_that_runs_again_imports_next_to_nothing(staged: Repository) -> None:
    first = staged.confledger("check", "--staged")

    ours, others = split(imported(staged, "check", "--staged"))

    assert (first.returncode, first.stderr) == (0, "1 file: 1 passed\n")
    assert sorted(ours) == sorted(SHORT_WAY)
    assert others == {"_blake2"}
