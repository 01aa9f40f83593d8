"""What well-known files are known as, and that the table itself is sound."""

import pytest

from confledger.checks.globs import matcher
from confledger.schema_files.catalogue import entries, known, named
from confledger.settings_schema import READERS


@pytest.mark.parametrize(
    ("path", "name", "reader"),
    [
        (".github/workflows/build.yml", "github-workflow", "github"),
        ("fixtures/.github/workflows/build.yml", None, None),
        (".github/workflows/build.txt", None, None),
        (".github/ISSUE_TEMPLATE/config.yml", "github-issue-config", "github"),
        (".github/ISSUE_TEMPLATE/bug.yaml", "github-issue-forms", "github"),
        ("actions/setup/action.yml", "github-action", "github"),
        ("docker-compose.yml", "compose", None),
        ("stacks/web/compose.prod.yaml", "compose", None),
        ("apps/base/kustomization.yaml", "kustomization", "kubernetes"),
        ("charts/web/Chart.yaml", "helm-chart", "kubernetes"),
        ("charts/web/chart.yaml", None, None),
        ("roles/web/tasks/main.yml", "ansible-tasks", "ansible"),
        ("group_vars/all.yml", "ansible-vars", "ansible"),
        ("inventory/group_vars/prod/vars.yaml", "ansible-vars", "ansible"),
        ("tsconfig.app.json", "tsconfig", None),
        ("package.json", "package-json", None),
        ("package.json.bak", None, None),
        ("xpackage.json", None, None),
        (".circleci/config.yml", "circleci", None),
        ("config.yml", None, None),
        (".sops.yaml", "sops", None),
        ("settings.yaml", None, None),
        ("", None, None),
    ],
)
def test_a_file_is_known_by_its_path(path: str, name: str | None, reader: str | None) -> None:
    entry = known(path)

    assert (entry and entry.name, entry and entry.reader) == (name, reader)


def test_the_table_is_sound() -> None:
    table = entries()
    names = [entry.name for entry in table]

    assert len(table) >= 150
    assert len(names) == len(set(names))
    for entry in table:
        assert named(entry.name) is entry
        assert entry.reader in (None, *READERS), entry
        assert entry.address is None or entry.address.startswith("https://"), entry
        assert entry.address is None or " " not in entry.address, entry
        assert all(entry.globs), entry


def test_each_glob_is_for_files_that_its_entry_knows() -> None:
    for entry in entries():
        for glob, setting in zip(entry.globs, entry.paths(), strict=True):
            plain = glob.split("{")[0] + glob.partition("{")[2].partition("}")[0].split(",")[0]
            plain += glob.partition("}")[2]
            path = plain.removeprefix("/").replace("**", "some").replace("*", "one")
            assert known(path) is entry, glob
            assert matcher([setting])(path), setting
