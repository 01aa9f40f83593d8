"""No value of a file is in what confledger prints.

What may be printed: keys; what the schema itself says; and, in the text format alone, the one
line of source that a finding points to, below the finding. In that line too, what stands
under the name of a secret is masked.
"""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from confledger.documents.dialect import YAML
from confledger.documents.load import load
from support import Repository

FORMATS = ("text", "short", "json", "sarif", "codequality", "junit", "github")
TABLES = sorted((Path(__file__).parent.parent / "checks/messages").glob("*.yaml"))
# A canary is 7 letters or digits that no schema and no message has.
CANARY = re.compile(r"zqx[0-9]{4}|7[0-9]{4}13")
SOURCE = re.compile(r"(?m)^ +[0-9]+ \| .*\n")

SECRETS = """\
database:
  password: zqx0001
  api_key: [zqx0002, 7000313]
  client_secret: {id: zqx0004, parts: [zqx0005]}
  url: postgresql://user:zqx0006@db.example.org/app
  tokens:
    - zqx0007
    - name: zqx0008
"""
# Every value is wrong, so that there is a finding at every line.
NOTHING_FITS: dict[str, Any] = {
    "properties": {
        "database": {
            "properties": {
                "password": {"type": "integer"},
                "api_key": {"items": {"enum": ["a", "b"]}},
                "client_secret": {
                    "properties": {"id": {"minLength": 99}, "parts": {"minItems": 2}},
                },
                "url": {"pattern": "^https:"},
                "tokens": {"items": {"oneOf": [{"const": 1}, {"type": "boolean"}]}},
            }
        }
    }
}


def planted(value: object, count: list[int]) -> object:
    """Return a document with another canary for each string and each number."""
    if isinstance(value, dict):
        return {key: planted(child, count) for key, child in value.items()}
    if isinstance(value, list):
        return [planted(child, count) for child in value]
    if value is None or isinstance(value, bool):
        return value
    count[0] += 1
    if isinstance(value, str):
        return f"zqx{count[0]:04d}"
    whole = 7_000_013 + count[0] * 100
    return whole if isinstance(value, int) else whole + 0.5


def cases() -> list[tuple[dict[str, Any], object]]:
    found = []
    count = [0]
    for table in TABLES:
        tables = load(table.read_bytes(), YAML).documents[0]
        assert isinstance(tables, list)
        for case in tables:
            documents = load(case["text"].encode(), YAML).documents
            found.append((case["schema"], planted(documents[0], count)))
    return found


def printed(repository: Repository) -> dict[str, str]:
    """Check everything once; return what each format prints."""
    outputs = [f"--output={name}={name}.out" for name in FORMATS]
    done = repository.confledger("check", "--verbose", *outputs)
    assert done.returncode == 1, done.stderr
    assert CANARY.findall(done.stderr) == []
    return {name: (repository.root / f"{name}.out").read_text("utf-8") for name in FORMATS}


@pytest.fixture
def settings(repository: Repository) -> Repository:
    repository.write(
        "confledger.yaml", "formats: true\nignore: [{paths: ['*.out'], reason: reports}]\n"
    )
    return repository


def test_no_value_is_in_a_message_whatever_keyword_it_breaks(settings: Repository) -> None:
    for number, (schema, document) in enumerate(cases()):
        settings.write(f"schemas/{number}.json", json.dumps(schema))
        modeline = f"# yaml-language-server: $schema=schemas/{number}.json\n"
        settings.write(f"{number}.yaml", modeline + json.dumps(document, indent=1) + "\n")
    settings.commit()

    outputs = printed(settings)

    # They are there to be seen: in the lines of source, and in nothing else.
    assert len(json.loads(outputs["json"])["findings"]) > 100
    assert len(CANARY.findall("".join(SOURCE.findall(outputs["text"])))) > 50
    outputs["text"] = SOURCE.sub("", outputs["text"])
    assert {name: CANARY.findall(text) for name, text in outputs.items()} == {
        name: [] for name in FORMATS
    }


def test_a_secret_is_in_no_format_and_no_line_of_source(settings: Repository) -> None:
    settings.write("s.json", json.dumps(NOTHING_FITS))
    settings.write("f.yaml", "# yaml-language-server: $schema=s.json\n" + SECRETS)
    settings.commit()

    outputs = printed(settings)

    found = json.loads(outputs["json"])["findings"]
    assert [one["line"] for one in found if one["path"] == "f.yaml"] == [3, 4, 4, 5, 5, 6, 8, 9]
    assert {name: CANARY.findall(text) for name, text in outputs.items()} == {
        name: [] for name in FORMATS
    }
