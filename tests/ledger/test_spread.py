"""Several processes make the ledger that one would have made."""

import os
import random
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from confledger.changes.identity import Identities
from confledger.documents.limits import DEFAULT
from confledger.git.history import HistoryIncomplete
from confledger.git.landing import commits
from confledger.git.process import GitFailed
from confledger.git.repository import discover
from confledger.ledger import build, outcome, rows, spread
from confledger.ledger.build import Rules, digest_of
from confledger.ledger.differing import Differences
from confledger.ledger.store import Store
from confledger.settings import Settings
from support import Repository

_TEXTS = ("a: 1\n", "a: [x, y]\n", "a: {b: 2}\n", "a: [\n", "a: 1\na: 2\n", "list: [{name: x}]\n")


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a repository of files that come, change, move, break and go, also on branches."""
    repository = Repository.create(tmp_path_factory.mktemp("history"))
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
    return repository.root


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


@pytest.fixture(autouse=True)
def _spread_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "_WORTH", 1)
    monkeypatch.setattr(spread, "_PART", 3)
    monkeypatch.setattr(spread, "_LEAD", 1)
    monkeypatch.setattr(outcome, "_MOST", 10)


def test_it_is_the_same_ledger(history: Path, tmp_path: Path, left: Callable[[], set[int]]) -> None:
    alone = made(history, tmp_path / "alone", 1)

    assert len(alone) > 100
    assert made(history, tmp_path / "two", 2) == alone
    assert made(history, tmp_path / "three", 3) == alone
    assert left() == set()


def ends(code: int) -> None:
    os._exit(code)


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def raises(error: BaseException) -> None:
    raise error


@pytest.mark.parametrize(
    ("happens", "kind", "said"),
    [
        pytest.param(lambda: ends(9), "ConfledgerError", "ended early, with 9", id="ended"),
        pytest.param(killed, "ConfledgerError", "ended early, by signal 9", id="killed"),
        pytest.param(lambda: raises(MemoryError()), "MemoryError", "", id="no memory"),
        pytest.param(lambda: raises(HistoryIncomplete()), "HistoryIncomplete", "", id="missing"),
        pytest.param(
            lambda: raises(GitFailed(["x"], 3, "no")), "ConfledgerError", "git x: no", id="git"
        ),
        pytest.param(
            lambda: raises(ValueError("secret")),
            "ValueError at test_spread.py",
            "",
            id="a fault of ours",
        ),
        pytest.param(
            lambda: raises(KeyboardInterrupt()), "ConfledgerError", "early, with 1", id="stopped"
        ),
    ],
)
def test_what_ends_one_process_is_told_ends_all_and_leaves_a_ledger_that_goes_on(
    happens: Callable[[], None],
    kind: str,
    said: str,
    history: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    left: Callable[[], set[int]],
) -> None:
    parent, whole, files = os.getpid(), Differences.file, [30]

    def file(self: Differences, *given: Any) -> Any:
        files[0] -= 1
        if os.getpid() != parent and files[0] == 0:
            happens()
        return whole(self, *given)

    with monkeypatch.context() as patched:
        patched.setattr(Differences, "file", file)
        with pytest.raises(Exception, match=re.escape(said) or None) as raised:
            made(history, tmp_path / "ledger", 2)
    assert type(raised.value).__name__.partition(":")[0] == kind
    assert "secret" not in str(raised.value)
    assert left() == set()

    store = Store(str(tmp_path / "ledger"), digest_of(Settings(), DEFAULT))
    build.update(store, discover(str(history)), Rules(Settings(), Identities(), DEFAULT))
    found = store.connection.execute("SELECT chain FROM commits ORDER BY id DESC LIMIT 1")
    assert found.fetchone() == made(history, tmp_path / "alone", 1)[0]
    store.close()


# `ledger build` by processes that tell when they are at work, and are slow then.
SLOW = """
import os, sys, time
from confledger.cli.entry import main
from confledger.ledger import build, spread
from confledger.ledger.differing import Differences
spread._WORTH, spread._PART, build._workers = 1, 1, lambda: 2
parent, whole, done, pause = os.getpid(), Differences.file, 0, float(sys.argv[1])
def file(self, *given):
    global done
    done += 1
    if done == 6 and os.getpid() != parent:
        os.write(1, b".")
        time.sleep(pause)
    return whole(self, *given)
Differences.file = file
sys.argv[1:] = ["ledger", "build", "--rebuild"]
sys.exit(main())
"""


@pytest.mark.pristine
@pytest.mark.parametrize(
    ("number", "everybody", "pause", "code"),
    [
        pytest.param(signal.SIGINT, True, 60, 130, id="Ctrl-C"),
        pytest.param(signal.SIGKILL, False, 0.1, -9, id="kill -9 of the one that writes"),
    ],
)
def test_whoever_is_ended_no_process_goes_on_for_long(
    number: int, everybody: bool, pause: float, code: int, history: Path
) -> None:
    slow = [sys.executable, "-c", SLOW, str(pause)]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        slow, cwd=history, stdout=pipe, stderr=pipe, start_new_session=True
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        assert running.stdout.read(2) == b".."
        (os.killpg if everybody else os.kill)(running.pid, number)
        # Ends when nobody has it any more.
        assert running.stdout.read() == b""
        assert running.stderr.read() == (b"\ninterrupted\n" if everybody else b"")
    assert running.returncode == code
