"""The official suites, through the same readers and schemas as every command."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest

DUPLICATES = "a key is defined twice, which is refused on purpose"


@pytest.fixture(scope="module")
def folder(corpus: Path, project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the suites are unpacked."""
    archives, target = suite(project, "archives"), tmp_path_factory.mktemp("suites")
    for name in (archives.JSON_SCHEMA, archives.YAML):
        archives.unpacked(corpus, name, target)
    return target


def suite(project: Path, name: str) -> ModuleType:
    """Return a module of scripts/suites, which is not installed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(project / "scripts"))
        patch.setattr(sys, "dont_write_bytecode", True)
        return import_module(f"suites.{name}")


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize(
    ("draft", "cases"),
    [
        pytest.param("draft4", 618),
        pytest.param("draft6", 839),
        pytest.param("draft7", 927),
        pytest.param("draft2019-09", 1259),
        pytest.param("draft2020-12", 1299),
    ],
)
def test_every_required_case_of_a_draft_is_judged_and_explained(
    project: Path, folder: Path, draft: str, cases: int
) -> None:
    json_schema = suite(project, "json_schema")

    tally = json_schema.tally(folder / "json-schema-test-suite", draft, "required")

    assert tally == (cases, cases, [])


@pytest.mark.corpus
@pytest.mark.slow
@pytest.mark.parametrize(
    ("reader", "accepted", "refused", "equal"),
    [
        pytest.param("load", "306 of 308", "94 of 94", "279 of 279"),
        pytest.param("careful", "306 of 308", "94 of 94", "279 of 279"),
        pytest.param("fallback", "256 of 308", "78 of 94", "236 of 279"),
    ],
)
def test_a_reader_leaves_the_yaml_suite_only_where_a_reason_is_written(
    project: Path, folder: Path, reader: str, accepted: str, refused: str, equal: str
) -> None:
    yaml_suite = suite(project, "yaml_suite")
    read, reasons = yaml_suite.READERS[reader]

    seen = yaml_suite.reading(list(yaml_suite.cases(folder / "yaml-test-suite")), read)

    assert [str(seen.accepted), str(seen.refused), str(seen.equal)] == [accepted, refused, equal]
    assert sorted(seen.seen) == sorted(name for names in reasons.values() for name in names)


@pytest.mark.parametrize(
    ("seen", "rows", "faults"),
    [
        pytest.param(
            {"2JQS": ["refused"], "X38W": ["refused", "another value"]},
            [(DUPLICATES, "2JQS (refused), X38W (refused)")],
            [],
            id="each has its reason",
        ),
        pytest.param(
            {"2JQS": ["refused"], "229Q": ["another value"]},
            [(DUPLICATES, "2JQS (refused)")],
            ["X38W has a reason, and is as it should be", "229Q: another value"],
            id="one without a reason, and a reason without one",
        ),
    ],
)
def test_a_deviation_needs_a_reason_and_a_reason_a_deviation(
    project: Path,
    seen: dict[str, list[str]],
    rows: list[tuple[str, str]],
    faults: list[str],
) -> None:
    section = suite(project, "section")

    assert section.deviations(seen, {DUPLICATES: ["2JQS", "X38W"]}) == (rows, faults)
