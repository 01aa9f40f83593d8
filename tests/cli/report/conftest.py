"""One repository for all reports: it is only read."""

from collections.abc import Iterator

import pytest

from confledger.cli.report.basis import Basis, basis
from shop_year import shop_year
from support import Repository


@pytest.fixture(scope="session")
def year(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """Return a shop with a history."""
    return shop_year(tmp_path_factory.mktemp("year") / "shop")


@pytest.fixture
def shop(year: Repository, monkeypatch: pytest.MonkeyPatch) -> Iterator[Basis]:
    """Yield the basis of its last commit, from its root."""
    monkeypatch.chdir(year.root)
    with basis() as found:
        yield found
