"""What usually changes together with what goes back, as far as that was learned already."""

import json
import os
from pathlib import Path

import pytest

from confledger.cli.suggest.learned import learned
from learning import history
from rolling import Rolling
from support import Repository


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Repository:
    """A history in which files go together, learned already."""
    made = Repository.create(tmp_path_factory.mktemp("companions") / "shop")
    history().into(made)
    before = Path.cwd()
    os.chdir(made.root)
    try:
        with learned():
            pass
    finally:
        os.chdir(before)
    return made


@pytest.fixture
def repository(shop: Repository) -> Repository:
    return shop


def companions(rolling: Rolling, *arguments: str) -> list[str]:
    told = rolling(*arguments, "--plan", "--format", "json", "--allow-missing")
    found: list[str] = json.loads(told.out)["companions"]
    return found


def test_what_usually_changes_too_is_named_with_the_command(
    repository: Repository, rolling: Rolling
) -> None:
    oid = repository.git("rev-parse", "HEAD~60")

    assert companions(rolling, "--to", "HEAD~60", "--scope", "pairs/3-a.yaml") == [
        "pairs/3-b.yaml changed in 9 of 10 commits that changed pairs/3-a.yaml; it stays as it is: "
        f"confledger rollback --to {oid[:10]} --scope pairs/3-b.yaml"
    ]


def test_what_is_as_it_was_is_not_missing(repository: Repository, rolling: Rolling) -> None:
    before = repository.git("rev-parse", "HEAD")
    repository.write("pairs/3-a.yaml", "version: 99\nname: 3\n")
    repository.write("other.yaml", "a: 1\n")
    repository.commit("Alone")
    try:
        assert companions(rolling, "--to", before, "--scope", "pairs/3-a.yaml") == []
    finally:
        repository.git("reset", "--quiet", "--hard", before)


@pytest.mark.parametrize(
    ("arguments", "model"),
    [
        pytest.param(("--to", "HEAD~60", "--scope", "pairs"), True, id="it goes back as well"),
        pytest.param(("--to", "HEAD~1", "--scope", "all"), True, id="it is as it was"),
        pytest.param(("--to", "HEAD~60", "--scope", "pairs/3-a.yaml"), False, id="not learned"),
    ],
)
def test_nothing_is_named(
    repository: Repository, rolling: Rolling, arguments: tuple[str, ...], model: bool
) -> None:
    file = repository.root / ".git/confledger/suggest.json"
    kept = file.read_bytes()
    if not model:
        file.write_bytes(b"{}")
    try:
        assert companions(rolling, *arguments) == []
    finally:
        file.write_bytes(kept)
