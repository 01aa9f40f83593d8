"""Names tell backups and junk only where nobody can have meant anything else."""

import pytest

from confledger.inventory.flaw_names import backups, broken_links, junk, same_but_for_case


@pytest.mark.parametrize(
    "path",
    [
        *("a.yaml.bak", "a.yaml~", "#a.yaml#", ".a.yaml.swp", "x/a.orig", "a.rej", "a.bak.2"),
        *("a.yaml.old", "a.yaml.save", "a.old.yaml", "a copy.yaml", "a (1).yaml"),
        *("Copy of a.yaml", "a - Copy.yaml", "Kopie von a.yaml"),
    ],
)
def test_a_copy_of_before_is_a_backup(path: str) -> None:
    assert [one.path for one in backups(["a.yaml", path])] == [path]


@pytest.mark.parametrize(
    "path",
    [
        *("sops.py", "sops_copy.py", "a_backup.yaml", "a-copy.yaml", "b.yaml.old", "b copy.yaml"),
        *("movie.swp", "a.1", "tests/x.bak", "backup.yaml", "old.yaml", "copy.yaml", "~", "b (1)"),
    ],
)
def test_a_name_that_may_mean_something_is_none(path: str) -> None:
    assert backups(["a", "a.yaml", "sops.py", path]) == []


def test_what_programs_leave_behind_is_junk() -> None:
    paths = [
        *("a/.DS_Store", "tests/Thumbs.db", "._x", "a/__pycache__/x.py", "node_modules/x/y.js"),
        *("x.pyc", ".idea/workspace.xml", ".vscode/settings.json", ".idea/x.iml", "core.py"),
        *("tests/data/node_modules/x.js", "src/x.py"),
    ]

    assert [one.path for one in junk(paths)] == paths[:7]


def test_names_that_are_one_elsewhere_are_told_once() -> None:
    found = same_but_for_case(["A/x", "a/x", "a/X", "b", "B.yaml", "b.YAML"])

    assert sorted((one.path, one.why.rpartition(" ")[2]) for one in found) == [
        *(("a", "A"), ("a/x", "a/X"), ("b.YAML", "B.yaml")),
    ]


def test_only_links_within_the_tree_can_be_known_to_be_broken() -> None:
    links = {
        "a/gone": "nothing",
        "a/file": "../b/x",
        "a/folder": "../b",
        "out": "/etc/passwd",
        "a/up": "../../x",
        "a/through": "folder/y",
        "dot": ".",
    }

    found = broken_links(links, [*links, "b/x"])

    assert [(one.path, one.why) for one in found] == [
        ("a/gone", "it leads to a/nothing, which is not tracked")
    ]
