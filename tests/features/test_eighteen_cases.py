"""Eleven bad states of a secret file are refused, seven good ones pass; without any key."""

import pathlib
import sys

import pytest

from secret_cases import BAD, CASES, GOOD, Case
from sopsing import needs_sops

# What is only shown, and fails nothing: that a value is empty, or true or false.
SHOWN = {"weak-secret"}
TABLE: list[str] = []


@needs_sops
@pytest.mark.parametrize("case", CASES, ids=[case.id for case in CASES])
def test_each_case_is_told_for_what_it_is(case: Case, tmp_path: pathlib.Path) -> None:
    repository = case.write(tmp_path / "shop")
    # No identity is there, and no program but git.
    done = repository.confledger("secrets", "check", "--staged", "--format", "short")

    found = {line.partition("[")[2].partition("]")[0] for line in done.stdout.splitlines()}
    TABLE.append(f"{case.id:46} exit {done.returncode}  {', '.join(sorted(found - SHOWN - {''}))}")
    assert done.returncode == int(case.bad), done.stdout + done.stderr
    assert set(case.checks) <= found
    assert case.bad or found <= {*SHOWN, ""}
    assert "horse" not in done.stdout + done.stderr


def test_the_table_of_the_cases(capsys: pytest.CaptureFixture[str]) -> None:
    assert (len(BAD), len(GOOD)) == (11, 7)
    with capsys.disabled():
        sys.stdout.write("\n    ".join(["", *TABLE]) + "\n")
