"""A file's dialect, by its name alone."""

import pytest

from confledger.documents.dialect import DIALECTS, dialect_of


@pytest.mark.parametrize(
    ("dialect", "paths"),
    [
        (
            "yaml",
            "a.yaml a.yml A.YML d/.github/workflows/ci.yaml .yamllint .clang-format .env.yaml",
        ),
        ("json", "a.json package.json .json a.webmanifest Pipfile.lock d.d/flake.lock .env.json"),
        ("json", "mytsconfig.json tsconfigs.json vscode/settings.json a.vscode/b.json"),
        ("jsonc", "a.jsonc tsconfig.json d/tsconfig.app.json tsconfig-base.json jsconfig.json"),
        ("jsonc", ".vscode/settings.json d/.vscode/launch.json a.code-workspace .eslintrc"),
        ("jsonc", "devcontainer.json .devcontainer/devcontainer.json TSConfig.JSON"),
        ("json5", "a.json5 .babelrc renovate.json5"),
        ("toml", "pyproject.toml Cargo.lock poetry.lock uv.lock Pipfile .env.toml"),
        ("ini", "a.ini tox.ini setup.cfg .editorconfig .flake8 .coveragerc d/ansible.cfg pip.conf"),
        ("dotenv", ".env d/.env .env.local .env.prod.local prod.env .ENV .env.example"),
        ("properties", "gradle.properties a.b.properties"),
        (None, "Makefile env json yaml a.txt a.cfg a.conf README.md .envrc a/env yaml/a .env.d.ts"),
        (None, ".env.js .env.gpg .env.py a.json.bak a.yaml~ a.jsonl .git/config"),
    ],
)
def test_a_name_says_which_language_a_file_is_written_in(dialect: str | None, paths: str) -> None:
    assert {path: dialect_of(path) for path in paths.split()} == dict.fromkeys(
        paths.split(), dialect
    )
    assert dialect is None or dialect in DIALECTS


def test_a_name_may_have_spaces_and_no_name_is_no_file() -> None:
    assert [dialect_of(path) for path in ("my file.json", "d/ .yaml", "", "d/", "a.json/")] == [
        *("json", "yaml"),
        *(None, None, None),
    ]
