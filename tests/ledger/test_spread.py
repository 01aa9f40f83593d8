"""Several processes make the ledger that one would have made."""

import os
import random
from pathlib import Path

import pytest

from confledger.changes.identity import Identities
from confledger.documents.limits import DEFAULT
from confledger.git.landing import commits
from confledger.git.repository import discover
from confledger.ledger import rows, spread
from confledger.ledger.build import Rules, digest_of
from confledger.ledger.differing import Differences
from confledger.ledger.store import Store
from confledger.settings import Settings
from support import Repository

_TEXTS = ("a: 1\n", "a: [x, y]\n", "a: {b: 2}\n", "a: [\n", "a: 1\na: 2\n", "list: [{name: x}]\n")


def history(repository: Repository) -> None:
    """Commit files that come, change, move, break and go, also beside the mainline."""
    at = random.Random(7)
    names = [f"f{number}.yaml" for number in range(6)]
    for number in range(40):
        there = sorted(one.name for one in repository.root.glob("*.yaml"))
        if number % 8 == 4:
            repository.git("checkout", "--quiet", "-b", f"side{number}", "HEAD~2")
        if number % 8 == 7:
            repository.git("checkout", "--quiet", "main")
            merge = ("merge", "--quiet", "--no-edit", "-X", "theirs", f"side{number - 3}")
            if repository.try_git(*merge).returncode:
                repository.git("add", "--all")
                repository.git("commit", "--quiet", "--no-edit")
        if there and number % 5 == 3:
            repository.git("mv", at.choice(there), f"moved{number}.yaml")
        elif there and number % 11 == 10:
            repository.git("rm", "--quiet", "--force", at.choice(there))
        else:
            for name in at.sample(names, 2):
                text = at.choice(_TEXTS) + "".join(f"k{line}: {line}\n" for line in range(9))
                repository.write(name, f"n: {number}\n{text}")
        repository.git("add", "--all")
        repository.git("commit", "--quiet", "--allow-empty", "--message", f"c{number}")


def made(root: Path, folder: Path, workers: int) -> list[tuple[object, ...]]:
    repository = discover(str(root))
    store = Store(str(folder), digest_of(Settings(), DEFAULT))
    try:
        chosen = Rules(Settings(), Identities(), DEFAULT)
        new = commits(repository, "HEAD")
        rows.Building(store, repository, chosen, new, workers).run(None, 10)
        run = store.connection.execute
        return [
            run("SELECT chain FROM commits ORDER BY id DESC LIMIT 1").fetchone(),
            *run('SELECT * FROM changes ORDER BY "commit", file, key').fetchall(),
        ]
    finally:
        store.close()


def test_it_is_the_same_ledger(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "_WORTH", 1)
    monkeypatch.setattr(spread, "_PART", 3)
    history(repository)

    alone = made(repository.root, tmp_path / "alone", 1)

    assert len(alone) > 100
    assert made(repository.root, tmp_path / "two", 2) == alone
    assert made(repository.root, tmp_path / "three", 3) == alone


def test_a_process_that_ends_early_is_told_and_no_other_is_left(
    repository: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spread, "_WORTH", 1)
    history(repository)
    monkeypatch.setattr(Differences, "file", lambda *_: os._exit(9))

    with pytest.raises(Exception, match="ended early, with 9"):
        made(repository.root, tmp_path / "ledger", 2)

    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
