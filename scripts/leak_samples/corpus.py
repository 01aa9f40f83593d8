"""The repositories of the corpus, looked through as `confledger secrets scan` does."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from leak_samples.judged import JUDGED

REPOSITORIES = ("ghaf-infra", "k8s-gitops")


class Found(NamedTuple):
    """One finding: where, by which check, and what somebody said of it."""

    repository: str
    check: str
    path: str
    pointer: str
    true: bool | None
    what: str


class Looked(NamedTuple):
    """One repository: its files, its findings in HEAD, and those of its history."""

    name: str
    commits: int
    files: int
    blobs: int
    head: list[Found]
    history: list[Found]


def look(bundle: Path, folder: Path) -> Looked:
    """Clone a bundle, and scan HEAD and the history."""
    name = bundle.stem
    clone = folder / name
    _git("clone", "--quiet", str(bundle), str(clone))
    blobs = _git("-C", str(clone), "rev-list", "--objects", "--all", "--filter=object:type=blob",
                 "--filter-provided-objects")  # fmt: skip
    return Looked(
        name,
        int(_git("-C", str(clone), "rev-list", "--count", "--all")),
        len(_git("-C", str(clone), "ls-files").splitlines()),
        len(blobs.splitlines()),
        _scanned(clone, name),
        _scanned(clone, name, "--history"),
    )


def _scanned(clone: Path, name: str, *options: str) -> list[Found]:
    done = subprocess.run(
        [sys.executable, "-m", "confledger", "secrets", "scan", "--format", "json", "-q", *options],
        cwd=clone,
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
    )
    found = []
    for one in json.loads(done.stdout)["findings"]:
        place = (name, one["check"], one["path"], one["pointer"])
        found.append(Found(*place, *JUDGED.get(place, (None, ""))))
    return found


def _git(*arguments: str) -> str:
    return subprocess.run(
        ["git", *arguments], capture_output=True, text=True, check=True
    ).stdout.strip()
