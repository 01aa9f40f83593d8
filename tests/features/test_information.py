"""What is no fault is told to those who ask for it, and remembered apart from what is."""

import json

import pytest

from support import Repository

BLOCK = "{a: 1, b: 2, c: 3, d: 4, e: 5, f: 6, g: 7, h: 8, i: 9, j: 10}"
SEALED = "ENC[AES256_GCM,data:AA==,iv:AA==,tag:AA==,type:int]"
SETTINGS = """\
schemas: [{paths: ["app/*"], schema: s.json}]
readers: [{paths: ["app/py.yaml"], reader: pyyaml}]
"""


@pytest.fixture
def informative(repository: Repository) -> Repository:
    """A repository of files that pass, of each of which something can be said."""
    repository.write("confledger.yaml", SETTINGS)
    repository.write("s.json", '{"properties": {"port": {"minimum": 1024}}}')
    repository.write("app/twice.yaml", f"one: {BLOCK}\ntwo: {BLOCK}\n")
    repository.write("app/sealed.yaml", f"port: {SEALED}\nsops: {{mac: x, version: 3.11.0}}\n")
    repository.write("app/py.yaml", "debug: yes\n")
    repository.write("app/template.yaml", "x-base: &base {a: 1}\nport: 2000\n")
    repository.commit()
    return repository


def told(repository: Repository, *arguments: str) -> tuple[int, list[str]]:
    """Check everything; return the exit code and what was found in which file."""
    done = repository.confledger("check", *arguments, "--format", "json")
    report = json.loads(done.stdout)
    return done.returncode, sorted(
        f"{one['path']} {one['check']} {one['severity']}" for one in report["findings"]
    )


ALL = [
    "app/py.yaml ambiguous-scalar info",
    "app/sealed.yaml sealed-value info",
    "app/template.yaml unused-anchor info",
    "app/twice.yaml duplicated-block info",
]


def test_information_is_told_when_asked_for_whatever_was_run_before(
    informative: Repository,
) -> None:
    files = [f"app/{name}.yaml" for name in ("py", "sealed", "template", "twice")]

    for _ in range(2):
        plain = informative.confledger("check", *files)
        assert (plain.returncode, plain.stdout, plain.stderr) == (0, "", "4 files: 4 passed\n")
        assert told(informative, *files) == (0, ALL)
        verbose = informative.confledger("check", "--verbose", "--format", "short", *files)
        assert [line.split(": ")[0].split(":")[0] for line in verbose.stdout.splitlines()] == files
        assert verbose.returncode == 0


def test_a_program_that_reads_along_does_not_change_what_people_see(
    informative: Repository,
) -> None:
    done = informative.confledger("check", "app", "--output", "sarif=out.sarif")

    assert (done.returncode, done.stdout) == (0, "")
    results = json.loads((informative.root / "out.sarif").read_text())["runs"][0]["results"]
    assert len(results) == len(ALL)


@pytest.mark.parametrize("check", ["duplicated-block", "sealed-value", "ambiguous-scalar"])
def test_information_can_weigh_as_much_as_a_fault(informative: Repository, check: str) -> None:
    informative.write("confledger.yaml", f"{SETTINGS}checks: {{{check}: error}}\n")
    (expected,) = [one.replace("info", "error") for one in ALL if check in one]

    done = informative.confledger("check", "app", "--format", "short")

    assert done.returncode == 1
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == [expected.split(" ")[0]]


def test_the_same_content_is_judged_by_who_reads_it(repository: Repository) -> None:
    repository.write("confledger.yaml", "readers: [{paths: [b.yaml], reader: ansible}]\n")
    for name in ("a.yaml", "b.yaml", "c.yaml", "values.yaml"):
        repository.write(name, "lang: no\n")
    repository.commit()

    for _ in range(2):
        done = repository.confledger("check", "--format", "short")
        lines = [line.split(": ", 1)[1] for line in done.stdout.splitlines()]
        assert lines == [
            "warning[ambiguous-scalar] `lang` is read as false by Ansible",
            "warning[ambiguous-scalar] `lang` is read as false by Kubernetes",
        ]


def test_another_reader_makes_what_was_remembered_void(repository: Repository) -> None:
    repository.write("a.yaml", "lang: no\n")
    repository.commit()
    assert repository.confledger("check").returncode == 0

    repository.write("confledger.yaml", "readers: [{paths: [a.yaml], reader: pyyaml}]\n")

    assert repository.confledger("check", "a.yaml").returncode == 1
