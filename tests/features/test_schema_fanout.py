"""A commit that edits a schema is to blame for every document that the schema no longer accepts."""

import json
from collections.abc import Callable

import pytest

from support import Repository

OPEN = {"type": "object", "properties": {"port": {"type": "integer"}}}
STRICT = {"type": "object", "properties": {"port": {"type": "integer", "maximum": 1024}}}
PORT, LOW_PORT = {"type": "integer"}, {"type": "integer", "maximum": 1024}
REFERRING = {"type": "object", "properties": {"port": {"$ref": "../parts/port.json"}}}
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def by_glob(repository: Repository) -> tuple[str, object]:
    repository.write(
        "confledger.yaml", "schemas:\n- {paths: ['apps/*.yaml'], schema: rules/app.json}\n"
    )
    repository.write("rules/app.json", json.dumps(OPEN))
    repository.write("apps/one.yaml", "port: 80\n")
    repository.write("apps/two.yaml", "port: 8080\n")
    return "rules/app.json", STRICT


def by_modeline(repository: Repository) -> tuple[str, object]:
    line = "# yaml-language-server: $schema=../shapes/app.json\n"
    repository.write("shapes/app.json", json.dumps(OPEN))
    repository.write("apps/one.yaml", line + "port: 80\n")
    repository.write("apps/two.yaml", line + "port: 8080\n")
    return "shapes/app.json", STRICT


def by_key(repository: Repository) -> tuple[str, object]:
    repository.write("shapes/app.json", json.dumps({"$schema": DRAFT, **OPEN}))
    for name, port in (("one", 80), ("two", 8080)):
        document = {"$schema": "/shapes/app.json", "port": port}
        repository.write(f"apps/{name}.json", json.dumps(document))
    return "shapes/app.json", {"$schema": DRAFT, **STRICT}


def by_reference_from_a_glob(repository: Repository) -> tuple[str, object]:
    by_glob(repository)
    repository.write("rules/app.json", json.dumps(REFERRING))
    repository.write("parts/port.json", json.dumps(PORT))
    return "parts/port.json", LOW_PORT


def by_reference_from_a_modeline(repository: Repository) -> tuple[str, object]:
    by_modeline(repository)
    repository.write("shapes/app.json", json.dumps(REFERRING))
    repository.write("parts/port.json", json.dumps(PORT))
    return "parts/port.json", LOW_PORT


def by_a_vendored_address(repository: Repository) -> tuple[str, object]:
    address = "https://example.org/app.json"
    repository.write("confledger.yaml", f"vendored-schemas: {{'{address}': third/app}}\n")
    line = f"# yaml-language-server: $schema={address}\n"
    repository.write("third/app", json.dumps(OPEN))
    repository.write("apps/one.yaml", line + "port: 80\n")
    repository.write("apps/two.yaml", line + "port: 8080\n")
    return "third/app", STRICT


WAYS: list[Callable[[Repository], tuple[str, object]]] = [
    by_glob,
    by_modeline,
    by_key,
    by_reference_from_a_glob,
    by_reference_from_a_modeline,
    by_a_vendored_address,
]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_the_commit_that_edits_a_schema_is_blamed(
    repository: Repository, way: Callable[[Repository], tuple[str, object]]
) -> None:
    schema, stricter = way(repository)
    repository.write("apps/other.yaml", "port: 8080\n# a schema of its own\n")
    repository.write("unrelated.yaml", "$schema: [\n")
    repository.write("elsewhere.json", json.dumps({"$schema": "/nosuch.json"}))
    if (repository.root / "confledger.yaml").exists():
        (repository.root / "apps/other.yaml").unlink()
    start = repository.commit()
    repository.write(schema, json.dumps(stricter))
    repository.git("add", "--all")

    suffix = ".json" if way is by_key else ".yaml"
    documents = {f"apps/one{suffix}": "passed", f"apps/two{suffix}": "failed"}
    expected = {schema: ANY, **documents}
    staged = repository.endings("--staged")
    assert {**staged, schema: ANY} == expected
    assert repository.endings("--staged", schema) == staged
    repository.commit()
    assert repository.endings("--from", start) == staged
    assert repository.endings("--staged") == {}


ANY = "any"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_schema_that_is_deleted_or_renamed_reaches_its_documents(
    repository: Repository, way: Callable[[Repository], tuple[str, object]]
) -> None:
    schema, _ = way(repository)
    start = repository.commit()
    repository.git("mv", schema, "moved.json")

    found = repository.endings("--staged")

    suffix = ".json" if way is by_key else ".yaml"
    assert found.keys() == {"moved.json", f"apps/one{suffix}", f"apps/two{suffix}"}
    assert repository.check("--staged")[0] == 1
    repository.commit()
    assert repository.endings("--from", start) == found


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("apps/two.yaml", "port: 81\n"),
        ("apps/new.yaml", "port: 82\n"),
        ("notes/port.md", "type: integer\n"),
        ("values.yaml", "type: ClusterIP\nitems: [1]\nname: x\n"),
    ],
)
def test_a_commit_without_a_schema_in_it_reaches_nothing_else(
    repository: Repository, path: str, content: str
) -> None:
    by_glob(repository)
    repository.commit()
    repository.write(path, content)
    repository.git("add", "--all")

    assert repository.endings("--staged").keys() == {path}


def test_a_schema_in_the_commit_reaches_only_what_it_governs(repository: Repository) -> None:
    by_glob(repository)
    repository.write("schemas/other.json", json.dumps({"$schema": DRAFT}))
    repository.commit()
    repository.write("schemas/other.json", json.dumps({"$schema": DRAFT, "type": "object"}))
    repository.git("add", "--all")

    assert repository.endings("--staged") == {"schemas/other.json": "passed"}


def test_a_settled_schema_is_read_from_the_index_and_not_from_disk(
    repository: Repository,
) -> None:
    schema, stricter = by_glob(repository)
    repository.commit()
    repository.write(schema, json.dumps(stricter))
    repository.write("apps/three.yaml", "port: 8081\n")
    repository.git("add", "apps")

    assert repository.check("--staged") == (0, [])
    assert repository.check() == (
        1,
        ["apps/three.yaml:1:7: error[schema]", "apps/two.yaml:1:7: error[schema]"],
    )
