"""A program that the settings name gets the values that they name."""

import json
import os
from pathlib import Path

import pytest

import sopsing
from support import Repository

pytestmark = sopsing.needs_sops

SETTINGS = """\
secrets:
  run:
    - name: show
      command: [sh, -c, 'echo "$A|$B|$1|$(pwd)"', show]
      variables: {A: a.yaml#/db/password, B: sub/b.env#/B}
    - {name: own, command: [./own], variables: {A: a.yaml#/db/password}}
    - {name: bad, command: [sh], variables: {A: a.yaml}}
    - {name: worse, command: [sh], variables: {LD_PRELOAD: a.yaml#/db/password}}
    - {name: far, command: [sh], variables: {A: a.yaml#/db/host}}
"""


@pytest.fixture
def named(repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    repository.write(".sops.yaml", sopsing.rules())
    repository.write("a.yaml", sopsing.encrypted("db: {password: one}\n"))
    repository.write("sub/b.env", sopsing.encrypted("B=two\n", "b.env"))
    repository.write("own", '#!/bin/sh\necho "$A here"\n').chmod(0o755)
    repository.write("confledger.yaml", SETTINGS)
    for name, value in sopsing.identity().environ().items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CONFLEDGER_JOURNAL", str(tmp_path / "journal.jsonl"))
    return repository


def test_values_of_several_files_reach_it_in_the_root(named: Repository, tmp_path: Path) -> None:
    sub = Repository(named.root / "sub")

    done = sub.confledger("secrets", "run", "show", "--", "extra")

    root = os.path.realpath(named.root)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"one|two|extra|{root}\n", "")
    told = [json.loads(line) for line in (tmp_path / "journal.jsonl").read_text().splitlines()]
    assert [(one["action"], one["path"], one["pointers"]) for one in told] == [
        ("run", "a.yaml", ["/db/password"]),
        ("run", "sub/b.env", ["/B"]),
    ]
    assert sub.confledger("secrets", "run", "own").stdout == "one here\n"


def test_programs_are_listed_and_planned_without_a_key(
    named: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOPS_AGE_KEY")

    listed = named.confledger("secrets", "run")
    planned = named.confledger("secrets", "run", "show", "--dry-run", "--", "x y")

    assert listed.stdout.splitlines()[:2] == [
        """show   sh -c 'echo "$A|$B|$1|$(pwd)"' show""",
        "own    ./own",
    ]
    assert planned.stdout == (
        """would start: sh -c 'echo "$A|$B|$1|$(pwd)"' show 'x y'\n"""
        "  A  a.yaml#/db/password\n"
        "  B  sub/b.env#/B\n"
    )
    assert (listed.stderr, planned.stderr) == ("", "")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("shwo", "the settings name no program 'shwo'\n  help: did you mean 'show'?"),
        (
            "migrate",
            "the settings name no program 'migrate'\n  help: there are show, own, bad, worse, far",
        ),
        (
            "bad",
            "`secrets.run` names 'a.yaml' for A, which is no address of a value\n"
            "  help: path from the root, `#`, JSON Pointer: secrets/prod.yaml#/db/password",
        ),
        (
            "worse",
            "'a.yaml#/db/password' would be LD_PRELOAD, which loads code into every program\n"
            "  help: no secret belongs there; take another name",
        ),
        (
            "far",
            "a.yaml: there is no `/db/host`\n  help: keys are written as "
            'db.password, db/password, /db/password, users[0].name or db["a.b"]',
        ),
    ],
)
def test_what_cannot_be_run_says_why(named: Repository, name: str, said: str) -> None:
    done = named.confledger("secrets", "run", name)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"error: {said}\n")


def test_settings_without_programs_say_how_to_name_one(named: Repository) -> None:
    named.write("confledger.yaml", "")

    listed, asked = named.confledger("secrets", "run"), named.confledger("secrets", "run", "x")

    assert (listed.returncode, listed.stdout, listed.stderr) == (
        0,
        "",
        "the settings name no program; see `confledger secrets run --help`\n",
    )
    assert asked.stderr == (
        "error: the settings name no program 'x'\n"
        "  help: add it to `secrets.run` in confledger.yaml\n"
    )
