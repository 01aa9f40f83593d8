"""Who reads a file is told by its name, or by what it says of itself."""

import pytest

from confledger.checks.readers import reader_of, telling_name

OBJECT = b"apiVersion: v1\nkind: ConfigMap\n"


@pytest.mark.parametrize(
    ("path", "data", "expected"),
    [
        (".github/workflows/ci.yml", b"", "github"),
        ("shop/.github/workflows/ci.yml", b"", "github"),
        ("my.github/ci.yml", b"", None),
        ("tools/action.yml", b"", "github"),
        ("compose.yaml", b"", "compose"),
        ("app/docker-compose.prod.yml", b"", "compose"),
        ("composer.yaml", b"", None),
        ("values-eu.yaml", b"", "kubernetes"),
        ("chart/Chart.yaml", b"", "kubernetes"),
        (".pre-commit-config.yaml", b"", "pyyaml"),
        ("a.yaml", OBJECT, "kubernetes"),
        ("roles/db/tasks/main.yml", OBJECT, "kubernetes"),
        ("a.yaml", b"kind: v1\nspec:\n  apiVersion: v1\n", None),
        ("a.yaml", b"# kind\n---\nkind: A\napiVersion: b\n", "kubernetes"),
        ("site/roles/db/tasks/main.yml", b"", "ansible"),
        ("group_vars/all.yml", b"", "ansible"),
        ("roles/tasks.yml", b"", None),
        ("a.yaml", b"", None),
    ],
)
def test_the_reader_of_a_file(path: str, data: bytes, expected: str | None) -> None:
    assert reader_of(path, data) == expected


@pytest.mark.parametrize(
    "one", ["compose.yaml", "values-eu.yaml", "action.yml", ".yamllint", "kustomization.yaml"]
)
def test_a_name_that_says_who_reads_it_is_part_of_what_a_verdict_is_kept_by(one: str) -> None:
    assert telling_name(f"a/{one}") == one
    assert telling_name("a/x.yaml") == ""
