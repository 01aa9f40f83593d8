"""confledger in this process, for tests that ask it very often."""

import re
import sys
from collections.abc import Callable

import pytest

from confledger.cli import entry
from support import Repository

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Run confledger in this process: exit code, output, messages without times."""

    def answered(repository: Repository, *arguments: str) -> tuple[int, str, str]:
        monkeypatch.chdir(repository.root)
        monkeypatch.setattr(sys, "argv", ["confledger", *arguments])
        code = entry.main()
        said = capfd.readouterr()
        return code, said.out, re.sub(r", \d+\.\d s\n", "\n", said.err)

    return answered
