"""Commits with a mistake and without, and the repository of somebody who makes them."""

from pathlib import Path

import pytest

from support import Repository

SCHEMA = """{"type": "object", "additionalProperties": false,
 "properties": {"pool": {"type": "integer"}, "timeout": {"type": "integer"}}}
"""
SETTINGS = "schemas: [{paths: [app.yaml], schema: app.schema.json}]\n"
CONFLICT = "<<<<<<< HEAD\npool: 1\n=======\npool: 2\n>>>>>>> theirs\n"
COMMITS = [
    pytest.param("poool: 5\n", "unknown-key", id="a typo in a key"),
    pytest.param("pool: 5\npool: 6\n", "duplicate-key", id="a duplicate key"),
    pytest.param(CONFLICT, "merge-conflict-marker", id="a conflict marker"),
    pytest.param("pool: 5\ntimeout: 3\n", None, id="a good one"),
]


def target(root: Path) -> Repository:
    """A repository of somebody who uses confledger, with one commit."""
    repository = Repository.create(root)
    repository.write("app.schema.json", SCHEMA)
    repository.write("confledger.yaml", SETTINGS)
    repository.write("app.yaml", "pool: 4\n")
    repository.commit()
    return repository


def judged(repository: Repository, content: str, check: str | None) -> None:
    """Commit a content of app.yaml, and compare what comes of it."""
    before = repository.git("rev-parse", "HEAD")
    repository.write("app.yaml", content)
    repository.git("add", ".")

    done = repository.try_git("commit", "--message=try")

    said = done.stdout + done.stderr
    stopped = repository.git("rev-parse", "HEAD") == before
    assert (done.returncode != 0, stopped) == (check is not None, check is not None), said
    if check is not None:
        assert f"   {check}   " in said
        assert "1 finding in 1 file (1 error): 1 file, 1 failed" in said
    repository.git("reset", "--hard", "--quiet", before)
