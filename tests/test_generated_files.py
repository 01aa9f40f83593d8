"""What is made from the models is up to date, and the configuration keeps to it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from confledger.documents.dialect import dialect_of
from confledger.documents.load import load
from confledger.ecosystem import Configuration
from confledger.secrets.sealed import opened
from confledger.settings import Settings
from overlays import ROOT, read

GENERATED = sorted((ROOT / "schemas").glob("*.json"))
NAMES = [file.name for file in GENERATED]


def schemas(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "scripts/schemas"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def settings() -> Settings:
    return Settings(read("confledger.yaml"), "confledger.yaml")


def mapped() -> dict[str, str]:
    """Return the schema of each file, by the globs of confledger.yaml; first match wins."""
    found: dict[str, str] = {}
    for entry in settings().schemas:
        paths = entry["paths"]
        assert isinstance(paths, list)
        for pattern in paths:
            files = list(ROOT.glob(pattern))
            assert files, f"{pattern} of confledger.yaml fits no file"
            for file in files:
                found.setdefault(file.relative_to(ROOT).as_posix(), str(entry["schema"]))
    return found


def test_generated_files_are_up_to_date() -> None:
    done = schemas("--check")

    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)


def test_the_check_names_what_differs_and_what_to_run(tmp_path: Path) -> None:
    schemas("--root", str(tmp_path))
    with (tmp_path / "schemas/waivers.schema.json").open("a", encoding="utf-8") as file:
        file.write(" ")
    (tmp_path / "config_template.yaml").unlink()
    (tmp_path / "schemas/old.schema.json").write_text("{}\n", "utf-8")

    done = schemas("--check", "--root", str(tmp_path))

    assert (done.returncode, done.stdout) == (
        1,
        (
            "config_template.yaml differs from what the models say\n"
            "schemas/waivers.schema.json differs from what the models say\n"
            "schemas/old.schema.json is made by nothing; "
            "remove it, or add it to the table in scripts/schemas\n"
            "run `scripts/schemas` and commit what it writes\n"
        ),
    )


def test_writing_changes_only_what_differs(tmp_path: Path) -> None:
    schemas("--root", str(tmp_path))
    (tmp_path / "schemas/waivers.schema.json").write_text("{}\n", "utf-8")

    assert schemas("--root", str(tmp_path)).stdout == "wrote schemas/waivers.schema.json\n"
    assert schemas("--root", str(tmp_path)).stdout == ""


@pytest.mark.parametrize("file", GENERATED, ids=NAMES)
def test_schemas_say_what_they_are(file: Path) -> None:
    schema = json.loads(file.read_text("utf-8"))

    Draft202012Validator.check_schema(schema)
    assert list(schema)[:2] == ["$schema", "$id"]
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"https://confledger.example/schemas/{file.name}"
    assert schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("file", GENERATED, ids=NAMES)
def test_schemas_are_closed_and_described_at_every_depth(file: Path) -> None:
    schema = json.loads(file.read_text("utf-8"))

    assert list(faults(schema, "#")) == []


def faults(schema: Any, where: str) -> Iterator[str]:
    """Name each object that takes any key, each value of any type, each key without words."""
    if schema.get("type") == "object":
        rest = schema.get("additionalProperties", True)
        # A schema for the rest types every value: a map, not a hole.
        if rest is True or rest == {}:
            yield f"{where} is open"
    if not {"type", "$ref", "enum", "const", "anyOf", "oneOf"} & set(schema):
        yield f"{where} takes anything"
    for key, child in schema.get("properties", {}).items():
        if not child.get("description"):
            yield f"{where}/properties/{key} has no description"
    for keyword in ("properties", "patternProperties", "$defs"):
        for key, child in schema.get(keyword, {}).items():
            yield from faults(child, f"{where}/{keyword}/{key}")
    for keyword in ("items", "additionalProperties"):
        if isinstance(child := schema.get(keyword), dict):
            yield from faults(child, f"{where}/{keyword}")
    for keyword in ("anyOf", "oneOf"):
        for number, child in enumerate(schema.get(keyword, [])):
            yield from faults(child, f"{where}/{keyword}/{number}")


def test_every_file_of_the_configuration_has_a_schema() -> None:
    files = {
        file.relative_to(ROOT).as_posix()
        for file in (ROOT / "config").rglob("*")
        # A key is no configuration.
        if file.is_file() and file.suffix != ".agekey"
    }

    assert files - set(mapped()) == set()


@pytest.mark.parametrize(("path", "schema"), mapped().items(), ids=list(mapped()))
def test_files_fit_their_schema(path: str, schema: str) -> None:
    dialect = dialect_of(path)
    assert dialect
    loaded = load((ROOT / path).read_bytes(), dialect)
    assert (loaded.problems, len(loaded.documents)) == ([], 1)
    rules = json.loads((ROOT / schema).read_text("utf-8"))

    validator = Draft202012Validator(rules, format_checker=Draft202012Validator.FORMAT_CHECKER)
    (document,) = loaded.documents
    # What is encrypted is judged as `check` does it: with something of the same type.
    sealed = opened(document, dialect)
    document = document if sealed is None else sealed.document
    errors = [f"{e.json_path}: {e.message}" for e in validator.iter_errors(document)]

    assert errors == []


def test_every_dialect_of_the_product_is_in_the_configuration() -> None:
    assert {dialect_of(path) for path in mapped()} == {
        "dotenv", "ini", "json", "properties", "toml", "yaml",
    }  # fmt: skip


@pytest.mark.parametrize("path", [path for path in mapped() if path.endswith(".yaml")])
def test_modelines_name_the_schema_that_the_settings_name(path: str) -> None:
    start = "# yaml-language-server: $schema="
    first = (ROOT / path).read_text("utf-8").partition("\n")[0]

    if first.startswith(start):
        named = (ROOT / path).parent / first.removeprefix(start)
        assert named.resolve() == ROOT / mapped()[path]


def test_the_template_is_a_valid_configuration() -> None:
    text = (ROOT / "config_template.yaml").read_text("utf-8")

    Configuration.model_validate(yaml.safe_load(text))


def test_the_template_explains_every_key() -> None:
    text = (ROOT / "config_template.yaml").read_text("utf-8")
    words = " ".join(line.strip().removeprefix("# ") for line in text.splitlines())
    schema = json.loads((ROOT / "schemas/config.schema.json").read_text("utf-8"))
    described = {
        child["description"]
        for definition in [schema, *schema["$defs"].values()]
        for child in definition["properties"].values()
    }

    assert {sentence for sentence in described if sentence not in words} == set()
    assert [line for line in text.splitlines() if len(line) > 100 or line != line.rstrip()] == []
