"""Two rollbacks and a commit at the same moment: whoever reported success is in the history."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path

from support import Repository

ROUNDS = int(os.environ.get("CONFLEDGER_ROLLBACK_ROUNDS", "2"))
# What a rollback may say when somebody was faster; each is an end without any change.
STOPPED = (
    "somebody committed meanwhile, and it would be taken back too; nothing was changed",
    "others commit faster than a plan can be made",
    "another git process is at work",
    "not committed, and would be overwritten",
)
# What git itself says in the same place.
REFUSED = ("index.lock", "cannot lock ref", "but expected")


def start(repository: Repository, *command: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        cwd=repository.root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def rollback(repository: Repository, scope: str, to: str) -> subprocess.Popen[str]:
    asked = ("rollback", "--to", to, "--scope", scope, "--yes", "--reason", scope)
    return start(repository, sys.executable, "-m", "confledger", *asked)


def commit(repository: Repository, number: int) -> str:
    """Commit a new file as a person does, again where git says that somebody is at work."""
    name = f"notes/{number}.txt"
    repository.write(name, f"{number}\n")
    deadline = time.monotonic() + 60
    while True:
        done = repository.try_git("add", "--", name)
        if done.returncode == 0:
            done = repository.try_git("commit", "-q", f"-m{name}", "--", name)
        if done.returncode == 0:
            return name
        assert any(one in done.stderr for one in REFUSED), done.stderr
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_nothing_is_lost_when_two_roll_back_while_a_third_one_commits(tmp_path: Path) -> None:
    repository = Repository.create(tmp_path / "shop")
    pauses = random.Random(7)
    for state in ("old", "new"):
        for scope in ("one", "two"):
            for file in range(5):
                repository.write(f"{scope}/{file}.yaml", f"state: {state}\n")
        repository.commit(state)
    old, new = repository.git("rev-parse", "HEAD~1", "HEAD").split("\n")
    done = stopped = 0

    for number in range(ROUNDS):
        before = repository.git("rev-parse", "HEAD")
        to = old if number % 2 == 0 else new
        running = {scope: rollback(repository, scope, to) for scope in ("one", "two")}
        time.sleep(pauses.uniform(0.1, 0.7))
        name = commit(repository, number)

        expected = [name]
        for scope, process in running.items():
            said, told = process.communicate(timeout=120)
            if process.returncode == 0 and "nothing to do" not in said:
                expected.append(scope)
                done += 1
            elif process.returncode:
                assert process.returncode == 2, told
                assert any(one in told for one in STOPPED), told
                stopped += 1
        log = repository.git("log", "--format=%s%n%(trailers:key=Reason,valueonly)", f"{before}..")
        made = sorted(line for line in log.split("\n") if line in ("one", "two", name))
        assert made == sorted(expected)
        assert repository.git("rev-list", "--count", f"{before}..") == str(len(expected))
        assert repository.git("status", "--porcelain") == ""
        assert sorted(Path(repository.root, ".git").glob("**/*.lock")) == [
            repository.root / ".git/confledger-switch.lock"
        ]
        for scope in expected[1:]:
            assert repository.git("diff", "--stat", to, "HEAD", "--", scope) == ""
    assert repository.git("fsck", "--no-dangling") == ""
    assert (done + stopped, done > stopped) == (2 * ROUNDS, True)
