"""The encrypted files in config/ are real ones, and anybody can open them."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from confledger.documents.dialect import DOTENV, JSON, YAML
from confledger.documents.load import load
from confledger.ecosystem.secret_files import event_export_schema, pooler_schema, values_schema
from overlays import ROOT, layers, merged

IDENTITY = ROOT / "config/secrets/PUBLIC-TEST-IDENTITY.agekey"
ENVIRONMENTS = ("dev", "staging", "prod")
FILES = {
    **{f"config/secrets/{name}.yaml": (YAML, values_schema) for name in ENVIRONMENTS},
    "config/secrets/event-export.json": (JSON, event_export_schema),
    "config/secrets/pooler.env": (DOTENV, pooler_schema),
}
needs_sops = pytest.mark.skipif(shutil.which("sops") is None, reason="needs the program sops")


def decrypted(path: str, dialect: str) -> Any:
    done = subprocess.run(
        ["sops", "decrypt", path],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SOPS_AGE_KEY_FILE": str(IDENTITY)},
        capture_output=True,
        check=True,
    )
    loaded = load(done.stdout, dialect)
    assert loaded.problems == []
    return loaded.documents[0]


def test_the_key_says_that_it_is_public_in_its_name_and_its_first_line() -> None:
    first, *others = IDENTITY.read_text().splitlines()

    assert (IDENTITY.name, first) == (
        "PUBLIC-TEST-IDENTITY.agekey",
        "# This key is public. It protects nothing, and stands here for tests and demos only.",
    )
    # No other identity is anywhere in config/.
    assert [
        file.name
        for file in Path(ROOT / "config").rglob("*")
        if file.is_file()
        if b"AGE-SECRET-KEY-1" in file.read_bytes()
    ] == [IDENTITY.name]
    public = next(line for line in others if line.startswith("# public key: ")).split()[-1]
    rules = (ROOT / ".sops.yaml").read_text()
    assert set(re.findall(r"age1[a-z0-9]{58}", rules)) == {public}


@needs_sops
@pytest.mark.parametrize("path", FILES)
def test_the_public_key_opens_a_file_and_its_schema_holds_for_what_is_inside(path: str) -> None:
    dialect, schema = FILES[path]

    document = decrypted(path, dialect)

    assert [error.message for error in Draft202012Validator(schema()).iter_errors(document)] == []


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_each_secret_that_the_configuration_refers_to_is_in_its_file(environment: str) -> None:
    secrets = merged(
        layers(environment), json.loads((ROOT / "schemas/config.schema.json").read_text())
    )["secrets"]
    path = f"config/secrets/{environment}.yaml"
    (held,) = load((ROOT / path).read_bytes(), YAML).documents
    assert isinstance(held, dict)
    referred = {
        source.rpartition("#/")[2]
        for secret in secrets.values()
        if (source := secret["source"].replace("${ecosystem.environment}", environment)).startswith(
            f"sops:{path}#/"
        )
    }

    assert referred - set(held) == set()
    # And nothing that nobody asks for.
    assert set(held) - referred - {"sops"} == set()
