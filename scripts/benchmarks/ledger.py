"""What the ledger costs: made anew, brought up to date, and asked, beside what git takes."""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.history_diff import Line

from confledger.changes.identity import Identities
from confledger.documents.limits import DEFAULT
from confledger.git.repository import discover
from confledger.ledger.build import Rules, digest_of, update
from confledger.ledger.entry import entries
from confledger.ledger.store import Store
from confledger.settings import Settings

_YAML = ("*.yaml", "*.yml")
# So many times as long as git takes to print all differences may it take to make all rows.
_TIMES = 5
_ROUNDS = 15


def rows(clone: Path) -> Iterator[Line]:
    """Yield the lines of one repository."""
    name = clone.name
    folder = clone / ".git" / "confledger"
    git = [_process(["git", "log", "-p", "-U0", "--", *_YAML], clone) for _ in range(3)]
    made = []
    for _ in range(3):
        shutil.rmtree(folder, ignore_errors=True)
        made.append(_process([sys.executable, "-m", "confledger", "ledger", "build"], clone))
    yield _line(f"{name}: the whole ledger", "confledger", made, _TIMES * statistics.median(git))
    yield _line(f"{name}: the whole ledger", "git log -p -U0", git)
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"{name}: at most {most:,.0f} MiB", file=sys.stderr)
    up_to_date = [sys.executable, "-m", "confledger", "ledger", "build"]
    again, bare = [], []
    for _ in range(_ROUNDS):
        again.append(_process(up_to_date, clone))
        bare.append(_process([sys.executable, "-c", "pass"], clone))
    yield _line(f"{name}: nothing new, as a command", "confledger", again, 100)
    yield _line(f"{name}: nothing new, as a command", "python -c pass", bare)
    yield _line(f"{name}: one new commit, in process", "confledger", list(_commits(clone)), 10)
    yield from _key(clone)


def _commits(clone: Path) -> Iterator[float]:
    """Yield how long each of the last commits takes, one after the other, on a branch."""
    repository = discover(str(clone))
    rules = Rules(Settings(), Identities(), DEFAULT)
    folder = clone / ".git" / "one-by-one"
    shutil.copytree(clone / ".git" / "confledger", folder)
    store = Store(str(folder), digest_of(Settings(), DEFAULT))
    last = [_git(clone, "rev-parse", f"HEAD~{back}") for back in range(_ROUNDS, -1, -1)]
    _git(clone, "checkout", "--quiet", "-b", "one-by-one", last[0])
    update(store, repository, rules)
    for oid in last[1:]:
        _git(clone, "update-ref", "HEAD", oid)
        started = time.perf_counter()
        update(store, repository, rules)
        yield 1000 * (time.perf_counter() - started)
    store.close()


def _key(clone: Path) -> Iterator[Line]:
    """Yield how long all values of the key take that changed most often, and git's own search."""
    store = Store(str(clone / ".git" / "one-by-one"), digest_of(Settings(), DEFAULT))
    ask = store.connection.execute
    key, path = ask(
        "SELECT k.text, f.path FROM changes x JOIN keys k ON k.id = x.key "
        "JOIN files f ON f.id = x.file GROUP BY x.key, x.file ORDER BY count(*) DESC LIMIT 1"
    ).fetchone()
    times = []
    for _ in range(_ROUNDS):
        started = time.perf_counter()
        list(entries(store, "k.text = ? AND f.path = ?", (key, path)))
        times.append(1000 * (time.perf_counter() - started))
    store.close()
    step = key.rpartition("/")[2]
    yield _line(f"{clone.name}: all values of one key", "confledger", times, 2)
    git = [_process(["git", "log", "-p", f"-G{step}", "--", path], clone) for _ in range(3)]
    yield _line(f"{clone.name}: all values of one key", "git log -G", git)


def _git(clone: Path, *arguments: str) -> str:
    command = ("git", "-C", str(clone), *arguments)
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def _process(command: list[str], folder: Path) -> float:
    started = time.perf_counter()
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run(command, cwd=folder, check=True, env=os.environ, **quiet)
    return 1000 * (time.perf_counter() - started)


def _line(work: str, engine: str, times: list[float], goal: float | None = None) -> Line:
    ordered = sorted(times)
    worst = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return Line(work, engine, statistics.median(ordered), worst, goal)
