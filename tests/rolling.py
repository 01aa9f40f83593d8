"""Rollbacks in this very process, which is faster than starting one for each."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from confledger.cli.failure import report
from confledger.errors import ConfledgerError
from support import Repository


class Told:
    """How a command ended, and what it wrote."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err

    def __repr__(self) -> str:
        return f"exit {self.code}\n{self.out}---\n{self.err}"


class Rolling:
    """Runs `rollback` in a repository, and gives its answer."""

    def __init__(
        self, repository: Repository, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        self.repository = repository
        self._patch = patch
        self._capsys = capsys

    def __call__(self, *arguments: str, at: Path | None = None) -> Told:
        """Run it with some arguments, here or in another folder."""
        from confledger.cli.rollback.command import run

        return self.command(run, *arguments, at=at)

    def command(
        self, run: Callable[[list[str]], int], *arguments: str, at: Path | None = None
    ) -> Told:
        """Run a command with some arguments, here or in another folder."""
        self._patch.chdir(at or self.repository.root)
        self._capsys.readouterr()
        try:
            code = run(list(arguments))
        except ConfledgerError as error:
            code = report(error)
        except OSError as error:
            code = report(error)
        said = self._capsys.readouterr()
        return Told(code, said.out, said.err)


def shop(repository: Repository) -> tuple[str, str]:
    """Commit two states of a configuration, and return them."""
    repository.write("config/prod.yaml", "# pool\npool: 5\nhost: a\n")
    repository.write("config/dev.yaml", "pool: 1\n")
    repository.write("notes.txt", "one\n")
    first = repository.commit("Start")
    repository.write("config/prod.yaml", "# pool\npool: 500\nhost: a\n")
    repository.write("config/new.yaml", "key: 1\n")
    return first, repository.commit("Raise the pool")


def trees(repository: Repository) -> tuple[str, str]:
    """Return the tree of HEAD and that of the work tree, untracked files left out."""
    index = str(repository.root / ".git" / "looked")
    env = {"GIT_INDEX_FILE": index}
    repository.try_git("read-tree", "HEAD", env=env)
    repository.try_git("add", "-u", env=env)
    tree = repository.try_git("write-tree", env=env).stdout.strip()
    os.unlink(index)
    return repository.git("rev-parse", "HEAD^{tree}"), tree
