"""How long one SSH signature takes to verify: in the process, and by `git verify-commit`.

The commits are made for it, by one Ed25519 key that is allowed.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median, quantiles

from benchmarks.history_diff import Line

from confledger.git.repository import discover
from confledger.git.signatures import ssh, trust_of, verdicts
from confledger.git.signatures.keys import Key
from confledger.git.signatures.raw import objects
from confledger.git.signatures.signed_object import signed_commit

_HEADER = b"gpgsig"
_GOAL = 0.3


def rows(*, commits: int = 100) -> Iterator[Line]:
    """Yield the lines: ours, git's with a process each, and git's with one for all of them."""
    with tempfile.TemporaryDirectory(prefix="bench-signatures-") as name:
        root = Path(name)
        oids = _made(root, commits)
        ours, theirs = _times(root, oids)
        work = f"one SSH signature of {commits}"
        yield _line(work, "confledger", ours, _GOAL)
        yield _line(work, "git verify-commit", theirs, None)
        started = time.perf_counter()
        _git(root, "log", "--format=%G?")
        each = (time.perf_counter() - started) / len(oids)
        yield _line(work, "git log --format=%G?", [each, each], None)


def _times(root: Path, oids: list[str]) -> tuple[list[float], list[float]]:
    """Time both, each for all commits: from the bytes of a commit, or its id, to the verdict."""
    repository = discover(str(root))
    trust = trust_of(repository)
    known: dict[bytes, Key] = {}
    ours, theirs = [], []
    for _, _, data in list(objects(repository, oids)):
        started = time.perf_counter()
        signed = signed_commit(data, _HEADER)
        assert signed is not None
        verdict = ssh.check(signed, trust, known)
        ours.append(time.perf_counter() - started)
        assert verdict.status == "G", verdict
    for oid in oids:
        started = time.perf_counter()
        _git(root, "verify-commit", oid)
        theirs.append(time.perf_counter() - started)
    assert {one.status for one in verdicts(repository, oids).values()} == {"G"}
    return ours, theirs


def _made(root: Path, commits: int) -> list[str]:
    """Make a repository of signed commits; return them."""
    key = root / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key], check=True)
    public = key.with_suffix(".pub").read_text("utf-8")
    (root / "allowed").write_text(f"bench@example.org {public}", "utf-8")
    _git(root, "init", "--quiet")
    for setting, value in {
        "user.name": "Bench",
        "user.email": "bench@example.org",
        "gpg.format": "ssh",
        "user.signingkey": str(key),
        "gpg.ssh.allowedSignersFile": str(root / "allowed"),
    }.items():
        _git(root, "config", setting, value)
    for number in range(commits):
        _git(root, "commit", "--quiet", "--allow-empty", "-S", f"--message=Commit {number}")
    return _git(root, "rev-list", "HEAD").split()


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=root, capture_output=True, check=True, encoding="utf-8"
    )
    return done.stdout


def _line(work: str, engine: str, times: list[float], goal: float | None) -> Line:
    """Return a line of milliseconds: the median, and the 95th percentile."""
    return Line(work, engine, median(times) * 1000, quantiles(times, n=20)[-1] * 1000, goal)
