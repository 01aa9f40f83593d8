"""Whatever happens to a repository, what is remembered of it changes no answer."""

import os
import random
from collections.abc import Callable

import pytest

from support import Repository

Run = Callable[..., tuple[int, str, str]]
INTEGER = '{"$schema": "http://json-schema.org/draft-07/schema#", "properties": {"a": {"$ref": '
SCHEMAS = (
    INTEGER + '"part.json#/port"}}}',
    INTEGER + '"part.json#/name"}}}',
    '{"required": ["a"], "additionalProperties": false, "properties": {"a": {}}}',
    "{",
)
PARTS = ('{"port": {"type": "integer"}, "name": {"type": "string"}}', '{"port": {}, "name": {}}')
CONTENTS = ("a: 1\n", "a: 2\n", "a: x\n", "b: 1\n", "a: 1\na: 2\n", "a: [\n", "", "a: 1\r\nb: 2\n")
NAMED = "# yaml-language-server: $schema={}\na: 1\n"
CHOSEN = 'schemas: [{paths: ["x/*.yaml", "z.conf"], schema: schemas/app.json}]\n'
SETTINGS = (
    "",
    CHOSEN,
    CHOSEN + 'dialects: [{paths: ["*.conf"], dialect: yaml}]\n',
    CHOSEN + 'ignore: [{paths: ["y/**"], reason: copied from upstream}]\n',
    CHOSEN + "checks: {duplicate-key: off, schema: warning}\nfail-on: error\n",
    CHOSEN + "limits: {max-bytes: 7}\n",
    "checks: {file-without-schema: error}\n",
    "schemes: []\n",
)
FILES = ("x/a.yaml", "x/b.yaml", "y/c.yaml", "y/templates/d.yaml", "e.yaml", "z.conf", "notes.md")
QUESTIONS = (
    ("check",),
    ("check", "--format", "json", "--files"),
    ("check", "--staged"),
    ("check", "--staged", "--format", "json", "--all"),
    ("check", "x", "e.yaml"),
    ("check", "--rev", "HEAD"),
)


def step(repository: Repository, at: random.Random) -> str:
    """Do one thing that a person may do to a repository; return what it was."""
    path, deed = at.choice(FILES), at.choice(DEEDS)
    return f"{deed.__name__}: {deed(repository, at, path)}"


def edit(repository: Repository, at: random.Random, path: str) -> str:
    path, contents = at.choice(
        [
            *([(path, CONTENTS)] * 4),
            (path, (NAMED.format("../schemas/app.json"), NAMED.format("schemas/app.json"))),
            ("schemas/app.json", SCHEMAS),
            ("schemas/part.json", PARTS),
            ("confledger.yaml", SETTINGS),
            ("y/Chart.yaml", ("name: y\n",)),
        ]
    )
    content = at.choice(contents)
    _put(repository, path, content)
    return f"{path} {content!r}"


def link(repository: Repository, at: random.Random, path: str) -> str:
    file = repository.root / path
    file.parent.mkdir(exist_ok=True, parents=True)
    file.unlink(missing_ok=True)
    file.symlink_to("nowhere")
    return path


def delete(repository: Repository, at: random.Random, path: str) -> str:
    path = at.choice((*FILES, "schemas/part.json", "y/Chart.yaml", "confledger.yaml"))
    (repository.root / path).unlink(missing_ok=True)
    return path


def rename(repository: Repository, at: random.Random, path: str) -> str:
    to = at.choice(FILES)
    if os.path.lexists(repository.root / path):
        (repository.root / to).parent.mkdir(exist_ok=True, parents=True)
        (repository.root / path).rename(repository.root / to)
    return f"{path} to {to}"


def touch(repository: Repository, at: random.Random, path: str) -> str:
    if (repository.root / path).is_file():
        os.utime(repository.root / path)
    return path


def stage(repository: Repository, at: random.Random, path: str) -> str:
    what = at.choice((".", path.partition("/")[0] + "*", "confledger.yaml", "schemas"))
    repository.try_git("add", "--all", "--", what)
    return what


def unstage(repository: Repository, at: random.Random, path: str) -> str:
    repository.try_git("reset", "--quiet", "--", path)
    return path


def commit(repository: Repository, at: random.Random, path: str) -> str:
    how = at.choice(("--allow-empty", "--all"))
    repository.try_git("commit", "--quiet", "--message=some", how)
    return how


def switch(repository: Repository, at: random.Random, path: str) -> str:
    branch = at.choice(("main", "one", "two"))
    if repository.try_git("switch", "--quiet", branch).returncode:
        repository.try_git("switch", "--quiet", "--create", branch)
    return branch


def restore(repository: Repository, at: random.Random, path: str) -> str:
    repository.try_git("checkout", "--quiet", "HEAD", "--", path)
    return path


DEEDS = (
    *(edit, edit, edit, edit, edit, link, delete, rename, touch, stage, stage, unstage),
    *(commit, commit, switch, restore),
)


def _put(repository: Repository, path: str, content: str) -> None:
    file = repository.root / path
    if file.is_symlink():
        file.unlink()
    repository.write(path, content)


# Two of these once found a fault each.
@pytest.mark.parametrize("seed", [1, 225])
def test_with_memory_and_without_every_answer_is_the_same(
    repository: Repository, run: Run, seed: int
) -> None:
    at = random.Random(seed)
    for path in FILES:
        _put(repository, path, "a: 1\n")
    _put(repository, "schemas/app.json", SCHEMAS[0])
    _put(repository, "schemas/part.json", PARTS[0])
    _put(repository, "confledger.yaml", SETTINGS[1])
    repository.commit()
    done = []
    for _ in range(20):
        done.append(step(repository, at))
        for question in at.sample(QUESTIONS, 4):
            remembered = run(repository, *question)
            anew = run(repository, *question, "--no-cache")

            assert (question, remembered) == (question, anew), "\n".join(done)
