"""Which changed files make us look for documents that they govern."""

import pytest

from confledger.checks.schemas import Schemas
from confledger.checks.scope import Fanout, changed
from confledger.checks.selection import Selection
from confledger.checks.verdict import Judge
from confledger.documents.limits import Limits
from confledger.git.deltas import staged
from confledger.git.repository import discover
from confledger.git.snapshot import IndexSnapshot
from confledger.settings import Settings
from support import Repository

SETTINGS = {
    "schemas": [{"paths": ["apps/*"], "schema": "rules/app.json"}],
    "vendored-schemas": {"https://example.org/x": "third/x"},
}


@pytest.mark.parametrize(
    ("path", "content", "looked_for"),
    [
        ("rules/app.json", "{}", True),
        ("third/x", "{}", True),
        ("rules/parts/port.json", "{}", True),
        ("third/neighbour.json", "{}", True),
        ("my-schema.yaml", "a: 1\n", True),
        ("schemas/x.toml", "", True),
        ("p/a.json", '{"$schema": "https://json-schema.org/draft/2020-12/schema"}', True),
        ("p/b.json", '{"$ref": "c.json"}', True),
        ("p/c.json", '{"type": "integer"}', True),
        ("p/d.yaml", "type: string\n", False),
        ("p/e.yaml", "$ref: other.yaml\n", True),
        ("p/f.json", '{"const": 7}', True),
        ("p/g.yaml", "a:\n  enum: [b]\n", False),
        ("p/h", '{"minLength": 1}', True),
        ("p/i.schema", '{"minLength": 1}', True),
        ("p/j.yaml", "type: ClusterIP\nlog_format: json\nmaximum_age: 3\n", False),
        ("p/k.json", '{"type": "service", "items": [1]}', False),
        ("p/l.md", '{"type": "integer"}', False),
        ("p/m.ini", "type: string\n", False),
        ("p/n", "words\n", False),
        ("rules-of-the-house.yaml", "a: 1\n", False),
    ],
)
def test_what_may_be_a_schema_is_followed_to_its_documents(
    repository: Repository, path: str, content: str, looked_for: bool
) -> None:
    # The document names the file itself, so it is reached whenever one looks for it.
    repository.write("doc.yaml", f"# yaml-language-server: $schema=/{path}\na: 1\n")
    repository.write("apps/x.yaml", "a: 1\n")
    repository.commit()
    repository.write(path, content)
    repository.git("add", "--all")
    found = discover(str(repository.root))
    index = IndexSnapshot(found, 10_000)
    settings = Settings(SETTINGS, "confledger.yaml")
    schemas = Schemas(index.find, vendored=settings.vendored, limits=Limits(), formats=False)
    judge = Judge(schemas, vendored=settings.vendored, limits=Limits(), severities={})
    fanout = Fanout(index, Selection(settings), schemas, judge, settings.vendored)

    deltas = staged(found)

    assert [entry.path for entry in changed(deltas)] == [path]
    reached = {entry.path for entry in fanout.dependants(deltas)} - {"apps/x.yaml"}
    assert reached == ({"doc.yaml"} if looked_for else set())
    index.close()


def test_nothing_changed_reaches_nothing(repository: Repository) -> None:
    index = IndexSnapshot(discover(str(repository.root)), 10_000)
    settings = Settings()
    schemas = Schemas(index.find, vendored={}, limits=Limits(), formats=False)
    judge = Judge(schemas, vendored={}, limits=Limits(), severities={})

    assert Fanout(index, Selection(settings), schemas, judge, {}).dependants([]) == []
    assert changed([]) == []
