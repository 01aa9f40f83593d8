"""Which checks a run calls for, what it reads, and what it remembers."""

from pathlib import Path

import pytest

from confledger.checks.survey import called_for, concerned
from confledger.settings import Settings
from surveying import Tree, settings_of, surveyed

ALL = """\
environments: [{name: a, paths: [envs/a.yaml]}, {name: b, paths: [envs/b.yaml]}]
allowed-differences: agreed.yaml
same-value: [{name: x, at: ["app/*.yaml#/x", "pool.ini#/y"]}]
owned: [config]
documentation: [{paths: [docs/*.md], schema: s.json}]
"""
EVERY = [
    *("dangling_reference", "environment_divergence", "same_value", "owner"),
    "stale_documentation",
]


@pytest.mark.parametrize(
    ("touched", "gone", "expected"),
    [
        pytest.param(None, None, EVERY, id="everything"),
        pytest.param({"README.md"}, set(), [], id="what no check is about"),
        pytest.param({"README.md"}, {"README.md"}, EVERY[:1], id="a target may be gone"),
        pytest.param({"README.md"}, None, EVERY[:1], id="or may not: nobody has said"),
        pytest.param({"confledger.yaml"}, set(), EVERY, id="the settings"),
        pytest.param({"web/kustomization.yaml"}, set(), EVERY[:1], id="a file with references"),
        pytest.param({"envs/a.yaml"}, set(), EVERY[:2], id="an environment"),
        pytest.param({"agreed.yaml"}, set(), ["environment_divergence"], id="an agreement"),
        pytest.param({"app/x.yaml"}, set(), ["same_value"], id="a place of a group"),
        pytest.param({"config/x"}, set(), ["owner"], id="an owned file"),
        pytest.param({".github/CODEOWNERS"}, set(), ["owner"], id="the owners"),
        pytest.param({"docs/x.md"}, set(), ["stale_documentation"], id="a page"),
        pytest.param({"s.json"}, set(), ["stale_documentation"], id="its schema"),
    ],
)
def test_only_what_is_concerned_runs(
    touched: set[str] | None, gone: set[str] | None, expected: list[str]
) -> None:
    settings = settings_of({"confledger.yaml": ALL})

    assert called_for(settings, touched, gone) == expected
    assert concerned(settings, touched, gone) == bool(expected)


@pytest.mark.parametrize(
    ("raw", "touched", "expected"),
    [
        pytest.param({}, None, EVERY[:1], id="without settings"),
        pytest.param({"checks": {"dangling-reference": "off"}}, None, [], id="switched off"),
        pytest.param({}, {"app.yaml"}, [], id="a commit that has no part in anything"),
    ],
)
def test_a_repository_without_settings_pays_for_nothing_else(
    raw: dict[str, object], touched: set[str] | None, expected: list[str]
) -> None:
    assert called_for(Settings(raw), touched, set()) == expected


KUSTOMIZATION = {"a/kustomization.yaml": "resources: [lost.yaml]\n", "b/app.yaml": "x: 1\n"}


@pytest.mark.parametrize("severity", ["info", "warning", "off"])
def test_the_settings_weigh_what_is_found(severity: str) -> None:
    settings = f"checks: {{dangling-reference: '{severity}'}}\n"

    found = surveyed({"confledger.yaml": settings, **KUSTOMIZATION})

    assert [one.severity for one in found] == ([] if severity == "off" else [severity])


def test_only_files_whose_names_say_so_are_read() -> None:
    tree = Tree({**KUSTOMIZATION, "a/lost.yaml": ""})

    assert surveyed(tree) == []
    assert tree.reads == ["a/kustomization.yaml"]


def test_a_file_that_is_what_it_was_is_not_read_again(tmp_path: Path) -> None:
    first, again, changed = (Tree({**KUSTOMIZATION, "a/lost.yaml": ""}) for _ in range(3))
    changed.files["a/kustomization.yaml"] = b"resources: [gone.yaml]\n"

    assert surveyed(first, folder=str(tmp_path)) == []
    assert surveyed(again, folder=str(tmp_path)) == []
    assert [one.subject for one in surveyed(changed, folder=str(tmp_path))] == ["a/gone.yaml"]
    assert first.reads == ["a/kustomization.yaml"]
    assert again.reads == []
    # Once for what it names, once for where.
    assert set(changed.reads) == {"a/kustomization.yaml"}


def test_a_tree_that_was_clean_is_not_looked_into_again(tmp_path: Path) -> None:
    files = {"web/kustomization.yaml": "resources: [a.yaml]\n", "web/a.yaml": "x: 1\n"}
    assert surveyed(files, folder=str(tmp_path)) == []
    # The same kustomization, and nothing else that is read, yet another tree.
    del files["web/a.yaml"]

    for _ in range(2):
        assert [one.subject for one in surveyed(files, folder=str(tmp_path))] == ["web/a.yaml"]


def test_a_commit_without_a_reference_lists_nothing() -> None:
    class Unlisted(Tree):
        def entries(self) -> dict[str, object]:  # type: ignore[override]
            raise AssertionError("the repository was listed")

    path = ".github/workflows/a.yaml"

    assert surveyed(Unlisted({path: "jobs: {}\n"}), {path}, gone=set()) == []
