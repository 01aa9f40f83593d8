"""A schema that cannot be used is told once, where it is to be mended, not in each of its files."""

import pytest

from support import Repository

APP = '{"properties": {"a": {"$ref": "common.json#/x"}}}'
GLOB = 'schemas: [{{paths: ["f*.yaml"], schema: "{}"}}]\n'
MISSING = (
    "s/common.json: error[schema] the schema `s/app.json` refers to `s/common.json`, "
    "which does not exist\n"
)
# What the settings use as schemas is looked at for itself, and the reference has a place.
DANGLING = (
    "s/app.json:1:31: error[dangling-reference] `properties.a.$ref` refers to `s/common.json`, "
    "which does not exist\n"
)
REMOTE = "https://example.org/app.json"


@pytest.mark.parametrize("named", ["by the files", "by the settings"])
@pytest.mark.parametrize(
    ("common", "told"),
    [
        pytest.param(None, MISSING, id="a part is missing"),
        pytest.param(
            '{"x": {"type": "objekt"}}',
            "s/app.json: error[schema] the schema `s/app.json` is itself not valid: "
            "Unexpected type\n",
            id="a part is not valid",
        ),
        pytest.param('{"x": {"type": "integer"}}', "", id="nothing"),
    ],
)
@pytest.mark.parametrize("again", [1, 2], ids=["first", "again"])
def test_a_fault_of_a_schema_is_told_where_it_is(
    repository: Repository, named: str, common: str | None, told: str, again: int
) -> None:
    line = "# yaml-language-server: $schema=s/app.json\n" if named == "by the files" else ""
    for number in range(4):
        repository.write(f"f{number}.yaml", line + "a: 1\n")
    if not line:
        repository.write("confledger.yaml", GLOB.format("s/app.json"))
    repository.write("s/app.json", APP)
    if common is not None:
        repository.write("s/common.json", common)
    repository.commit()

    for _ in range(again - 1):
        repository.confledger("check", "--format", "short")
    done = repository.confledger("check", "--format", "short")

    if told == MISSING and not line:
        told = DANGLING
    assert (done.returncode, done.stdout) == (int(bool(told)), told)
    if told:
        # Of four files, and the schema in one or two: the one that the finding is in.
        failed = 0 if told == MISSING else 1
        assert f" {5 + (common is not None) - failed} without schema\n" in done.stderr


def test_a_place_in_a_schema_that_is_not_there_is_told_by_each_file(repository: Repository) -> None:
    for number in range(2):
        repository.write(f"f{number}.yaml", "# yaml-language-server: $schema=app.json#/y\na: 1\n")
    repository.write("app.json", "{}")
    repository.commit()

    found = repository.confledger("check", "--format", "short").stdout.splitlines()

    assert found == [
        f"f{number}.yaml:1:33: error[schema] the schema `app.json` has no part `/y`"
        for number in range(2)
    ]


@pytest.mark.parametrize("question", [(), ("--staged",), ("--rev", "HEAD")], ids=" ".join)
def test_settings_that_name_an_address_without_its_file_are_at_fault(
    repository: Repository, question: tuple[str, ...]
) -> None:
    repository.write("f1.yaml", "a: 1\n")
    repository.write("f2.yaml", "a: 1\n")
    repository.commit()
    repository.write("confledger.yaml", GLOB.format(REMOTE))
    if question == ("--rev", "HEAD"):
        repository.commit()
    repository.git("add", "--all")

    for _ in range(2):
        done = repository.confledger("check", "--format", "short", *question)

        assert (done.returncode, done.stdout) == (
            1,
            f"confledger.yaml: error[schema] the schema `{REMOTE}` is not vendored, "
            "and checks never use the network\n",
        )


@pytest.mark.parametrize(
    ("fail_on", "code", "ended"),
    [("warning", 1, "1 failed"), ("error", 0, "1 without schema")],
)
def test_a_file_fails_when_one_of_its_findings_does(
    repository: Repository, fail_on: str, code: int, ended: str
) -> None:
    repository.write("confledger.yaml", f"fail-on: {fail_on}\nchecks: {{encoding: warning}}\n")
    repository.write("a.yaml", b"a: 1\r\nb: 2\nc: 3\n")
    repository.commit()

    for _ in range(2):
        done = repository.confledger("check", "--format", "short")

        assert (done.returncode, done.stdout.count("warning[encoding]")) == (code, 1)
        assert done.stderr == f"1 finding in 1 file (1 warning): 2 files, 1 passed, {ended}\n"
