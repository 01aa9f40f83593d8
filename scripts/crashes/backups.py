"""The cases of `backup`: full and incremental ones, restored ones, no room, somebody committing."""

import os
import subprocess
import sys
from pathlib import Path

from crashes.case import Case, git, leftovers
from crashes.interposed import BEFORE, Moment


def every() -> list[Case]:
    """Return all cases."""
    create = (_create, _created_at_death, _created)
    again = (_restore, _restored_at_death, _restored)
    return [
        Case("backup create: full", _new, *create),
        Case("backup create: incremental", _with_one, _increment, *create[1:]),
        Case("backup create: a commit meanwhile", _new, *create, meanwhile=_commit_once),
        Case("backup create: disk full", _new, *create, full=True),
        Case(
            *("backup create: the place cannot be written", _read_only, *create),
            before_recovery=_writable,
            hindered=True,
        ),
        Case("backup restore", _with_two, *again, done=_there),
        Case("backup restore: disk full", _with_two, *again, full=True, done=_there),
    ]


def _new(root: Path) -> None:
    repository = root / "repository"
    repository.mkdir()
    git(repository, "init", "--quiet", "--initial-branch=main")
    git(repository, "config", "user.name", "Ada")
    git(repository, "config", "user.email", "ada@example.org")
    _commit(repository, "one")
    _commit(repository, "two")
    git(repository, "tag", "v1", "HEAD~1")
    (root / "place").mkdir()


def _with_one(root: Path) -> None:
    _new(root)
    _confledger(root, "create", "--plain", "--without-ledger", "--to", "../place")
    _commit(root / "repository", "three")


def _with_two(root: Path) -> None:
    _with_one(root)
    _confledger(root, "create", "--incremental", "--plain", "--without-ledger", "--to", "../place")


def _read_only(root: Path) -> None:
    _new(root)
    (root / "place").chmod(0o555)


def _writable(root: Path) -> None:
    (root / "place").chmod(0o755)


def _commit(repository: Path, name: str) -> None:
    (repository / f"{name}.yaml").write_text(f"{name}: 1\n", encoding="utf-8")
    git(repository, "add", "--all")
    git(repository, "commit", "--quiet", "-m", name)


def _commit_once(root: Path, moment: Moment) -> None:
    """Commit as another process would, right before the history is packed."""
    repository = root / "repository"
    if moment == ("git bundle", BEFORE) and not (repository / "other.yaml").exists():
        _commit(repository, "other")


def _create(root: Path) -> list[str]:
    os.chdir(root / "repository")
    return ["backup", "create", "--plain", "--without-ledger", "--to", "../place"]


def _increment(root: Path) -> list[str]:
    return [*_create(root), "--incremental"]


def _restore(root: Path) -> list[str]:
    os.chdir(root)
    return ["backup", "restore", "--latest", "--from", "place", "again"]


def _confledger(root: Path, *arguments: str) -> str:
    """Run the command as anybody would; return what it said where it failed."""
    done = subprocess.run(
        [sys.executable, "-m", "confledger", "backup", *arguments],
        cwd=root / "repository",
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr if done.returncode else ""


def _created_at_death(root: Path) -> list[str]:
    """Say what is wrong at the instant of death: what has its name has to be whole."""
    wrong = _whole(root / "repository")
    for name in sorted(one.name for one in (root / "place").glob("*.backup")):
        said = _confledger(root, "verify", name, "--from", "../place")
        if said:
            wrong.append(f"{name}: {said}")
    return wrong


def _created(root: Path) -> list[str]:
    """Say what is wrong after another run."""
    wrong = _whole(root / "repository")
    said = _confledger(root, "verify", "--latest", "--from", "../place")
    if said:
        wrong.append(f"the last one: {said}")
    return wrong + leftovers(root, ("confledger-switch.lock",))


def _restored_at_death(root: Path) -> list[str]:
    """Say what is wrong at the instant of death: a folder that is there has to be whole."""
    return _whole(root / "again") if (root / "again").exists() else []


def _restored(root: Path) -> list[str]:
    """Say what is wrong after another run."""
    if not (root / "again").exists():
        return ["it is not there"]
    wrong = _whole(root / "again")
    one, two = (git(root / name, "rev-parse", "HEAD", "v1") for name in ("repository", "again"))
    if one != two or git(root / "again", "status", "--porcelain"):
        wrong.append("it is not what was backed up")
    # What is left in the place is swept by the next backup.
    return wrong + leftovers(root / "again")


def _there(root: Path) -> bool:
    """Whether it was restored already, so that another run has to refuse."""
    return (root / "again").exists()


def _whole(repository: Path) -> list[str]:
    wrong = []
    if not git(repository, "rev-parse", "HEAD", check=False):
        wrong.append("there is no HEAD")
    if "error" in git(repository, "fsck", "--full", check=False):
        wrong.append("git fsck")
    return wrong
