"""What tests of rollbacks start from."""

import pytest

from rolling import Rolling
from support import Repository


@pytest.fixture
def rolling(
    repository: Repository, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Rolling:
    """`rollback`, run in the repository of the test."""
    return Rolling(repository, monkeypatch, capsys)
