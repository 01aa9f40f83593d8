"""Which environments take over what another one holds, however they extend each other."""

from typing import Any

import pytest

from confledger.ledger.between import ADDED, File
from confledger.reports.change_report.gathered import Gathered

NAMES = ["prod", "staging", "dev", "base"]


def gathered(bases: dict[str, list[str]], paths: list[str]) -> Gathered:
    none = ("landings", "backs", "saying", "risks", "unread")
    rest: dict[str, Any] = {name: [] for name in none}
    return Gathered(
        **rest,
        period="",
        base=None,
        since="",
        called={},
        quiet=0,
        files=[File(path, ADDED, "") for path in paths],
        environments=NAMES,
        of=lambda path: [name for name in NAMES if name in path],
        bases=bases,
        as_of=0,
    )


@pytest.mark.parametrize(
    ("bases", "reached"),
    [
        ({}, []),
        ({"base": ["dev", "prod"]}, ["prod", "dev"]),
        ({"base": ["prod"], "prod": ["staging"]}, ["prod", "staging"]),
        # What extends itself is said by a check; here it ends.
        ({"base": ["prod"], "prod": ["base", "dev"]}, ["prod", "dev"]),
    ],
)
def test_what_a_base_holds_comes_to_all_that_extend_it(
    bases: dict[str, list[str]], reached: list[str]
) -> None:
    assert gathered(bases, []).reached("base.yaml") == reached


def test_production_comes_first_and_other_files_last() -> None:
    found = gathered({}, ["a.json", "base.yaml", "x/prod.yaml", "dev.yaml"])

    assert [one.path for one in found.files] == ["x/prod.yaml", "dev.yaml", "base.yaml", "a.json"]
    assert list(found.groups()) == ["prod", "dev", "base", "other files"]
