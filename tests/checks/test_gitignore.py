"""Patterns of .gitignore files decide as git does."""

import pytest

from confledger.checks.gitignore import ignored
from support import Repository

PATHS = ["a.env", "x/a.env", "x/y/b.log", "build/a", "x/build/b", "keep/a.env", "c d", "#x", "{a}"]
FILES = [
    {".gitignore": "*.env\n!/keep/*.env\n"},
    {".gitignore": "/a.env\nbuild/\n"},
    {".gitignore": "x/**/*.log\n/x/build\n"},
    {".gitignore": "x/\n", "x/.gitignore": "!a.env\n"},
    {".gitignore": "*\n!*.env\n", "x/.gitignore": "a.env\n"},
    {".gitignore": "# c\n\\#x\nc d  \n\n{a}\n/\n"},
    {"x/.gitignore": "y\n/a.env\n"},
    {".gitignore": "build\n!build/a\n**/y/\n"},
]


@pytest.mark.parametrize("files", FILES)
def test_what_git_ignores_is_ignored(repository: Repository, files: dict[str, str]) -> None:
    for path, text in files.items():
        repository.write(path, text)
    done = repository.try_git("check-ignore", "--no-index", *PATHS)
    by_git = [line.strip('"') for line in done.stdout.splitlines()]

    def read(path: str) -> bytes | None:
        return files[path].encode() if path in files else None

    assert [path for path in PATHS if ignored(path, read)] == by_git
