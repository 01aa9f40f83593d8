"""A commit that edits the settings is to blame for every file that no longer fits them."""

import pytest

from support import Repository

SCHEMA = '{"properties": {"a": {"type": "integer"}}}'
BAD = "apps/old.yaml:1:4: error[schema] `a` is a string, expected an integer\n"
GIVEN = 'schemas: [{paths: ["apps/*"], schema: schemas/app.json}]\n'


def ready(repository: Repository, name: str = "confledger.yaml", settings: str = "") -> Repository:
    """Make a repository with one file that would not fit, and one that is wrong in any case."""
    repository.write("schemas/app.json", SCHEMA)
    repository.write("apps/old.yaml", "a: x\n")
    repository.write("broken.yaml", "a: [\n")
    if settings:
        repository.write(name, settings)
    repository.commit()
    return repository


@pytest.mark.parametrize(
    ("name", "before", "after", "found"),
    [
        pytest.param("confledger.yaml", "", GIVEN, BAD, id="new settings"),
        pytest.param("confledger.yaml", "fail-on: error\n", GIVEN, BAD, id="a new schema"),
        pytest.param(
            "confledger.yaml",
            GIVEN + 'ignore: [{paths: ["apps/*"], reason: later}]\n',
            GIVEN,
            BAD,
            id="no longer ignored",
        ),
        pytest.param("confledger.yaml", "nonsense: [\n", GIVEN, BAD, id="repaired settings"),
        pytest.param(
            "confledger.yaml", GIVEN, GIVEN + "fail-on: error\n", "", id="the same schema"
        ),
        pytest.param("confledger.yaml", GIVEN, "fail-on: error\n", "", id="a schema less"),
        pytest.param(
            "pyproject.toml",
            "[tool.other]\n",
            '[[tool.confledger.schemas]]\npaths = ["apps/*"]\nschema = "schemas/app.json"\n',
            BAD,
            id="in pyproject.toml",
        ),
    ],
)
@pytest.mark.parametrize("question", [("--staged",), ("--from", "HEAD~1")], ids=" ".join)
def test_a_file_is_looked_at_when_the_settings_treat_it_otherwise(
    repository: Repository,
    name: str,
    before: str,
    after: str,
    found: str,
    question: tuple[str, ...],
) -> None:
    ready(repository, name, before)
    repository.write(name, after)
    repository.git("add", "--all")
    if question != ("--staged",):
        repository.commit("settings")

    done = repository.confledger("check", "--format", "short", *question)

    assert (done.returncode, done.stdout) == (int(bool(found)), found)


def test_settings_that_a_hook_manager_names_reach_as_far(repository: Repository) -> None:
    ready(repository)
    repository.write("confledger.yaml", GIVEN)
    repository.git("add", "--all")

    done = repository.confledger("check", "--staged", "--format", "short", "confledger.yaml")

    assert (done.returncode, done.stdout) == (1, BAD)


def test_a_file_that_was_deleted_on_disk_is_counted_with_its_reason(
    repository: Repository,
) -> None:
    repository.write("a.yaml", "a: 1\n")
    repository.write("b.yaml", "a: 1\n")
    repository.commit()
    (repository.root / "a.yaml").unlink()
    ended = "2 files: 1 without schema, 1 ignored (deleted in the work tree)"
    for again in range(3):
        done = repository.confledger("check")
        assert (done.returncode, done.stderr[: len(ended)]) == (0, ended), again

    repository.git("rm", "--quiet", "--cached", "a.yaml")
    assert repository.confledger("check").stderr.startswith("1 file: 1 without schema")
    repository.git("reset", "--quiet", "--hard")
    assert repository.confledger("check").stderr.startswith("2 files: 2 without schema")
